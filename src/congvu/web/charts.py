"""Geometry of charts, in percent. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from congvu.web import formatting


def bars(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with the length of each bar, the longest being 100."""
    longest = max((row["value"] for row in rows), default=0)
    return [
        {
            **row,
            "shown": formatting.grouped(row["value"]),
            "length": round(100 * row["value"] / longest, 2) if longest > 0 else 0,
        }
        for row in rows
    ]
