"""Reading units: on a day, in Vietnamese order, by name; and the gazetteer for addresses."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Value, When

from congvu.kernel import keeping
from congvu.kernel.vietnamese import fold, tidy
from congvu.platform.places.addresses import UNKNOWN, Resolution
from congvu.platform.places.addresses import resolve as resolve_in
from congvu.platform.places.gazetteer import Gazetteer, build
from congvu.platform.places.models import (
    AdministrativeUnit,
    DecidedChange,
    ImportProblem,
    Level,
    OtherName,
    Succession,
    UnitSource,
)
from congvu.platform.places.records import OtherNameRow, SuccessionRow, UnitRow

READ_KEPT = 16_384  # addresses as written, already read


def unit(*, code: str, on: date, level: str = Level.COMMUNE) -> AdministrativeUnit | None:
    """Return the unit that bore the code that day: the same code meant others before."""
    return AdministrativeUnit.objects.in_force(on).filter(level=level, code=code).first()


def provinces(*, on: date) -> Sequence[AdministrativeUnit]:
    return list(AdministrativeUnit.objects.in_force(on).provinces().order_by("sort_key"))


def communes(*, province_code: str, on: date) -> Sequence[AdministrativeUnit]:
    """Return the communes of a province in the order of a Vietnamese dictionary."""
    found = AdministrativeUnit.objects.in_force(on).communes()
    return list(found.filter(province_code=province_code).order_by("sort_key", "code"))


def search(
    *, text: str, on: date, province_code: str = "", level: str = Level.COMMUNE, limit: int = 20
) -> Sequence[AdministrativeUnit]:
    """Return units for a picker: so named, then beginning so, then with a word beginning so."""
    folded = fold(text)
    if not folded:
        return []
    found = AdministrativeUnit.objects.in_force(on).filter(
        level=level, folded_name__contains=folded
    )
    if province_code:
        found = found.filter(province_code=province_code)
    written = tidy(text)
    rank = Case(
        When(name__iexact=written, then=Value(0)),
        When(full_name__iexact=written, then=Value(0)),
        When(folded_name__regex=rf"^(\w+ )?(\w+ )?{folded}$", then=Value(1)),
        When(folded_name__startswith=folded, then=Value(2)),
        When(folded_name__contains=f" {folded}", then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    return list(found.order_by(rank, "sort_key", "code")[:limit])


def counts(*, on: date) -> Mapping[tuple[str, str], int]:
    """Return how many units of each level and kind are in force that day."""
    rows = AdministrativeUnit.objects.in_force(on).values_list("level", "kind")
    return {(level, kind): n for level, kind, n in rows.annotate(n=Count("pk")).order_by()}


def is_loaded() -> bool:
    return UnitSource.objects.exists()


def problems() -> Sequence[ImportProblem]:
    return list(ImportProblem.objects.order_by("source", "line", "problem"))


def decided_changes() -> Sequence[DecidedChange]:
    """Return what was decided after the sources, the latest first."""
    return list(DecidedChange.objects.order_by("-on", "-id"))


def written_name(code: str, *, on: date) -> str:
    """Return a commune as an address writes it: `Xã Vĩnh Linh, Tỉnh Quảng Trị`."""
    known = gazetteer()
    commune = known.in_force(code, on)
    if commune is None:
        return ""
    province = known.in_force(commune.province_code, on)
    return f"{commune.full_name}, {province.full_name}" if province else commune.full_name


def resolve(text: str, *, on: date) -> Resolution:
    """Return the communes an address may mean on a day; blank text is unknown."""
    return _resolved(_checksum(_slot()), text, on) if text.strip() else UNKNOWN


@lru_cache(maxsize=READ_KEPT)
def _resolved(checksum: str, text: str, on: date) -> Resolution:
    return resolve_in(text, on=on, gazetteer=_gazetteer(checksum))


def gazetteer() -> Gazetteer:
    """Return all names in memory, built again only after a load."""
    return _gazetteer(_checksum(_slot()))


def _slot() -> Hashable:
    return keeping.slot(settings.REFERENCE_KEPT_SECONDS)


@lru_cache(maxsize=4)
def _checksum(slot: Hashable) -> str:
    source = UnitSource.objects.first()
    return source.checksum if source else ""


@lru_cache(maxsize=1)
def _gazetteer(checksum: str) -> Gazetteer:
    del checksum  # only tells one load from the next
    return build(unit_rows(), succession_rows(), other_name_rows())


def unit_rows() -> tuple[UnitRow, ...]:
    return tuple(
        UnitRow(
            level=u.level,
            code=u.code,
            kind=u.kind,
            name=u.name,
            full_name=u.full_name,
            district_code=u.district_code,
            province_code=u.province_code,
            start=u.validity.lower,
            until=u.validity.upper,
            legal_basis=u.legal_basis,
            source=u.source,
        )
        for u in AdministrativeUnit.objects.all()
    )


def succession_rows() -> tuple[SuccessionRow, ...]:
    return tuple(
        SuccessionRow(
            on=s.on,
            old_code=s.old_code,
            new_code=s.new_code,
            relation=s.relation,
            note=s.note,
            legal_basis=s.legal_basis,
            source=s.source,
        )
        for s in Succession.objects.order_by("old_code", "new_code")
    )


def other_name_rows() -> tuple[OtherNameRow, ...]:
    return tuple(
        OtherNameRow(level=n.level, code=n.code, kind=n.kind, name=n.name, source=n.source)
        for n in OtherName.objects.all()
    )


def heir_of(commune_code: str, *, on: date) -> str:
    """Return the commune that a commune of the two-tier list is by that day, itself included.

    Empty when it was divided among several: then a person must say.
    """
    known = gazetteer()
    code, seen = commune_code, {commune_code}
    while rows := [row for row in known.later.get(code, ()) if row.on <= on]:
        heirs = {row.new_code for row in rows}
        if len(heirs) > 1 or heirs <= seen:
            return ""
        code = heirs.pop()
        seen.add(code)
    return code
