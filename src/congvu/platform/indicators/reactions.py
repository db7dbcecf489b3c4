"""Fold the journal into the figures."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from congvu.platform.events.actions import reread
from congvu.platform.events.models import JournalEntry
from congvu.platform.indicators import actions, queries
from congvu.platform.indicators.figures import Delta, OpenSpot, Place

MonthKey = tuple[date, UUID, str, str]
OpenKey = tuple[UUID, str, str, str, datetime | None]


def fold(entries: Sequence[JournalEntry]) -> None:
    """Add what these entries change. Knows facts, not cases: whatever carries `figures` counts."""
    months: dict[MonthKey, Counter[str]] = defaultdict(Counter)
    spots: Counter[OpenKey] = Counter()
    for entry in entries:
        figures = entry.facts.get("figures")
        if figures:
            _add(msgspec.convert(figures, Delta), months, spots)
    actions.add_months(months=months)
    actions.add_open(spots={key: n for key, n in spots.items() if n})


def replay(*, at: datetime) -> int:
    """Rebuild the figures from the journal. Return how many cells had been wrong before."""
    before = queries.all_cells()
    reread(reaction=fold, forget=actions.forget_all, at=at)
    return len(before ^ queries.all_cells())


def _add(delta: Delta, months: dict[MonthKey, Counter[str]], spots: Counter[OpenKey]) -> None:
    key = (delta.month, delta.agency_id, delta.field_code, delta.procedure_code)
    months[key].update(
        received=delta.received,
        finished=delta.finished,
        finished_in_time=delta.finished_in_time,
    )
    for place, spot, step in (
        (delta.came_from or delta.place, delta.before, -1),
        (delta.place, delta.after, 1),
    ):
        if spot is not None:
            spots[_spot_key(place, spot)] += step


def _spot_key(place: Place, spot: OpenSpot) -> OpenKey:
    return (
        place.agency_id, place.field_code, place.procedure_code, spot.state.value, spot.due_at,
    )  # fmt: skip
