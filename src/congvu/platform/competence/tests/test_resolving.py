"""One agency with its reason, or the question that decides. Never a guess."""

from datetime import date
from typing import Any

import pytest
from tests.world import (
    COMMUNE_A,
    COMMUNE_B,
    DEFINITION,
    PROVINCE,
    SINCE,
    World,
    add_agency,
    fields_of,
)

from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Agency, AgencyKind
from congvu.platform.competence.facts import COUNTER, SITUATION, Facts, Question, Ruling, Spot
from congvu.platform.competence.models import PublishedRule
from congvu.platform.competence.queries import resolve, signer
from congvu.platform.procedures.definition import (
    Competence,
    CompetenceRule,
    Definition,
)

pytestmark = pytest.mark.django_db
R = CompetenceRule
DAY = date(2026, 11, 23)
AT_B = {"noi_cu_tru": {"text": "xã Bình Yên", "code": COMMUNE_B}}


def definition(rule: CompetenceRule | None, **more: Any) -> Definition:
    own = Competence(rule=rule, legal_basis="Luật Thử, Điều 1", **more) if rule else None
    return Definition(**{**fields_of(DEFINITION), "competence": own})


def resolved(rule: CompetenceRule | None, answers: Any = None, **more: Any) -> Ruling | Question:
    names = ("situation", "place", "residence", "counter_commune", "home")
    told = {name: more.pop(name) for name in names if name in more}
    facts = Facts(**{"home": PROVINCE, "answers": answers or {}, **told})
    return resolve(definition=definition(rule, **more), facts=facts, on=DAY)


def agency_of(outcome: Ruling | Question) -> str:
    assert isinstance(outcome, Ruling), outcome
    return outcome.agency.name


def asked(outcome: Ruling | Question) -> Question:
    assert isinstance(outcome, Question), outcome
    return outcome


def decide(**facts: Any) -> PublishedRule:
    return PublishedRule.objects.create(
        **{
            "procedure_code": DEFINITION.code,
            "kind": R.FIXED.value,
            "place_question": "noi_cu_tru",
            "decision_number": "12/QĐ-UBND",
            "legal_basis": "Nghị định Thử",
            "valid_from": SINCE,
            "published_at": "2025-07-01T00:00:00Z",
            **facts,
        }
    )


def test_the_place_decides(world: World) -> None:
    outcome = resolved(R.COMMUNE_OF_PLACE, AT_B, place_question="noi_cu_tru", unit="phong_viec")
    assert agency_of(outcome) == world.b.committee.name
    assert isinstance(outcome, Ruling)
    assert "xã Bình Yên" in outcome.reason
    assert (outcome.legal_basis, outcome.unit_key) == ("Luật Thử, Điều 1", "phong_viec")


@pytest.mark.parametrize(
    "place", [None, "", "Bình Yên", {"text": "Bình Yên", "code": ""}, {"code": 19901}, ["19901"]]
)
def test_a_place_not_known_to_be_one_commune_is_asked(world: World, place: Any) -> None:
    outcome = resolved(
        R.COMMUNE_OF_PLACE,
        {"noi_cu_tru": place},
        place_question="noi_cu_tru",
        counter_commune=COMMUNE_A,
    )
    assert asked(outcome).key == "noi_cu_tru"
    assert "Nơi cư trú" in asked(outcome).text


def test_a_commune_without_its_agency_is_a_gap_and_no_guess(world: World) -> None:
    nowhere = {"noi_cu_tru": {"text": "Xã Không Có", "code": "00000"}}
    assert asked(resolved(R.COMMUNE_OF_PLACE, nowhere, place_question="noi_cu_tru")).is_gap
    assert asked(resolved(R.POLICE_OF_PLACE, AT_B, place_question="noi_cu_tru")).is_gap


def test_an_address_of_several_communes_is_asked_with_every_candidate(world: World) -> None:
    doubtful = Spot(text="xã cũ", codes=(COMMUNE_A, COMMUNE_B))
    question = asked(resolved(R.COMMUNE_OF_PLACE, place=doubtful))
    assert question.key == "place"
    assert [c.answer for c in question.candidates] == [COMMUNE_A, COMMUNE_B]
    assert [c.agency.name for c in question.candidates] == [
        world.a.committee.name,
        world.b.committee.name,
    ]


def test_an_address_of_several_communes_of_one_province_needs_no_question(world: World) -> None:
    doubtful = Spot(text="xã cũ", codes=(COMMUNE_A, COMMUNE_B))
    outcome = resolved(R.PROVINCE_COMMITTEE, place=doubtful)
    assert agency_of(outcome) == world.province.name


def test_a_doubtful_home_does_not_matter_where_the_thing_decides(world: World) -> None:
    outcome = resolved(
        R.COMMUNE_OF_PLACE,
        place=Spot(text="xã Bình Yên", codes=(COMMUNE_B,)),
        residence=Spot(text="xã cũ", codes=(COMMUNE_A, COMMUNE_B)),
    )
    assert agency_of(outcome) == world.b.committee.name


