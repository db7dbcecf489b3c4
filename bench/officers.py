"""The officers who carry a client's dossiers to their end, each signed in at a post."""

from dataclasses import dataclass
from itertools import count
from uuid import UUID

from bench.applicants import PROCEDURE, new_person, open_session
from congvu.kernel import clock
from congvu.kernel.actor import PostKind
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import AgencyKind, Post, Unit
from congvu.platform.people.actions import appoint
from congvu.platform.procedures.queries import definition_of, published_version

_numbers = count(500_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Somebody who acts over HTTP."""

    cookies: str
    csrf_token: str
    person_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    counter: Desk
    handler: Desk
    signer: Desk


def office_of(commune_code: str) -> Office:
    """Appoint and sign in whom the measured procedure needs in that commune."""
    today = clock.local_date(clock.now())
    committee = agencies.agency_of_commune(
        commune_code, kind=AgencyKind.COMMUNE_COMMITTEE, on=today
    )
    competence = definition_of(published_version(code=PROCEDURE, on=today)).competence
    if committee is None or competence is None:
        raise SystemExit(f"Xã {commune_code} không giải quyết được thủ tục {PROCEDURE}.")
    handling = Unit.objects.get(agency=committee, key=competence.unit)
    counter = agencies.counter_unit(agencies.centre_of(committee))
    return Office(
        counter=_desk(counter, PostKind.COUNTER),
        handler=_desk(handling, PostKind.HANDLER),
        signer=_desk(agencies.signer_unit(committee), PostKind.SIGNER),
    )


def _desk(unit: Unit, kind: PostKind) -> Desk:
    at = clock.now()
    person = new_person(next(_numbers), name="Cán bộ Đo")
    post = Post.objects.filter(unit=unit, kind=kind).order_by("id")[0]
    appoint(
        person=person,
        post=post,
        since=clock.local_date(at),
        legal_basis="Phép đo",
        actor=None,
        at=at,
    )
    cookies, token = open_session(person, post_id=post.id)
    return Desk(cookies=cookies, csrf_token=token, person_id=person.id, unit_id=unit.id)
