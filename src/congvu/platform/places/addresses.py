"""What an address names on a day: one commune, several, or none; never a guess. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from congvu.platform.places.gazetteer import CommuneName, Epoch, Gazetteer
from congvu.platform.places.matching import Reading, best_readings
from congvu.platform.places.records import (
    PART,
    TWO_LEVELS_FROM,
    SuccessionRow,
    UnitRow,
    covers,
)


class Status(StrEnum):
    SINGLE = "single"
    SPLIT = "split"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


STATUS_LABELS: Mapping[Status, str] = {
    Status.SINGLE: "một đơn vị",
    Status.SPLIT: "đơn vị cũ đã chia",
    Status.AMBIGUOUS: "nhiều cách hiểu",
    Status.UNKNOWN: "không nhận ra",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    code: str
    name: str
    province_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    status: Status
    candidates: tuple[Candidate, ...] = ()


UNKNOWN = Resolution(Status.UNKNOWN)


def resolve(text: str, *, on: date, gazetteer: Gazetteer) -> Resolution:
    """Return the communes in force on a day that the address may mean, each with its reason."""
    day = max(on, gazetteer.first_day)
    readings = best_readings(text, gazetteer)
    units = _units(readings, gazetteer)
    candidates: dict[str, Candidate] = {}
    for commune in sorted(units, key=lambda c: (not _is_exact(readings, c), c.code)):
        for code, reason in _by_day(commune, day, gazetteer):
            unit = gazetteer.in_force(code, day)
            if unit:
                told = Candidate(unit.code, unit.full_name, unit.province_code, reason)
                candidates.setdefault(unit.code, told)
    return Resolution(_status(units, len(candidates)), tuple(candidates.values()))


def _status(units: Sequence[CommuneName], candidates: int) -> Status:
    if candidates == 0:
        return Status.UNKNOWN
    if candidates == 1:
        return Status.SINGLE
    return Status.SPLIT if len(units) == 1 or _was_one(units) else Status.AMBIGUOUS


def _was_one(units: Sequence[CommuneName]) -> bool:
    """One former commune that several took over, each of which now answers to its name."""
    together = frozenset.intersection(*(u.districts for u in units))
    return bool(together) and all(u.epoch is Epoch.FORMER for u in units)


def _is_exact(readings: Sequence[Reading], commune: CommuneName) -> bool:
    return any(r.is_exact and r.commune and r.commune.unit == commune.unit for r in readings)


def _units(readings: Sequence[Reading], gazetteer: Gazetteer) -> list[CommuneName]:
    """Return each unit once; a district named alone stands for all its communes."""
    found: dict[tuple[str, bool], CommuneName] = {}
    for reading in readings:
        if reading.commune:
            found.setdefault(reading.commune.unit, reading.commune)
        elif reading.district:
            code = reading.district.code
            for name in gazetteer.of_district.get(code, ()):
                if name.epoch is Epoch.LAST:
                    found.setdefault(name.unit, name)
            if code in gazetteer.after:  # an island district without communes
                island = CommuneName(code, "", "", Epoch.LAST, frozenset({code}), "")
                found.setdefault(island.unit, island)
    return list(found.values())


def _by_day(commune: CommuneName, day: date, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    for code, reason in _on_day(commune, day, gazetteer):
        yield from _later(code, reason, day, gazetteer)


def _later(code: str, reason: str, day: date, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    """Follow what became of a commune of the two-tier list, up to the day."""
    rows = [row for row in gazetteer.later.get(code, ()) if row.on <= day]
    if not rows:
        yield code, reason
    for row in rows:
        known = gazetteer.spans.get((code, True), ())
        name = known[-1].full_name if known else f"Đơn vị mã {code}"
        basis = f" theo {row.legal_basis}" if row.legal_basis else ""
        told = f"{name}: nhập vào đây từ {row.on:%d/%m/%Y}{basis}."
        yield from _later(row.new_code, told, day, gazetteer)


def _on_day(commune: CommuneName, day: date, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    code, is_new = commune.unit
    if is_new and day >= TWO_LEVELS_FROM:
        yield code, _reason_of_today(gazetteer, code, day)
    elif is_new:
        for row in gazetteer.before.get(code, ()):
            if row.on == TWO_LEVELS_FROM:
                name = gazetteer.spans[commune.unit][0].full_name
                yield row.old_code, f"Trước 01/07/2025 là một phần của {name} ngày nay."
    else:
        yield from _onward(code, day, gazetteer, _former(commune, gazetteer), frozenset())


def _former(commune: CommuneName, gazetteer: Gazetteer) -> tuple[str, ...]:
    known = gazetteer.spans.get((commune.code, False), ())
    if commune.epoch is not Epoch.FORMER or not known or known[-1].until != TWO_LEVELS_FROM:
        return ()
    return (f"Tên trước đây, đã đổi hoặc nhập thành {_named(known[-1], gazetteer)}.",)


def _named(unit: UnitRow, gazetteer: Gazetteer) -> str:
    districts = gazetteer.spans.get((unit.district_code, False))
    return f"{unit.full_name} ({districts[-1].full_name})" if districts else unit.full_name


def _onward(
    code: str,
    day: date,
    gazetteer: Gazetteer,
    told: tuple[str, ...],
    seen: frozenset[str],
) -> Iterator[tuple[str, str]]:
    """Follow what became of an old commune, up to the day."""
    known = gazetteer.spans.get((code, False), ())
    if day < TWO_LEVELS_FROM and any(covers(u, day) for u in known):
        yield code, " ".join(told) or "Đơn vị cấp xã có hiệu lực vào ngày này."
        return
    for row in gazetteer.after.get(code, ()):
        if row.on > day or row.new_code in seen:
            continue
        reason = (*told, _reason(row, gazetteer))
        if row.on == TWO_LEVELS_FROM:
            yield row.new_code, " ".join(reason)
        else:
            yield from _onward(row.new_code, day, gazetteer, reason, seen | {code})
    if day < TWO_LEVELS_FROM and known and day < known[0].start:
        for row in gazetteer.before.get(code, ()):
            if row.on < TWO_LEVELS_FROM:
                yield row.old_code, f"Đơn vị có trước {known[0].full_name}."


def _reason_of_today(gazetteer: Gazetteer, code: str, day: date) -> str:
    unit = gazetteer.in_force(code, day)
    basis = f" ({unit.legal_basis})" if unit and unit.legal_basis else ""
    return f"Tên đơn vị cấp xã đang có hiệu lực{basis}."


def _reason(row: SuccessionRow, gazetteer: Gazetteer) -> str:
    known = gazetteer.spans.get((row.old_code, False), ())
    name = _named(known[-1], gazetteer) if known else f"Đơn vị cũ mã {row.old_code}"
    became = "một phần nhập vào đây" if row.relation == PART else "nay thuộc đơn vị này"
    basis = f" theo {row.legal_basis}" if row.legal_basis else ""
    note = f" ({row.note[0].lower()}{row.note[1:]})" if row.note else ""
    return f"{name}: {became} từ {row.on:%d/%m/%Y}{basis}{note}."
