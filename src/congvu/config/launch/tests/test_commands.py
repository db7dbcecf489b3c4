"""The commands as people type them: they share a server, stop it, and keep stdout clean."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from congvu.config.launch import demo, postgres
from congvu.config.launch.folders import ROOT, Folders

OURS = {"CONGVU_DATABASE_URL", "CONGVU_SECRET_KEY", "DJANGO_SETTINGS_MODULE", "CONGVU_DEMO"}


@pytest.fixture
def environment(place: Folders) -> dict[str, str]:
    """What a person's shell gives: nothing of this test run."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "CONGVU_DATA_DIR": str(place.data)}


@pytest.fixture
def kept_server(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with started("serve-database", environment=environment) as process:
        yield process
        process.kill()


def test_a_kept_server_prints_its_address_and_stops_when_asked(
    place: Folders, kept_server: "subprocess.Popen[str]"
) -> None:
    server = postgres.server(place)
    assert first_line(kept_server) == server.url()
    kept_server.send_signal(signal.SIGTERM)
    assert kept_server.wait(timeout=30) == 0
    assert not postgres.is_running(server)


def test_a_kept_server_that_was_killed_comes_back(
    place: Folders, kept_server: "subprocess.Popen[str]"
) -> None:
    first_line(kept_server)
    server = postgres.server(place)
    killed = postgres.postmaster(server)
    assert killed
    os.kill(killed, signal.SIGKILL)
    for _ in range(300):
        if postgres.postmaster(server) != killed and postgres.answers(server):
            return
        time.sleep(0.1)
    pytest.fail("máy chủ không chạy lại")


def test_a_command_beside_a_kept_server_leaves_it_running(
    place: Folders, kept_server: "subprocess.Popen[str]", environment: dict[str, str]
) -> None:
    first_line(kept_server)
    done = run("migrate", "--plan", environment=environment)
    assert done.returncode == 0
    assert postgres.answers(postgres.server(place))


def test_a_command_that_is_ended_gives_its_server_back(
    place: Folders, environment: dict[str, str]
) -> None:
    with started("shell", "-v", "0", environment=environment) as process:
        assert process.stdin
        process.stdin.write("print('ready', flush=True); import time; time.sleep(60)\n")
        process.stdin.close()
        assert first_line(process) == "ready"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
    assert not postgres.is_running(postgres.server(place))


def test_a_first_command_makes_the_tables_and_keeps_stdout_for_itself(
    environment: dict[str, str],
) -> None:
    done = run("showmigrations", "--plan", "events", environment=environment)
    assert done.returncode == 0
    assert "Cập nhật cơ sở dữ liệu" in done.stderr
    assert all(line.startswith("[X]") for line in done.stdout.splitlines())
    again = run("showmigrations", "--plan", "events", environment=environment)
    assert again.stdout == done.stdout
    assert again.stderr == ""


@pytest.mark.parametrize("command", ["demo", "test", "check", "bench", "serve-database", "migrate"])
def test_every_command_answers_help_without_a_server(
    command: str, place: Folders, environment: dict[str, str]
) -> None:
    done = run(command, "--help", environment=environment)
    assert done.returncode == 0
    assert done.stdout
    assert not place.cluster.exists()


def test_a_bench_that_is_not_there_lists_those_that_are(environment: dict[str, str]) -> None:
    done = run("bench", "khong-co", environment=environment)
    assert done.returncode == 2
    assert "./congvu bench" in done.stdout


def test_a_server_that_is_down_is_told_in_one_clear_text(environment: dict[str, str]) -> None:
    url = "postgresql:///none?host=/nonexistent"
    done = run("migrate", environment={**environment, "CONGVU_DATABASE_URL": url})
    assert done.returncode == 1
    assert "CONGVU_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_demo_is_told_where_the_first_one_is(
    place: Folders, environment: dict[str, str]
) -> None:
    with demo.the_only_one(place) as sign:
        sign.write("http://127.0.0.1:8123")
        sign.flush()
        done = run("demo", environment=environment)
    assert done.returncode == 1
    assert "http://127.0.0.1:8123" in done.stderr
    assert not place.cluster.exists()


def command_line(*words: str) -> list[str]:
    return [sys.executable, "-m", "congvu.config.launch", *words]


def run(*words: str, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command_line(*words), env=environment, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip


def started(*words: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command_line(*words), env=environment, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # fmt: skip


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()
