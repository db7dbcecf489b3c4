"""Counted time never shrinks, whatever pauses; the quick sums are the slow ones."""

from datetime import datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.kernel.clock import VIETNAM
from congvu.platform.deadlines.rules import (
    ORDINARY_HOURS,
    Counting,
    Session,
    SpecialDay,
    Wait,
    WorkCalendar,
    after_working_time,
    due_at,
    moved_by_pause,
    working_time,
)

START = datetime(2026, 1, 1, tzinfo=VIETNAM)
SATURDAY_MORNINGS = Session(opens=time(7, 30), closes=time(11, 30), weekdays=(6,))
minutes = st.integers(0, 500 * 24 * 60).map(lambda n: timedelta(minutes=n))
instants = minutes.map(lambda length: START + length)
units = st.sampled_from(list(Counting))
PROFILE = settings(deadline=None, max_examples=200)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Any year: storms, swapped weekends, Saturday mornings."""
    days = draw(st.dictionaries(st.integers(0, 600), st.booleans(), max_size=60))
    return WorkCalendar(
        special_days={
            (START + timedelta(days=n)).date(): SpecialDay(is_working=is_working, name="Thử")
            for n, is_working in days.items()
        },
        sessions=(*ORDINARY_HOURS, *draw(st.sampled_from([(), (SATURDAY_MORNINGS,)]))),
    )


def slowly(since: datetime, until: datetime, calendar: WorkCalendar) -> timedelta:
    passed = timedelta(0)
    for opens, closes in calendar.stretches_from(since):
        if opens >= until:
            return passed
        passed += min(closes, until) - opens
    raise AssertionError("a calendar never ends")


@PROFILE
@given(calendar=calendars(), since=instants, length=minutes)
def test_working_time_is_the_sum_of_its_stretches(
    calendar: WorkCalendar, since: datetime, length: timedelta
) -> None:
    until = since + length
    assert working_time(since=since, until=until, calendar=calendar) == slowly(
        since, until, calendar
    )


@PROFILE
@given(calendar=calendars(), start=instants, wait=minutes.map(lambda length: length / 5))
def test_an_end_is_the_first_instant_with_that_much_time(
    calendar: WorkCalendar, start: datetime, wait: timedelta
) -> None:
    end = after_working_time(start=start, wait=wait, calendar=calendar)
    assert slowly(start, end, calendar) == wait
    if wait:
        assert slowly(start, end - timedelta(minutes=1), calendar) < wait


@PROFILE
@given(calendar=calendars(), start=instants, quantity=st.integers(0, 60), unit=units)
def test_due_is_never_before_the_start(
    calendar: WorkCalendar, start: datetime, quantity: int, unit: Counting
) -> None:
    assert due_at(start=start, quantity=quantity, unit=unit, calendar=calendar) > start


@PROFILE
@given(
    calendar=calendars(),
    start=instants,
    quantity=st.integers(1, 60),
    unit=units,
    gaps=st.lists(st.tuples(minutes, minutes), min_size=1, max_size=5),
)
def test_counted_time_never_shrinks_when_a_pause_closes(
    calendar: WorkCalendar,
    start: datetime,
    quantity: int,
    unit: Counting,
    gaps: list[tuple[timedelta, timedelta]],
) -> None:
    base = due_at(start=start, quantity=quantity, unit=unit, calendar=calendar)
    waits: list[Wait] = []
    at, due = start, base
    for running, waiting in gaps:
        since = at + running / 100
        at = since + waiting / 20
        before = due
        waits.append(Wait(since=since, until=at))
        due = moved_by_pause(due=base, waits=waits, unit=unit, calendar=calendar)
        assert due >= before
        if unit in {Counting.WORKING_DAY, Counting.WORKING_HOUR} and since < before:
            left = working_time(since=since, until=before, calendar=calendar)
            assert working_time(since=at, until=due, calendar=calendar) == left
