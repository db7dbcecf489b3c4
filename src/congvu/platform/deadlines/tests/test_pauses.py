"""What a wait does to the due instant: properties, over the real calendar."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.kernel.clock import VIETNAM
from congvu.platform.deadlines.rules import (
    Counting,
    SpecialDay,
    Wait,
    WorkCalendar,
    after_working_time,
    due_at,
    moved_by_pause,
    shift_due,
    working_time,
)

START = datetime(2026, 1, 1, tzinfo=VIETNAM)
CALENDAR = WorkCalendar(
    special_days={
        datetime(2026, 2, day).date(): SpecialDay(is_working=False, name="Tết")  # noqa: DTZ001 - a day
        for day in range(16, 21)
    }
    | {datetime(2026, 8, 22).date(): SpecialDay(is_working=True, name="Làm bù")}  # noqa: DTZ001 - a day
)
instants = st.integers(0, 360 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
lengths = st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
# An hour's end is moved off a day of rest to the close of the next working day (Civil Code,
# Article 148(5)), so it may lie before the end of fewer hours: the order holds for the others.
units = st.sampled_from([unit for unit in Counting if unit is not Counting.HOUR])
calendar_units = st.sampled_from([Counting.DAY, Counting.HOUR, Counting.MONTH])
PROFILE = settings(deadline=None, max_examples=150)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@PROFILE
@given(start=instants, quantity=st.integers(1, 60), unit=units)
def test_due_in_office_hours_of_a_working_day(
    start: datetime, quantity: int, unit: Counting
) -> None:
    due = due_at(start=start, quantity=quantity, unit=unit, calendar=CALENDAR)
    assert due > start
    assert CALENDAR.is_working(due.date())
    assert CALENDAR.opening(due.date()) < due <= CALENDAR.closing(due.date())


@PROFILE
@given(start=instants, quantity=st.integers(1, 59), unit=units)
def test_more_time_is_never_due_earlier(start: datetime, quantity: int, unit: Counting) -> None:
    short = due_at(start=start, quantity=quantity, unit=unit, calendar=CALENDAR)
    long = due_at(start=start, quantity=quantity + 1, unit=unit, calendar=CALENDAR)
    assert short <= long


@PROFILE
@given(
    start=instants,
    later=lengths,
    quantity=st.integers(0, 60),
    unit=units,
    until=st.sampled_from(["", "10:30", "15:00"]),
)
def test_received_later_is_never_due_earlier(
    start: datetime, later: timedelta, quantity: int, unit: Counting, until: str
) -> None:
    first, second = (
        due_at(start=instant, quantity=quantity, unit=unit, calendar=CALENDAR, same_day_until=until)
        for instant in (start, start + later)
    )
    assert first <= second


@PROFILE
@given(start=instants, quantity=st.integers(1, 40))
def test_working_days_between_are_as_many_as_said(start: datetime, quantity: int) -> None:
    due = due_at(start=start, quantity=quantity, unit="WORKING_DAY", calendar=CALENDAR)
    span = (due.date() - start.date()).days
    days = [start.date() + timedelta(days=n) for n in range(1, span + 1)]
    assert sum(CALENDAR.is_working(day) for day in days) == quantity


@PROFILE
@given(start=instants, wait=lengths)
def test_working_time_passed_is_what_was_added(start: datetime, wait: timedelta) -> None:
    end = after_working_time(start=start, wait=wait, calendar=CALENDAR)
    assert working_time(since=start, until=end, calendar=CALENDAR) == wait


@PROFILE
@given(
    start=instants,
    quantity=st.integers(1, 30),
    unit=st.sampled_from([Counting.WORKING_DAY, Counting.WORKING_HOUR]),
    before=lengths,
    wait=lengths,
)
def test_what_was_left_is_left_after_the_wait(
    start: datetime, quantity: int, unit: Counting, before: timedelta, wait: timedelta
) -> None:
    due = due_at(start=start, quantity=quantity, unit=unit, calendar=CALENDAR)
    since = start + before
    until = since + wait
    moved = shift_due(
        due_at=due, paused_from=since, paused_until=until, calendar=CALENDAR, unit=unit
    )
    left = working_time(since=since, until=due, calendar=CALENDAR)
    overdue = working_time(since=due, until=since, calendar=CALENDAR)
    assert working_time(since=until, until=moved, calendar=CALENDAR) == left
    assert working_time(since=moved, until=until, calendar=CALENDAR) == overdue


@PROFILE
@given(due=instants, waits=st.lists(st.tuples(instants, lengths), max_size=4))
def test_waits_together_move_as_one_by_one(
    due: datetime, waits: list[tuple[datetime, timedelta]]
) -> None:
    stretches = [Wait(since=since, until=since + length) for since, length in waits]
    one_by_one = due
    for wait in stretches:
        one_by_one = moved_by_pause(
            due=one_by_one, waits=[wait], unit="WORKING_DAY", calendar=CALENDAR
        )
    together = moved_by_pause(due=due, waits=stretches, unit="WORKING_DAY", calendar=CALENDAR)
    assert together == one_by_one


@PROFILE
@given(due=instants, since=instants, wait=lengths, unit=calendar_units)
def test_calendar_days_move_by_the_time_elapsed(
    due: datetime, since: datetime, wait: timedelta, unit: Counting
) -> None:
    moved = shift_due(
        due_at=due, paused_from=since, paused_until=since + wait, calendar=CALENDAR, unit=unit
    )
    if wait:
        assert CALENDAR.is_working(moved.date())
        assert moved == due + wait or moved == CALENDAR.closing(moved.date())
    assert moved >= due + wait


@pytest.mark.parametrize(
    ("paused", "resumed", "expected"),
    [
        ("2026-03-10 10:00", "2026-03-10 10:00", "2026-03-13 17:00"),
        ("2026-03-10 10:00", "2026-03-11 10:00", "2026-03-16 17:00"),  # a day: Friday to Monday
        ("2026-03-10 17:30", "2026-03-11 07:00", "2026-03-13 17:00"),  # a night costs nothing
        ("2026-03-07 08:00", "2026-03-08 20:00", "2026-03-13 17:00"),  # nor does a weekend
        ("2026-03-10 10:00", "2026-03-10 11:00", "2026-03-16 08:30"),  # an hour
    ],
)
def test_the_wait_counts_in_office_hours(paused: str, resumed: str, expected: str) -> None:
    moved = shift_due(
        due_at=at("2026-03-13 17:00"),
        paused_from=at(paused),
        paused_until=at(resumed),
        calendar=CALENDAR,
    )
    assert moved == at(expected)
