"""A stranger's file is opened here only: own process, no network, memory and time limits.

Run as `python -m congvu.platform.documents.sealed_room FILE NAME VIEW`: looks at FILE, writes what
may be shown in a page to VIEW, and prints one JSON line: {"ok": true, "media_type", "pages",
"width", "height", "view_media_type", "sealed"} or {"ok": false, "problem", "sealed"}.
It knows no database and no settings.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from congvu.platform.documents.sealing import seal
from congvu.platform.documents.unfit import HEIC, JPEG, PDF, PNG, Unfit, media_type_of

_PROGRAM = tuple(map(Path, (sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/dev/urandom")))
_SOURCE = Path(__file__).resolve().parent

Looker = Callable[[Path, str, Path], dict[str, Any]]


def main(argv: list[str]) -> None:
    path, name, view = Path(argv[0]), argv[1], Path(argv[2])
    said: dict[str, Any] = {"ok": False, "sealed": _sealed(path, view)}
    try:
        said |= look(path, name, view)
    except Unfit as unfit:
        said["problem"] = str(unfit)
    except MemoryError:
        said["problem"] = "Tệp cần quá nhiều bộ nhớ để mở. Hãy chụp lại ở chất lượng thường."
    os.write(sys.stdout.fileno(), json.dumps(said).encode() + b"\n")
    os._exit(0)


def look(path: Path, name: str, view: Path) -> dict[str, Any]:
    """Return what the file is. Raises Unfit with words for the person who brought it."""
    with path.open("rb") as file:
        media_type = media_type_of(file.read(4096), name=name)
    return _looker(media_type)(path, media_type, view) | {"ok": True, "media_type": media_type}


def _sealed(path: Path, view: Path) -> dict[str, bool]:
    present = tuple(folder for folder in _PROGRAM if folder.exists())
    return seal(reading=(*present, _SOURCE, path), writing=view.parent)


def _looker(media_type: str) -> Looker:
    # Imported by need: a photograph does not wait for the PDF library, nor the other way round.
    if media_type == PDF:
        from congvu.platform.documents.opening_pdf import look_at_pdf

        return look_at_pdf
    if media_type in {JPEG, PNG, HEIC}:
        from congvu.platform.documents.opening_images import look_at_image

        return look_at_image
    raise AssertionError(media_type)


if __name__ == "__main__":
    main(sys.argv[1:])
