"""Reading the figures: sums at the moment of asking, so `late` is exact without a nightly job."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from congvu.platform.indicators.figures import OpenState
from congvu.platform.indicators.models import MonthFigure, OpenFigure

DUE_SOON = timedelta(days=2)


@dataclass(slots=True, kw_only=True)
class Figures:
    """Counts of one row: an agency, a field, or everything."""

    received: int = 0
    finished: int = 0
    finished_in_time: int = 0
    to_receive: int = 0
    at_work: int = 0
    awaiting_citizen: int = 0
    late: int = 0
    due_soon: int = 0
    key: Any = field(default=None)

    @property
    def in_time_percent(self) -> float | None:
        """Of the finished ones; None when there is none."""
        return round(100 * self.finished_in_time / self.finished, 1) if self.finished else None


def total(*, agencies: Sequence[UUID] | None, since: date, until: date, at: datetime) -> Figures:
    """Return the figures of the agencies (None: all) from month `since` to month `until`."""
    rows = by(None, agencies=agencies, since=since, until=until, at=at)
    return rows[0] if rows else Figures()


def by(
    dimension: str | None,
    *,
    agencies: Sequence[UUID] | None,
    since: date,
    until: date,
    at: datetime,
) -> list[Figures]:
    """Return one Figures per value of `agency_id`, `field_code` or `procedure_code` (or one)."""
    rows: dict[Any, Figures] = {}
    months = _of(MonthFigure.objects.filter(month__gte=since, month__lte=until), agencies)
    for row in _grouped(months, dimension, _MONTH_SUMS):
        _put(rows, dimension, row)
    for row in _grouped(_of(OpenFigure.objects.all(), agencies), dimension, _open_sums(at)):
        _put(rows, dimension, row)
    return sorted(rows.values(), key=lambda f: (-f.late, -f.due_soon, -f.at_work, str(f.key)))


def all_cells() -> set[tuple[Any, ...]]:
    """Return every figure there is, to compare two states of the figures."""
    months = MonthFigure.objects.values_list(
        "month", "agency_id", "procedure_code", "received", "finished", "finished_in_time"
    )
    spots = OpenFigure.objects.values_list("agency_id", "procedure_code", "state", "due_at", "open")
    return {*months, *spots}


def _of(figures: QuerySet[Any], agencies: Sequence[UUID] | None) -> QuerySet[Any]:
    return figures if agencies is None else figures.filter(agency_id__in=agencies)


def _grouped(
    figures: QuerySet[Any], dimension: str | None, sums: dict[str, Any]
) -> list[dict[str, Any]]:
    if dimension is None:
        return [figures.aggregate(**sums)]
    return list(figures.values(key=F(dimension)).annotate(**sums))


def _put(rows: dict[Any, Figures], dimension: str | None, row: dict[str, Any]) -> None:
    key = row.get("key") if dimension else None
    figures = rows.setdefault(key, Figures(key=key))
    for name, count in row.items():
        if name != "key":
            setattr(figures, name.removeprefix("n_"), count)


_MONTH_SUMS = {
    f"n_{name}": Coalesce(Sum(name), 0) for name in ("received", "finished", "finished_in_time")
}


def _open_sums(at: datetime) -> dict[str, Any]:
    running = Q(state__in=[OpenState.AT_WORK, OpenState.TO_RECEIVE])
    conditions = {
        "n_to_receive": Q(state=OpenState.TO_RECEIVE),
        "n_at_work": Q(state=OpenState.AT_WORK),
        "n_awaiting_citizen": Q(state=OpenState.AWAITING_CITIZEN),
        "n_late": running & Q(due_at__lt=at),
        "n_due_soon": running & Q(due_at__gte=at, due_at__lt=at + DUE_SOON),
    }
    return {name: Coalesce(Sum("open", filter=q), 0) for name, q in conditions.items()}
