"""Reading the working calendars, the terms of the law, and what happened to a clock."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from congvu.kernel import keeping
from congvu.kernel.clock import local_date
from congvu.kernel.compiled import OneRow
from congvu.platform.agencies import queries as agencies
from congvu.platform.deadlines import terms as legal
from congvu.platform.deadlines.explaining import (
    Line,
    explain,
    explain_extension,
    explain_move,
    explain_open_wait,
    explain_start,
    explain_waits,
    told,
)
from congvu.platform.deadlines.models import (
    CalendarDay,
    Clock,
    Extension,
    LegalTerm,
    OfficeSession,
    Pause,
    StartEvent,
)
from congvu.platform.deadlines.rules import (
    ORDINARY_HOURS,
    Counting,
    Session,
    SpecialDay,
    Wait,
    WorkCalendar,
    due_at,
    off_rest,
)
from congvu.platform.deadlines.terms import NoSuchTerm, Term

KEPT_CALENDARS = 4_096
_STAMP = """
SELECT (SELECT md5(string_agg(d::text, '' ORDER BY d.id)) FROM deadlines_calendarday d),
       (SELECT md5(string_agg(s::text, '' ORDER BY s.id)) FROM deadlines_officesession s)
"""
_DEEPEST = 12  # agencies above one another


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """Every row of the calendars, by the agency that owns it (none: the whole country)."""

    days: dict[UUID | None, dict[date, SpecialDay]]
    sessions: dict[UUID | None, list[Session]]
    country: WorkCalendar

    @property
    def is_country_only(self) -> bool:
        return not any(owner for owner in (*self.days, *self.sessions))


def work_calendar(agency_id: UUID | None = None) -> WorkCalendar:
    """Return the calendar of an agency, or the country's: read again at most every
    `REFERENCE_KEPT_SECONDS`.

    An agency's own days win over its parent's, those over the country's; its own office hours
    replace inherited ones wholly.
    """
    return _calendar(keeping.slot(settings.REFERENCE_KEPT_SECONDS), agency_id)


def calendar_in_force(agency_id: UUID | None) -> WorkCalendar:
    """Return the calendar as the rows say this very instant: for what is written down for good.

    One query finds out whether what this process keeps is still what the rows say.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        stamp = cursor.fetchone()
    return _calendar((keeping.slot(settings.REFERENCE_KEPT_SECONDS), stamp), agency_id)


def _calendar(slot: Hashable, agency_id: UUID | None) -> WorkCalendar:
    tables = _tables(slot)
    if agency_id is None or tables.is_country_only:
        return tables.country
    return _work_calendar(slot, agency_id)


@lru_cache(maxsize=8)
def _tables(slot: Hashable) -> _Tables:
    days: dict[UUID | None, dict[date, SpecialDay]] = {}
    for row in CalendarDay.objects.all():
        days.setdefault(row.agency_id, {})[row.date] = SpecialDay(
            is_working=row.is_working,
            name=row.name,
            legal_basis=row.legal_basis,
            is_estimate=row.is_estimate,
            agency_id=row.agency_id,
            published_at=row.published_at,
        )
    sessions: dict[UUID | None, list[Session]] = {}
    for hours in OfficeSession.objects.order_by("opens"):
        sessions.setdefault(hours.agency_id, []).append(
            Session(opens=hours.opens, closes=hours.closes, weekdays=tuple(hours.weekdays))
        )
    country = WorkCalendar(
        special_days=days.get(None, {}), sessions=tuple(sessions.get(None, ORDINARY_HOURS))
    )
    return _Tables(days=days, sessions=sessions, country=country)


@lru_cache(maxsize=KEPT_CALENDARS)
def _work_calendar(slot: Hashable, agency_id: UUID) -> WorkCalendar:
    tables = _tables(slot)
    days = dict(tables.country.special_days)
    sessions = tables.country.sessions
    is_own = False
    for owner in reversed([row for level in lineage(agency_id) for row in level]):
        own_days, own_sessions = tables.days.get(owner, {}), tables.sessions.get(owner, [])
        is_own = is_own or bool(own_days or own_sessions)
        days |= own_days
        sessions = own_sessions or sessions
    return WorkCalendar(special_days=days, sessions=tuple(sessions)) if is_own else tables.country


def lineage(agency_id: UUID) -> list[list[UUID]]:
    """Return the ids of the agency, of the one above it, and so on: each under all its names."""
    found: list[list[UUID]] = []
    at: UUID | None = agency_id
    while at is not None and len(found) < _DEEPEST:
        agency = agencies.agency(at)
        # The row asked for comes first: what was published under that very name wins.
        found.append([at, *sorted(agencies.same_agency(at) - {at})])
        at = agency.parent_id
    return found


def calendars_of(agency_id: UUID, *, on: date) -> list[tuple[UUID, str]]:
    """Return the agency, those above it and those just below it, for choosing whose calendar."""
    above = [level[0] for level in lineage(agency_id)]
    names = agencies.names_of(above)
    own = agencies.agency(agency_id)
    below = agencies.children_of(own, on=on).order_by("sort_key").values_list("id", "name")
    return [*((key, names[key]) for key in above), *below]


def own_ids(agency_id: UUID | None) -> frozenset[UUID | None]:
    """Return the ids whose rows are the agency's own; without an agency, the country's."""
    return frozenset(agencies.same_agency(agency_id)) if agency_id else frozenset({None})


def owners(days: Iterable[SpecialDay]) -> dict[UUID, str]:
    """Return the names of the agencies whose rows decide those days."""
    return agencies.names_of({day.agency_id for day in days if day.agency_id})


