"""The embedded server is shared by all who lease it, and stopped by the last."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from congvu.config.launch import postgres
from congvu.config.launch.folders import ROOT, Folders

HOLDER = """
    import sys, time
    from congvu.config.launch import postgres
    from congvu.config.launch.folders import folders
    with postgres.lease(folders()) as server:
        print(server.url(), flush=True)
        sys.stdin.read()
"""


@contextmanager
def another_holder() -> Iterator["subprocess.Popen[str]"]:
    """Another command that uses the server until its input ends."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLDER)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline().startswith("postgresql://")
        yield process


def test_a_lease_gives_a_server_that_answers_and_stops_it_at_the_end(place: Folders) -> None:
    with postgres.lease(place) as server:
        assert postgres.answers(server)
        assert shown(server, "data_checksums") == "on"
        assert shown(server, "server_encoding") == "UTF8"
    assert not postgres.is_running(server)
    assert not (place.run / ".s.PGSQL.5432").exists()


def test_a_command_during_another_does_not_stop_its_server(place: Folders) -> None:
    with another_holder() as other:
        with postgres.lease(place) as server:
            assert postgres.answers(server)
        assert postgres.answers(server)
        other.communicate("")
    assert not postgres.is_running(server)


def test_a_killed_holder_leaves_no_lock(place: Folders) -> None:
    with another_holder() as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
    with postgres.lease(place) as server:
        assert postgres.answers(server)
    assert not postgres.is_running(server)


def test_a_start_that_fails_halfway_leaves_no_server_behind(
    place: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "OWNER", "tên không hợp lệ")
    with pytest.raises(postgres.ServerTrouble), postgres.lease(place):
        pass
    assert not postgres.is_running(postgres.server(place))


def test_the_program_is_no_superuser_and_owns_its_database(place: Folders) -> None:
    with postgres.lease(place) as server, psycopg.connect(server.url()) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = user"
        ).fetchone()
        assert row == (False, False, False)
        for name in ("btree_gist", "pg_trgm", "unaccent"):
            connection.execute(f"CREATE EXTENSION {name}")


def test_vietnamese_letters_are_folded_by_the_cluster(place: Folders) -> None:
    with postgres.lease(place) as server, psycopg.connect(server.url()) as connection:
        row = connection.execute("SELECT lower('ĐẶNG ƯỚC')").fetchone()
    assert row == ("đặng ước",)


@pytest.mark.parametrize("name", ["fsync", "synchronous_commit", "full_page_writes"])
def test_what_makes_a_commit_durable_is_on(place: Folders, name: str) -> None:
    with postgres.lease(place) as server:
        assert shown(server, name) == "on"


def test_nobody_reaches_the_server_by_network(place: Folders) -> None:
    with postgres.lease(place) as server:
        assert shown(server, "listen_addresses") == ""
    assert place.run.stat().st_mode & 0o077 == 0


def shown(server: postgres.Server, name: str) -> str:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row
    return str(row[0])
