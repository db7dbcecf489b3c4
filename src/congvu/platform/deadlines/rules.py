"""When something is due, and why. Pure: the calendar, the hours and the instants are given.

Civil Code 2015, Articles 147 and 148: the day of the event is not counted; a last day that is a
day of rest moves to the next working day. Results are due at the end of office hours.
"""

import calendar as months
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from congvu.kernel.clock import VIETNAM
from congvu.kernel.refusal import Refusal
from congvu.platform.deadlines.working_time import (
    ORDINARY_HOURS,
    Session,
    SpecialDay,
    WorkCalendar,
    after_working_time,
    working_time,
)

__all__ = [
    "ELAPSED",
    "MOST",
    "ORDINARY_HOURS",
    "AllowanceRefused",
    "Counting",
    "Session",
    "SpecialDay",
    "Wait",
    "WorkCalendar",
    "after_working_time",
    "due_at",
    "last_day",
    "moved_by_elapsed",
    "moved_by_pause",
    "off_rest",
    "shift_due",
    "working_time",
]

MOST = {  # ten years
    "WORKING_DAY": 2_500,
    "DAY": 3_660,
    "WORKING_HOUR": 20_000,
    "HOUR": 87_840,
    "MONTH": 120,
}


class Counting(StrEnum):
    """The units a clock can run in; the same words as the units of a procedure's allowance."""

    WORKING_DAY = "WORKING_DAY"
    DAY = "DAY"
    WORKING_HOUR = "WORKING_HOUR"
    HOUR = "HOUR"
    MONTH = "MONTH"


ELAPSED = frozenset({Counting.DAY, Counting.HOUR, Counting.MONTH})  # rest days count too


class AllowanceRefused(Refusal):
    """The allowance cannot be counted: unknown unit, senseless quantity or cut-off."""


def due_at(
    *, start: datetime, quantity: int, unit: str, calendar: WorkCalendar, same_day_until: str = ""
) -> datetime:
    """Return the instant by which the result is due. Raises AllowanceRefused.

    With `same_day_until` ("15:00"), what comes before it is due the same day, what comes after
    counts as received on the next working day.
    """
    counting = _checked(quantity, unit)
    if same_day_until:
        received = _same_day(start, _cut_off(same_day_until), calendar)
        if counting in {Counting.WORKING_DAY, Counting.DAY} and quantity <= 1:
            return calendar.closing(received)
        start = max(start, calendar.opening(received))
    return _COUNT[counting](_local(start), quantity, calendar)


def _local(instant: datetime) -> datetime:
    return instant.astimezone(VIETNAM)


def _checked(quantity: int, unit: str) -> Counting:
    if unit not in Counting.__members__:
        raise AllowanceRefused(
            f"Đơn vị thời hạn “{unit}” không dùng để tính được. Hãy ghi thời hạn theo ngày làm"
            " việc, ngày, giờ làm việc, giờ hoặc tháng trong thủ tục."
        )
    if not 0 <= quantity <= MOST[unit]:
        raise AllowanceRefused(
            f"Thời hạn {quantity} không hợp lý. Hãy ghi một số từ 0 đến {MOST[unit]}."
        )
    return Counting(unit)


