"""Asking the sealed room about one file."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

WALL_SECONDS = 12
SOURCE = Path(__file__).resolve().parents[3]
_NOT_OPENED = "Không mở được tệp này trong thời gian cho phép. Hãy chụp lại hoặc xuất lại tệp."


class FileUnfit(ValueError):
    """The sealed room will not vouch for the file; the text is for the person who brought it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the file is, and a picture for viewing when one was made."""

    media_type: str
    pages: int
    view: bytes
    view_media_type: str


def check(path: Path, *, name: str) -> Checked:
    """Open the file in the sealed room. Raises FileUnfit with what to do."""
    with tempfile.TemporaryDirectory(prefix="phong-kin-") as folder:
        view = Path(folder) / "view"
        said = _ask(path, name, view, folder)
        if not said.get("ok"):
            raise FileUnfit(str(said.get("problem", _NOT_OPENED)))
        return Checked(
            media_type=str(said["media_type"]),
            pages=int(str(said["pages"])),
            view=view.read_bytes() if said.get("view_media_type") else b"",
            view_media_type=str(said.get("view_media_type", "")),
        )


def _ask(path: Path, name: str, view: Path, folder: str) -> dict[str, object]:
    command = [
        sys.executable, "-B", "-m", "congvu.platform.documents.sealed_room",
        str(path), name, str(view),
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - our own program, the path is ours
            command,
            cwd=folder,
            env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
        said: dict[str, object] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):  # killed by a limit, or crashed
        return {"ok": False, "problem": _NOT_OPENED}
    return said
