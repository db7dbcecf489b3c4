"""Reading the working calendar and the pauses of a clock."""

from collections.abc import Hashable
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet

from congvu.kernel import keeping
from congvu.platform.deadlines.explaining import Line, explain, explain_waits
from congvu.platform.deadlines.models import CalendarDay, Clock, OfficeSession, Pause
from congvu.platform.deadlines.rules import (
    ORDINARY_HOURS,
    Counting,
    Session,
    SpecialDay,
    Wait,
    WorkCalendar,
    due_at,
)

# Decree 45/2020 as amended by Decree 107/2021: an online dossier is answered within 8 office hours.
RECEPTION_HOURS = 8


def work_calendar() -> WorkCalendar:
    """Return the calendar, read again at most every `REFERENCE_KEPT_SECONDS`."""
    return _work_calendar(keeping.slot(settings.REFERENCE_KEPT_SECONDS))


@lru_cache(maxsize=2)
def _work_calendar(slot: Hashable) -> WorkCalendar:
    days = CalendarDay.objects.values_list(
        "date", "is_working", "name", "legal_basis", "is_estimate"
    )
    sessions = OfficeSession.objects.order_by("opens").values_list("opens", "closes")
    return WorkCalendar(
        special_days={
            day: SpecialDay(
                is_working=is_working, name=name, legal_basis=basis, is_estimate=is_estimate
            )
            for day, is_working, name, basis, is_estimate in days
        },
        sessions=tuple(Session(opens=opens, closes=closes) for opens, closes in sessions)
        or ORDINARY_HOURS,
    )


def reception_due_at(*, at: datetime) -> datetime:
    """Return by when an online dossier must be accepted, refused or sent back for completion."""
    return due_at(
        start=at, quantity=RECEPTION_HOURS, unit=Counting.WORKING_HOUR, calendar=work_calendar()
    )


def explanation(clock: Clock) -> list[Line]:
    """Return every counted and skipped day of the clock and why, then its waits."""
    calendar = work_calendar()
    days = explain(
        start=clock.started_at,
        quantity=clock.quantity,
        unit=clock.unit,
        calendar=calendar,
        same_day_until=clock.same_day_until,
    )
    grounds = [(_wait(pause.started_at, pause.ended_at), pause.reason) for pause in _ended(clock)]
    return days + explain_waits(
        due=clock.original_due_at, waits=grounds, unit=clock.unit, calendar=calendar
    )


def open_pause(clock: Clock) -> Pause | None:
    return clock.pauses.filter(ended_at=None).first()


def waits(clock: Clock) -> list[Wait]:
    """Return the ended pauses, oldest first."""
    return [_wait(pause.started_at, pause.ended_at) for pause in _ended(clock)]


def _ended(clock: Clock) -> QuerySet[Pause]:
    return clock.pauses.exclude(ended_at=None).order_by("started_at")


def _wait(since: datetime, until: datetime | None) -> Wait:
    return Wait(since=since, until=until or since)
