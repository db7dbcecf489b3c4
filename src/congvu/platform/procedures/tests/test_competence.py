"""Which agency decides; what must be asked when the facts do not tell."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.platform.procedures.competence import Question, Ruling, resolve
from congvu.platform.procedures.definition import (
    Competence,
    CompetenceRule,
    Definition,
    Page,
    QuestionKind,
)
from congvu.platform.procedures.definition import Question as Asked

R = CompetenceRule
PLACE = {"place": {"text": "Xã Vĩnh Linh", "code": "19363"}}


def definition(rule: CompetenceRule | None, **more: Any) -> Definition:
    asked = Asked(key="place", label="Nơi cư trú", kind=QuestionKind.PLACE)
    return Definition(
        code="9.000001",
        name="Mở tiệm bánh",
        field_code="",
        field_name="",
        promulgator="",
        levels=(),
        subjects=(),
        channels=(),
        form=(Page(key="where", title="Ở đâu?", questions=(asked,)),),
        competence=Competence(rule=rule, legal_basis="Luật Bánh, Điều 1", unit="van_phong", **more)
        if rule
        else None,
    )


def resolved(
    rule: CompetenceRule | None, answers: Any = None, chosen: str = "", **more: Any
) -> Ruling | Question:
    return resolve(
        definition=definition(rule, **more),
        situation="",
        answers=answers or {},
        chosen_commune=chosen,
    )


def test_the_place_decides() -> None:
    ruling = resolved(R.COMMUNE_OF_PLACE, PLACE, "11111", place_question="place")
    assert isinstance(ruling, Ruling)
    assert (ruling.commune_code, ruling.unit_key) == ("19363", "van_phong")
    assert "Xã Vĩnh Linh" in ruling.reason
    assert ruling.legal_basis == "Luật Bánh, Điều 1"


@pytest.mark.parametrize(
    "place", [None, "", "Vĩnh Linh", {"text": "Vĩnh Linh", "code": ""}, {"code": 19363}, ["19363"]]
)
def test_a_place_not_known_to_be_one_commune_is_asked(place: Any) -> None:
    asked = resolved(R.COMMUNE_OF_PLACE, {"place": place}, "11111", place_question="place")
    assert isinstance(asked, Question)
    assert asked.question_key == "place"
    assert "Nơi cư trú" in asked.text


def test_any_commune_is_the_one_chosen() -> None:
    ruling = resolved(R.ANY_COMMUNE_IN_PROVINCE, {}, "19363")
    assert isinstance(ruling, Ruling)
    assert ruling.commune_code == "19363"
    assert isinstance(resolved(R.ANY_COMMUNE_IN_PROVINCE), Question)


def test_any_commune_falls_back_on_the_place_given() -> None:
    ruling = resolved(R.ANY_COMMUNE_IN_PROVINCE, PLACE, place_question="place")
    assert isinstance(ruling, Ruling)
    assert ruling.commune_code == "19363"


def test_departments_and_committees_need_no_place() -> None:
    ruling = resolved(R.DEPARTMENT_OF_PROVINCE, department="so_noi_vu")
    assert isinstance(ruling, Ruling)
    assert ruling.department_key == "so_noi_vu"
    for rule in (R.PROVINCE_COMMITTEE, R.MINISTRY):
        ruling = resolved(rule)
        assert isinstance(ruling, Ruling)
        assert ruling.rule is rule
        assert not ruling.commune_code


def test_without_a_rule_nothing_is_decided() -> None:
    assert isinstance(resolved(None, PLACE, "19363"), Question)


@given(st.sampled_from(list(R)), st.text(), st.dictionaries(st.just("place"), st.text()))
def test_a_commune_is_never_made_up(rule: CompetenceRule, code: str, place: Any) -> None:
    ruling = resolved(rule, {"place": place | {"code": code}}, place_question="place")
    if isinstance(ruling, Ruling) and ruling.commune_code:
        assert ruling.commune_code == code
