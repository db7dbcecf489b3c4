"""Which hours are worked, and how much time lies between two instants. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from congvu.kernel.clock import VIETNAM, local_date

FRIDAY, SATURDAY = 4, 5  # as date.weekday() counts
ONE_DAY = timedelta(days=1)
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


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
    """The weekdays that have office hours, except the special days: at least one has some."""

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
        object.__setattr__(self, "_extra", week[FRIDAY] or next(hours for hours in week if hours))

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
        day = local_date(start)
        while True:
            for session in self.sessions_on(day):
                closes = datetime.combine(day, session.closes, VIETNAM)
                if closes > start:
                    opens = datetime.combine(day, session.opens, VIETNAM)
                    yield max(opens, start), closes
            day += ONE_DAY


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
    day = local_date(start) + ONE_DAY
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
    first, last = local_date(since) + ONE_DAY, local_date(until)
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
