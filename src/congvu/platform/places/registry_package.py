"""The data files of the registry package `vietnamadminunits`, read where they are installed.

Its code is never imported: its converter sends addresses to an outside geocoder.
"""

import hashlib
import importlib.util
import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from congvu.kernel.refusal import Missing
from congvu.platform.places.records import (
    COMMUNE,
    DISTRICT,
    PART,
    PROVINCE,
    TWO_LEVELS_FROM,
    WHOLE,
    OtherNameRow,
    Problem,
    SuccessionRow,
    UnitData,
    UnitRow,
    split_kind,
)

PACKAGE = "vietnamadminunits"
SOURCE = f"{PACKAGE} 1.0.4"
LEGACY_FROM = date(2025, 3, 1)  # the package holds the last three-tier list only

_FILES = ("dataset.db", "parser_from_2025.json", "parser_legacy.json", "converter_2025.json")
# The converter was made by name inside a new province, so old communes of one name were given one
# another's targets. Such a target lies far off, and much nearer to its rightful namesake.
_FAR_RADII = 1.5
_FAR_KM = 10.0
_NEARER = 0.4
_KIND_KEYS: tuple[tuple[str, str, str], ...] = (
    ("thitran", COMMUNE, "TOWNSHIP"),
    ("phuong", COMMUNE, "WARD"),
    ("xa", COMMUNE, "COMMUNE"),
    ("thanhpho", DISTRICT, "CITY"),
    ("thixa", DISTRICT, "TOWN"),
    ("huyen", DISTRICT, "RURAL_DISTRICT"),
    ("quan", DISTRICT, "URBAN_DISTRICT"),
)
_SHORT_KEYS = ("tt", "tx", "tp", "p", "q", "f", "ward", "district")

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Files:
    legacy: Sequence[Row]
    current: Sequence[Row]
    merged: Mapping[str, Mapping[str, Sequence[str]]]
    divided: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]
    divided_districts: Mapping[str, Mapping[str, Any]]


def folder() -> Path:
    """Return where the package keeps its data files, without importing it."""
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        data = Path(place) / "data"
        if all((data / name).is_file() for name in _FILES):
            return data
    raise Missing(
        f"Chưa cài gói dữ liệu đơn vị hành chính ({SOURCE}). Chạy lại lệnh cài đặt của dự án."
    )


def checksum(data: Path) -> str:
    """Return one hash over the files that are read."""
    whole = hashlib.sha256()
    for name in _FILES:
        whole.update((data / name).read_bytes())
    return whole.hexdigest()


def read(data: Path) -> UnitData:
    """Return the units on both sides of 1/7/2025 and what became of the old ones."""
    files = _open(data)
    problems: list[Problem] = []
    successions = _successions(files, problems)
    units = [*_current_units(files), *_legacy_units(files)]
    return UnitData(
        units=tuple(units),
        successions=tuple(successions),
        other_names=tuple(_other_names(files)),
        problems=tuple(problems),
    )


def _open(data: Path) -> _Files:
    with sqlite3.connect(f"{(data / 'dataset.db').as_uri()}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        # The order of the rows is the order problems are numbered by.
        legacy = [dict(r) for r in database.execute("SELECT * FROM admin_units_legacy")]
        current = [dict(r) for r in database.execute("SELECT * FROM admin_units")]
    database.close()
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    parser = json.loads((data / "parser_legacy.json").read_text(encoding="utf-8"))
    return _Files(
        legacy=legacy,
        current=current,
        merged=converter["DICT_PROVINCE_WARD_NO_DIVIDED"],
        divided=converter["DICT_PROVINCE_WARD_DIVIDED"],
        divided_districts=parser["DICT_PROVINCE_DISTRICT_DIVIDED"],
    )


def _row(level: str, code: str, full_name: str, **rest: Any) -> UnitRow:
    full_name = " ".join(full_name.split())
    kind, name = split_kind(full_name, level) or ("", full_name)
    return UnitRow(
        level=level,
        code=code,
        kind=kind,
        name=name,
        full_name=full_name,
        district_code=rest.get("district_code", ""),
        province_code=rest["province_code"],
        start=rest["start"],
        until=rest.get("until"),
        legal_basis="",
        source=SOURCE,
    )


def _current_units(files: _Files) -> Iterator[UnitRow]:
    start = TWO_LEVELS_FROM
    provinces = {r["provinceCode"]: r["province"] for r in files.current}
    for code, name in sorted(provinces.items()):
        yield _row(PROVINCE, code, name, province_code=code, start=start)
    for r in files.current:
        yield _row(COMMUNE, r["wardCode"], r["ward"], province_code=r["provinceCode"], start=start)


def _legacy_units(files: _Files) -> Iterator[UnitRow]:
    span = {"start": LEGACY_FROM, "until": TWO_LEVELS_FROM}
    provinces = {r["provinceCode"]: r["province"] for r in files.legacy}
    for code, name in sorted(provinces.items()):
        yield _row(PROVINCE, code, name, province_code=code, **span)
    districts = {r["districtCode"]: r for r in files.legacy}
    for code, r in sorted(districts.items()):
        yield _row(DISTRICT, code, r["district"], province_code=r["provinceCode"], **span)
    for r in files.legacy:
        if r["wardCode"]:
            parents = {"district_code": r["districtCode"], "province_code": r["provinceCode"]}
            yield _row(COMMUNE, r["wardCode"], r["ward"], **parents, **span)


def _old_key(r: Row) -> str:
    return f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}"


