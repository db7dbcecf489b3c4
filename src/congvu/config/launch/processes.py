"""Children that are watched: started, restarted with back-off, stopped for good."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from congvu.config.launch.folders import ROOT

STOP_SECONDS = 12
LEAST_REST, MOST_REST = 0.5, 30.0
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)


class Watched(Protocol):
    """Something that should run until we stop."""

    name: str

    def watch(self) -> bool:
        """Start it again when it died. Return True when that happened."""

    def stop(self) -> None: ...


@dataclass(slots=True)
class BackOff:
    """How long to rest before the next try; longer while tries keep failing."""

    rest: float = LEAST_REST
    not_before: float = 0.0

    def failed(self, *, now: float) -> None:
        self.not_before = now + self.rest
        self.rest = min(self.rest * 2, MOST_REST)

    def went_well(self) -> None:
        self.rest = LEAST_REST


class Child:
    """One process with everything it starts: they share a group, and end together."""

    def __init__(
        self, *, name: str, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.name = name
        self._command = list(command)
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._back_off = BackOff()
        self._started_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        # Its own group: Ctrl-C reaches us alone, and we stop the children in order.
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, start_new_session=True,
            stdin=subprocess.DEVNULL, preexec_fn=end_with_parent(os.getpid()),
        )  # fmt: skip
        self._started_at = time.monotonic()

    def has_ended(self) -> bool:
        if self._process is None:
            return False
        # Looked at without burying it: until we do, its number cannot go to a stranger.
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, flags) is not None

    def watch(self) -> bool:
        now = time.monotonic()
        if self._process is not None:
            if not self.has_ended():
                return False
            self._bury()
            if now - self._started_at > MOST_REST:
                self._back_off.went_well()
            self._back_off.failed(now=now)
        if now < self._back_off.not_before:
            return False
        self.start()
        return True

    def stop(self) -> None:
        if self._process is None:
            return
        self._signal_group(signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        while not self.has_ended() and time.monotonic() < until:
            time.sleep(0.05)
        self._bury()

    def wait(self, *, stopping: "Stopping") -> int:
        """Wait for its end and return its code; a wish to stop ends it early."""
        while not self.has_ended():
            if stopping.asked:
                self.stop()
                return 0
            time.sleep(0.02)
        return self._bury()

    def _bury(self) -> int:
        """End what is left of its group, for instance workers whose parent was killed."""
        if self._process is None:
            return 0
        self._signal_group(signal.SIGKILL)
        code = self._process.wait()
        self._process = None
        return code

    def _signal_group(self, number: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


class Stopping:
    """Turns the signals that ask us to stop into a wish that loops read."""

    def __init__(self) -> None:
        self.asked = False
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True


def supervise(watched: Sequence[Watched], *, stopping: Stopping) -> None:
    """Watch until told to stop, then stop the last started first."""
    try:
        while not stopping.asked:
            for each in watched:
                if each.watch():
                    print(f"{each.name} đã dừng và được chạy lại.", flush=True)
            time.sleep(0.2)
    finally:
        for each in reversed(watched):
            each.stop()


def foreground(command: Sequence[str], *, environment: Mapping[str, str]) -> int:
    """Run one command to its end, at our terminal. What ends us ends it first."""
    process = subprocess.Popen(
        list(command), cwd=ROOT, env=dict(environment), preexec_fn=end_with_parent(os.getpid())
    )
    try:
        return _outlast_interrupts(process)
    finally:
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=STOP_SECONDS)
            process.kill()
            process.wait()


def _outlast_interrupts(process: "subprocess.Popen[bytes]") -> int:
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the terminal sent it to the command too, which ends by itself
            continue


def end_with_parent(parent: int) -> Callable[[], None]:
    """Return what a child runs before it begins, so a killed supervisor leaves nobody behind."""
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), signal.SIGTERM)

    return ask
