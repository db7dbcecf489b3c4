"""After a kill the server comes back without a hand, with everything that was committed."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from congvu.config.launch import postgres, proc
from congvu.config.launch.folders import NOBODY, SOCKET_NAME, Folders, give_to_server
from congvu.config.launch.postgres import Server

SOCKET_LOCK = f"{SOCKET_NAME}.lock"


@pytest.fixture
def server(place: Folders) -> Server:
    used = postgres.server(place)
    postgres.start(used)
    with psycopg.connect(used.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1), (2)")
    return used


@pytest.fixture
def stranger() -> Iterator["subprocess.Popen[bytes]"]:
    """A living process that is no server, of the user that the server runs as."""
    as_server = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
    process = subprocess.Popen(["/bin/sleep", "600"], **as_server)  # type: ignore[call-overload]
    yield process
    process.kill()
    process.wait()


def test_committed_rows_are_there_after_the_postmaster_was_killed(server: Server) -> None:
    kill_postmaster(server)
    with postgres.lease(server.folders) as again:
        assert kept(again) == [1, 2]


def test_it_comes_back_after_every_process_of_it_was_killed(server: Server) -> None:
    proc.kill(proc.servers_in(server.folders.cluster))
    postgres.start(server)
    assert kept(server) == [1, 2]


def test_a_stranger_with_the_old_number_is_neither_believed_nor_harmed(
    server: Server, stranger: "subprocess.Popen[bytes]"
) -> None:
    kill_all(server)
    give_number(server, stranger.pid)
    postgres.start(server)
    assert kept(server) == [1, 2]
    assert postgres.postmaster(server) != stranger.pid
    assert stranger.poll() is None


def test_stopping_never_signals_a_stranger_with_the_old_number(
    server: Server, stranger: "subprocess.Popen[bytes]"
) -> None:
    kill_all(server)
    give_number(server, stranger.pid)
    postgres.stop(server)
    time.sleep(0.2)
    assert stranger.poll() is None


def test_an_empty_lock_file_of_a_full_disk_does_not_stop_a_start(server: Server) -> None:
    kill_all(server)
    (server.folders.cluster / "postmaster.pid").write_text("")
    postgres.start(server)
    assert kept(server) == [1, 2]


def test_a_session_that_outlived_its_postmaster_ends_before_a_new_one_starts(
    server: Server,
) -> None:
    holder = psycopg.connect(server.url())
    backend = holder.info.backend_pid
    os.kill(backend, signal.SIGSTOP)  # cannot notice by itself that its postmaster died
    kill_postmaster(server)
    postgres.start(server)
    assert not proc.is_alive(backend)
    assert kept(server) == [1, 2]
    holder.close()


def test_a_second_server_never_starts_on_the_same_data(server: Server) -> None:
    first = postgres.postmaster(server)
    postgres.start(server)
    assert postgres.postmaster(server) == first
    assert len(postmasters(server)) == 1


def test_an_interrupted_initdb_is_thrown_away(place: Folders) -> None:
    half = place.data / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    give_to_server(half)
    with postgres.lease(place) as server:
        assert postgres.answers(server)
    assert not half.exists()


def test_a_server_that_cannot_start_says_why_and_where_to_look(server: Server) -> None:
    postgres.stop(server)
    (server.folders.cluster / "postgresql.conf").write_text("không phải cấu hình\n")
    with pytest.raises(postgres.ServerTrouble, match=r"postgres\.log(?s:.*)syntax error"):
        postgres.start(server)


def kill_postmaster(server: Server) -> None:
    pid = postgres.postmaster(server)
    assert pid
    os.kill(pid, signal.SIGKILL)


def kill_all(server: Server) -> None:
    proc.kill(proc.servers_in(server.folders.cluster))
    while proc.servers_in(server.folders.cluster):
        time.sleep(0.02)


def give_number(server: Server, pid: int) -> None:
    """Leave the lock file as it is when the number of the killed server was given away."""
    for file in (server.folders.cluster / "postmaster.pid", server.folders.run / SOCKET_LOCK):
        file.write_text("\n".join([str(pid), *file.read_text().splitlines()[1:]]) + "\n")


def postmasters(server: Server) -> list[int]:
    everyone = proc.servers_in(server.folders.cluster)
    found = []
    for pid in everyone:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # ended since listed
            if parent_of(pid) not in everyone:
                found.append(pid)
    return found


def parent_of(pid: int) -> int:
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    return int(stat.rpartition(")")[2].split()[1])


def kept(server: Server) -> list[int]:
    with psycopg.connect(server.url()) as connection:
        return [row[0] for row in connection.execute("SELECT n FROM kept ORDER BY n")]
