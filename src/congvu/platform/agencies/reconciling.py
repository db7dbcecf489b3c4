"""Which stored row is which wanted agency, also after a date, a name or a code was corrected. Pure.

A row keeps its id through corrections: cases, units and appointments point at it.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any
from uuid import UUID

from congvu.platform.agencies.roster import Wanted

Row = Mapping[str, Any]
Likeness = Callable[[Mapping[str, Any]], Hashable]

# From the surest to the weakest: an unchanged row, a corrected date, a corrected code.
_LIKENESSES: tuple[Likeness, ...] = (
    lambda row: (row["code"], row["valid_from"]),
    lambda row: (row["code"], row["name"]),
    lambda row: (
        row["kind"], row["province_code"], row["commune_code"], row["key"], row["name"],
        row["valid_from"],
    ),
)  # fmt: skip
_COMPARED = ("code", "name", "kind", "province_code", "commune_code", "key", "valid_from")


def matched(wanted: Sequence[Wanted], stored: Sequence[Row]) -> tuple[dict[int, Row], list[UUID]]:
    """Return the stored row of each wanted one by its place in the list, and the ids left over."""
    left = {row["id"]: row for row in stored}
    found: dict[int, Row] = {}
    for likeness in _LIKENESSES:
        known = {likeness(row): row for row in left.values()}
        for place, one in enumerate(wanted):
            if place in found:
                continue
            row = known.get(likeness({name: getattr(one, name) for name in _COMPARED}))
            if row is not None and row["id"] in left:
                found[place] = left.pop(row["id"])
        if not left:
            break
    return found, list(left)
