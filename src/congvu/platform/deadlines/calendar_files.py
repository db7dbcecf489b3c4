"""The calendar as it is written in data/calendar: one file a year, one for office hours."""

import tomllib
from datetime import date, time
from pathlib import Path
from typing import TypeVar

import msgspec

from congvu.kernel.refusal import Refusal

Shape = TypeVar("Shape")


class CalendarFileRefused(Refusal):
    """A file of data/calendar does not say what it must; nothing was loaded."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A special day: exactly one of `off` and `worked` names the date."""

    name: str
    legal_basis: str
    off: date | None = None
    worked: date | None = None


class YearFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    year: int
    days: tuple[Entry, ...]
    is_estimate: bool = False


class SessionEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    opens: time
    closes: time
    legal_basis: str
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)


class HoursFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sessions: tuple[SessionEntry, ...]


def read_years(folder: Path) -> list[YearFile]:
    """Return the year files in order. Raises CalendarFileRefused naming file and fault."""
    files = [_read(path, YearFile) for path in sorted(folder.glob("[0-9]*.toml"))]
    for file in files:
        _check(file)
    return files


def read_hours(folder: Path) -> HoursFile:
    return _read(folder / "office_hours.toml", HoursFile)


def _read(path: Path, shape: type[Shape]) -> Shape:
    try:
        with path.open("rb") as file:
            return msgspec.convert(tomllib.load(file), shape)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise CalendarFileRefused(f"Tệp lịch {path.name} không dùng được: {fault}") from fault


def _check(file: YearFile) -> None:
    seen: set[date] = set()
    for entry in file.days:
        day = entry.off or entry.worked
        if day is None or (entry.off and entry.worked):
            raise CalendarFileRefused(
                f"Lịch năm {file.year}, “{entry.name}”: ghi đúng một trong hai mục off, worked."
            )
        if day.year != file.year or day in seen:
            raise CalendarFileRefused(
                f"Lịch năm {file.year}: ngày {day:%d/%m/%Y} sai năm hoặc ghi hai lần."
            )
        seen.add(day)
