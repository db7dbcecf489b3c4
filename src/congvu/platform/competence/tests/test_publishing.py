"""Publishing and closing rules: what is wrong is named by its field, and nothing changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.world import AT, COMMUNE_B, DEFINITION, World

from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Agency
from congvu.platform.competence.actions import (
    NewRule,
    NoSuchRule,
    NotYourRules,
    RuleRefused,
    close_rule,
    publish_rule,
)
from congvu.platform.competence.models import PublishedRule
from congvu.platform.events.models import JournalEntry
from congvu.platform.procedures.definition import CompetenceRule

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def new(world: World) -> NewRule:
    return NewRule(
        procedure_code=DEFINITION.code,
        kind=CompetenceRule.FIXED,
        agency_code=world.a.committee.code,
        decision_number="12/QĐ-UBND",
        legal_basis="Nghị định Thử, Điều 3",
        valid_from=TODAY,
    )


def test_what_is_filed_from_that_day_goes_by_the_decision(world: World, new: NewRule) -> None:
    before = world.submitted()
    row = publish_rule(new=new, actor=world.admin, at=AT)
    after = world.submitted(at=AT + timedelta(minutes=1))
    assert before.competent_agency_id == world.b.committee.id
    assert after.competent_agency_id == world.a.committee.id
    before.refresh_from_db()
    assert before.competent_agency_id == world.b.committee.id
    entry = JournalEntry.objects.get(event_type="RulePublished", subject_id=row.id)
    assert entry.legal_basis == "12/QĐ-UBND; Nghị định Thử, Điều 3"
    assert entry.actor_person_id == world.admin.person_id


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"procedure_code": "9.999999"}, "procedure_code"),
        ({"situation": "khong_co"}, "situation"),
        ({"place_code": "99"}, "place_code"),
        ({"place_code": "9990"}, "place_code"),
        ({"agency_code": "H99"}, "agency_code"),
        ({"agency_code": ""}, "agency_code"),
        ({"kind": CompetenceRule.DEPARTMENT_OF_PROVINCE, "department": "so_la"}, "department"),
        ({"kind": CompetenceRule.PROVINCE_COMMITTEE, "delegated_by": "H99"}, "delegated_by"),
        ({"valid_from": date(2026, 11, 22)}, "valid_from"),
        ({"valid_from": date(2099, 1, 1)}, "valid_from"),
        ({"valid_until": TODAY}, "valid_until"),
        ({"decision_number": "  "}, "decision_number"),
        ({"legal_basis": ""}, "legal_basis"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    world: World, new: NewRule, change: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        publish_rule(new=replace(new, **change), actor=world.admin, at=AT)  # type: ignore[arg-type]
    assert field in refused.value.problems
    assert not PublishedRule.objects.exists()


def test_every_fault_is_told_at_once(world: World, new: NewRule) -> None:
    broken = replace(new, situation="x", place_code="99", legal_basis="")
    with pytest.raises(RuleRefused) as refused:
        publish_rule(new=broken, actor=world.admin, at=AT)
    assert set(refused.value.problems) == {"situation", "place_code", "legal_basis"}


def test_two_rules_of_equal_rank_cannot_stand_together(world: World, new: NewRule) -> None:
    publish_rule(new=new, actor=world.admin, at=AT)
    other = replace(new, agency_code=world.province.code, decision_number="13/QĐ-UBND")
    with pytest.raises(RuleRefused) as refused:
        publish_rule(new=other, actor=world.admin, at=AT)
    assert "12/QĐ-UBND" in refused.value.problems["valid_from"]
    assert PublishedRule.objects.count() == 1
    publish_rule(new=replace(other, place_code=COMMUNE_B), actor=world.admin, at=AT)


def test_an_agency_that_ends_before_the_rule_is_refused(world: World, new: NewRule) -> None:
    Agency.objects.filter(id=world.a.committee.id).update(valid_until=date(2027, 1, 1))
    with pytest.raises(RuleRefused) as refused:
        publish_rule(new=new, actor=world.admin, at=AT)
    assert "01/01/2027" in refused.value.problems["agency_code"]
    publish_rule(new=replace(new, valid_until=date(2027, 1, 1)), actor=world.admin, at=AT)


def test_closing_gives_the_work_back_and_makes_room(world: World, new: NewRule) -> None:
    row = publish_rule(new=new, actor=world.admin, at=AT)
    close_rule(
        rule_id=row.id,
        valid_until=TODAY + timedelta(days=1),
        decision_number="14/QĐ-UBND",
        actor=world.admin,
        at=AT,
    )
    tomorrow = AT + timedelta(days=1)
    assert world.submitted().competent_agency_id == world.a.committee.id
    assert world.submitted(at=tomorrow).competent_agency_id == world.b.committee.id
    entry = JournalEntry.objects.get(event_type="RuleClosed", subject_id=row.id)
    assert entry.legal_basis == "14/QĐ-UBND"
    publish_rule(new=replace(new, valid_from=tomorrow.date()), actor=world.admin, at=AT)


def test_a_rule_closed_before_it_began_leaves_no_trace_in_the_way(
    world: World, new: NewRule
) -> None:
    later = replace(new, valid_from=TODAY + timedelta(days=30))
    row = publish_rule(new=later, actor=world.admin, at=AT)
    close_rule(rule_id=row.id, valid_until=TODAY, decision_number="15/QĐ", actor=world.admin, at=AT)
    publish_rule(new=replace(later, decision_number="16/QĐ"), actor=world.admin, at=AT)


@pytest.mark.parametrize(
    ("until", "number", "field"),
    [
        (date(2026, 11, 22), "1/QĐ", "valid_until"),
        (date(2027, 6, 2), "1/QĐ", "valid_until"),
        (date(2027, 1, 1), " ", "decision_number"),
    ],
)
def test_a_closing_that_cannot_be_is_refused(
    world: World, new: NewRule, until: date, number: str, field: str
) -> None:
    row = publish_rule(new=replace(new, valid_until=date(2027, 6, 1)), actor=world.admin, at=AT)
    with pytest.raises(RuleRefused) as refused:
        close_rule(
            rule_id=row.id, valid_until=until, decision_number=number, actor=world.admin, at=AT
        )
    assert field in refused.value.problems
    row.refresh_from_db()
    assert row.valid_until == date(2027, 6, 1)


def test_only_the_provinces_administrator_publishes(world: World, new: NewRule) -> None:
    for actor in (world.citizen, world.leader, world.counter_b):
        with pytest.raises(NotYourRules):
            publish_rule(new=new, actor=actor, at=AT)
    with pytest.raises(NoSuchRule):
        close_rule(
            rule_id=new_id(), valid_until=TODAY, decision_number="1", actor=world.admin, at=AT
        )
