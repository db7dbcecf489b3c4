"""What every source yields, whatever its file looks like. Pure; dates are half-open spans."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

TWO_LEVELS_FROM = date(2025, 7, 1)  # Law 72/2025/QH15: the district level ends the day before

PROVINCE = "PROVINCE"
DISTRICT = "DISTRICT"
COMMUNE = "COMMUNE"

WHOLE = "WHOLE"
KEPT = "KEPT"
RENAMED = "RENAMED"
PART = "PART"

# (words of the kind, level) -> kind. "Thành phố" is a city of a province or of the centre.
_KINDS: Mapping[tuple[str, str], str] = {
    ("tỉnh", PROVINCE): "PROVINCE",
    ("thành phố", PROVINCE): "CENTRAL_CITY",
    ("quận", DISTRICT): "URBAN_DISTRICT",
    ("huyện", DISTRICT): "RURAL_DISTRICT",
    ("thị xã", DISTRICT): "TOWN",
    ("thành phố", DISTRICT): "CITY",
    ("phường", COMMUNE): "WARD",
    ("xã", COMMUNE): "COMMUNE",
    ("thị trấn", COMMUNE): "TOWNSHIP",
    ("đặc khu", COMMUNE): "SPECIAL_ZONE",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit under one name, kind and parent for one span of days."""

    level: str
    code: str
    kind: str
    name: str
    full_name: str
    district_code: str
    province_code: str
    start: date
    until: date | None
    legal_basis: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRow:
    """From that day on, land of the old commune belongs to the new one."""

    on: date
    old_code: str  # of a commune; of a district (three digits) where it had no commune
    new_code: str
    relation: str
    note: str
    legal_basis: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherNameRow:
    """A name people still write for a unit of the last three-tier list."""

    level: str
    code: str
    kind: str  # empty: as often written without it
    name: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A row that is duplicated or does not fit, kept for a person to judge."""

    source: str
    line: int
    problem: str
    row: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitData:
    """All that one load stores."""

    units: tuple[UnitRow, ...]
    successions: tuple[SuccessionRow, ...]
    other_names: tuple[OtherNameRow, ...]
    problems: tuple[Problem, ...]


def covers(unit: UnitRow, day: date) -> bool:
    return unit.start <= day and (unit.until is None or day < unit.until)


def split_kind(full_name: str, level: str) -> tuple[str, str] | None:
    """Return kind and bare name of `Phường Ba Đình`, or None when it begins with no known kind."""
    lowered = full_name.casefold()
    for (words, at_level), kind in _KINDS.items():
        if at_level == level and lowered.startswith(words + " "):
            return kind, full_name[len(words) + 1 :].strip()
    return None
