"""The official table of old and new communes: its misprints found, its rows laid over. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from congvu.platform.places.records import (
    COMMUNE,
    DISTRICT,
    KEPT,
    PART,
    RENAMED,
    TWO_LEVELS_FROM,
    WHOLE,
    Problem,
    SuccessionRow,
    UnitRow,
)
from congvu.platform.places.spelling import key_of
from congvu.platform.places.tables import Line, Table, unlike_before

RELATIONS: Mapping[str, str] = {
    "all": WHOLE,
    "kept": KEPT,
    "renamed_or_retyped": RENAMED,
    "part": PART,
    "part_area": PART,
    "part_area_all_population": PART,
    "part_population": PART,
}
_WHOLLY = frozenset({WHOLE, KEPT})


@dataclass(slots=True)
class Conversion:
    """Reads the table against the units it speaks of."""

    current: Sequence[UnitRow]
    legacy: Sequence[UnitRow]
    problems: list[Problem]
    _new: dict[str, UnitRow] = field(init=False)
    _old: dict[str, UnitRow] = field(init=False)
    _old_names: dict[tuple[str, str], list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._new = {u.code: u for u in self.current if u.level == COMMUNE}
        last = [u for u in self.legacy if u.until == TWO_LEVELS_FROM]
        self._old = {u.code: u for u in last if u.level in {COMMUNE, DISTRICT}}
        self._old_names = defaultdict(list)
        for unit in last:
            if unit.level == COMMUNE:
                self._old_names[unit.district_code, key_of(unit.name)].append(unit.code)

    def lay_over(self, base: Sequence[SuccessionRow], table: Table) -> list[SuccessionRow]:
        """Return the base with every old commune the table names told by the table."""
        for line, first in unlike_before(table.lines, ("new_code", "old_code", "old_name")):
            self.problems.append(line.problem(f"Trùng với dòng {first.number}."))
        told: dict[str, dict[str, SuccessionRow]] = defaultdict(dict)
        misprints: list[Line] = []
        for line in table.lines:
            old_code = self._old_code(line, misprints)
            row = self._row(line, old_code) if old_code else None
            if row:
                told[row.old_code].setdefault(row.new_code, row)
        self._keep_doubts(told, misprints)
        self._report_two_wholes(told, table)
        return self._merged(base, told, table)

    def _old_code(self, line: Line, misprints: list[Line]) -> str:
        """Return the code of the old unit meant: the name decides where code and name differ."""
        printed, name = line["old_code"], line["old_name"]
        if not printed:
            return self._old_district(line)
        known = self._old.get(printed)
        bare = key_of(_bare(name))
        if known is None:
            self.problems.append(line.problem(f"Mã cũ {printed} không có trong danh sách cũ."))
            return ""
        if key_of(known.name) == bare:
            return printed
        meant = self._old_names.get((known.district_code, bare), [])
        told = f"Mã cũ {printed} là {known.full_name}, dòng này ghi {name}"
        if len(meant) == 1:
            self.problems.append(line.problem(f"{told}; đã hiểu là mã {meant[0]}."))
            misprints.append(line)
            return meant[0]
        self.problems.append(line.problem(f"{told}; đã theo mã."))
        return printed

    def _old_district(self, line: Line) -> str:
        """Special zones made of a whole island district had no commune."""
        district = line["old_district_code"]
        if not district:
            district = next(
                (
                    u.code
                    for u in self._old.values()
                    if u.level == DISTRICT and u.full_name.casefold() in line["note"].casefold()
                ),
                "",
            )
        if district not in self._old:
            self.problems.append(line.problem("Dòng không có mã cũ: không rõ đơn vị cũ nào."))
            return ""
        return district

    def _row(self, line: Line, old_code: str) -> SuccessionRow | None:
        new_code, relation = line["new_code"], RELATIONS.get(line["relation"])
        if new_code not in self._new:
            self.problems.append(line.problem(f"Mã mới {new_code} không có trong danh sách mới."))
            return None
        if relation is None:
            self.problems.append(line.problem(f"Mức độ «{line['relation']}» không biết."))
            return None
        new = self._new[new_code]
        if key_of(new.name) != key_of(_bare(line["new_name"])):
            told = f"Mã mới {new_code} là {new.full_name}, dòng này ghi {line['new_name']}."
            self.problems.append(line.problem(told))
        return SuccessionRow(
            on=TWO_LEVELS_FROM,
            old_code=old_code,
            new_code=new_code,
            relation=relation,
            note=line["note"],
            legal_basis=new.legal_basis,
            source=line.file,
        )

    def _keep_doubts(
        self, told: dict[str, dict[str, SuccessionRow]], misprints: Sequence[Line]
    ) -> None:
        """A misprinted code that is divided anyway keeps the row's target, marked as doubtful."""
        for line in misprints:
            rows = told.get(line["old_code"], {})
            if any(r.relation in _WHOLLY for r in rows.values()):
                continue
            doubtful = self._row(line, line["old_code"])
            if doubtful and doubtful.new_code not in rows:
                note = f"dòng {line.number} ghi mã này nhưng tên {line['old_name']}; cần kiểm tra"
                told[line["old_code"]][doubtful.new_code] = replace(doubtful, note=note)

    def _report_two_wholes(
        self, told: Mapping[str, Mapping[str, SuccessionRow]], table: Table
    ) -> None:
        lines = {(li["old_code"], li["new_code"]): li for li in table.lines}
        for old_code, rows in told.items():
            wholly = [r for r in rows.values() if r.relation in _WHOLLY]
            if len(wholly) > 1:
                codes = ", ".join(r.new_code for r in wholly)
                line = lines.get((old_code, wholly[-1].new_code), table.lines[0])
                text = f"Mã cũ {old_code} nhập toàn bộ vào nhiều nơi: {codes}."
                self.problems.append(line.problem(text))

    def _merged(
        self,
        base: Sequence[SuccessionRow],
        told: Mapping[str, Mapping[str, SuccessionRow]],
        table: Table,
    ) -> list[SuccessionRow]:
        before: dict[str, set[str]] = defaultdict(set)
        for row in base:
            before[row.old_code].add(row.new_code)
        for old_code, rows in told.items():
            if before[old_code] != set(rows):
                self.problems.append(_difference(table.file, old_code, before[old_code], set(rows)))
        kept = [row for row in base if row.old_code not in told and row.new_code in self._new]
        return [*kept, *(row for rows in told.values() for row in rows.values())]


def _bare(full_name: str) -> str:
    """Drop the kind: `Phường Trúc Bạch`, `Thị trấn Năm Căn`."""
    head, _, rest = full_name.partition(" ")
    if head.casefold() in {"thị", "đặc"}:
        return rest.partition(" ")[2]
    return rest


def _difference(file: str, old_code: str, package: set[str], official: set[str]) -> Problem:
    said = ", ".join(sorted(package)) or "không có"
    says = ", ".join(sorted(official))
    return Problem(
        source=file,
        line=0,
        problem=f"Mã cũ {old_code}: gói dữ liệu ghi {said}; bảng chính thức ghi {says} (đã theo).",
        row={"old_code": old_code},
    )
