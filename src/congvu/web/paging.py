"""Keyset paging: pages that cost the same however deep, and never count everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Col

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
    is_backward = direction == BACKWARD
    walk = [_turned(name) for name in order] if is_backward else list(order)
    found = queryset.order_by(*walk)
    if place is not None:
        nullable = {name.lstrip("-") for name in order if _may_be_absent(queryset, name)}
        found = found.filter(_beyond(walk, place, nullable))
    rows = list(found[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    if is_backward:
        rows.reverse()
    before = has_more if is_backward else place is not None
    after = is_backward or has_more
    return Page(
        rows=rows,
        previous_cursor=_write(BACKWARD, rows[0], queryset, order) if rows and before else "",
        next_cursor=_write(FORWARD, rows[-1], queryset, order) if rows and after else "",
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


def _write(direction: str, row: Row, queryset: QuerySet[Row], order: Sequence[str]) -> str:
    values = [_scalar(_value(row, name.removeprefix("-"))) for name in order]
    return signing.dumps([direction, *values], salt=_salt(queryset, order), compress=True)


def _read(
    cursor: str, queryset: QuerySet[Row], order: Sequence[str]
) -> tuple[str, list[Any] | None]:
    if not cursor:
        return FORWARD, None
    try:
        direction, *values = signing.loads(cursor, salt=_salt(queryset, order))
        columns = [_column(queryset, name).output_field for name in order]
        place = [column.to_python(value) for column, value in zip(columns, values, strict=True)]
    except (signing.BadSignature, ValidationError, ValueError) as fault:
        raise CursorRefused("Đường dẫn trang đã bị thay đổi.") from fault
    return direction, place


def _salt(queryset: QuerySet[Row], order: Sequence[str]) -> str:
    return ":".join(["congvu.web.paging", queryset.model.__qualname__, *order])


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


def _column(queryset: QuerySet[Row], name: str) -> Any:
    return F(name.removeprefix("-")).resolve_expression(queryset.query.clone())


def _may_be_absent(queryset: QuerySet[Row], name: str) -> bool:
    column = _column(queryset, name)
    is_own = isinstance(column, Col) and "__" not in name
    return not is_own or column.target.null
