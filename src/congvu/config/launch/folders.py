"""Where an installation keeps its data, and where its database's socket lies."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
SYSTEM_DATA = Path("/var/lib/congvu")
SOCKET_PATH_MOST = 107 - len("/.s.PGSQL.5432")


class FolderRefused(RuntimeError):
    """A folder that we would have to trust is not ours, or is open to others."""


@dataclass(frozen=True, slots=True)
class Folders:
    """One clone, one set of folders: two clones never meet in one data directory."""

    data: Path
    run: Path  # short and private: holds the socket

    @property
    def cluster(self) -> Path:
        return self.data / "postgres"

    @property
    def log(self) -> Path:
        return self.data / "logs"


def folders(root: Path = ROOT) -> Folders:
    """Return this clone's folders, made with owner-only rights where they are ours to make."""
    mark = hashlib.sha256(str(root).encode()).hexdigest()[:8]
    given = os.environ.get("CONGVU_DATA_DIR")
    data = Path(given) if given else _user_data() / mark
    _make_data_folder(data)
    place = hashlib.sha256(str(data).encode()).hexdigest()[:6]
    return Folders(data=data, run=_run_folder(f"{mark}-{place}"))


def _make_data_folder(data: Path) -> None:
    # As root the server's own user passes through; what is secret in it has owner-only rights.
    before = os.umask(0o022 if os.geteuid() == 0 else 0o077)
    try:
        data.mkdir(parents=True, exist_ok=True)
    finally:
        os.umask(before)


def _user_data() -> Path:
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    wanted = home / "congvu"
    # As root the server runs as nobody, who must be able to pass every folder on the way. We never
    # open a folder that we did not make: where one is closed, the system's place is used.
    if os.geteuid() == 0 and not _passable(wanted):
        return SYSTEM_DATA
    return wanted


def _passable(path: Path) -> bool:
    return all(
        parent.stat().st_mode & stat.S_IXOTH for parent in path.parents if parent.exists()
    )


def _run_folder(mark: str) -> Path:
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    if os.geteuid() == 0 or len(str(base)) > 60:
        base = Path("/tmp")  # noqa: S108 - a private folder is made in it, and checked
    path = base / f"congvu-{os.geteuid()}-{mark}"
    path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
    held = path.lstat()
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != os.geteuid() or held.st_mode & 0o022:
        raise FolderRefused(
            f"Thư mục {path} không phải của người dùng này. Hãy xóa thư mục đó rồi chạy lại."
        )
    if len(str(path / "s")) > SOCKET_PATH_MOST:
        raise FolderRefused(f"Đường dẫn {path} quá dài cho ổ cắm của PostgreSQL.")
    return path
