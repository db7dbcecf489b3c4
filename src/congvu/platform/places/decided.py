"""What a decision says of communes after the sources were made: merged, or named anew. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from congvu.platform.places.records import (
    COMMUNE,
    WHOLE,
    SuccessionRow,
    UnitData,
    UnitRow,
    covers,
    split_kind,
)

SOURCE = "DECISION"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneChange:
    """From a day on a commune is part of another (`into`), or bears another name."""

    code: str
    on: date
    legal_basis: str
    into: str = ""
    full_name: str = ""


class ChangeImpossible(ValueError):
    """The change does not fit the units as they stand; the text says why and what to do."""


def digest(changes: Iterable[CommuneChange]) -> str:
    """Return one mark per change, so that the marks of more changes begin with those of fewer."""
    texts = (f"{c.code}|{c.on}|{c.into}|{c.full_name}|{c.legal_basis}" for c in changes)
    return "".join(hashlib.sha256(text.encode()).hexdigest()[:12] for text in texts)


def laid_over(data: UnitData, changes: Sequence[CommuneChange]) -> UnitData:
    """Return the units with the changes, in their order. Raises ChangeImpossible."""
    units, successions = list(data.units), list(data.successions)
    for change in changes:
        place = _standing(units, change.code, change.on)
        before = units[place]
        if change.into:
            into = units[_standing(units, change.into, change.on)]
            units[place : place + 1] = _ended(before, change)
            successions.append(_succession(change, into))
        else:
            units[place : place + 1] = [*_ended(before, change), _renamed(before, change)]
    return replace(data, units=tuple(units), successions=tuple(successions))


def _standing(units: Sequence[UnitRow], code: str, on: date) -> int:
    for place, unit in enumerate(units):
        if unit.level == COMMUNE and unit.code == code and covers(unit, on):
            if unit.until is not None:
                raise ChangeImpossible(
                    f"{unit.full_name} đã có thay đổi từ ngày {unit.until:%d/%m/%Y}."
                    " Hãy chọn ngày từ đó trở đi."
                )
            return place
    raise ChangeImpossible(
        f"Không có xã, phường mã {code} vào ngày {on:%d/%m/%Y}. Hãy kiểm tra lại mã."
    )


def _ended(unit: UnitRow, change: CommuneChange) -> list[UnitRow]:
    """Return the span before the day; nothing when it would begin that very day."""
    return [replace(unit, until=change.on)] if unit.start < change.on else []


def _renamed(unit: UnitRow, change: CommuneChange) -> UnitRow:
    kind_and_name = split_kind(change.full_name, unit.level)
    if kind_and_name is None:
        raise ChangeImpossible(
            f"Tên “{change.full_name}” phải bắt đầu bằng Xã, Phường hoặc Đặc khu."
        )
    if change.full_name == unit.full_name:
        raise ChangeImpossible(f"{unit.full_name} vốn đã mang tên này. Hãy ghi tên mới.")
    return replace(
        unit,
        start=change.on,
        kind=kind_and_name[0],
        name=kind_and_name[1],
        full_name=change.full_name,
        legal_basis=change.legal_basis,
        source=SOURCE,
    )


def _succession(change: CommuneChange, into: UnitRow) -> SuccessionRow:
    if change.code == change.into:
        raise ChangeImpossible(f"{into.full_name} không thể nhập vào chính nó.")
    return SuccessionRow(
        on=change.on,
        old_code=change.code,
        new_code=change.into,
        relation=WHOLE,
        note="",
        legal_basis=change.legal_basis,
        source=SOURCE,
    )