def test_residence_counts_where_the_rule_says_so(world: World) -> None:
    told = {
        "place": Spot(text="A", codes=(COMMUNE_A,)),
        "residence": Spot(text="B", codes=(COMMUNE_B,)),
    }
    assert agency_of(resolved(R.COMMUNE_OF_PLACE, **told)) == world.a.committee.name
    lives = resolved(R.COMMUNE_OF_PLACE, by_residence=True, **told)
    assert agency_of(lives) == world.b.committee.name


def test_any_commune_is_the_one_chosen(world: World) -> None:
    chosen = resolved(R.ANY_COMMUNE_IN_PROVINCE, counter_commune=COMMUNE_A)
    assert agency_of(chosen) == world.a.committee.name
    assert asked(resolved(R.ANY_COMMUNE_IN_PROVINCE)).key == COUNTER
    fallen_back = resolved(R.ANY_COMMUNE_IN_PROVINCE, AT_B, place_question="noi_cu_tru")
    assert agency_of(fallen_back) == world.b.committee.name


def test_any_commune_of_the_province_is_not_one_of_another(world: World) -> None:
    far = "10000"
    committee = add_agency(
        AgencyKind.COMMUNE_COMMITTEE, code="01.10000", name="Ủy ban nhân dân xã Xa", commune=far
    )
    Agency.objects.filter(id=committee.id).update(province_code="01")
    told = {"counter_commune": COMMUNE_A, "place": Spot(text="xã Xa", codes=(far,))}
    assert asked(resolved(R.ANY_COMMUNE_IN_PROVINCE, **told)).key == COUNTER
    assert agency_of(resolved(R.ANY_COMMUNE_IN_COUNTRY, **told)) == world.a.committee.name


def test_no_rule_is_said(world: World) -> None:
    outcome = asked(resolved(None))
    assert outcome.is_gap
    assert outcome.key == ""


def test_a_decision_names_another_agency_and_its_number_is_the_basis(world: World) -> None:
    decide(agency_code=world.a.committee.code, delegated_by="H50")
    outcome = resolved(R.COMMUNE_OF_PLACE, AT_B, place_question="noi_cu_tru")
    assert agency_of(outcome) == world.a.committee.name
    assert isinstance(outcome, Ruling)
    assert outcome.legal_basis == "12/QĐ-UBND; Nghị định Thử"
    assert "ủy quyền" in outcome.reason


def test_a_rule_for_one_commune_leaves_the_others_alone(world: World) -> None:
    decide(place_code=COMMUNE_B, agency_code=world.province.code)
    told = {"place_question": "noi_cu_tru"}
    assert agency_of(resolved(R.COMMUNE_OF_PLACE, AT_B, **told)) == world.province.name
    at_a = {"noi_cu_tru": {"text": "A", "code": COMMUNE_A}}
    assert agency_of(resolved(R.COMMUNE_OF_PLACE, at_a, **told)) == world.a.committee.name
    assert asked(resolved(R.COMMUNE_OF_PLACE, **told)).key == "noi_cu_tru"


def test_a_situation_that_decides_is_asked_with_candidates(world: World) -> None:
    decide(situation="cap_lai", agency_code=world.province.code)
    told = {"place_question": "noi_cu_tru"}
    question = asked(resolved(R.COMMUNE_OF_PLACE, AT_B, **told))
    assert question.key == SITUATION
    assert {c.answer: c.agency.name for c in question.candidates} == {
        "lan_dau": world.b.committee.name,
        "cap_lai": world.province.name,
    }
    again = resolved(R.COMMUNE_OF_PLACE, AT_B, situation="cap_lai", **told)
    assert agency_of(again) == world.province.name


def test_a_renamed_agency_answers_under_the_name_of_the_day(world: World) -> None:
    Agency.objects.filter(id=world.b.committee.id).update(valid_until=date(2026, 11, 24))
    later = Agency.objects.get(id=world.b.committee.id)
    later.id, later.name = new_id(), "Ủy ban nhân dân phường Bình Yên"
    later.valid_from, later.valid_until = date(2026, 11, 24), None
    later.save(force_insert=True)
    own = definition(R.COMMUNE_OF_PLACE, place_question="noi_cu_tru")
    facts = Facts(home=PROVINCE, answers=AT_B)
    before = resolve(definition=own, facts=facts, on=DAY)
    after = resolve(definition=own, facts=facts, on=date(2026, 11, 24))
    assert agency_of(before) == world.b.committee.name
    assert agency_of(after) == later.name


def test_the_signer_is_the_head_where_posts_are_known(world: World) -> None:
    found = signer(world.b.committee)
    assert (found.title, found.post_id) == (
        world.b.signer_post.title,
        str(world.b.signer_post.id),
    )
    unknown = signer(world.b.centre)
    assert unknown.title == "Giám đốc Trung tâm"
    assert unknown.post_id == ""
