"""The same addresses and decisions; only the writing of a submission is row by row."""

from unittest.mock import patch

from bench.orm_submit import orm_submit
from congvu.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from congvu.kernel.actor import Actor
from congvu.platform.cases.actions import submit as acting
from congvu.platform.cases.actions.submit import Application, Submitted

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def _write_row_by_row(payload: bytes, *, application: Application, actor: Actor) -> Submitted:
    del application, actor  # whose act a repeat is goes unchecked: less work than the real one
    return Submitted(**orm_submit(payload))


# Loaded only by bench.settings_orm: in that process everything else stays the product's own code.
patch.object(acting, "_write", _write_row_by_row).start()
