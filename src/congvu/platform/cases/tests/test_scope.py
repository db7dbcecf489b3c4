"""`sees` of one case says what `visible_cases` says of all, for everybody and every case."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from tests.world import AT, World

from congvu.kernel import keeping
from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Agency, AgencyKind
from congvu.platform.cases import queries, scope
from congvu.platform.cases.models import Case
from congvu.platform.people.queries import as_citizen

WHO = (
    "citizen", "stranger", "counter_a", "counter_b", "handler_a", "handler_b",
    "second_handler_b", "head_b", "signer_a", "signer_b", "second_signer_b", "leader", "admin",
)  # fmt: skip


def everybody(world: World) -> list[Actor]:
    """Return the people of the world, also as private persons and at odd posts."""
    people = [getattr(world, who) for who in WHO]
    odd = [
        replace(world.leader, province_code="01"),
        replace(world.counter_b, parent_agency_id=None),
        replace(world.handler_b, agency_id=None),
        replace(world.signer_b, agency_kind=AgencyKind.PROVINCE_COMMITTEE),
    ]
    return [*people, *(as_citizen(person) for person in people), *odd]


@pytest.fixture
def cases(world: World) -> list[Case]:
    """Cases of both communes, one filed for somebody else, one received elsewhere."""
    own = [world.submitted(), world.submitted(commune=world.a), world.claimed(), world.returned()]
    filed = world.submitted()
    Case.objects.filter(id=filed.id).update(filed_by_id=world.stranger.person_id)
    elsewhere = world.submitted()
    Case.objects.filter(id=elsewhere.id).update(
        receiving_agency=world.a.centre, receiving_unit=world.a.counter_unit
    )
    officers = world.submitted()
    Case.objects.filter(id=officers.id).update(applicant_id=world.handler_a.person_id)
    made = [*own, filed, elsewhere, officers]
    return list(Case.objects.filter(id__in=[case.id for case in made]))


def test_one_case_is_seen_as_the_list_shows_it(world: World, cases: list[Case]) -> None:
    counted = 0
    for actor in everybody(world):
        listed = set(scope.visible_cases(actor).values_list("id", flat=True))
        for case in cases:
            assert scope.sees(actor, case) == (case.id in listed), (actor.name, actor.post_kind)
            counted += case.id in listed
    assert counted > len(cases), "somebody sees something"


def test_page_and_act_find_the_same_cases(world: World, cases: list[Case]) -> None:
    for actor in everybody(world):
        for case in cases:
            assert found(queries.visible_by_code, actor, case) == scope.sees(actor, case)
            assert found(partial(queries.act_on, key=new_id()), actor, case) == scope.sees(
                actor, case
            )


def found(read: object, actor: Actor, case: Case) -> bool:
    try:
        return bool(read(actor, case.code).id == case.id)  # type: ignore[operator]
    except scope.NoSuchCase:
        return False


def test_agency_under_a_new_name_keeps_its_cases(world: World) -> None:
    case, old = world.claimed(), world.b.committee
    renamed_on = AT.date() + timedelta(days=1)
    Agency.objects.filter(id=old.id).update(valid_until=renamed_on)
    new = Agency.objects.create(
        code=old.code, name="Ủy ban nhân dân xã Bình Yên Mới", folded_name="x", sort_key="x",
        bloc=old.bloc, kind=old.kind, parent=old.parent, province_code=old.province_code,
        commune_code=old.commune_code, valid_from=renamed_on,
    )  # fmt: skip
    keeping.forget()
    actor = replace(world.handler_b, agency_id=new.id)
    assert scope.visible_cases(actor).filter(id=case.id).exists()
    assert scope.sees(actor, case)
