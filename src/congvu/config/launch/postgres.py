"""The PostgreSQL that comes along: initialised, started, shared and stopped by us alone."""

import fcntl
import os
import pwd
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any
from urllib.parse import quote

import psycopg

from congvu.config.launch import proc
from congvu.config.launch.folders import (
    NOBODY,
    SOCKET_NAME,
    Folders,
    give_to_server,
    make_server_folders,
)
from congvu.config.launch.programs import programs

ADMIN = "postgres"  # superuser of the cluster; the program itself never connects as it
OWNER = "congvu"
START_SECONDS = 60  # recovery after a crash may take a while
ORPHAN_SECONDS = 5
LOG_MOST_BYTES = 20 * 1024 * 1024
NO_PROCESS = 2**22 + 1  # above the kernel's highest process number
# Durable defaults stay: fsync, synchronous_commit and full_page_writes are not touched.
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "max_connections": "60",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "5min",
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

    def url(self, *, database: str = OWNER, user: str = OWNER) -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket))}"

    @property
    def socket(self) -> Path:
        """The socket folder of the living server, as it says itself; else the one we would use."""
        lines = _pid_lines(self.folders.cluster)
        is_told = len(lines) > 4 and lines[4] and is_running(self)
        return Path(lines[4]) if is_told else self.folders.run


def server(place: Folders) -> Server:
    return Server(folders=place, programs=programs())


@contextmanager
def lease(place: Folders) -> Iterator[Server]:
    """Hold the server while it is used. The last one to leave stops it.

    Every user holds a shared lock that dies with its process, so a killed user holds nothing.
    """
    with _lock(place, "lease") as held:
        used = _begin(place, held)
        try:
            yield used
        finally:
            _leave(used, held)


def _begin(place: Folders, held: int) -> Server:
    with turn(place):
        fcntl.flock(held, fcntl.LOCK_SH)
        used = server(place)
        try:
            start(used)
        except BaseException:
            _stop_if_last(used, held)
            raise
        return used


def _leave(used: Server, held: int) -> None:
    with turn(used.folders):
        _stop_if_last(used, held)


def _stop_if_last(used: Server, held: int) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # somebody else still uses it
    stop(used)


