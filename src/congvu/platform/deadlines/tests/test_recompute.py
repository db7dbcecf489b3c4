"""A published day moves open clocks once, and says why."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from tests.world import World

from congvu.kernel import keeping
from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM
from congvu.platform.deadlines import actions, queries
from congvu.platform.deadlines.actions import NewDay
from congvu.platform.deadlines.models import CalendarDay, Clock, DueMove

pytestmark = pytest.mark.usefixtures("loaded_calendar")
BASIS = "Công điện 15/CĐ-TTg"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture
def clock(officer: Actor) -> Clock:
    """Due on Thursday 19 November at 17:00."""
    return actions.start_clock(
        quantity=3, unit="WORKING_DAY", at=at("2026-11-16 09:00"), actor=officer
    )


def closed(*days: int) -> None:
    """Close the offices of the whole country, as an administrator at the top publishes it."""
    for day in days:
        CalendarDay.objects.create(
            date=date(2026, 11, day), is_working=False, name="Nghỉ bão", legal_basis=BASIS
        )


def recompute(clock: Clock, moment: str = "2026-11-17 08:00") -> bool:
    return actions.recompute_clock(
        clock=clock, reason="Nghỉ bão ngày 18/11/2026", legal_basis=BASIS, at=at(moment)
    )


def test_a_new_day_off_moves_it_once_with_the_reason(clock: Clock) -> None:
    closed(18)
    assert [recompute(clock), recompute(clock)] == [True, False]
    stored, move = Clock.objects.get(), DueMove.objects.get()
    assert stored.due_at == stored.base_due_at == clock.due_at == at("2026-11-20 17:00")
    assert stored.original_due_at == move.old_due_at == at("2026-11-19 17:00")
    assert (move.new_due_at, move.legal_basis) == (at("2026-11-20 17:00"), BASIS)
    told = [str(line) for line in queries.explanation(clock)]
    assert f"thứ Tư 18/11/2026: không tính, nghỉ Nghỉ bão ({BASIS})" in told
    assert told[-1] == (
        "thứ Ba 17/11/2026: hạn dời từ 17:00 ngày 19/11/2026 sang 17:00 ngày 20/11/2026:"
        f" Nghỉ bão ngày 18/11/2026 ({BASIS})"
    )


def test_an_unchanged_calendar_writes_nothing(clock: Clock) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert recompute(clock) is False
    assert not [q for q in seen if q["sql"].startswith(("INSERT", "UPDATE"))]
    assert not DueMove.objects.exists()


def test_a_stopped_clock_never_moves(clock: Clock, officer: Actor) -> None:
    actions.stop_clock(clock=clock, actor=officer, at=at("2026-11-17 07:00"))
    closed(18)
    assert recompute(clock) is False
    assert Clock.objects.get().due_at == at("2026-11-19 17:00")
    # The days are told by the calendar of today; the date that was kept is told after them.
    assert str(queries.explanation(clock)[-1]) == (
        "thứ Năm 19/11/2026: hạn trả kết quả đang áp dụng lúc 17:00, theo lịch khi hạn được tính"
    )


def test_a_paused_clock_moves_when_it_goes_on(clock: Clock, officer: Actor) -> None:
    actions.pause_clock(clock=clock, reason="Chờ", actor=officer, at=at("2026-11-16 17:00"))
    closed(18)
    assert [recompute(clock), recompute(clock)] == [False, False]
    stored = Clock.objects.get()
    assert (stored.base_due_at, stored.due_at) == (at("2026-11-20 17:00"), at("2026-11-19 17:00"))
    assert DueMove.objects.get().new_due_at == at("2026-11-20 17:00")
    # Tuesday is lost to the wait, Wednesday to the storm: three days are left from Thursday.
    actions.resume_clock(clock=clock, actor=officer, at=at("2026-11-19 07:00"))
    assert Clock.objects.get().due_at == at("2026-11-23 17:00")


def test_an_extended_date_moves_only_off_a_day_of_rest(clock: Clock, officer: Actor) -> None:
    actions.extend_clock(
        clock=clock,
        until=date(2026, 11, 25),
        reason="Chờ",
        legal_basis="Điều 19",
        actor=officer,
        at=at("2026-11-17 07:00"),
    )
    closed(18)
    assert recompute(clock) is False
    assert Clock.objects.get().base_due_at == at("2026-11-20 17:00")
    closed(25)
    assert [recompute(clock), recompute(clock)] == [True, False]
    assert Clock.objects.get().due_at == at("2026-11-26 17:00")
    CalendarDay.objects.filter(date=date(2026, 11, 25)).delete()
    assert recompute(clock) is False  # promised in writing: never earlier again
    assert Clock.objects.get().due_at == at("2026-11-26 17:00")


def test_a_day_worked_after_all_moves_it_back(clock: Clock) -> None:
    closed(18)
    recompute(clock)
    CalendarDay.objects.filter(date=date(2026, 11, 18)).delete()
    assert recompute(clock) is True
    assert Clock.objects.get().due_at == at("2026-11-19 17:00")
    assert DueMove.objects.count() == 2


def test_each_clock_follows_its_own_agency(world: World, officer: Actor) -> None:
    clocks = {
        agency.id: actions.start_clock(
            quantity=3,
            unit="WORKING_DAY",
            at=at("2026-11-16 09:00"),
            actor=officer,
            agency_id=agency.id,
        )
        for agency in (world.a.committee, world.a.centre, world.b.committee)
    }
    storm = NewDay(day=date(2026, 11, 18), is_working=False, name="Bão", legal_basis=BASIS)
    actions.publish_days(
        agency_id=world.a.committee.id, days=[storm], actor=world.admin, at=at("2026-11-17 08:00")
    )
    moved = {agency_id for agency_id, clock in clocks.items() if recompute(clock)}
    assert moved == {world.a.committee.id, world.a.centre.id}
    assert "theo lịch làm việc của" in queries.explanation(clocks[world.a.centre.id])[0].reason


def test_a_clock_never_starts_by_a_calendar_that_is_kept(
    clock: Clock, officer: Actor, settings: Settings
) -> None:
    settings.REFERENCE_KEPT_SECONDS = 600
    keeping.forget()
    kept = queries.work_calendar()
    closed(18)  # as another process would: this one is not told
    assert queries.work_calendar() is kept
    started = actions.start_clock(
        quantity=3, unit="WORKING_DAY", at=at("2026-11-16 09:00"), actor=officer
    )
    assert started.due_at == at("2026-11-20 17:00")
    assert recompute(clock) is True
    keeping.forget()
