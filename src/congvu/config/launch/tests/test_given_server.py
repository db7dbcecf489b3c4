"""A server that was given is used as it is, once it can be relied on."""

import os
from pathlib import Path

import psycopg
import pytest

from congvu.config.launch import environment, postgres
from congvu.config.launch.environment import ServerRefused
from congvu.config.launch.folders import Folders


def test_a_given_server_is_used_and_ours_is_not_touched(
    place: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.lease(place) as given:
        monkeypatch.setenv("CONGVU_DATABASE_URL", given.url())
        with environment.leased() as installation:
            assert installation.server is None
            assert os.environ["CONGVU_DATABASE_URL"] == given.url()
        assert postgres.answers(given)


def test_a_role_that_does_not_wait_for_the_disk_is_refused_by_name(place: Folders) -> None:
    with postgres.lease(place) as given:
        with psycopg.connect(given.url(), autocommit=True) as connection:
            connection.execute(f"ALTER ROLE {postgres.OWNER} SET synchronous_commit = off")
        with pytest.raises(ServerRefused, match="synchronous_commit"):
            environment.check_server(given.url(), durable=True)
        environment.check_server(given.url(), durable=False)


def test_fsync_off_is_refused_by_name(place: Folders) -> None:
    with postgres.lease(place) as server:
        admin = server.url(database="postgres", user=postgres.ADMIN)
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        postgres.stop(server)
        postgres.start(server)
        with pytest.raises(ServerRefused, match="fsync"):
            environment.check_server(server.url(), durable=True)


@pytest.mark.parametrize("version", [140012, 190000])
def test_a_server_of_another_age_is_refused_by_version(
    place: Folders, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    monkeypatch.setattr("psycopg.ConnectionInfo.server_version", version)
    with (
        postgres.lease(place) as given,
        pytest.raises(ServerRefused, match=f"PostgreSQL {version // 10000} không dùng được"),
    ):
        environment.check_server(given.url(), durable=True)


def test_an_address_without_a_server_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ServerRefused, match="CONGVU_DATABASE_URL"):
        environment.check_server(f"postgresql:///none?host={tmp_path}", durable=True)
