"""The three-tier years: a list of 2021, what changed since, and the last list of 2025. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from congvu.kernel.vietnamese import fold
from congvu.platform.places.records import (
    COMMUNE,
    DISTRICT,
    TWO_LEVELS_FROM,
    Problem,
    UnitRow,
    split_kind,
)
from congvu.platform.places.tables import Line, Table, day

FIRST_LIST_FROM = date(2021, 11, 1)
LAST_LIST_FROM = date(2025, 3, 1)
_LEVELS = {"ward": COMMUNE, "district": DISTRICT}


@dataclass(frozen=True, slots=True)
class _Span:
    """A unit as one list or one change names it; parent: district of a ward, else province."""

    level: str
    code: str
    full_name: str
    parent: str
    start: date
    until: date | None
    file: str


def last_list(table: Table) -> tuple[list[UnitRow], list[Problem]]:
    """Return the rows of the last three-tier list, in force to the end of June 2025."""
    problems = [
        line.problem(f"Mã {line['ward_code']} đã có ở dòng {first.number}.")
        for line, first in _repeated(table)
    ]
    spans = _unique_spans(table, start=LAST_LIST_FROM)
    return _rows([replace(s, until=TWO_LEVELS_FROM) for s in spans], problems), problems


def whole_history(
    first: Table, changes: Table, last: Sequence[UnitRow]
) -> tuple[list[UnitRow], list[Problem]]:
    """Return every span from the first list to the last, and where they do not meet."""
    problems: list[Problem] = []
    spans: dict[tuple[str, str], list[_Span]] = defaultdict(list)
    for span in _unique_spans(first, start=FIRST_LIST_FROM):
        spans[span.level, span.code].append(span)
    for line in sorted(changes.lines, key=lambda li: li["effective_from"]):
        complaint = _apply(spans, line)
        if complaint:
            problems.append(line.problem(complaint))
    ended = list(_joined(spans, {(u.level, u.code): u for u in last}))
    return _rows(ended, problems), problems


def _repeated(table: Table) -> Iterator[tuple[Line, Line]]:
    first: dict[str, Line] = {}
    for line in table.lines:
        if first.setdefault(line["ward_code"], line) is not line:
            yield line, first[line["ward_code"]]


def _unique_spans(table: Table, *, start: date) -> list[_Span]:
    spans: dict[tuple[str, str], _Span] = {}
    for line in table.lines:
        district, province = line["district_code"], line["province_code"]
        for level, code, name, parent in (
            (COMMUNE, line["ward_code"], line["ward"], district),
            (DISTRICT, district, line["district"], province),
        ):
            span = _Span(level, code, name, parent, start, None, table.file)
            spans.setdefault((level, code), span)
    return list(spans.values())


def _apply(spans: dict[tuple[str, str], list[_Span]], line: Line) -> str:
    level, on = _LEVELS.get(line["level"]), day(line["effective_from"])
    if level is None:
        return f"Cấp «{line['level']}» không biết."
    known = spans[level, line["code"]]
    current = known[-1] if known and known[-1].until is None else None
    if line["change"] == "created":
        if current:
            return f"Mã {line['code']} đã có đơn vị {current.full_name} khi lập mới."
    elif current is None:
        return f"Mã {line['code']} không có đơn vị nào vào ngày này."
    else:
        known[-1] = replace(current, until=on)
        if current.start == on:
            known.pop()
    if line["name_after"]:
        after = line["name_after"], line["parent_after"]
        known.append(_Span(level, line["code"], *after, on, None, line.file))
    return ""


def _joined(
    spans: Mapping[tuple[str, str], Sequence[_Span]], last: Mapping[tuple[str, str], UnitRow]
) -> Iterator[_Span]:
    """End each unit where the last list begins, unless the list goes on with the same unit."""
    for key, of_code in spans.items():
        for span in of_code:
            final = last.get(key)
            if span.until is not None:
                yield span
            elif final and _same(span, final):
                yield replace(span, until=TWO_LEVELS_FROM, full_name=final.full_name)
            elif span.start < LAST_LIST_FROM:
                yield replace(span, until=LAST_LIST_FROM)
    for key, final in last.items():
        if not any(s.until is None and _same(s, final) for s in spans.get(key, ())):
            parent = final.district_code or final.province_code
            yield _Span(*key, final.full_name, parent, LAST_LIST_FROM, final.until, final.source)


def _same(span: _Span, final: UnitRow) -> bool:
    parent = final.district_code if span.level == COMMUNE else final.province_code
    return fold(span.full_name) == fold(final.full_name) and span.parent == parent


def _rows(spans: Sequence[_Span], problems: list[Problem]) -> list[UnitRow]:
    provinces = {s.code: s.parent for s in spans if s.level == DISTRICT}
    rows: list[UnitRow] = []
    for span in spans:
        kind_and_name = split_kind(span.full_name, span.level)
        is_ward = span.level == COMMUNE
        province = provinces.get(span.parent) if is_ward else span.parent
        if kind_and_name is None or province is None:
            text = f"Đơn vị {span.code} «{span.full_name}»: không rõ loại hoặc đơn vị cấp trên."
            problems.append(Problem(source=span.file, line=0, problem=text, row={}))
            continue
        rows.append(
            UnitRow(
                level=span.level,
                code=span.code,
                kind=kind_and_name[0],
                name=kind_and_name[1],
                full_name=span.full_name,
                district_code=span.parent if is_ward else "",
                province_code=province,
                start=span.start,
                until=span.until,
                legal_basis="",
                source=span.file,
            )
        )
    return rows
