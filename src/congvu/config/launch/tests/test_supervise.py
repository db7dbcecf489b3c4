"""Children are started again when they die, and all of them end with their supervisor."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from congvu.config.launch import proc
from congvu.config.launch.folders import ROOT
from congvu.config.launch.processes import Child, foreground

STUBBORN = """
    import signal, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("up", flush=True)
    time.sleep(600)
"""
SUPERVISOR = """
    import sys
    from congvu.config.launch.processes import Child, Stopping, supervise
    stopping = Stopping()
    script = "sleep 601 & exec sleep 600"
    child = Child(name="Con", command=["/bin/sh", "-c", script], environment={})
    child.start()
    print(child.pid, flush=True)
    supervise([child], stopping=stopping)
"""


@pytest.fixture
def child() -> Iterator[Child]:
    made = sleeper("sleep 600")
    made.start()
    yield made
    made.stop()


def test_a_child_that_dies_is_started_again(child: Child) -> None:
    first = kill(child)
    until(lambda: child.watch())
    assert child.pid not in {None, first}


def test_a_child_that_lives_is_left_alone(child: Child) -> None:
    first = child.pid
    assert not child.watch()
    assert child.pid == first


def test_a_child_that_keeps_dying_is_tried_less_and_less_often() -> None:
    dying = sleeper("exit 1")
    dying.start()
    starts = []
    until_time = time.monotonic() + 4
    while time.monotonic() < until_time:
        if dying.watch():
            starts.append(time.monotonic())
        time.sleep(0.02)
    dying.stop()
    assert 2 <= len(starts) <= 4
    assert starts[-1] - starts[-2] > 0.8


def test_workers_of_a_killed_child_do_not_stay(tmp_path: Path) -> None:
    note = tmp_path / "worker"
    child = sleeper(f"sleep 600 & echo $! > {note}; sleep 600")
    child.start()
    until(lambda: note.exists() and note.read_text().endswith("\n"))
    worker = int(note.read_text())
    kill(child)
    child.watch()
    until(lambda: not proc.is_alive(worker))
    child.stop()


def test_a_child_that_ignores_the_wish_to_stop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("congvu.config.launch.processes.STOP_SECONDS", 0.5)
    child = Child(name="Con", command=python(STUBBORN), environment=os.environ)
    child.start()
    pid = child.pid
    assert pid
    time.sleep(0.5)
    child.stop()
    assert not proc.is_alive(pid)


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_supervisor_that_is_asked_to_stop_ends_its_children(wish: signal.Signals) -> None:
    with supervisor() as process:
        child = int(line(process))
        process.send_signal(wish)
        assert process.wait(timeout=10) == 0
    assert not proc.is_alive(child)


def test_a_killed_supervisor_leaves_no_child() -> None:
    with supervisor() as process:
        child = int(line(process))
        process.kill()
    until(lambda: not proc.is_alive(child))


def test_a_command_in_the_foreground_gives_its_code() -> None:
    assert foreground(["/bin/sh", "-c", "exit 7"], environment={}) == 7


def sleeper(script: str) -> Child:
    return Child(name="Con", command=["/bin/sh", "-c", script], environment={})


def supervisor() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        python(SUPERVISOR), stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip


def python(script: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(script)]


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline()


def kill(child: Child) -> int:
    pid = child.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    until(child.has_ended)
    return pid


def until(happens: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.02)
