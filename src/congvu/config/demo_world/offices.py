"""The officers of some communes and departments, one for every post, and who acts on a case."""

from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from uuid import UUID

from django.conf import settings

from congvu.config.demo_world.persons import Registry, keep
from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.clock import VIETNAM, local_date
from congvu.kernel.refusal import Refusal
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency, AgencyKind, Post
from congvu.platform.cases.models import Case
from congvu.platform.people import actions as people
from congvu.platform.people.models import Appointment, Person
from congvu.platform.places import queries as places
from congvu.platform.places.models import AdministrativeUnit

COMMUNES_WANTED = ("Đồng Hới", "Vĩnh Linh", "Nam Đông Hà", "Lệ Thủy", "Khe Sanh", "Triệu Phong")
DEPARTMENTS = ("so_nong_nghiep_va_moi_truong", "so_noi_vu")
MORNING = time(8)
BASIS = "Dữ liệu thử nghiệm"


class ReferenceMissing(Refusal):
    """The reference data are not there, so there is nobody to serve and nothing to ask for."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Chưa có {what}. Hãy chạy “load_reference” trước.")


@dataclass(frozen=True, kw_only=True)
class Office:
    """A commune with its committee, its one-stop centre and its police."""

    commune: AdministrativeUnit
    committee: Agency
    centre: Agency
    police: Agency


@dataclass(frozen=True, kw_only=True)
class Officer:
    person: Person
    post: Post
    agency: Agency

    def actor(self) -> Actor:
        return Actor(
            person_id=self.person.id,
            name=self.person.full_name,
            post_id=self.post.id,
            post_kind=PostKind(self.post.kind),
            post_title=self.post.title,
            unit_id=self.post.unit_id,
            agency_id=self.agency.id,
            agency_name=self.agency.name,
            parent_agency_id=self.agency.parent_id,
            agency_kind=self.agency.kind,
            province_code=self.agency.province_code,
        )


@dataclass(kw_only=True)
class Crew:
    """Everybody who holds a post in the demo."""

    dice: Random
    offices: tuple[Office, ...]
    officers: tuple[Officer, ...]

    def __post_init__(self) -> None:
        self._by_unit: dict[tuple[UUID, str], list[Actor]] = {}
        self._by_person: dict[UUID, Actor] = {}
        for officer in self.officers:
            actor = officer.actor()
            self._by_unit.setdefault((officer.post.unit_id, officer.post.kind), []).append(actor)
            self._by_person[actor.person_id] = actor

    def holder(self, case: Case) -> Actor:
        """Return the officer whose turn it is; the first of a unit does most."""
        if case.assignee_id is not None:
            return self._by_person[case.assignee_id]
        assert case.holder_unit_id is not None  # noqa: S101 - asked only when an officer holds it
        found = self._by_unit[case.holder_unit_id, case.holder_post_kind]
        return self.dice.choices(found, weights=[2.0**-i for i in range(len(found))])[0]

    def signer(self, case: Case) -> Actor:
        """Return who leads the agency that decides the case."""
        unit = agencies.signer_unit(case.competent_agency)
        return self._by_unit[unit.id, PostKind.SIGNER.value][0]

    def counter(self, office: Office) -> Actor:
        unit = agencies.counter_unit(office.centre)
        return self.dice.choice(self._by_unit[unit.id, PostKind.COUNTER.value])

    def of_kind(self, kind: str) -> Agency:
        return next(o.agency for o in self.officers if o.agency.kind == kind)

    def at(self, agency: Agency, *, post_key: str, unit_key: str = "") -> Officer:
        """Return who holds the post of that key in an agency, in any unit unless one is named."""
        return next(
            officer
            for officer in self.officers
            if (officer.agency.id, officer.post.key) == (agency.id, post_key)
            if unit_key in {"", officer.post.unit.key}
        )


def staff(*, registry: Registry, since: date, at: datetime) -> Crew:
    """Appoint a new person to every post of the chosen agencies."""
    on, appointed_at = local_date(at), datetime.combine(since, MORNING, VIETNAM)
    offices = tuple(office_of(commune, on=on) for commune in chosen_communes(on=on))
    served = [a for office in offices for a in (office.committee, office.centre, office.police)]
    officers = [
        Officer(person=registry.person(commune=offices[0].commune, on=on), post=post, agency=agency)
        for agency in (*served, *_of_province(on))
        for unit in agencies.units_with_posts(agency)
        for post in unit.posts.all()
    ]
    keep([officer.person for officer in officers])
    for officer in officers:
        people.appoint(
            person=officer.person,
            post=officer.post,
            since=since,
            legal_basis=BASIS,
            actor=None,
            at=appointed_at,
        )
    return Crew(dice=registry.dice, offices=offices, officers=tuple(officers))


def chosen_communes(*, on: date) -> list[AdministrativeUnit]:
    """Return the demo's communes; where a name is not found, others of the province fill up."""
    known = list(places.communes(province_code=settings.PROVINCE_CODE, on=on))
    named = {unit.name: unit for unit in known}
    if len(known) < len(COMMUNES_WANTED):
        raise ReferenceMissing("đơn vị hành chính của tỉnh")
    chosen = [named[name] for name in COMMUNES_WANTED if name in named]
    others = [unit for unit in known if unit not in chosen]
    return [*chosen, *others][: len(COMMUNES_WANTED)]


def office_of(commune: AdministrativeUnit, *, on: date) -> Office:
    committee, police = (
        agencies.agency_of_commune(commune.code, kind=kind, on=on)
        for kind in (AgencyKind.COMMUNE_COMMITTEE, AgencyKind.POLICE)
    )
    if committee is None or police is None:
        raise ReferenceMissing(f"cơ quan của {commune.full_name}")
    centre = agencies.centre_of(committee)
    return Office(commune=commune, committee=committee, centre=centre, police=police)


def crew_at_work(*, dice: Random, on: date) -> Crew:
    """Return the officers whom `staff` appointed earlier, as they are appointed on that day."""
    held = Appointment.objects.filter(post__unit__agency__province_code=settings.PROVINCE_CODE)
    officers = tuple(
        Officer(person=row.person, post=row.post, agency=row.post.unit.agency)
        for row in held.filter(until=None)
        .order_by("id")
        .select_related("person", "post__unit__agency")
    )
    offices = tuple(office_of(commune, on=on) for commune in chosen_communes(on=on))
    return Crew(dice=dice, offices=offices, officers=officers)


def _of_province(on: date) -> list[Agency]:
    province = settings.PROVINCE_CODE
    found = [
        agencies.province_committee(province, on=on),
        agencies.province_centre(province, on=on),
        *(agencies.department(province, key=key, on=on) for key in DEPARTMENTS),
    ]
    return [agency for agency in found if agency is not None]
