"""What the worker does for the store by the clock."""

from datetime import datetime

import structlog

from congvu.platform.documents import actions

log = structlog.get_logger()


def sweep(at: datetime) -> None:
    """Remove bytes that no document names."""
    removed = actions.sweep_orphans(at=at)
    if removed:
        log.info("orphan_bytes_removed", files=removed)