def _old_code(r: Row) -> str:
    return str(r["wardCode"] or r["districtCode"])


def _successions(files: _Files, problems: list[Problem]) -> Iterator[SuccessionRow]:
    old = {_old_key(r): r for r in files.legacy}
    new = {(r["provinceKey"], r["wardKey"]): r for r in files.current}
    namesakes: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for province, communes in files.merged.items():
        for new_key, old_keys in communes.items():
            target = new[province, new_key]
            for key in old_keys:
                namesakes[old[key]["wardKey"] or key, target["wardCode"]].append(old[key])
                yield _succession(old[key], target, WHOLE)
    divided = {
        key: [new[province, part["newWardKey"]] for part in parts]
        for province, communes in files.divided.items()
        for key, parts in communes.items()
    }
    for key, targets in divided.items():
        for target in targets:
            namesakes[old[key]["wardKey"] or key, target["wardCode"]].append(old[key])
    for key, targets in divided.items():
        kept = _rightful(old[key], targets, namesakes)
        problems.extend(_far_target(old[key], t) for t in targets if t not in kept)
        for target in kept:
            yield _succession(old[key], target, PART if len(kept) > 1 else WHOLE)


def _succession(old: Row, new: Row, relation: str) -> SuccessionRow:
    return SuccessionRow(
        on=TWO_LEVELS_FROM,
        old_code=_old_code(old),
        new_code=new["wardCode"],
        relation=relation,
        note="",
        legal_basis="",
        source=SOURCE,
    )


def _rightful(
    old: Row, targets: Sequence[Row], namesakes: Mapping[tuple[str, str], Sequence[Row]]
) -> Sequence[Row]:
    kept = [
        target
        for target in targets
        if not _belongs_to_a_namesake(old, target, namesakes[old["wardKey"], target["wardCode"]])
    ]
    return kept or targets


def _belongs_to_a_namesake(own: Row, part: Row, others: Sequence[Row]) -> bool:
    distance = _distance_km(own, part)
    radius = math.sqrt(part["wardAreaKm2"] or 0)
    if distance < _FAR_KM or distance < _FAR_RADII * radius:
        return False
    return any(_distance_km(o, part) < _NEARER * distance for o in others if o is not own)


def _distance_km(old: Row, new: Row) -> float:
    """Return the nearer of commune and district: some communes carry a wrong point."""
    distances = [
        math.hypot(
            (old[lat] - new["wardLat"]) * 111.2,
            (old[lon] - new["wardLon"]) * 111.2 * math.cos(math.radians(old[lat])),
        )
        for lat, lon in (("wardLat", "wardLon"), ("districtLat", "districtLon"))
        if old[lat] is not None and old[lon] is not None and new["wardLat"] is not None
    ]
    return min(distances, default=0.0)


def _far_target(old: Row, part: Row) -> Problem:
    written = f"{old['ward']}, {old['district']}, {old['province']}"
    return Problem(
        source=SOURCE,
        line=0,
        problem=(
            f"Bỏ qua nơi đến {part['wardCode']} {part['ward']} của {_old_code(old)} ({written}): "
            "cách quá xa và thuộc về đơn vị cũ trùng tên."
        ),
        row={"old_code": _old_code(old), "new_code": part["wardCode"]},
    )


def _other_names(files: _Files) -> Iterator[OtherNameRow]:
    seen: set[tuple[str, str, str, str]] = set()
    for name in _all_other_names(files):
        key = (name.level, name.code, name.kind, name.name)
        if key not in seen:
            seen.add(key)
            yield name


def _all_other_names(files: _Files) -> Iterator[OtherNameRow]:
    for r in files.legacy:
        if r["wardCode"]:
            yield from _aliases(COMMUNE, r["wardCode"], r["wardAlias"], r["wardShortKey"])
        yield from _aliases(DISTRICT, r["districtCode"], r["districtAlias"], r["districtShortKey"])
    codes = {(r["provinceKey"], r["districtKey"]): r["districtCode"] for r in files.legacy}
    for province, former in files.divided_districts.items():
        for written in former.values():
            keywords = json.dumps(written["dividedDistrictKeywords"])
            for key in written["districts"]:
                yield from _aliases(DISTRICT, codes[province, key], keywords, key)


def _aliases(level: str, code: str, listed: str | None, own_key: str) -> Iterator[OtherNameRow]:
    words: list[str] = json.loads(listed) if listed else []
    bare_words = set(words)
    for word in words:
        kind, rest = _kind_of_key(level, word, {*words, own_key})
        if kind:
            bare_words -= {word, rest}
            name = str(int(rest)) if rest.isdigit() else rest
            yield OtherNameRow(level=level, code=code, kind=kind, name=name, source=SOURCE)
    for word in words:
        if word in bare_words and not _is_short_form(word):
            yield OtherNameRow(level=level, code=code, kind="", name=word, source=SOURCE)


def _kind_of_key(level: str, word: str, known: set[str]) -> tuple[str, str]:
    """Split `xasansaho` only where `sansaho` is also listed: names may begin like a kind."""
    for prefix, of_level, kind in _KIND_KEYS:
        rest = word.removeprefix(prefix)
        if of_level == level and rest != word and (rest in known or rest.isdigit()):
            return kind, rest
    return "", word


def _is_short_form(word: str) -> bool:
    """`tthoithuong`, `p4`: the reader of addresses knows abbreviations by itself."""
    return any(word.removeprefix(s).isdigit() for s in _SHORT_KEYS if word.startswith(s))
