"""The worker's loop: read the journal on, and run what the schedule says is due."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import close_old_connections

from congvu.kernel import clock
from congvu.platform.events import actions

PAUSE_SECONDS = 0.2

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """A job that is run again after so many seconds. It must be harmless to run twice."""

    every_seconds: int
    job: Callable[[datetime], object]


@dataclass
class Loop:
    """One worker process. `stopping` ends it after the batch at hand."""

    subscriptions: actions.Subscriptions
    schedule: tuple[Periodic, ...]
    stopping: threading.Event = field(default_factory=threading.Event)
    next_run: dict[Periodic, float] = field(default_factory=dict)

    def run(self) -> None:
        while not self.stopping.is_set():
            if self.turn() == 0:
                self.stopping.wait(PAUSE_SECONDS)

    def turn(self) -> int:
        """Do one round. Trouble with the database is logged, waited out and tried again."""
        try:
            self._run_periodic()
            return actions.dispatch(subscriptions=self.subscriptions, at=clock.now())
        except actions.PASSING as error:
            log.warning("worker_waits_for_database", reason=str(error)[:200])
            close_old_connections()
            self.stopping.wait(1)
            return 0

    def _run_periodic(self) -> None:
        for periodic in self.schedule:
            if time.monotonic() >= self.next_run.get(periodic, 0):
                self.next_run[periodic] = time.monotonic() + periodic.every_seconds
                self._run_job(periodic)

    def _run_job(self, periodic: Periodic) -> None:
        try:
            periodic.job(clock.now())
        except actions.PASSING:
            raise
        except Exception:
            log.exception("periodic_job_failed", job=getattr(periodic.job, "__qualname__", ""))
