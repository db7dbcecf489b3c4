"""What we know of a procedure from the national catalogue, as its records come in. Pure.

Three kinds of record tell of the same procedure: a row of the list (head facts only), a trimmed
detail, a whole answer. A poorer or older one never takes away what a richer one said.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum

import msgspec

from congvu.platform.procedures.definition import Definition, DoubtKind


class Rank(IntEnum):
    """How much a record of the national catalogue says."""

    ROW = 0
    DETAIL = 1
    ANSWER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the national catalogue is known to say, from which kind of record, stamped when."""

    definition: Definition
    rank: Rank
    updated_at: datetime | None

    @property
    def standing(self) -> tuple[datetime, int]:
        return (self.updated_at or datetime.min.replace(tzinfo=UTC), self.rank)


_HEAD_FACTS = ("field_code", "field_name", "promulgator", "subjects", "executing", "levels")
_SETTLED_BY = {
    DoubtKind.FIELD_MISSING: "field_name",
    DoubtKind.AGENCY_MISSING: "executing",
}


def merged(known: Known | None, new: Known) -> Known:
    """Return what is known once `new` has been read too."""
    if known is None:
        return new
    if known.rank == new.rank == Rank.ROW:
        result = new
    elif new.rank == Rank.ROW or (known.rank != Rank.ROW and new.standing < known.standing):
        result = _completed(known, by=new.definition)
    else:
        result = _completed(new, by=known.definition)
    return _with_code_doubts(result, known.definition, new.definition)


def _with_code_doubts(result: Known, *told: Definition) -> Known:
    """Keep what was odd about the code in any record: the others were written properly."""
    doubts = result.definition.doubts
    kept = dict.fromkeys(
        doubt
        for definition in told
        for doubt in definition.doubts
        if doubt.kind is DoubtKind.CODE_CHANGED and doubt not in doubts
    )
    if not kept:
        return result
    definition = msgspec.structs.replace(result.definition, doubts=(*doubts, *kept))
    return replace(result, definition=definition)


def _completed(known: Known, *, by: Definition) -> Known:
    """Fill the head facts that are empty; settle the doubts that said so."""
    definition = known.definition
    lacking = [name for name in _HEAD_FACTS if not getattr(definition, name) and getattr(by, name)]
    if "field_name" not in lacking and by.field_name != definition.field_name:
        lacking = [name for name in lacking if name != "field_code"]  # the code of another field
    if not lacking:
        return known
    filled = msgspec.structs.replace(definition, **{name: getattr(by, name) for name in lacking})
    doubts = tuple(d for d in filled.doubts if not getattr(filled, _SETTLED_BY.get(d.kind, ""), ()))
    return replace(known, definition=msgspec.structs.replace(filled, doubts=doubts))
