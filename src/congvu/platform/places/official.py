"""The official tables of units, checked row by row and laid over the registry package. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from congvu.kernel.vietnamese import fold
from congvu.platform.places import corrections, history
from congvu.platform.places.conversion import Conversion
from congvu.platform.places.records import (
    COMMUNE,
    PART,
    PROVINCE,
    TWO_LEVELS_FROM,
    WHOLE,
    OtherNameRow,
    Problem,
    SuccessionRow,
    UnitData,
    UnitRow,
    covers,
    split_kind,
)
from congvu.platform.places.spelling import key_of
from congvu.platform.places.tables import BadTable, Line, Table, day, read_table, unlike_before

# pattern of the file's name -> (columns, columns that are never empty, columns that are days)
_LEGACY = "ward_code ward district_code district province_code"
_TABLES: Mapping[str, tuple[str, str, str]] = {
    "provinces_2025-07-01*.tsv": ("code full_name", "code full_name", ""),
    "communes_2025-07-01*.tsv": (
        "code full_name province_code resolution",
        "code full_name province_code",
        "",
    ),
    "changes_2026-04-30*.tsv": (
        "level code before after province_code effective_from resolution",
        "level code after effective_from resolution",
        "effective_from",
    ),
    "commune_mapping_2025-07-01*.tsv": (
        "new_province_code new_code new_name old_code old_name relation note"
        " old_district_code old_district old_province_code",
        "new_province_code new_code new_name relation",
        "",
    ),
    "legacy_units_2025-03-01*.tsv": (f"{_LEGACY} province", f"{_LEGACY} province", ""),
    "legacy_units_2021-11-01*.tsv": (_LEGACY, _LEGACY, ""),
    "legacy_deltas_*.tsv": (
        "effective_from level change code name_before name_after parent_before parent_after",
        "effective_from level change code",
        "effective_from",
    ),
}


@dataclass(frozen=True, slots=True)
class OfficialTables:
    """The tables found in one folder; each may be absent."""

    tables: Mapping[str, Table]
    files: tuple[str, ...]
    checksum: str

    def get(self, begin: str) -> Table | None:
        return next((t for name, t in self.tables.items() if name.startswith(begin)), None)


def read_folder(folder: Path) -> OfficialTables:
    """Read and check every table that is there; refuse the folder if one cannot be read."""
    if not folder.is_dir():
        raise BadTable(f"Không có thư mục {folder}. Chỉ thư mục chứa các bảng đơn vị hành chính.")
    tables: dict[str, Table] = {}
    for pattern, (columns, filled, dates) in _TABLES.items():
        found = sorted(folder.glob(pattern), key=lambda p: (".half" in p.name, p.name))
        if found:
            tables[pattern] = read_table(
                found[0],
                columns=columns.split(),
                filled=filled.split(),
                dates=dates.split(),
            )
    if not tables:
        raise BadTable(
            f"Thư mục {folder} không có bảng nào đọc được. Cần ít nhất một trong: "
            + ", ".join(_TABLES)
        )
    sums = "".join(t.checksum for t in tables.values())
    return OfficialTables(
        tables, tuple(t.file for t in tables.values()), hashlib.sha256(sums.encode()).hexdigest()
    )


def overlay(base: UnitData, official: OfficialTables) -> UnitData:
    """Return the base with everything the tables say put in its place."""
    problems = [*base.problems, *(p for t in official.tables.values() for p in t.problems)]
    current = _current(base, official, problems)
    legacy = _legacy(base, official, problems)
    successions = list(base.successions)
    mapping = official.get("commune_mapping")
    if mapping:
        successions = Conversion(current, legacy, problems).lay_over(successions, mapping)
    other_names = (*base.other_names, *_other_spellings(base, legacy, mapping))
    successions.extend(_earlier(legacy, other_names))
    return replace(
        base,
        other_names=other_names,
        units=(*current, *legacy),
        successions=tuple(successions),
        problems=tuple(_once(problems)),
    )


def _current(base: UnitData, official: OfficialTables, problems: list[Problem]) -> list[UnitRow]:
    """Return the two-tier units: the lists decide names, the changes decide what came after."""
    rows = [u for u in base.units if u.start >= TWO_LEVELS_FROM]
    for level, begin in ((PROVINCE, "provinces"), (COMMUNE, "communes")):
        table = official.get(begin)
        if table:
            lines = _first_of_each(table, problems)
            mapping = official.get("commune_mapping")
            mapped = {li["new_code"] for li in mapping.lines} if mapping else set()
            rows = _listed(rows, level, _agreed(lines, rows, level, mapped, problems), problems)
    changes = official.get("changes")
    if changes:
        problems += _unlike_before(rows, changes)
        rows = list(corrections.with_changes(rows, [_as_change(li) for li in changes.lines]))
    return rows


def _unlike_before(rows: Sequence[UnitRow], changes: Table) -> Iterator[Problem]:
    """Yield changes that tell another name than the unit had on the day before."""
    for line in changes.lines:
        eve = day(line["effective_from"]) - timedelta(days=1)
        was = [
            u
            for u in rows
            if u.level == line["level"].upper() and u.code == line["code"] and covers(u, eve)
        ]
        if was and line["before"] and fold(was[0].full_name) != fold(line["before"]):
            text = f"Trước đó mã {line['code']} là {was[0].full_name}, dòng ghi {line['before']}."
            yield line.problem(text)


def _first_of_each(table: Table, problems: list[Problem]) -> list[Line]:
    repeated = {line.number for line, _ in unlike_before(table.lines, ("code",))}
    for line, first in unlike_before(table.lines, ("code",)):
        problems.append(line.problem(f"Mã {line['code']} đã có ở dòng {first.number}."))
    return [line for line in table.lines if line.number not in repeated]


def _agreed(
    lines: Sequence[Line],
    rows: Sequence[UnitRow],
    level: str,
    mapped: set[str],
    problems: list[Problem],
) -> dict[str, Line]:
    """Key each line by its code; where package and conversion table both say another, by theirs."""
    listed = {line["code"] for line in lines}
    orphans = {
        (u.province_code, key_of(u.name)): u.code
        for u in rows
        if u.level == level and u.code not in listed and u.code in mapped
    }
    known = {u.code for u in rows if u.level == level}
    provinces = {u.code for u in rows if u.level == PROVINCE}
    agreed: dict[str, Line] = {}
    for line in lines:
        code = line["code"]
        kind_and_name = split_kind(line["full_name"], level)
        if kind_and_name is None:
            problems.append(line.problem(f"«{line['full_name']}» không bắt đầu bằng loại đơn vị."))
            continue
        if level == COMMUNE and code not in known and code not in mapped:
            other = orphans.get((line["province_code"], key_of(kind_and_name[1])))
            if other:
                text = f"Mã {code}: bảng chuyển đổi và gói dữ liệu ghi mã {other} (đã theo)."
                problems.append(line.problem(text))
                code = other
        if level == COMMUNE and line["province_code"] not in provinces:
            problems.append(line.problem(f"Mã tỉnh {line['province_code']} không có."))
            continue
        agreed[code] = line
    return agreed


def _listed(
    rows: Sequence[UnitRow], level: str, lines: Mapping[str, Line], problems: list[Problem]
) -> list[UnitRow]:
    kept = [u for u in rows if u.level != level]
    spans: dict[str, list[UnitRow]] = defaultdict(list)
    for unit in rows:
        if unit.level == level:
            spans[unit.code].append(unit)
    for code in sorted(spans.keys() - lines.keys()):
        file = next(iter(lines.values())).file
        text = f"Mã {code} {spans[code][0].full_name} chỉ có trong gói dữ liệu (đã bỏ)."
        problems.append(Problem(source=file, line=0, problem=text, row={"code": code}))
    for code, line in lines.items():
        known = spans.get(code, [])
        first = known[0] if known else None
        row = _from_line(line, code, level, until=first.until if first else None)
        if first and fold(first.full_name) != fold(row.full_name):
            text = f"Mã {code}: gói dữ liệu ghi {first.full_name} (đã theo bảng)."
            problems.append(line.problem(text))
        basis = row.legal_basis or (first.legal_basis if first else "")
        kept += [replace(row, legal_basis=basis), *known[1:]]
    return kept


def _from_line(line: Line, code: str, level: str, *, until: date | None) -> UnitRow:
    kind, name = split_kind(line["full_name"], level) or ("", line["full_name"])
    number = line.values.get("resolution", "").partition(";")[0].removeprefix("Số:").strip()
    return UnitRow(
        level=level,
        code=code,
        kind=kind,
        name=name,
        full_name=line["full_name"],
        district_code="",
        province_code=code if level == PROVINCE else line["province_code"],
        start=TWO_LEVELS_FROM,
        until=until,
        legal_basis=f"Nghị quyết {number}" if number else "",
        source=line.file,
    )


def _as_change(line: Line) -> Line:
    values = {
        "level": line["level"].upper(),
        "code": line["code"],
        "on": line["effective_from"],
        "full_name": line["after"],
        "legal_basis": f"Nghị quyết {line['resolution']}",
    }
    return Line(line.file, line.number, values)


def _legacy(base: UnitData, official: OfficialTables, problems: list[Problem]) -> list[UnitRow]:
    """Return the three-tier units; units only the package has (island districts) stay."""
    packaged = [u for u in base.units if u.start < TWO_LEVELS_FROM]
    last, first = official.get("legacy_units_2025"), official.get("legacy_units_2021")
    deltas = official.get("legacy_deltas")
    if last is None:
        return packaged
    listed, found = history.last_list(last)
    problems += found
    known = {(u.level, u.code) for u in listed}
    only_packaged = [u for u in packaged if (u.level, u.code) not in known]
    for unit in only_packaged:
        if unit.level != PROVINCE:
            text = f"Mã {unit.code} {unit.full_name} chỉ có trong gói dữ liệu (đã giữ)."
            problems.append(Problem(source=last.file, line=0, problem=text, row={}))
    if first and deltas:
        listed, found = history.whole_history(first, deltas, listed)
        problems += found
        only_packaged = [
            replace(u, start=history.FIRST_LIST_FROM) if u.level == PROVINCE else u
            for u in only_packaged
        ]
    return [*only_packaged, *listed]


def _other_spellings(
    base: UnitData, legacy: Sequence[UnitRow], mapping: Table | None
) -> Iterator[OtherNameRow]:
    """Yield names by which package and conversion table know a unit of the last list."""
    last = {u.code: u for u in legacy if u.level == COMMUNE and u.until == TWO_LEVELS_FROM}
    said = [(u.code, u.full_name, u.source) for u in base.units if u.until == TWO_LEVELS_FROM]
    if mapping:
        said += [(li["old_code"], li["old_name"], li.file) for li in mapping.lines]
    known = {(n.code, key_of(n.name)) for n in base.other_names}
    taken = {(u.district_code, key_of(u.name)) for u in last.values()}
    seen: set[tuple[str, str]] = set()
    for code, full_name, source in said:
        kind_and_name = split_kind(full_name, COMMUNE)
        if code not in last or kind_and_name is None:
            continue
        key = code, key_of(kind_and_name[1])
        if key in known or key in seen or (last[code].district_code, key[1]) in taken:
            continue
        seen.add(key)
        kind, name = kind_and_name
        yield OtherNameRow(level=COMMUNE, code=code, kind=kind, name=name, source=source)


def _earlier(
    legacy: Sequence[UnitRow], other_names: Sequence[OtherNameRow]
) -> Iterator[SuccessionRow]:
    """Yield what became of communes abolished before the last list, as far as names tell it."""
    last = {u.code: u for u in legacy if u.level == COMMUNE and u.until == TWO_LEVELS_FROM}
    districts: dict[str, set[str]] = defaultdict(set)
    by_name: dict[str, set[str]] = defaultdict(set)
    for unit in legacy:
        if unit.level == COMMUNE and unit.code in last:
            districts[unit.code].add(unit.district_code)
            by_name[key_of(unit.name)].add(unit.code)
    for other in other_names:
        if other.level == COMMUNE and other.code in last:
            by_name[key_of(other.name)].add(other.code)
    seen: set[str] = set()
    for unit in sorted(legacy, key=lambda u: u.start, reverse=True):
        if unit.level == COMMUNE and unit.code not in last and unit.code not in seen:
            seen.add(unit.code)
            named = sorted(by_name.get(key_of(unit.name), ()))
            near = [c for c in named if unit.district_code in districts[c]]
            yield from (_by_name(unit, code, PART if len(near) > 1 else WHOLE) for code in near)


def _by_name(unit: UnitRow, code: str, relation: str) -> SuccessionRow:
    return SuccessionRow(
        on=unit.until or TWO_LEVELS_FROM,
        old_code=unit.code,
        new_code=code,
        relation=relation,
        note="theo tên cũ trong gói dữ liệu",
        legal_basis="",
        source=unit.source,
    )


def _once(problems: Sequence[Problem]) -> list[Problem]:
    return list({(p.source, p.line, p.problem): p for p in problems}.values())