def published_days(agency_id: UUID | None, *, since: date) -> list[tuple[date, str]]:
    """Return the agency's own days that may still be taken back."""
    rows = CalendarDay.objects.filter(Q(agency_id=agency_id), date__gte=since)
    return list(rows.exclude(published_at=None).order_by("date").values_list("date", "name"))


def term(key: str, *, on: date) -> Term:
    """Return what the law sets on that day. Raises NoSuchTerm."""
    return terms(key, on=on)[0]


def terms(key: str, *, on: date) -> list[Term]:
    """Return every value in force on that day, the latest first. Raises NoSuchTerm."""
    found = legal.in_force(_terms(keeping.slot(settings.REFERENCE_KEPT_SECONDS)), key, on)
    if not found:
        raise NoSuchTerm(key, on)
    return found


@lru_cache(maxsize=2)
def _terms(slot: Hashable) -> list[Term]:
    stored = [
        Term(
            key=row.key,
            value=row.value,
            unit=legal.TermUnit(row.unit),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            legal_basis=row.legal_basis,
            is_verified=row.is_verified,
        )
        for row in LegalTerm.objects.all()
    ]
    # Before the first load_reference the shipped files speak: the law holds on that day too.
    return stored or legal.read_terms(settings.REFERENCE_DIR / "terms")


def has_calendar() -> bool:
    return CalendarDay.objects.filter(agency=None).exists()


def reception_due_at(*, at: datetime, agency_id: UUID | None = None) -> datetime:
    """Return by when an online dossier must be accepted, refused or sent back for completion."""
    allowed = term("reception_hours", on=local_date(at))
    return due_at(
        start=at,
        quantity=allowed.value,
        unit=allowed.unit,
        calendar=work_calendar(agency_id),
    )


def step_due_at(*, hours: int, agency_id: UUID, at: datetime) -> datetime:
    """Return when that many working hours of an agency have passed."""
    return due_at(
        start=at,
        quantity=hours,
        unit=Counting.WORKING_HOUR,
        calendar=calendar_in_force(agency_id),
    )


def explanation(clock: Clock) -> list[Line]:
    """Return why the clock is due when it is: start, each day, waits, extension, moves."""
    calendar = work_calendar(clock.agency_id)
    days = explain(
        start=clock.started_at,
        quantity=clock.quantity,
        unit=clock.unit,
        calendar=calendar,
        same_day_until=clock.same_day_until,
    )
    lines = [_start(clock), *days, *_waits_and_extension(clock, calendar), *_moves(clock)]
    return [*lines, *told(lines, due=clock.due_at)]


def explanation_json(clock: Clock) -> list[dict[str, str]]:
    """Return the same lines for a program: day, treatment, reason, and the whole sentence."""
    return [
        {
            "day": line.day.isoformat(),
            "treatment": str(line.treatment),
            "reason": line.reason,
            "text": str(line),
        }
        for line in explanation(clock)
    ]


def _start(clock: Clock) -> Line:
    names = agencies.names_of([clock.agency_id]) if clock.agency_id else {}
    return explain_start(
        start=clock.started_at,
        quantity=clock.quantity,
        unit=clock.unit,
        event=StartEvent(clock.start_event).label,
        whose=next(iter(names.values()), ""),
        legal_basis=clock.legal_basis,
    )


def _waits_and_extension(clock: Clock, calendar: WorkCalendar) -> Iterator[Line]:
    pauses = list(clock.pauses.order_by("started_at"))
    extension = extension_of(clock)
    grounds = [(_wait(pause), _ground(pause)) for pause in pauses if pause.ended_at]
    before = [each for each in grounds if extension is None or each[0].since < extension.at]
    yield from explain_waits(
        due=clock.base_due_at, waits=before, unit=clock.unit, calendar=calendar
    )
    if extension is not None:
        yield explain_extension(
            at=extension.at,
            new_due=extension.new_due_at,
            reason=extension.reason,
            legal_basis=extension.legal_basis,
        )
        yield from explain_waits(
            due=off_rest(extension.new_due_at, calendar=calendar),
            waits=[each for each in grounds if each not in before],
            unit=clock.unit,
            calendar=calendar,
        )
    yield from (
        explain_open_wait(since=pause.started_at, ground=_ground(pause))
        for pause in pauses
        if pause.ended_at is None
    )


def _moves(clock: Clock) -> Iterator[Line]:
    for move in clock.moves.order_by("at", "id"):
        yield explain_move(
            at=move.at,
            old_due=move.old_due_at,
            new_due=move.new_due_at,
            reason=move.reason,
            legal_basis=move.legal_basis,
        )


def _ground(pause: Pause) -> str:
    return f"{pause.reason}; {pause.legal_basis}" if pause.legal_basis else pause.reason


def open_pause(clock: Clock) -> Pause | None:
    return _OPEN_PAUSE.get(clock.id)


_OPEN_PAUSE = OneRow(lambda clock_id: Pause.objects.filter(clock_id=clock_id, ended_at=None), UUID)


def waits(clock: Clock) -> list[Wait]:
    """Return the ended pauses, oldest first."""
    ended = clock.pauses.exclude(ended_at=None).order_by("started_at")
    return [_wait(pause) for pause in ended]


def extension_of(clock: Clock) -> Extension | None:
    """Return the last extension: its date is the one that counts."""
    return clock.extensions.order_by("-at").first()


def _wait(pause: Pause) -> Wait:
    return Wait(since=pause.started_at, until=pause.ended_at or pause.started_at)