def _cut_off(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise AllowanceRefused(
            f"Giờ chốt nhận trong ngày “{text}” không đọc được. Hãy ghi dạng giờ:phút, ví dụ 15:00."
        ) from None


def _same_day(start: datetime, until: time, calendar: WorkCalendar) -> date:
    """Return the working day on which it counts as received."""
    moment = _local(start)
    if calendar.is_working(moment.date()) and moment.time() < until:
        return moment.date()
    return next(calendar.working_days_after(moment.date()))


def _after_working_days(start: datetime, quantity: int, calendar: WorkCalendar) -> datetime:
    if quantity == 0:
        return _within_the_day(start, calendar)
    days = calendar.working_days_after(start.date())
    return calendar.closing([next(days) for _ in range(quantity)][-1])


def _within_the_day(start: datetime, calendar: WorkCalendar) -> datetime:
    day = calendar.working_day_from(start.date())
    if start < calendar.closing(day):
        return calendar.closing(day)
    return calendar.closing(next(calendar.working_days_after(day)))


def _after_days(start: datetime, quantity: int, calendar: WorkCalendar) -> datetime:
    return _rolled(start, quantity, Counting.DAY, calendar)


def _after_months(start: datetime, quantity: int, calendar: WorkCalendar) -> datetime:
    return _rolled(start, quantity, Counting.MONTH, calendar)


def _rolled(start: datetime, quantity: int, counting: Counting, calendar: WorkCalendar) -> datetime:
    if quantity == 0:
        return _within_the_day(start, calendar)
    last = last_day(start.date(), quantity, counting)
    return calendar.closing(calendar.working_day_from(last))


def last_day(received: date, quantity: int, counting: Counting) -> date:
    """Return the last day of a term of calendar days or months, before any rest day moves it."""
    if counting is Counting.DAY:
        return received + timedelta(days=quantity)
    # Civil Code, Article 148(3): without such a day, the last one of that month.
    year, month = divmod(received.year * 12 + received.month - 1 + quantity, 12)
    length = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(received.day, length))


def _after_hours(start: datetime, quantity: int, calendar: WorkCalendar) -> datetime:
    if quantity == 0:
        return _within_the_day(start, calendar)
    return off_rest(start + timedelta(hours=quantity), calendar=calendar)


def off_rest(end: datetime, *, calendar: WorkCalendar) -> datetime:
    """Return `end`, or the close of the next working day where it falls on a day of rest.

    Civil Code, Article 148(5): so a term may end earlier than a shorter one that met a rest day.
    """
    day = _local(end).date()
    return end if calendar.is_working(day) else calendar.closing(calendar.working_day_from(day))


def _after_working_hours(start: datetime, quantity: int, calendar: WorkCalendar) -> datetime:
    if quantity == 0:
        return _within_the_day(start, calendar)
    return after_working_time(start=start, wait=timedelta(hours=quantity), calendar=calendar)


_COUNT: Mapping[Counting, Callable[[datetime, int, WorkCalendar], datetime]] = {
    Counting.WORKING_DAY: _after_working_days,
    Counting.DAY: _after_days,
    Counting.WORKING_HOUR: _after_working_hours,
    Counting.HOUR: _after_hours,
    Counting.MONTH: _after_months,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A stretch in which the clock stood still."""

    since: datetime
    until: datetime


def moved_by_pause(
    *, due: datetime, waits: Iterable[Wait], unit: str, calendar: WorkCalendar
) -> datetime:
    """Return the due instant moved by exactly the waits.

    A clock of working days or hours moves by the working time of the wait, so what was left when
    it stopped is left when it goes on. One of hours, calendar days or months moves by the time
    elapsed; a day of rest then moves to the end of the next working day.
    """
    stretches = list(waits)
    if unit in ELAPSED:
        return moved_by_elapsed(
            due=due, lengths=[wait.until - wait.since for wait in stretches], calendar=calendar
        )
    lost = sum(
        (working_time(since=w.since, until=w.until, calendar=calendar) for w in stretches),
        timedelta(0),
    )
    return after_working_time(start=_local(due), wait=lost, calendar=calendar)


def moved_by_elapsed(
    *, due: datetime, lengths: Iterable[timedelta], calendar: WorkCalendar
) -> datetime:
    """Return the due instant moved by the lengths, oldest first.

    Never earlier than without the last one: what a day of rest gave is not taken back when a
    later wait carries the sum past that rest.
    """
    moved, total = _local(due), timedelta(0)
    for length in lengths:
        if length:
            total += length
            moved = max(moved, off_rest(_local(due) + total, calendar=calendar))
    return moved


def shift_due(
    *,
    due_at: datetime,
    paused_from: datetime,
    paused_until: datetime,
    calendar: WorkCalendar,
    unit: str = Counting.WORKING_DAY,
) -> datetime:
    """Return the due instant after one pause."""
    wait = Wait(since=paused_from, until=paused_until)
    return moved_by_pause(due=due_at, waits=[wait], unit=unit, calendar=calendar)
