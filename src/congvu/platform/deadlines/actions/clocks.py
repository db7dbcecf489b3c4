"""Clocks start, pause, go on and stop."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from congvu.kernel.actor import Actor
from congvu.kernel.compiled import OneRow, insert, update
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict, Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.deadlines import rules
from congvu.platform.deadlines.models import Clock, Pause, StartEvent
from congvu.platform.deadlines.queries import (
    calendar_in_force,
    extension_of,
    open_pause,
    waits,
)
from congvu.platform.deadlines.rules import WorkCalendar

CALENDAR_LOCK = 7_203_110_148  # shared by whoever counts, alone by whoever publishes


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


@atomic
def start_clock(
    *,
    quantity: int,
    unit: str,
    same_day_until: str = "",
    legal_basis: str = "",
    at: datetime,
    actor: Actor | None,
    agency_id: UUID | None = None,
    start_event: StartEvent = StartEvent.COMPLETE_DOSSIER,
) -> Clock:
    """Start an allowance at the instant of receipt, by the calendar of an agency (none: the
    country's). Raises rules.AllowanceRefused, agencies.NoSuchAgency.
    """
    due_at = rules.due_at(
        start=at,
        quantity=quantity,
        unit=unit,
        calendar=steady_calendar(agency_id),
        same_day_until=same_day_until,
    )
    clock = Clock(
        id=new_id(),
        agency_id=agency_id,
        start_event=StartEvent(start_event),
        started_at=at,
        quantity=quantity,
        unit=unit,
        same_day_until=same_day_until,
        original_due_at=due_at,
        base_due_at=due_at,
        due_at=due_at,
        legal_basis=legal_basis,
    )
    return insert(clock)


@atomic
def pause_clock(
    *, clock: Clock, reason: str, legal_basis: str = "", actor: Actor, at: datetime
) -> Pause:
    """Stop counting from `at`. A clock that already stands still keeps its first pause."""
    running = locked(clock)
    if running.stopped_at is not None:
        raise ClockStopped
    if not tidy(reason):
        raise GroundNeeded
    waiting = open_pause(running)
    if waiting is not None:
        return waiting
    if at < last_change(running):
        raise EarlierThanLast
    return Pause.objects.create(
        id=new_id(),
        clock=running,
        reason=tidy(reason),
        legal_basis=tidy(legal_basis),
        started_at=at,
        actor_person_id=actor.person_id,
    )


@atomic
def resume_clock(*, clock: Clock, actor: Actor | None, at: datetime) -> Clock:
    """Count on from `at`; the due instant moves by exactly the wait. A running clock stays so.

    The new due instant is computed from the base and all waits, never step by step.
    """
    running = locked(clock)
    waiting = open_pause(running)
    if waiting is None:
        return copied(running, into=clock)
    if running.stopped_at is not None:
        raise ClockStopped
    _end(waiting, at=at)
    running.due_at = due_of(
        running, base=running.base_due_at, calendar=steady_calendar(running.agency_id)
    )
    running.save(update_fields=["due_at"])
    return copied(running, into=clock)


@atomic
def stop_clock(*, clock: Clock, actor: Actor | None, at: datetime) -> Clock:
    """End the clock for good; an open pause ends with it. Stopping twice changes nothing."""
    running = locked(clock)
    if running.stopped_at is None:
        if open_pause(running) is not None:
            resume_clock(clock=running, actor=actor, at=at)
        if at < running.started_at:
            raise EarlierThanLast
        running.stopped_at = at
        update(running, ("stopped_at",))
    return copied(running, into=clock)


def locked(clock: Clock) -> Clock:
    found = _LOCKED.get(clock.id)
    if found is None:
        raise Clock.DoesNotExist(clock.id)
    return found


_LOCKED = OneRow(lambda id_: Clock.objects.filter(id=id_).select_for_update(), UUID)


def copied(fresh: Clock, *, into: Clock) -> Clock:
    """Let the caller's own copy show what the locked row now says."""
    into.due_at, into.base_due_at = fresh.due_at, fresh.base_due_at
    into.stopped_at = fresh.stopped_at
    return into


def steady_calendar(agency_id: UUID | None) -> WorkCalendar:
    """Return the calendar in force, which then stays so until this transaction ends.

    Without the lock a clock could start by the old calendar while a new one is published, after
    the open clocks were counted again, and nobody would ever come back to it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [CALENDAR_LOCK])
    return calendar_in_force(agency_id)


def due_of(clock: Clock, *, base: datetime, calendar: WorkCalendar) -> datetime:
    """Return the due instant from its base, the ended waits and the extension.

    An extended date was promised in writing: it may come later, never earlier.
    """
    extension, stretches = extension_of(clock), waits(clock)
    if extension is None:
        return rules.moved_by_pause(due=base, waits=stretches, unit=clock.unit, calendar=calendar)
    moved = rules.moved_by_pause(
        due=rules.off_rest(extension.new_due_at, calendar=calendar),
        waits=[wait for wait in stretches if wait.since >= extension.at],
        unit=clock.unit,
        calendar=calendar,
    )
    return max(moved, clock.due_at)


def last_change(clock: Clock) -> datetime:
    extension = extension_of(clock)
    ended = [wait.until for wait in waits(clock)]
    return max([clock.started_at, *ended, *([extension.at] if extension else [])])


def _end(pause: Pause, *, at: datetime) -> None:
    if at < pause.started_at:
        raise EarlierThanLast
    pause.ended_at = at
    pause.save(update_fields=["ended_at"])
