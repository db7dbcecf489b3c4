"""Claiming: an officer takes a case of their unit into their own hands."""

import pytest
from tests.world import AT, DUE, HOUR, World

from congvu.platform.cases import policy
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.tests.seeing import figures_of, last_entry, nothing_changes, open_task


def test_claim_names_who_answers_for_the_case(world: World) -> None:
    case = world.accepted()
    claim(case_id=case.id, revision=2, actor=world.handler_b, at=AT + HOUR)
    case.refresh_from_db()
    assert (case.status, case.revision) == (CaseStatus.IN_PROGRESS, 3)
    assert case.assignee_id == case.handler_id == world.handler_b.person_id
    assert open_task(case).assignee_id == world.handler_b.person_id
    assert case.due_at == DUE


def test_claim_moves_no_figure(world: World) -> None:
    case = world.claimed()
    entry = last_entry(case)
    assert (entry.event_type, entry.facts["step_key"]) == ("CaseClaimed", "tham_dinh")
    figures = figures_of(entry)
    assert figures.before == figures.after is not None
    assert (figures.received, figures.finished) == (0, 0)


@pytest.mark.parametrize("who", ["stranger", "handler_a", "admin"])
def test_stranger_finds_no_case_to_claim(world: World, who: str) -> None:
    case = world.accepted()
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        claim(case_id=case.id, revision=2, actor=getattr(world, who), at=AT)


@pytest.mark.parametrize("who", ["citizen", "counter_b", "signer_b", "leader"])
def test_only_a_handler_of_the_unit_claims(world: World, who: str) -> None:
    case = world.accepted()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        claim(case_id=case.id, revision=2, actor=getattr(world, who), at=AT)


@pytest.mark.parametrize(
    "stage", ["submitted", "claimed", "awaiting", "proposed", "decided", "returned"]
)
def test_only_an_unclaimed_step_is_claimed(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        claim(case_id=case.id, revision=case.revision, actor=world.second_handler_b, at=AT)


def test_second_claim_on_the_same_page_is_stale(world: World) -> None:
    case = world.accepted()
    claim(case_id=case.id, revision=2, actor=world.handler_b, at=AT)
    for late in (world.second_handler_b, world.handler_b):
        with nothing_changes(), pytest.raises(Stale):
            claim(case_id=case.id, revision=2, actor=late, at=AT)
