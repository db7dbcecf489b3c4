"""Keyset paging: pages that cost the same however deep, and never count everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
Scalar = str | int | bool | float | None

BACKWARD, FORWARD = "b", "f"


class CursorRefused(SuspiciousOperation):
    """The cursor was altered, or belongs to another list or order. Django answers 400."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows, and the opaque places before and after it (empty: nothing there)."""

    rows: list[Row]
    previous_cursor: str = ""
    next_cursor: str = ""

    @property
    def is_single(self) -> bool:
        return not (self.previous_cursor or self.next_cursor)


def page_of(
    queryset: QuerySet[Row], *, order: Sequence[str], size: int, cursor: str = ""
) -> Page[Row]:
    """Return the page at `cursor`, reading `size` + 1 rows in one query.

    `order` names fields of the rows or annotations, "-" for falling, and must end in a unique
    one. Rows without a value come last when rising and first when falling, as in PostgreSQL.
    """
    direction, place = _read(cursor, queryset, order)
    backward = direction == BACKWARD
    walk = [_turned(name) for name in order] if backward else list(order)
    found = queryset.order_by(*walk)
    if place is not None:
        nullable = {name.lstrip("-") for name in order if _may_be_absent(queryset, name)}
        found = found.filter(_beyond(walk, place, nullable))
    rows = list(found[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    return _page(rows, order, has_more=has_more, backward=backward, is_first=place is None)


def _page(
    rows: list[Row], order: Sequence[str], *, has_more: bool, backward: bool, is_first: bool
) -> Page[Row]:
    if not rows:
        return Page(rows=[])
    has_previous = has_more if backward else not is_first
    has_next = True if backward else has_more
    return Page(
        rows=rows,
        previous_cursor=_write(BACKWARD, rows[0], order) if has_previous else "",
        next_cursor=_write(FORWARD, rows[-1], order) if has_next else "",
    )


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], place: Sequence[Any], nullable: set[str]) -> Q:
    """Return the rows after `place`: (a > x) or (a = x and b > y) or …"""
    beyond, same = Q(pk__in=[]), Q()
    for name, value in zip(order, place, strict=True):
        after = _after(name, value, nullable)
        if after is not None:
            beyond |= same & after
        column = name.removeprefix("-")
        same &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    return _first_bound(order[0], place[0], nullable) & beyond


def _after(name: str, value: Any, nullable: set[str]) -> Q | None:
    column = name.removeprefix("-")
    if name.startswith("-"):
        return Q(**{f"{column}__isnull": False}) if value is None else Q(**{f"{column}__lt": value})
    if value is None:
        return None
    later = Q(**{f"{column}__gt": value})
    return later | Q(**{f"{column}__isnull": True}) if column in nullable else later


def _first_bound(name: str, value: Any, nullable: set[str]) -> Q:
    """Say again, as one plain range, what the first column must be: an index can start there."""
    column = name.removeprefix("-")
    if value is None or (column in nullable and not name.startswith("-")):
        return Q()
    return Q(**{f"{column}__lte" if name.startswith("-") else f"{column}__gte": value})


def _write(direction: str, row: Model, order: Sequence[str]) -> str:
    values = [_scalar(_value(row, name.removeprefix("-"))) for name in order]
    return signing.dumps([direction, *values], salt=_salt(type(row), order), compress=True)


def _read(
    cursor: str, queryset: QuerySet[Row], order: Sequence[str]
) -> tuple[str, list[Any] | None]:
    if not cursor:
        return FORWARD, None
    try:
        direction, *values = signing.loads(cursor, salt=_salt(queryset.model, order))
        fields = [_field(queryset, name.removeprefix("-")) for name in order]
        place = [field.to_python(value) for field, value in zip(fields, values, strict=True)]
    except (signing.BadSignature, ValueError, TypeError) as fault:
        raise CursorRefused("Đường dẫn trang đã bị thay đổi.") from fault
    return direction, place


def _salt(model: type[Model], order: Sequence[str]) -> str:
    return ":".join(["congvu.web.paging", model._meta.label_lower, *order])


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for step in path.split("__"):
        value = getattr(value, step) if value is not None else None
    return value


def _scalar(value: Any) -> Scalar:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, Model):
        return _scalar(value.pk)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"Cannot page by a {type(value).__name__}.")


def _may_be_absent(queryset: QuerySet[Row], name: str) -> bool:
    column = name.removeprefix("-")
    if "__" in column or column in queryset.query.annotations:
        return True
    return bool(_field(queryset, column).null)


def _field(queryset: QuerySet[Row], path: str) -> Any:
    if path in queryset.query.annotations:
        return queryset.query.annotations[path].output_field
    model: Any = queryset.model
    field = None
    for step in path.split("__"):
        field = model._meta.get_field(step if step != "pk" else model._meta.pk.name)
        model = field.related_model
    return field
