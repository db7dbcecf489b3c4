"""Children that are watched: started, restarted with back-off, stopped for good."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

STOP_SECONDS = 12
LEAST_REST, MOST_REST = 0.5, 30.0


@dataclass
class Child:
    """One process and how often it had to be started."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    rest: float = LEAST_REST
    started_at: float = 0.0
    start_again_at: float = field(default=0.0)

    def start(self) -> None:
        # Its own group: Ctrl-C reaches us alone, and we stop the children in order.
        self.process = subprocess.Popen(
            list(self.command), env=dict(self.environment), start_new_session=True
        )
        self.started_at = time.monotonic()

    def watch(self) -> bool:
        """Start it again when it died. Return True when that happened."""
        if self.process is None or self.process.poll() is None:
            return False
        now = time.monotonic()
        if self.start_again_at == 0.0:
            lived_well = now - self.started_at > MOST_REST
            self.rest = LEAST_REST if lived_well else min(self.rest * 2, MOST_REST)
            self.start_again_at = now + self.rest
        if now < self.start_again_at:
            return False
        self.start_again_at = 0.0
        self.start()
        return True

    def stop(self) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        with contextlib.suppress(ProcessLookupError):  # workers whose parent was killed outright
            os.killpg(self.process.pid, signal.SIGKILL)


def supervise(children: Sequence[Child], *, stopping: "Stopping") -> None:
    """Watch until told to stop, then stop the last started first."""
    try:
        while not stopping.asked:
            for child in children:
                if child.watch():
                    print(f"{child.name} đã dừng và được chạy lại.", flush=True)
            time.sleep(0.2)
    finally:
        for child in reversed(children):
            child.stop()


class Stopping:
    """Turns SIGINT and SIGTERM into a wish that the loop reads."""

    def __init__(self) -> None:
        self.asked = False
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True
