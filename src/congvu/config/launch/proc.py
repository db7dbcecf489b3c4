"""What /proc says of other processes. A number alone says nothing: it may have a new owner."""

import contextlib
import os
import signal
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")


def is_alive(pid: int) -> bool:
    """True when that process runs; one that only waits to be buried does not."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def servers_in(cluster: Path) -> set[int]:
    """Return every PostgreSQL process that works in that data directory."""
    return {pid for pid in _all() if serves(pid, cluster)}


def serves(pid: int, cluster: Path) -> bool:
    """True when that process is PostgreSQL and works in that data directory."""
    # Both are asked: a shell may stand in the folder, and other servers work elsewhere.
    try:
        return (PROC / str(pid) / "comm").read_text().strip() == "postgres" and (
            PROC / str(pid) / "cwd"
        ).readlink() == cluster.resolve()
    except OSError:  # gone, or another user's
        return False


def kill(pids: Iterable[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _all() -> Iterable[int]:
    return (int(entry.name) for entry in PROC.iterdir() if entry.name.isdecimal())
