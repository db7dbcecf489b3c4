"""When something is due, and why. Pure: the calendar, the hours and the instants are given.

Civil Code 2015, Articles 147 and 148: the day of the event is not counted; a last day that is a
day of rest moves to the next working day. Results are due at the end of office hours.
"""

import calendar as months
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from congvu.kernel.clock import VIETNAM
from congvu.kernel.refusal import Refusal

SATURDAY = 5
FRIDAY = 5  # as an ISO weekday: whose hours an extra working day keeps
MOST = {  # ten years
    "WORKING_DAY": 2_500,
    "DAY": 3_660,
    "WORKING_HOUR": 20_000,
    "HOUR": 87_840,
    "MONTH": 120,
}
ONE_DAY = timedelta(days=1)
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A stretch of office hours within a day, on the given ISO weekdays."""

    opens: time
    closes: time
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)


def _length(sessions: Iterable[Session]) -> timedelta:
    nowhere = date.min
    spans = (
        datetime.combine(nowhere, s.closes) - datetime.combine(nowhere, s.opens) for s in sessions
    )
    return sum(spans, timedelta(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day that differs from the ordinary week, and whose calendar says so."""

    is_working: bool
    name: str
    legal_basis: str = ""
    is_estimate: bool = False
    agency_id: UUID | None = None  # none: the whole country's
    published_at: datetime | None = None  # none: shipped with the product


ORDINARY_HOURS = (
    Session(opens=time(7, 30), closes=time(11, 30)),
    Session(opens=time(13, 30), closes=time(17, 0)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """The weekdays that have office hours, except the special days."""

    special_days: Mapping[date, SpecialDay] = field(default_factory=dict)
    sessions: Sequence[Session] = ORDINARY_HOURS
    _by_weekday: tuple[tuple[Session, ...], ...] = field(init=False, repr=False, compare=False)
    _extra: tuple[Session, ...] = field(init=False, repr=False, compare=False)
    _lengths: tuple[timedelta, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ordered = sorted(self.sessions, key=lambda session: session.opens)
        week = tuple(tuple(s for s in ordered if n in s.weekdays) for n in range(1, 8))
        object.__setattr__(self, "_by_weekday", week)
        object.__setattr__(self, "_lengths", tuple(map(_length, week)))
        friday = week[FRIDAY - 1]
        object.__setattr__(self, "_extra", friday or next(hours for hours in week if hours))

    def is_working(self, day: date) -> bool:
        special = self.special_days.get(day)
        return special.is_working if special else bool(self._by_weekday[day.weekday()])

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """Return the office hours of that day; none on a day of rest.

        A weekend day worked instead of another has the hours of a Friday.
        """
        usual = self._by_weekday[day.weekday()]
        special = self.special_days.get(day)
        if special is None:
            return usual
        if not special.is_working:
            return ()
        return self._extra if day.weekday() >= SATURDAY else usual or self._extra

    def knows_year(self, year: int) -> bool:
        return any(day.year == year for day in self.special_days)

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, self.sessions_on(day)[0].opens, VIETNAM)

    def closing(self, day: date) -> datetime:
        return datetime.combine(day, self.sessions_on(day)[-1].closes, VIETNAM)

    def working_days_after(self, day: date) -> Iterator[date]:
        while True:
            day += ONE_DAY
            if self.is_working(day):
                yield day

    def working_day_from(self, day: date) -> date:
        """Return that day if it is worked, else the next one that is."""
        return day if self.is_working(day) else next(self.working_days_after(day))

    def working_days_between(self, since: date, until: date) -> int:
        """Return how many working days come after `since`, up to and with `until`."""
        days = (since + n * ONE_DAY for n in range(1, (until - since).days + 1))
        return sum(map(self.is_working, days))

    @property
    def week_length(self) -> timedelta:
        return sum(self._lengths, timedelta(0))

    def office_time(self, first: date, until: date) -> timedelta:
        """Return the office hours of all days from `first` up to (not with) `until`, at once."""
        weeks, rest = divmod((until - first).days, 7)
        found = weeks * self.week_length
        for n in range(rest):
            found += self._lengths[(first.weekday() + n) % 7]
        for day in self.special_days:
            if first <= day < until:
                found += _length(self.sessions_on(day)) - self._lengths[day.weekday()]
        return found

    def stretches_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Return the stretches of office hours after `start`, the first one cut by it."""
        day = _local(start).date()
        while True:
            for session in self.sessions_on(day):
                closes = datetime.combine(day, session.closes, VIETNAM)
                if closes > start:
                    opens = datetime.combine(day, session.opens, VIETNAM)
                    yield max(opens, start), closes
            day += ONE_DAY


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


def after_working_time(*, start: datetime, wait: timedelta, calendar: WorkCalendar) -> datetime:
    """Return the instant when that much working time has passed since `start`."""
    if wait <= timedelta(0):
        return start
    if wait > 2 * calendar.week_length:
        start, wait = _past_whole_weeks(start, wait, calendar)
    for opens, closes in calendar.stretches_from(start):
        if wait <= closes - opens:
            return opens + wait
        wait -= closes - opens
    raise AssertionError("a calendar never ends")


def _past_whole_weeks(
    start: datetime, wait: timedelta, calendar: WorkCalendar
) -> tuple[datetime, timedelta]:
    """Return a later midnight and what is still to wait then: some, never nothing."""
    day = _local(start).date() + ONE_DAY
    wait -= working_time(since=start, until=_midnight(day), calendar=calendar)
    weeks = wait // calendar.week_length
    while weeks:
        passed = calendar.office_time(day, day + 7 * weeks * ONE_DAY)
        if passed < wait:
            day, wait = day + 7 * weeks * ONE_DAY, wait - passed
            weeks = wait // calendar.week_length
        else:  # weekends were worked in between
            weeks //= 2
    return _midnight(day), wait


def working_time(*, since: datetime, until: datetime, calendar: WorkCalendar) -> timedelta:
    """Return how much office time lies between two instants."""
    first, last = _local(since).date() + ONE_DAY, _local(until).date()
    if first >= last:
        return _passed(since, until, calendar)
    return (
        _passed(since, _midnight(first), calendar)
        + calendar.office_time(first, last)
        + _passed(_midnight(last), until, calendar)
    )


def _passed(since: datetime, until: datetime, calendar: WorkCalendar) -> timedelta:
    passed = timedelta(0)
    for opens, closes in calendar.stretches_from(since):
        if opens >= until:
            break
        passed += min(closes, until) - opens
    return passed


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), VIETNAM)


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
        elapsed = sum((wait.until - wait.since for wait in stretches), timedelta(0))
        moved = _local(due) + elapsed
        return off_rest(moved, calendar=calendar) if elapsed else moved
    lost = sum(
        (working_time(since=w.since, until=w.until, calendar=calendar) for w in stretches),
        timedelta(0),
    )
    return after_working_time(start=_local(due), wait=lost, calendar=calendar)


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
