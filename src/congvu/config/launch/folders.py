"""Where an installation keeps its data, and where its database's socket lies."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
SYSTEM_DATA = Path("/var/lib/congvu")
NOBODY = 65534  # the server refuses to run as root, so as root it runs as nobody
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_MOST = 107


class FolderRefused(RuntimeError):
    """A folder that we would have to trust is not ours, or cannot be made."""


@dataclass(frozen=True, slots=True)
class Folders:
    """One clone, one set of folders: two clones never meet in one data directory."""

    data: Path
    run: Path  # private: holds the socket

    @property
    def cluster(self) -> Path:
        return self.data / "postgres"

    @property
    def log(self) -> Path:
        return self.data / "logs"

    @property
    def server_log(self) -> Path:
        return self.log / "postgres.log"


def folders(root: Path = ROOT) -> Folders:
    """Return this clone's folders. They are made where they are missing."""
    mark = hashlib.sha256(str(root).encode()).hexdigest()[:8]
    given = os.environ.get("CONGVU_DATA_DIR")
    data = Path(given).absolute() if given else _user_data() / mark
    try:
        _make_data_folder(data)
    except OSError as error:
        raise FolderRefused(
            f"Không tạo được thư mục dữ liệu {data}: {error.strerror}."
            " Đặt CONGVU_DATA_DIR là một thư mục ghi được rồi chạy lại."
        ) from error
    return Folders(data=data, run=_run_folder(data))


def _make_data_folder(data: Path) -> None:
    # As root the server's user passes through the data folder, but cannot list it.
    _make(data, mode=0o711 if os.geteuid() == 0 else 0o700)
    _make(data / "documents", mode=0o700)


def _make(path: Path, *, mode: int) -> None:
    """Make a folder with exactly these rights. One that exists keeps its own."""
    if path.is_dir():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(exist_ok=True)
    path.chmod(mode)


def _user_data() -> Path:
    try:
        home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    except RuntimeError as error:
        raise FolderRefused(
            "Không biết thư mục nhà của người dùng. Đặt HOME hoặc CONGVU_DATA_DIR rồi chạy lại."
        ) from error
    wanted = home / "congvu"
    # As root the server's user must be able to pass every folder on the way. We never open a
    # folder that we did not make: where one is closed, the system's place is used.
    if os.geteuid() == 0 and not _passable(wanted):
        return SYSTEM_DATA
    return wanted


def _passable(path: Path) -> bool:
    return not _closed_on_the_way(path)


def _closed_on_the_way(path: Path) -> list[Path]:
    there = (parent for parent in path.parents if parent.exists())
    return [parent for parent in there if not parent.stat().st_mode & stat.S_IXOTH]


def _run_folder(data: Path) -> Path:
    """Return the socket's folder: in the data folder, unless the kernel's limit forbids it."""
    inside = data / "run"
    if len(os.fsencode(inside / SOCKET_NAME)) <= SOCKET_PATH_MOST:
        return inside
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    # Always /tmp, never TMPDIR: every command of this user must find the same place.
    base = Path("/tmp") / f"congvu-{os.geteuid()}-{mark}"  # noqa: S108 - its owner is checked
    _make(base, mode=0o711 if os.geteuid() == 0 else 0o700)
    held = base.lstat()
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != os.geteuid() or held.st_mode & 0o022:
        raise FolderRefused(
            f"Thư mục {base} không phải do người dùng này tạo, nên không dùng được."
            " Hãy xóa nó, hoặc đặt CONGVU_DATA_DIR là một đường dẫn ngắn hơn."
        )
    return base / "s"


def make_server_folders(place: Folders) -> None:
    """Make what the server writes to, owned by the user it runs as."""
    closed = _closed_on_the_way(place.cluster) if os.geteuid() == 0 else []
    if closed:
        raise FolderRefused(
            f"Với quyền root, PostgreSQL chạy bằng người dùng nobody, không qua được {closed[0]}."
            " Đặt CONGVU_DATA_DIR ở nơi khác, ví dụ trong /var/lib, rồi chạy lại."
        )
    for path in (place.log, place.run):
        _make(path, mode=0o700)
        give_to_server(path)


def give_to_server(path: Path) -> None:
    """Hand a file or folder of our own making to the server's user."""
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