@contextmanager
def turn(place: Folders) -> Iterator[None]:
    """Starting and stopping happen one at a time."""
    with _lock(place, "turn") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def _lock(place: Folders, name: str) -> Iterator[int]:
    handle = os.open(place.data / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def start(used: Server) -> None:
    """Make the cluster if there is none, start it if it is down, make the database."""
    if not answers(used):
        make_server_folders(used.folders)
        if not (used.folders.cluster / "PG_VERSION").exists():
            _initialise(used)
        if not _former_server_answers(used):
            _launch(used)
    _make_database(used)


def stop(used: Server) -> None:
    """Stop the server that runs on our data directory, if any. Stopping twice is harmless."""
    for how in ("fast", "immediate"):
        if not is_running(used):  # never by the number alone: it may be a stranger's by now
            return
        done = _call(
            used, "pg_ctl", "-D", used.folders.cluster, "-w", "-t", "30", "-s", "-m", how, "stop"
        )
        if done.returncode == 0:
            return
    raise ServerTrouble(f"Không dừng được PostgreSQL. {_log_tail(used)}")


def is_running(used: Server) -> bool:
    """True while a server works on our data directory, ready or not."""
    pid = postmaster(used)
    return pid is not None and proc.serves(pid, used.folders.cluster)


def answers(used: Server) -> bool:
    """True when the server at our socket is the one of our data directory, and ready."""
    try:
        with psycopg.connect(_admin(used), connect_timeout=5) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and Path(row[0]).resolve() == used.folders.cluster.resolve()


def postmaster(used: Server) -> int | None:
    """Return the number in the cluster's lock file: of its server, or of what took it over."""
    lines = _pid_lines(used.folders.cluster)
    return int(lines[0]) if lines and lines[0].isdecimal() else None


def _pid_lines(cluster: Path) -> list[str]:
    try:
        return [line.strip() for line in (cluster / "postmaster.pid").read_text().splitlines()]
    except FileNotFoundError:
        return []


def _admin(used: Server) -> str:
    return used.url(database="postgres", user=ADMIN)


def _initialise(used: Server) -> None:
    # Made aside and renamed whole: an interrupted initdb is thrown away, a cluster never is.
    aside = used.folders.cluster.with_name("postgres.new")
    rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    give_to_server(aside)
    done = _run_as_server(
        [
            *_with_a_name(), str(used.programs / "initdb"), "-D", str(aside), "-U", ADMIN,
            "-A", "trust", "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
            "--data-checksums", "--no-instructions",
        ]
    )  # fmt: skip
    if done.returncode:
        raise ServerTrouble(f"initdb không chạy được: {done.stderr[-800:].strip()}")
    aside.rename(used.folders.cluster)


def _with_a_name() -> list[str]:
    """Lend initdb a user's name where ours has none, as in containers with numbers only."""
    if os.geteuid() == 0:
        return []
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
    return []


def _former_server_answers(used: Server) -> bool:
    """Wait for what an earlier server left. True when it turns out to live and answer."""
    cluster = used.folders.cluster
    begun = time.monotonic()
    while left := proc.servers_in(cluster):
        waited = time.monotonic() - begun
        if postmaster(used) in left:  # starting, recovering or stopping
            if answers(used):
                return True
            if waited > START_SECONDS:
                raise ServerTrouble(
                    f"PostgreSQL (tiến trình {postmaster(used)}) đang giữ {cluster} nhưng không"
                    f" trả lời. {_log_tail(used)}"
                )
        elif waited > ORPHAN_SECONDS:  # sessions that outlived their killed postmaster
            proc.kill(left)
        time.sleep(0.05)
    _disown_pid_file(cluster)
    # The socket's lock file holds the number too. Its folder serves this cluster alone.
    (used.folders.run / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
    return False


def _disown_pid_file(cluster: Path) -> None:
    """Take the number out of a dead server's lock file: a stranger may have it by now.

    The file itself stays. Its shared memory key is how PostgreSQL makes sure, better than we can,
    that nothing works on the data directory any more.
    """
    file = cluster / "postmaster.pid"
    lines = _pid_lines(cluster)
    if not lines:
        file.unlink(missing_ok=True)  # cut short by a full disk: says nothing, yet stops a start
        return
    aside = cluster / "postmaster.pid.new"
    aside.write_text("\n".join([str(NO_PROCESS), *lines[1:]]) + "\n", encoding="utf-8")
    aside.chmod(0o600)
    give_to_server(aside)
    aside.replace(file)


def _launch(used: Server) -> None:
    _turn_log(used.folders.server_log)
    settings = {**SETTINGS, "unix_socket_directories": f'"{used.folders.run}"'}
    # The shell puts it in the background and leaves, so the server is no child of ours: it
    # lives as long as anybody leases it. Nothing of the command line is read by the shell.
    done = _run_as_server(
        ["/bin/sh", "-c", '"$@" >>"$0" 2>&1 </dev/null & echo $!', str(used.folders.server_log),
         str(used.programs / "postgres"), "-D", str(used.folders.cluster),
         *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]
    )  # fmt: skip
    if done.returncode:
        raise ServerTrouble(f"Không chạy được PostgreSQL: {done.stderr[-800:].strip()}")
    _await_answer(used, pid=int(done.stdout))


def _await_answer(used: Server, *, pid: int) -> None:
    until = time.monotonic() + START_SECONDS
    while not answers(used):
        if not proc.is_alive(pid) or time.monotonic() > until:
            raise ServerTrouble(f"PostgreSQL không khởi động được. {_log_tail(used)}")
        time.sleep(0.03)


def _make_database(used: Server) -> None:
    try:
        _make_role_and_database(used)
    except psycopg.Error as error:
        raise ServerTrouble(f"Không tạo được cơ sở dữ liệu: {error}. {_log_tail(used)}") from error


def _make_role_and_database(used: Server) -> None:
    with psycopg.connect(_admin(used), autocommit=True) as connection:
        if not _has(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s"):
            # No superuser: it owns its database, and may make those of test runs.
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        if not _has(connection, "SELECT 1 FROM pg_database WHERE datname = %s"):
            connection.execute(f"CREATE DATABASE {OWNER} OWNER {OWNER} TEMPLATE template0")


def _has(connection: psycopg.Connection[Any], question: Any) -> bool:
    return connection.execute(question, [OWNER]).fetchone() is not None


def _turn_log(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_MOST_BYTES:
        log.replace(log.with_suffix(".log.1"))


def _log_tail(used: Server) -> str:
    log = used.folders.server_log
    lines = log.read_text(errors="replace").splitlines()[-6:] if log.exists() else []
    return "\n".join([f"Nhật ký: {log}", *lines])


def _call(used: Server, program: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    return _run_as_server([str(used.programs / program), *map(str, arguments)])


def _run_as_server(command: list[str]) -> "subprocess.CompletedProcess[str]":
    as_nobody: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    return subprocess.run(
        command, cwd="/", env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}, check=False,
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        start_new_session=True, umask=0o077, **as_nobody,
    )  # fmt: skip
