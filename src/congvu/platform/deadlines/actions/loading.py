"""The calendar of the whole country and the terms of the law are loaded from their files."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.kernel.transactions import reference_changed
from congvu.platform.deadlines.actions.publishing import alone, record, replace_hours
from congvu.platform.deadlines.calendar_files import YearFile, read_hours, read_years
from congvu.platform.deadlines.models import CalendarDay, LegalTerm, OfficeSession
from congvu.platform.deadlines.terms import read_terms

_WRITTEN = ["is_working", "name", "legal_basis", "is_estimate"]


@transaction.atomic
def load_calendar(*, at: datetime, actor: Actor | None = None, folder: Path | None = None) -> int:
    """Make the country's calendar say what the files say. Return how many rows changed.

    A day that a file no longer names goes, within the years that have files; what was published
    here stays and wins. Open clocks are counted again by who reads CalendarPublished.
    """
    source = folder or settings.REFERENCE_DIR / "calendar"
    years, hours = read_years(source), read_hours(source)
    alone()
    here = CalendarDay.objects.filter(agency=None)
    published = set(here.exclude(published_at=None).values_list("date", flat=True))
    before = {day.date: _said(day) for day in here.filter(published_at=None)}
    wanted = [day for day in _days(years) if day.date not in published]
    changed = [day for day in wanted if before.get(day.date) != _said(day)]
    CalendarDay.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["date", "agency"],
        update_fields=_WRITTEN,
    )
    stale = set(before) - {day.date for day in wanted}
    gone = [day for day in stale if day.year in {file.year for file in years}]
    here.filter(published_at=None, date__in=gone).delete()
    sessions = replace_hours(
        agency_id=None,
        wanted=[
            OfficeSession(
                opens=s.opens, closes=s.closes, weekdays=list(s.weekdays), legal_basis=s.legal_basis
            )
            for s in hours.sessions
        ],
    )
    counted = {day.date for day in changed if _counts(before.get(day.date)) != day.is_working}
    future = sorted(day for day in {*counted, *gone} if day >= local_date(at))
    if before and (future or sessions):
        record(agency_id=None, dates=future, legal_basis="", actor=actor, at=at)
    reference_changed()
    return len(changed) + len(gone) + sessions


@transaction.atomic
def load_terms(*, at: datetime, actor: Actor | None = None, folder: Path | None = None) -> int:
    """Make the terms of the law say what the files say. Return how many changed."""
    wanted = {
        (term.key, term.value, term.valid_from): term
        for term in read_terms(folder or settings.REFERENCE_DIR / "terms")
    }
    rows = {(row.key, row.value, row.valid_from): row for row in LegalTerm.objects.all()}
    facts = ("unit", "valid_until", "legal_basis", "is_verified")
    gone = [rows[name].id for name in set(rows) - set(wanted)]
    changed = [
        LegalTerm(
            id=rows[name].id if name in rows else new_id(),
            key=term.key,
            value=term.value,
            valid_from=term.valid_from,
            **{fact: getattr(term, fact) for fact in facts},
        )
        for name, term in wanted.items()
        if name not in rows or any(getattr(rows[name], f) != getattr(term, f) for f in facts)
    ]
    LegalTerm.objects.filter(id__in=gone).delete()
    LegalTerm.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=list(facts)
    )
    reference_changed()
    return len(changed) + len(gone)


def _days(years: list[YearFile]) -> list[CalendarDay]:
    return [
        CalendarDay(
            date=day,
            is_working=entry.worked is not None,
            name=entry.name,
            legal_basis=entry.legal_basis,
            is_estimate=file.is_estimate,
        )
        for file in years
        for entry in file.days
        if (day := entry.off or entry.worked) is not None
    ]


def _said(day: CalendarDay) -> tuple[bool, str, str, bool]:
    return day.is_working, day.name, day.legal_basis, day.is_estimate


def _counts(said: tuple[bool, str, str, bool] | None) -> bool | None:
    return said[0] if said else None
