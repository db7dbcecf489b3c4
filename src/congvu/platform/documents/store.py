"""Bytes on disk under their SHA-256: written before their row, checked when read, kept as is."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
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
    incoming = _root() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=incoming)
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


def _settle(path: Path, sha256: str) -> None:
    target = path_of(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # the same bytes at once: the first link stands
        os.link(path, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(sha256: str) -> bytes:
    """Return the bytes, checked against their name."""
    content = path_of(sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BytesDamaged(sha256)
    return content


def path_of(sha256: str) -> Path:
    return _root() / sha256[:2] / sha256


def stored_before(at: datetime) -> Iterator[str]:
    """Yield the names of bytes stored before that instant."""
    for path in _root().glob("??/*"):
        if path.stat().st_mtime < at.timestamp():
            yield path.name


def forget(sha256: str) -> None:
    path_of(sha256).unlink(missing_ok=True)


def _root() -> Path:
    return Path(settings.DOCUMENT_STORE)
