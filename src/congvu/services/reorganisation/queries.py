"""What a rearrangement would move: agencies, dossiers, drafts, people, rules. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency
from congvu.platform.cases import remaining as cases
from congvu.platform.competence import queries as competence
from congvu.platform.people import queries as people
from congvu.platform.places import queries as places
from congvu.platform.procedures import queries as procedures
from congvu.services.reorganisation.plans import Plan

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """An agency that ends, who goes on with its work, and what lies with it today."""

    agency: Agency
    heir: Agency | None
    open_cases: int
    drafts: int
    officers: int
    rules: int


@dataclass(frozen=True, slots=True)
class CaseCount:
    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A change as people read it: names of the day before it."""

    on: date
    code: str
    name: str
    into: str
    new_name: str
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    leaving: Sequence[Leaving]
    renamed: Sequence[tuple[str, str]]  # name until then, name from then on
    cases_by_procedure: Sequence[CaseCount]

    @property
    def without_heir(self) -> Sequence[Leaving]:
        return [one for one in self.leaving if one.heir is None and (one.open_cases or one.drafts)]


def rehearse(plan: Plan, *, on: date) -> Rehearsal:
    """Return what the plan would move if its day were today."""
    before = [a for code in plan.merged for a in agencies.of_commune(code, on=on)]
    heirs = agencies.of_commune(plan.into, on=on)
    ids = [agency.id for agency in before]
    counts = cases.open_by_procedure(ids)
    names = procedures.names_of(code for code, _ in counts)
    return Rehearsal(
        leaving=[_leaving(agency, heirs, on=on) for agency in before],
        renamed=_renamed(plan, heirs, on=on),
        cases_by_procedure=[CaseCount(code, names.get(code, code), n) for code, n in counts],
    )


def _leaving(agency: Agency, heirs: Sequence[Agency], *, on: date) -> Leaving:
    same = [a for a in heirs if (a.kind, a.key, a.bloc) == (agency.kind, agency.key, agency.bloc)]
    return Leaving(
        agency=agency,
        heir=same[0] if same else None,
        open_cases=cases.count_open_at(agency.id),
        drafts=cases.count_drafts_at(agency.id),
        officers=people.count_holders(agency_code=agency.code, on=on),
        rules=competence.count_naming(agency.code, on=on),
    )


def _renamed(plan: Plan, heirs: Sequence[Agency], *, on: date) -> list[tuple[str, str]]:
    unit = places.unit(code=plan.into, on=on)
    if not plan.new_name or unit is None:
        return []
    old, new = _within(unit.full_name), _within(plan.new_name)
    return [(agency.name, agency.name.replace(old, new)) for agency in heirs if old in agency.name]


def _within(full_name: str) -> str:
    return full_name[:1].lower() + full_name[1:]


def communes(province_code: str, *, on: date) -> list[tuple[str, str]]:
    """Return (code, name) of the province's communes in dictionary order, for choosing."""
    return [(u.code, u.full_name) for u in places.communes(province_code=province_code, on=on)]


def decided() -> Sequence[Decided]:
    """Return what was decided, the latest first."""
    return [
        Decided(
            on=row.on,
            code=row.code,
            name=_name(row.code, on=row.on - DAY),
            into=_name(row.into, on=row.on - DAY) if row.into else "",
            new_name=row.full_name,
            legal_basis=row.legal_basis,
        )
        for row in places.decided_changes()
    ]


def _name(code: str, *, on: date) -> str:
    unit = places.unit(code=code, on=on)
    return unit.full_name if unit else code
