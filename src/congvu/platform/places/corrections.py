"""Our dated corrections of the registry package: bare facts with their legal basis."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from congvu.platform.places.records import (
    COMMUNE,
    PROVINCE,
    TWO_LEVELS_FROM,
    OtherNameRow,
    SuccessionRow,
    UnitData,
    UnitRow,
    covers,
    split_kind,
)
from congvu.platform.places.tables import BadTable, Line, Table, day, read_table

SOURCE = "data/units"
_FILES = ("changes.tsv", "resolutions.tsv", "successions.tsv", "other_names.tsv")
_PROVINCES_BASIS = "Nghị quyết 202/2025/QH15"


def checksum(folder: Path) -> str:
    """Return one hash over the correction files."""
    whole = hashlib.sha256()
    for name in _FILES:
        whole.update((folder / name).read_bytes())
    return whole.hexdigest()


def apply(data: UnitData, folder: Path) -> UnitData:
    """Lay the corrections over what the package says."""
    columns = ("level", "code", "on", "full_name", "province_code", "legal_basis")
    changes = read_table(folder / "changes.tsv", columns=columns, filled=columns, dates=["on"])
    units = with_basis(data.units, _resolutions(folder))
    basis = {u.code: u.legal_basis for u in units if u.level == COMMUNE and u.until is None}
    told = [replace(s, legal_basis=basis.get(s.new_code, "")) for s in data.successions]
    return replace(
        data,
        units=with_changes(units, changes.lines),
        successions=_with_successions(told, _successions(folder)),
        other_names=(*data.other_names, *_other_names(folder)),
    )


def with_changes(units: Sequence[UnitRow], changes: Sequence[Line]) -> tuple[UnitRow, ...]:
    """End the span of each changed unit on its day and begin the next one there."""
    rows = list(units)
    for change in changes:
        on = day(change["on"])
        index = _in_force(rows, change, on)
        before = rows[index]
        if before.full_name == change["full_name"]:
            continue
        kind_and_name = split_kind(change["full_name"], before.level)
        if kind_and_name is None:
            raise BadTable(
                f"Tệp {change.file}, dòng {change.number}: «{change['full_name']}» "
                "không bắt đầu bằng loại đơn vị."
            )
        after = replace(
            before,
            start=on,
            kind=kind_and_name[0],
            name=kind_and_name[1],
            full_name=change["full_name"],
            legal_basis=change["legal_basis"],
            source=change.file if change.file != "changes.tsv" else SOURCE,
        )
        rows[index : index + 1] = [after] if before.start == on else [_until(before, on), after]
    return tuple(rows)


def with_basis(units: Sequence[UnitRow], basis: Mapping[str, str]) -> tuple[UnitRow, ...]:
    """Fill in the resolution that formed each unit of the two-tier list."""
    return tuple(
        replace(u, legal_basis=_PROVINCES_BASIS if u.level == PROVINCE else basis[u.province_code])
        if u.start == TWO_LEVELS_FROM and not u.legal_basis and u.province_code in basis
        else u
        for u in units
    )


def _until(row: UnitRow, on: date) -> UnitRow:
    return replace(row, until=on)


def _in_force(rows: Sequence[UnitRow], change: Line, on: date) -> int:
    for index, row in enumerate(rows):
        same = row.level == change["level"] and row.code == change["code"]
        if same and covers(row, on):
            return index
    raise BadTable(
        f"Tệp {change.file}, dòng {change.number}: không có đơn vị mã {change['code']} "
        f"vào ngày {on:%d/%m/%Y}."
    )


def _resolutions(folder: Path) -> Mapping[str, str]:
    columns = ("province_code", "on", "legal_basis")
    table: Table = read_table(
        folder / "resolutions.tsv", columns=columns, filled=columns, dates=["on"]
    )
    return {line["province_code"]: line["legal_basis"] for line in table.lines}


def _successions(folder: Path) -> Sequence[SuccessionRow]:
    columns = ("on", "old_code", "new_code", "relation", "legal_basis", "note")
    table = read_table(
        folder / "successions.tsv", columns=columns, filled=columns[:-1], dates=["on"]
    )
    return [
        SuccessionRow(
            on=day(line["on"]),
            old_code=line["old_code"],
            new_code=line["new_code"],
            relation=line["relation"],
            note=line["note"],
            legal_basis=line["legal_basis"],
            source=SOURCE,
        )
        for line in table.lines
    ]


def _other_names(folder: Path) -> Sequence[OtherNameRow]:
    columns = ("level", "code", "kind", "name")
    table = read_table(
        folder / "other_names.tsv", columns=columns, filled=("level", "code", "name")
    )
    return [
        OtherNameRow(
            level=line["level"],
            code=line["code"],
            kind=line["kind"],
            name=line["name"],
            source=SOURCE,
        )
        for line in table.lines
    ]


def _with_successions(
    rows: Sequence[SuccessionRow], corrected: Sequence[SuccessionRow]
) -> tuple[SuccessionRow, ...]:
    """A corrected commune is told anew: all its targets come from the correction."""
    told = {(c.on, c.old_code) for c in corrected}
    return tuple(r for r in rows if (r.on, r.old_code) not in told) + tuple(corrected)
