"""Bytes on disk under their SHA-256: written before their row, checked when read, never rewritten.

`put`, `read`, `path_of`, `stored_before` and `forget` are all that the rest knows of the place.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

CHUNK = 256 * 1024


class BytesDamaged(RuntimeError):
    """What lies on disk is not what was stored: stop rather than hand out other bytes."""


class TooLarge(ValueError):
    """More bytes came than are allowed."""


def put(chunks: Iterable[bytes], *, most_bytes: int) -> tuple[str, int]:
    """Store bytes durably; return their SHA-256 and size. Raises TooLarge and keeps nothing."""
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=_made(_incoming()))
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most_bytes:
                    raise TooLarge(size)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        _settle(path, digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)
    return digest.hexdigest(), size


def read(sha256: str) -> bytes:
    """Return the bytes, checked against their name. Raises BytesDamaged."""
    try:
        content = path_of(sha256).read_bytes()
    except FileNotFoundError as error:
        raise BytesDamaged(f"{sha256}: not there") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BytesDamaged(sha256)
    return content


def path_of(sha256: str) -> Path:
    return _root() / sha256[:2] / sha256


def stored_before(at: datetime) -> Iterator[str]:
    """Yield the names of bytes last put before that instant."""
    for path in _root().glob("[0-9a-f][0-9a-f]/*"):
        if _is_older(path, at):
            yield path.name


def forget(hashes: Iterable[str], *, stored_before: datetime) -> int:
    """Remove bytes not put again since that instant; return how many. No `put` runs meanwhile."""
    with _locked(fcntl.LOCK_EX):
        return sum(_removed(path_of(sha256), stored_before) for sha256 in hashes)


def forget_incoming(*, stored_before: datetime) -> int:
    """Remove what a killed process left half written; return how many."""
    return sum(_removed(path, stored_before) for path in _incoming().glob("*"))


def _settle(path: Path, sha256: str) -> None:
    target = path_of(sha256)
    with _locked(fcntl.LOCK_SH):
        if not target.parent.exists():
            _made(target.parent)
            _sync_folder(_root())
        with suppress(FileExistsError):  # the same bytes before or at once: the first stand
            os.link(path, target)
        os.utime(target)  # as good as new: the sweep leaves them alone for a day
        _sync_folder(target.parent)


@contextmanager
def _locked(how: int) -> Iterator[None]:
    """Keep a sweep away from bytes that are just being named again; `put`s run side by side."""
    handle = os.open(_made(_root()) / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _removed(path: Path, before: datetime) -> bool:
    if not _is_older(path, before):
        return False
    path.unlink(missing_ok=True)
    return True


def _is_older(path: Path, at: datetime) -> bool:
    try:
        return path.stat().st_mtime < at.timestamp()
    except FileNotFoundError:  # gone meanwhile
        return False


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _incoming() -> Path:
    return _root() / "incoming"


def _root() -> Path:
    return Path(settings.DOCUMENT_STORE)
