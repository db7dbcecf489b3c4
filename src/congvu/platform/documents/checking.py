"""Asking the sealed room about one file."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from congvu.platform.documents.sealing import WRITE_BYTES
from congvu.platform.documents.unfit import JPEG, PDF, SUFFIXES, WORDS

WALL_SECONDS = 10
MOST_ROOMS = 4  # at once, in this process: each may take up to a gigabyte
QUEUE_SECONDS = 15
MOST_SAID_BYTES = 64 * 1024
SOURCE = Path(__file__).resolve().parents[3]
_NOT_OPENED = (
    "Không mở được tệp này trong thời gian và bộ nhớ cho phép. Hãy chụp lại hoặc xuất lại tệp."
)
_BUSY = "Hệ thống đang mở nhiều tệp cùng lúc. Hãy chờ một phút rồi tải lại tệp này."

_rooms = threading.BoundedSemaphore(MOST_ROOMS)
_unsealed: set[str] = set()

log = structlog.get_logger()


class FileUnfit(ValueError):
    """The sealed room will not vouch for the file; the text is for the person who brought it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the file is, and what may be shown of it."""

    media_type: str
    pages: int
    view: bytes
    view_media_type: str


def check(path: Path, *, name: str) -> Checked:
    """Open the file in the sealed room. Raises FileUnfit with what to do."""
    with _room() as folder:
        view = folder / "view"
        said = _ask(path, name, view)
        if said.get("ok") is not True:
            raise FileUnfit(str(said.get("problem", _NOT_OPENED)))
        return _checked(said, view)


def _checked(said: dict[str, Any], view: Path) -> Checked:
    # The room may have fallen to the file: only answers from our own lists are believed.
    media_type, view_type, pages = (said.get(k) for k in ("media_type", "view_media_type", "pages"))
    if media_type not in WORDS or view_type not in {JPEG, PDF} or not isinstance(pages, int):
        raise FileUnfit(_NOT_OPENED)
    return Checked(
        media_type=str(media_type),
        pages=pages,
        view=_left_in_the_room(view, most=WRITE_BYTES),
        view_media_type=str(view_type),
    )


def _left_in_the_room(path: Path, *, most: int) -> bytes:
    """Read a file the room wrote; a link out of the room is not followed."""
    try:
        with open(path, "rb", opener=_no_link) as file:
            return file.read(most)
    except OSError as error:
        raise FileUnfit(_NOT_OPENED) from error


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


@contextmanager
def _room() -> Iterator[Path]:
    if not _rooms.acquire(timeout=QUEUE_SECONDS):
        raise FileUnfit(_BUSY)
    try:
        with tempfile.TemporaryDirectory(prefix="phong-kin-") as folder:
            yield Path(folder)
    finally:
        _rooms.release()


def _ask(path: Path, name: str, view: Path) -> dict[str, Any]:
    command = [
        sys.executable, "-P", "-s", "-B", "-m", "congvu.platform.documents.sealed_room",
        str(path), name, str(view),
    ]  # fmt: skip
    answer = view.with_name("answer")  # a file, not a pipe: its size is limited inside the room
    try:
        with answer.open("wb") as out:
            subprocess.run(  # noqa: S603 - our own program, the path is ours
                command,
                cwd=view.parent,
                env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=WALL_SECONDS,
                check=False,
            )
        return _read(_left_in_the_room(answer, most=MOST_SAID_BYTES))
    except (subprocess.TimeoutExpired, ValueError):  # killed by a limit, or crashed
        return {}


def _read(line: bytes) -> dict[str, Any]:
    said = json.loads(line)
    if not isinstance(said, dict):
        return {}
    _warn_of_gaps(said.get("sealed"))
    return said


def _warn_of_gaps(sealed: Any) -> None:
    """Say once per process which locks this kernel or container did not give."""
    held = sealed if isinstance(sealed, dict) else {}
    gaps = {str(lock) for lock, is_held in held.items() if not is_held} - _unsealed
    if gaps:
        _unsealed.update(gaps)
        log.warning("sealed_room_not_whole", missing=sorted(gaps))


def suffix_of(media_type: str) -> str:
    """Return the suffix a file of this kind carries."""
    return SUFFIXES[media_type][0]
