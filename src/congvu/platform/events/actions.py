"""Recording what happened, and handing it to its readers in commit order."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from congvu.kernel.actor import Actor
from congvu.kernel.classification import Classification
from congvu.kernel.compiled import insert
from congvu.platform.events.events import Event
from congvu.platform.events.models import JournalEntry, Reader, SetAside

Reaction = Callable[[Sequence[JournalEntry]], None]
Subscriptions = Mapping[type[Event], tuple[Reaction, ...]]

BATCH = 500
PASSING = (OperationalError, InterfaceError)  # lock waits, deadlocks, a lost connection
_HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"

log = structlog.get_logger()


def entry(
    *,
    event: Event,
    actor: Actor | None,
    agency_id: UUID | None,
    at: datetime,
    legal_basis: str = "",
) -> JournalEntry:
    """Return the unsaved journal row of an event. No `actor`: a rule did it by itself."""
    facts: dict[str, Any] = msgspec.to_builtins(event)
    subject = UUID(facts.pop("subject_id"))
    return JournalEntry(
        event_type=type(event).__name__,
        subject_id=subject,
        facts=facts,
        actor_person_id=actor.person_id if actor else None,
        actor_post_id=actor.post_id if actor else None,
        capacity=actor.capacity.value if actor else "",
        agency_id=agency_id,
        classification=Classification.NONE.value,
        legal_basis=legal_basis,
        at=at,
    )


def publish(
    *,
    event: Event,
    actor: Actor | None,
    agency_id: UUID | None,
    at: datetime,
    legal_basis: str = "",
) -> JournalEntry:
    """Write the event into the journal, in the caller's transaction."""
    row = entry(event=event, actor=actor, agency_id=agency_id, at=at, legal_basis=legal_basis)
    return insert(row)


def publish_all(
    *, events: Sequence[Event], actor: Actor | None, agency_id: UUID | None, at: datetime
) -> int:
    """Write many events of one act: the bulk path of imports."""
    rows = [entry(event=e, actor=actor, agency_id=agency_id, at=at) for e in events]
    JournalEntry.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def dispatch(*, subscriptions: Subscriptions, at: datetime) -> int:
    """Give every reaction its next batch of rows. Return how many rows were read in all.

    A reaction's effects and its position commit together: each row counts exactly once.
    """
    wanted: dict[Reaction, set[str]] = {}
    for event_class, reactions in subscriptions.items():
        name = "" if event_class is Event else event_class.__name__  # "": every event
        for reaction in reactions:
            wanted.setdefault(reaction, set()).add(name)
    return sum(
        _read_on(reaction=reaction, types=types, at=at) for reaction, types in wanted.items()
    )


@transaction.atomic
def reread(*, reaction: Reaction, forget: Callable[[], None], at: datetime) -> None:
    """Forget a reaction's effects and give it every row again, up to where it had read.

    The reader is locked meanwhile, so live rows wait for it; nothing is counted twice.
    """
    name = _name(reaction)
    Reader.objects.get_or_create(name=name)
    reader = Reader.objects.select_for_update().get(name=name)
    end = (reader.xid, reader.seq)
    forget()
    reader.setaside_set.filter(settled_at=None).update(settled_at=at)  # opened again if refused
    reader.xid = reader.seq = 0
    while (reader.xid, reader.seq) < end:
        rows = [row for row in _next_rows(reader) if (row.xid, row.seq) <= end]
        _react(reaction, reader, rows, at)
        reader.xid, reader.seq = rows[-1].xid, rows[-1].seq
    reader.save(update_fields=["xid", "seq"])


def _name(reaction: Reaction) -> str:
    return f"{reaction.__module__}.{reaction.__qualname__}"


@transaction.atomic
def _read_on(*, reaction: Reaction, types: set[str], at: datetime) -> int:
    name = _name(reaction)
    Reader.objects.get_or_create(name=name)
    reader = Reader.objects.select_for_update(skip_locked=True).filter(name=name).first()
    if reader is None:  # another worker is reading for it
        return 0
    rows = _next_rows(reader)
    if not rows:
        return 0
    mine = [row for row in rows if "" in types or row.event_type in types]
    if mine:
        _react(reaction, reader, mine, at)
    reader.xid, reader.seq = rows[-1].xid, rows[-1].seq
    reader.save(update_fields=["xid", "seq"])
    return len(rows)


def _next_rows(reader: Reader) -> list[JournalEntry]:
    # Never "seq greater than the last": a row with a lower seq may commit later. Rows below the
    # oldest transaction still in flight are all there, and later ones sort behind them by xid.
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        (horizon,) = cursor.fetchone()
    return list(
        JournalEntry.objects.extra(
            where=["(xid, seq) > (%s, %s)", "xid < %s"], params=[reader.xid, reader.seq, horizon]
        ).order_by("xid", "seq")[:BATCH]
    )


def _react(reaction: Reaction, reader: Reader, rows: list[JournalEntry], at: datetime) -> None:
    try:
        with transaction.atomic():
            reaction(rows)
    except PASSING:
        raise  # nothing is wrong with the rows: the whole batch is read again
    except Exception:
        log.exception("journal_batch_refused", reader=reader.name, first=rows[0].seq)
        for row in rows:
            _react_alone(reaction, reader, row, at)


def _react_alone(reaction: Reaction, reader: Reader, row: JournalEntry, at: datetime) -> None:
    try:
        with transaction.atomic():
            reaction([row])
    except PASSING:
        raise
    except Exception as error:
        _set_aside(reader, row, reason=f"{type(error).__name__}: {error}"[:500], at=at)
        log.exception("journal_row_set_aside", reader=reader.name, seq=row.seq, reason=str(error))


def _set_aside(reader: Reader, row: JournalEntry, *, reason: str, at: datetime) -> None:
    aside, is_new = SetAside.objects.get_or_create(
        reader=reader, entry=row, defaults={"tries": 1, "reason": reason, "at": at}
    )
    if not is_new:  # read again, and refused again
        aside.tries, aside.reason, aside.settled_at = aside.tries + 1, reason, None
        aside.save(update_fields=["tries", "reason", "settled_at"])
