"""Clocks start, pause, go on and stop; the calendar is loaded."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from congvu.kernel import keeping
from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict, Refusal
from congvu.kernel.vietnamese import tidy
from congvu.platform.deadlines import rules
from congvu.platform.deadlines.calendar_files import read_hours, read_years
from congvu.platform.deadlines.models import CalendarDay, Clock, OfficeSession, Pause
from congvu.platform.deadlines.queries import open_pause, waits, work_calendar


class ClockStopped(Conflict):
    """The clock was stopped: the matter is over, nothing more runs or waits."""

    def __init__(self) -> None:
        super().__init__("Thời hạn của việc này đã kết thúc nên không tạm dừng hay tính tiếp được.")


class GroundNeeded(Refusal):
    """A clock stands still only for a stated ground."""

    def __init__(self) -> None:
        super().__init__("Hãy ghi lý do tạm dừng thời hạn.")


class EarlierThanLast(Refusal):
    """The instant lies before what already happened to the clock."""

    def __init__(self) -> None:
        super().__init__("Thời điểm này sớm hơn lần thay đổi trước của thời hạn. Hãy kiểm tra lại.")


@transaction.atomic
def start_clock(
    *,
    quantity: int,
    unit: str,
    same_day_until: str = "",
    legal_basis: str = "",
    at: datetime,
    actor: Actor | None,
) -> Clock:
    """Start an allowance at the instant of receipt. Raises rules.AllowanceRefused."""
    due_at = rules.due_at(
        start=at,
        quantity=quantity,
        unit=unit,
        calendar=work_calendar(),
        same_day_until=same_day_until,
    )
    return Clock.objects.create(
        id=new_id(),
        started_at=at,
        quantity=quantity,
        unit=unit,
        same_day_until=same_day_until,
        original_due_at=due_at,
        due_at=due_at,
        legal_basis=legal_basis,
    )


@transaction.atomic
def pause_clock(*, clock: Clock, reason: str, actor: Actor, at: datetime) -> Pause:
    """Stop counting from `at`. A clock that already stands still keeps its first pause."""
    running = _locked(clock)
    if running.stopped_at is not None:
        raise ClockStopped
    if not tidy(reason):
        raise GroundNeeded
    waiting = open_pause(running)
    if waiting is not None:
        return waiting
    ended = [wait.until for wait in waits(running)]
    if at < max([running.started_at, *ended]):
        raise EarlierThanLast
    return Pause.objects.create(
        id=new_id(),
        clock=running,
        reason=tidy(reason),
        started_at=at,
        actor_person_id=actor.person_id,
    )


@transaction.atomic
def resume_clock(*, clock: Clock, actor: Actor, at: datetime) -> Clock:
    """Count on from `at`; the due instant moves by exactly the wait. A running clock stays so.

    The new due instant is computed from the original one and all waits, never step by step.
    """
    running = _locked(clock)
    waiting = open_pause(running)
    if waiting is None:
        return _copied(running, into=clock)
    if running.stopped_at is not None:
        raise ClockStopped
    _end(waiting, at=at)
    running.due_at = rules.moved_by_pause(
        due=running.original_due_at,
        waits=waits(running),
        unit=running.unit,
        calendar=work_calendar(),
    )
    running.save(update_fields=["due_at"])
    return _copied(running, into=clock)


@transaction.atomic
def stop_clock(*, clock: Clock, actor: Actor, at: datetime) -> Clock:
    """End the clock for good; an open pause ends with it. Stopping twice changes nothing."""
    running = _locked(clock)
    if running.stopped_at is None:
        resume_clock(clock=running, actor=actor, at=at)
        if at < running.started_at:
            raise EarlierThanLast
        running.stopped_at = at
        running.save(update_fields=["stopped_at"])
    return _copied(running, into=clock)


def _locked(clock: Clock) -> Clock:
    return Clock.objects.select_for_update().get(id=clock.id)


def _end(pause: Pause, *, at: datetime) -> None:
    if at < pause.started_at:
        raise EarlierThanLast
    pause.ended_at = at
    pause.save(update_fields=["ended_at"])


def _copied(fresh: Clock, *, into: Clock) -> Clock:
    """Let the caller's own copy show what the locked row now says."""
    into.due_at, into.stopped_at = fresh.due_at, fresh.stopped_at
    return into


@transaction.atomic
def load_calendar(*, at: datetime, actor: Actor | None = None, folder: Path | None = None) -> int:
    """Make the calendar say what the files say. Return how many rows were added or changed.

    A day that a file no longer names goes, within the years that have files. Running clocks keep
    the due instants that people were told.
    """
    source = folder or settings.REFERENCE_DIR / "calendar"
    years, hours = read_years(source), read_hours(source)
    wanted = {
        day: CalendarDay(
            date=day,
            is_working=entry.worked is not None,
            name=entry.name,
            legal_basis=entry.legal_basis,
            is_estimate=file.is_estimate,
        )
        for file in years
        for entry in file.days
        if (day := entry.off or entry.worked) is not None
    }
    before = {day.date: _said(day) for day in CalendarDay.objects.all()}
    changed = [day for day in wanted.values() if before.get(day.date) != _said(day)]
    CalendarDay.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_working", "name", "legal_basis", "is_estimate"],
    )
    stale = set(before) - set(wanted)
    gone = [day for day in stale if day.year in {file.year for file in years}]
    CalendarDay.objects.filter(date__in=gone).delete()
    sessions = [
        OfficeSession(opens=s.opens, closes=s.closes, legal_basis=s.legal_basis)
        for s in hours.sessions
    ]
    count = len(changed) + len(gone) + _replace_sessions(sessions)
    keeping.forget()  # for the rest of this transaction, and again for everyone once it is seen
    transaction.on_commit(keeping.forget)
    return count


def _said(day: CalendarDay) -> tuple[bool, str, str, bool]:
    return day.is_working, day.name, day.legal_basis, day.is_estimate


def _replace_sessions(wanted: list[OfficeSession]) -> int:
    before = set(OfficeSession.objects.values_list("opens", "closes", "legal_basis"))
    if before == {(s.opens, s.closes, s.legal_basis) for s in wanted}:
        return 0
    OfficeSession.objects.all().delete()
    return len(OfficeSession.objects.bulk_create(wanted))
