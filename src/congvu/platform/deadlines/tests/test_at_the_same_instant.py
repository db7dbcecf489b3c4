"""Two people act on one clock at the same instant: it moves once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM
from congvu.kernel.refusal import Refusal
from congvu.platform.deadlines import actions
from congvu.platform.deadlines.models import CalendarDay, Clock, DueMove, Extension, Pause

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, HANDS = 30, 4
START = datetime(2026, 11, 16, 9, tzinfo=VIETNAM)
DUE, LATER = (datetime(2026, 11, day, 17, tzinfo=VIETNAM) for day in (19, 20))


def together(act: Callable[[], Any]) -> list[object]:
    """Return what each of the hands got, or the refusal."""
    barrier = Barrier(HANDS)

    def one() -> object:
        try:
            barrier.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as hands:
        return [each.result() for each in [hands.submit(one) for _ in range(HANDS)]]


def new_clock(officer: Actor) -> Clock:
    return actions.start_clock(quantity=3, unit="WORKING_DAY", at=START, actor=officer)


def test_an_extension_is_given_once(officer: Actor) -> None:
    for _ in range(ROUNDS):
        clock = new_clock(officer)
        found = together(
            lambda clock=clock: actions.extend_clock(  # type: ignore[misc]
                clock=clock,
                until=date(2026, 11, 27),
                reason="Chờ",
                legal_basis="Điều 19",
                actor=officer,
                at=START + timedelta(hours=1),
            )
        )
        assert sum(isinstance(each, actions.AlreadyExtended) for each in found) == HANDS - 1
        assert Extension.objects.filter(clock=clock).count() == 1


def test_pausing_and_resuming_twice_moves_once(officer: Actor) -> None:
    for _ in range(ROUNDS):
        clock = new_clock(officer)
        since = START + timedelta(days=1)
        together(
            lambda clock=clock, since=since: actions.pause_clock(  # type: ignore[misc]
                clock=clock, reason="Chờ", actor=officer, at=since
            )
        )
        together(
            lambda clock=clock, since=since: actions.resume_clock(  # type: ignore[misc]
                clock=clock, actor=officer, at=since + timedelta(days=1)
            )
        )
        assert Pause.objects.filter(clock=clock).count() == 1
        assert Clock.objects.get(id=clock.id).due_at == LATER


def test_a_published_day_moves_a_clock_once(officer: Actor) -> None:
    clocks = [new_clock(officer) for _ in range(ROUNDS)]
    CalendarDay.objects.create(
        date=date(2026, 11, 18), is_working=False, name="Bão", legal_basis="QĐ"
    )
    for clock in clocks:
        found = together(
            lambda clock=clock: actions.recompute_clock(  # type: ignore[misc]
                clock=Clock.objects.get(id=clock.id), reason="Bão", legal_basis="QĐ", at=START
            )
        )
        assert sorted(map(bool, found)) == [False] * (HANDS - 1) + [True]
        move = DueMove.objects.get(clock=clock)
        assert (move.old_due_at, move.new_due_at) == (DUE, LATER)
