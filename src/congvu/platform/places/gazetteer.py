"""All names of all units, in memory: what an address is matched against. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from congvu.platform.places.records import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    TWO_LEVELS_FROM,
    OtherNameRow,
    SuccessionRow,
    UnitRow,
    covers,
)
from congvu.platform.places.spelling import key_of


class Epoch(IntEnum):
    """When a name was the unit's own: it decides between readings that fit equally well."""

    NEW = 0  # a commune of the two-tier list
    LAST = 1  # of the last three-tier list, to the end of June 2025
    FORMER = 2  # before that: renamed, or merged into another


@dataclass(frozen=True, slots=True)
class CommuneName:
    """One name a commune had, with where it then was."""

    code: str
    kind: str  # empty: known without it
    name: str
    epoch: Epoch
    districts: frozenset[str]
    province: str  # of the two-tier list for NEW, else of the three-tier list

    @property
    def unit(self) -> tuple[str, bool]:
        """A code was given anew on 1/7/2025: it names a unit only with its side of that day."""
        return self.code, self.epoch is Epoch.NEW


@dataclass(frozen=True, slots=True)
class DistrictName:
    code: str
    kind: str
    is_former: bool
    province: str


@dataclass(frozen=True, slots=True)
class ProvinceName:
    """A province's name on either side of 1/7/2025; many were on both, with other land."""

    old: frozenset[str]
    new: frozenset[str]
    may_be_city: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Gazetteer:
    """All names, by spelling; tens of thousands, so never compared or printed."""

    communes: Mapping[str, Sequence[CommuneName]]
    districts: Mapping[str, Sequence[DistrictName]]
    provinces: Mapping[str, ProvinceName]
    province_after: Mapping[str, str]  # of the three-tier list -> of the two-tier list
    of_district: Mapping[str, Sequence[CommuneName]]
    # The number of digits tells the level: two a province, three a district, five a commune.
    spans: Mapping[tuple[str, bool], Sequence[UnitRow]]
    after: Mapping[str, Sequence[SuccessionRow]]
    before: Mapping[str, Sequence[SuccessionRow]]
    later: Mapping[str, Sequence[SuccessionRow]]  # between communes of the two-tier list
    first_day: date

    def may_be_province(self, key: str) -> bool:
        """`Thành phố Huế` was a city of a province and is a city of the centre."""
        named = self.provinces.get(key)
        return named is not None and named.may_be_city

    def in_force(self, code: str, day: date) -> UnitRow | None:
        units = self.spans.get((code, day >= TWO_LEVELS_FROM), ())
        return next((u for u in units if covers(u, day)), None)


def build(
    units: Sequence[UnitRow],
    successions: Sequence[SuccessionRow],
    other_names: Sequence[OtherNameRow],
) -> Gazetteer:
    """Return the gazetteer of everything known."""
    spans: dict[tuple[str, bool], list[UnitRow]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: u.start):
        spans[unit.code, unit.start >= TWO_LEVELS_FROM].append(unit)
    after: dict[str, list[SuccessionRow]] = defaultdict(list)
    before: dict[str, list[SuccessionRow]] = defaultdict(list)
    later: dict[str, list[SuccessionRow]] = defaultdict(list)
    for row in successions:
        if row.on > TWO_LEVELS_FROM:  # a code of then is not the code of before
            later[row.old_code].append(row)
            continue
        after[row.old_code].append(row)
        before[row.new_code].append(row)
    names = {*_commune_names(spans, before), *_other_communes(spans, other_names)}
    return Gazetteer(
        communes=_grouped((key_of(n.name), n) for n in names),
        districts=_districts(units, other_names),
        provinces=_provinces(units, other_names),
        province_after=_province_after(spans, successions),
        of_district=_grouped((d, n) for n in names for d in n.districts),
        spans=dict(spans),
        after=dict(after),
        before=dict(before),
        later=dict(later),
        first_day=min((u.start for u in units), default=TWO_LEVELS_FROM),
    )


