"""Which agencies there are, from administrative units and the files of data/agencies. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from congvu.platform.agencies.roster_files import Body, Files

CITY_WITH_CAPITAL = "79"  # its own documents write “Thành phố Hồ Chí Minh”, also inside a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An administrative unit under one name for one span of days."""

    code: str
    province_code: str
    full_name: str
    valid_from: date
    valid_until: date | None = None

    @property
    def within_a_name(self) -> str:
        if self.code == CITY_WITH_CAPITAL:
            return self.full_name
        return self.full_name[:1].lower() + self.full_name[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An agency row as it should be."""

    code: str
    name: str
    bloc: str
    kind: str
    valid_from: date
    valid_until: date | None
    legal_basis: str
    is_code_official: bool = False
    key: str = ""
    parent_code: str = ""
    province_code: str = ""
    commune_code: str = ""


def roster(
    *, provinces: Iterable[Place], communes: Iterable[Place], files: Files
) -> Iterator[Wanted]:
    """Return every agency, parents before children."""
    start = files.provinces.two_level_from
    all_communes = named_spans(communes, since=start)
    for ministry in files.ministries.ministries:
        yield Wanted(
            code=ministry.code,
            is_code_official=ministry.is_code_official,
            name=ministry.name,
            bloc="STATE",
            kind="MINISTRY",
            valid_from=ministry.valid_from,
            valid_until=None,
            legal_basis=ministry.legal_basis,
        )
    for province in named_spans(provinces, since=start):
        yield from _of_province(province, files)
    for commune in all_communes:
        yield from _of_commune(commune, files)
    yield from _bodies_of_communes(all_communes, files)


def named_spans(places: Iterable[Place], *, since: date) -> list[Place]:
    """Return the spans of each name from that day on; spans that only differ otherwise are one."""
    spans: list[Place] = []
    for place in sorted(places, key=lambda p: (p.code, p.valid_from)):
        if place.valid_until is not None and place.valid_until <= since:
            continue
        cut = replace(place, valid_from=max(place.valid_from, since))
        last = spans[-1] if spans else None
        if last and (last.code, last.full_name, last.valid_until) == (
            cut.code,
            cut.full_name,
            cut.valid_from,
        ):
            spans[-1] = replace(last, valid_until=cut.valid_until)
        else:
            spans.append(cut)
    return spans


def committee_code(province_code: str, files: Files) -> str:
    for identifier in files.provinces.identifiers:
        if identifier.province_code == province_code:
            return identifier.code
    return province_code


def _of_province(place: Place, files: Files) -> Iterator[Wanted]:
    top = committee_code(place.code, files)
    committee = Wanted(
        code=top,
        is_code_official=top != place.code,
        name=f"Ủy ban nhân dân {place.within_a_name}",
        bloc="STATE",
        kind="PROVINCE_COMMITTEE",
        valid_from=place.valid_from,
        valid_until=place.valid_until,
        legal_basis=files.provinces.legal_basis,
        province_code=place.code,
    )
    yield committee
    below = replace(committee, is_code_official=False, parent_code=top)
    yield replace(
        below,
        code=f"{place.code}.MC",
        name=f"Trung tâm Phục vụ hành chính công {place.within_a_name}",
        kind="SERVICE_CENTRE",
    )
    yield _police(below, place, parent_code=files.provinces.police_code, files=files)
    for department in files.provinces.departments:
        if department.is_in(place.code):
            yield replace(
                below,
                code=f"{place.code}.{department.short}",
                key=department.key,
                name=department.name.format(place=place.within_a_name),
                kind="DEPARTMENT",
            )
    for body in files.bodies.bodies:
        if body.province_code == place.code and not body.in_each_commune:
            parent = f"{place.code}.{body.parent}" if body.parent else ""
            yield _body(body, place, code=f"{place.code}.{body.short}", parent=parent, files=files)


def _of_commune(place: Place, files: Files) -> Iterator[Wanted]:
    code = f"{place.province_code}.{place.code}"
    committee = Wanted(
        code=code,
        name=f"Ủy ban nhân dân {place.within_a_name}",
        bloc="STATE",
        kind="COMMUNE_COMMITTEE",
        valid_from=place.valid_from,
        valid_until=place.valid_until,
        legal_basis=files.provinces.legal_basis,
        parent_code=committee_code(place.province_code, files),
        province_code=place.province_code,
        commune_code=place.code,
    )
    yield committee
    yield replace(
        committee,
        code=f"{code}.MC",
        name=f"Trung tâm Phục vụ hành chính công {place.within_a_name}",
        kind="SERVICE_CENTRE",
        parent_code=code,
    )
    yield _police(committee, place, parent_code=f"{place.province_code}.CA", files=files)


def _police(committee: Wanted, place: Place, *, parent_code: str, files: Files) -> Wanted:
    """Return the police of a province or commune: it registers residence, under the ministry."""
    is_commune = bool(committee.commune_code)
    return replace(
        committee,
        code=f"{place.province_code}.{place.code}.CA" if is_commune else f"{place.code}.CA",
        name=f"Công an {place.within_a_name}",
        kind="POLICE",
        parent_code=parent_code,
        legal_basis=files.provinces.police_legal_basis,
    )


def _bodies_of_communes(communes: Sequence[Place], files: Files) -> Iterator[Wanted]:
    for body in files.bodies.bodies:
        if not body.in_each_commune:
            continue
        parent = f"{body.province_code}.{body.parent}" if body.parent else ""
        for commune in communes:
            if commune.province_code == body.province_code:
                code = f"{commune.province_code}.{commune.code}.{body.short}"
                wanted = _body(body, commune, code=code, parent=parent, files=files)
                yield replace(wanted, commune_code=commune.code)


def _body(body: Body, place: Place, *, code: str, parent: str, files: Files) -> Wanted:
    return Wanted(
        code=code,
        name=body.name.format(place=place.within_a_name, name=place.full_name.split(" ", 1)[1]),
        bloc=body.bloc,
        kind=body.kind,
        valid_from=place.valid_from,
        valid_until=place.valid_until,
        legal_basis=files.bodies.legal_basis,
        parent_code=parent,
        province_code=body.province_code,
    )
