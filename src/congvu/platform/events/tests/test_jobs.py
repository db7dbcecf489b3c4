"""The worker's loop: it reads on, runs what is due, and outlives trouble with the database."""

from collections.abc import Sequence
from datetime import datetime
from threading import Thread

import pytest
from django.db import OperationalError
from tests.world import AT, wait_until_readable

from congvu.kernel.ids import new_id
from congvu.platform.events.actions import publish
from congvu.platform.events.events import Event
from congvu.platform.events.jobs import Loop, Periodic
from congvu.platform.events.models import JournalEntry, SetAside

pytestmark = pytest.mark.django_db(transaction=True)


class Ear:
    """Hears entries; its first attempts fail as when the database goes away."""

    def __init__(self, *, failures: int = 0) -> None:
        self.failures, self.heard = failures, list[int]()

    def hear(self, rows: Sequence[JournalEntry]) -> None:
        if self.failures:
            self.failures -= 1
            raise OperationalError("server closed the connection unexpectedly")
        self.heard += [row.seq for row in rows]


def ring() -> int:
    return publish(event=Event(subject_id=new_id()), actor=None, agency_id=None, at=AT).seq


def loop(ear: Ear, *schedule: Periodic) -> Loop:
    made = Loop(subscriptions={Event: (ear.hear,)}, schedule=schedule)
    made.stopping.set()  # a turn that waits does not wait
    return made


def test_turn_reads_what_is_there() -> None:
    seq, ear = ring(), Ear()
    wait_until_readable()
    worker = loop(ear)
    assert [worker.turn(), worker.turn()] == [1, 0]
    assert ear.heard == [seq]


def test_trouble_with_the_database_is_waited_out() -> None:
    seq, ear = ring(), Ear(failures=2)
    wait_until_readable()
    worker = loop(ear)
    assert [worker.turn() for _ in range(3)] == [0, 0, 1]
    assert ear.heard == [seq]
    assert not SetAside.objects.exists()


def test_periodic_job_runs_when_due_only() -> None:
    runs: list[datetime] = []
    worker = loop(
        Ear(),
        Periodic(every_seconds=3600, job=runs.append),
        Periodic(every_seconds=0, job=runs.append),
    )
    for _ in range(3):
        worker.turn()
    assert len(runs) == 1 + 3


def test_failing_job_does_not_stop_the_reading() -> None:
    def fail(at: datetime) -> None:
        raise ValueError("việc hỏng")

    seq, ear = ring(), Ear()
    wait_until_readable()
    worker = loop(ear, Periodic(every_seconds=3600, job=fail))
    assert worker.turn() == 1
    assert ear.heard == [seq]


def test_stopped_loop_ends() -> None:
    worker = Loop(subscriptions={}, schedule=())
    thread = Thread(target=worker.run)
    thread.start()
    worker.stopping.set()
    thread.join(timeout=5)
    assert not thread.is_alive()