def _grouped(
    pairs: Iterable[tuple[str, CommuneName]],
) -> Mapping[str, Sequence[CommuneName]]:
    grouped: dict[str, list[CommuneName]] = defaultdict(list)
    for key, name in pairs:
        grouped[key].append(name)
    return dict(grouped)


def _commune_names(
    spans: Mapping[tuple[str, bool], Sequence[UnitRow]],
    before: Mapping[str, Sequence[SuccessionRow]],
) -> Iterable[CommuneName]:
    for (code, is_new), units in spans.items():
        if units[0].level != COMMUNE:
            continue
        if is_new:
            parts = [spans.get((row.old_code, False), ()) for row in before.get(code, ())]
            made_of = frozenset(part[-1].district_code for part in parts if part)
        for u in units:
            districts = made_of if is_new else frozenset({u.district_code})
            is_last = u.until == TWO_LEVELS_FROM
            epoch = Epoch.NEW if is_new else Epoch.LAST if is_last else Epoch.FORMER
            yield CommuneName(code, u.kind, u.name, epoch, districts, u.province_code)


def _other_communes(
    spans: Mapping[tuple[str, bool], Sequence[UnitRow]], other_names: Sequence[OtherNameRow]
) -> Iterable[CommuneName]:
    for other in other_names:
        known = spans.get((other.code, False), ())
        if other.level == COMMUNE and known:
            districts = frozenset(u.district_code for u in known)
            province = known[-1].province_code
            yield CommuneName(other.code, other.kind, other.name, Epoch.FORMER, districts, province)


def _districts(
    units: Sequence[UnitRow], other_names: Sequence[OtherNameRow]
) -> Mapping[str, Sequence[DistrictName]]:
    provinces = {u.code: u.province_code for u in units if u.level == DISTRICT}
    named: dict[str, set[DistrictName]] = defaultdict(set)
    for u in units:
        if u.level == DISTRICT:
            is_former = u.until != TWO_LEVELS_FROM
            named[key_of(u.name)].add(DistrictName(u.code, u.kind, is_former, u.province_code))
    for o in other_names:
        if o.level == DISTRICT and o.code in provinces:
            name = DistrictName(o.code, o.kind, True, provinces[o.code])  # noqa: FBT003 - a field
            named[key_of(o.name)].add(name)
    return {key: sorted(names, key=lambda n: n.code) for key, names in named.items()}


def _provinces(
    units: Sequence[UnitRow], other_names: Sequence[OtherNameRow]
) -> Mapping[str, ProvinceName]:
    old: dict[str, set[str]] = defaultdict(set)
    new: dict[str, set[str]] = defaultdict(set)
    cities: set[str] = set()
    keys: dict[str, str] = {}  # of an old province, by code
    for u in units:
        if u.level == PROVINCE:
            key = key_of(u.name)
            (new if u.start >= TWO_LEVELS_FROM else old)[key].add(u.code)
            if u.start < TWO_LEVELS_FROM:
                keys[u.code] = key
            if u.kind == "CENTRAL_CITY":
                cities.add(key)
    names = {
        key: ProvinceName(frozenset(old[key]), frozenset(new[key]), key in cities)
        for key in {*old, *new}
    }
    for o in other_names:
        if o.level == PROVINCE and o.code in keys:
            names.setdefault(key_of(o.name), names[keys[o.code]])
    return names


def _province_after(
    spans: Mapping[tuple[str, bool], Sequence[UnitRow]], successions: Sequence[SuccessionRow]
) -> Mapping[str, str]:
    """Provinces were merged whole, so one commune tells where its province went."""
    after: dict[str, str] = {}
    for row in successions:
        old, new = spans.get((row.old_code, False)), spans.get((row.new_code, True))
        if old and new and row.on == TWO_LEVELS_FROM:
            after.setdefault(old[-1].province_code, new[-1].province_code)
    return after
