"""Tab-separated tables of units: columns, encoding and dates checked, every row with its line."""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from congvu.kernel.refusal import Refusal
from congvu.kernel.vietnamese import tidy
from congvu.platform.places.records import Problem

MOST_BYTES = 64 * 1024 * 1024


class BadTable(Refusal):
    """The file cannot be read as the table it is named for; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row, with the place a person can find it again."""

    file: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def problem(self, text: str) -> Problem:
        return Problem(source=self.file, line=self.number, problem=text, row=dict(self.values))


@dataclass(frozen=True, slots=True)
class Table:
    """A checked table and the problems of single rows found while reading it."""

    file: str
    checksum: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


def read_table(
    path: Path, *, columns: Sequence[str], filled: Sequence[str], dates: Sequence[str] = ()
) -> Table:
    """Read a table; `filled` columns may not be empty, `dates` hold days like 2025-07-01."""
    raw = _bytes_of(path)
    text = _text_of(path, raw)
    reader = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = [name.strip() for name in next(reader, [])]
    missing = [name for name in columns if name not in header]
    if missing:
        raise BadTable(
            f"Tệp {path.name} thiếu cột: {', '.join(missing)}. "
            f"Dòng đầu phải có các cột: {', '.join(columns)}."
        )
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        line = Line(path.name, number, dict(zip(header, map(tidy, cells), strict=False)))
        complaint = _complaint(line, width=len(header), given=len(cells), filled=filled)
        if complaint:
            problems.append(line.problem(complaint))
            continue
        _check_dates(line, dates)
        lines.append(line)
    if not lines:
        raise BadTable(f"Tệp {path.name} không có dòng dữ liệu nào đọc được.")
    return Table(path.name, hashlib.sha256(raw).hexdigest(), tuple(lines), tuple(problems))


def day(text: str) -> date:
    """Return the day of a checked date column."""
    return date.fromisoformat(text)


def unlike_before(lines: Sequence[Line], key: Sequence[str]) -> Iterator[tuple[Line, Line]]:
    """Yield each row whose key was already seen, with the first row that had it."""
    first: dict[tuple[str, ...], Line] = {}
    for line in lines:
        values = tuple(line[name] for name in key)
        if values in first:
            yield line, first[values]
        else:
            first[values] = line


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadTable(f"Tệp {path.name} lớn hơn 64 MB: không phải bảng đơn vị hành chính.")
        return path.read_bytes()
    except OSError as error:
        raise BadTable(f"Không đọc được tệp {path.name}: {error.strerror}.") from error


def _text_of(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadTable(
            f"Tệp {path.name} không phải UTF-8 (dòng {line}). Lưu lại tệp bằng mã UTF-8 rồi nhập."
        ) from error


def _complaint(line: Line, *, width: int, given: int, filled: Sequence[str]) -> str:
    if given != width:
        return f"Dòng có {given} ô, bảng có {width} cột."
    empty = [name for name in filled if not line.values.get(name)]
    return f"Ô trống ở cột {', '.join(empty)}." if empty else ""


def _check_dates(line: Line, dates: Sequence[str]) -> None:
    for name in dates:
        try:
            date.fromisoformat(line[name])
        except ValueError as error:
            raise BadTable(
                f"Tệp {line.file}, dòng {line.number}, cột {name}: «{line[name]}» không phải "
                "ngày. Ghi theo dạng năm-tháng-ngày, ví dụ 2025-07-01."
            ) from error
