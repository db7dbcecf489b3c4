"""Completing a step: the next one opens; the signature needs a proposal instead."""

from dataclasses import replace

import pytest
from tests.world import AT, HOUR, World, two_step_definition

from congvu.platform.cases import policy
from congvu.platform.cases.actions.complete_step import ProposalNeeded, complete_step
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case
from congvu.platform.cases.tests.seeing import figures_of, last_entry, nothing_changes, open_task
from congvu.platform.procedures.actions import publish_version
from congvu.platform.procedures.models import Origin


@pytest.fixture
def checked(world: World) -> World:
    """The world in which appraisal comes after a check by the same unit."""
    version = publish_version(definition=two_step_definition(), origin=Origin.OURS, at=AT)
    return replace(world, version=version)


def test_completed_step_opens_the_next(checked: World) -> None:
    case = checked.claimed()
    assert case.step_key == "kiem_tra"
    complete_step(case_id=case.id, revision=case.revision, actor=checked.handler_b, at=AT + HOUR)
    case.refresh_from_db()
    assert (case.step_key, case.revision) == ("tham_dinh", 4)
    done = case.tasks.get(step_key="kiem_tra")
    assert (done.outcome, done.done_at) == ("COMPLETED", AT + HOUR)
    task = open_task(case)
    assert (task.step_key, task.assignee_id) == ("tham_dinh", checked.handler_b.person_id)
    assert case.assignee_id == checked.handler_b.person_id


def test_completion_is_recorded_with_both_steps(checked: World) -> None:
    case = checked.claimed()
    complete_step(case_id=case.id, revision=case.revision, actor=checked.handler_b, at=AT)
    entry = last_entry(case)
    assert entry.event_type == "StepCompleted"
    assert entry.facts["step_key"] == "kiem_tra"
    assert entry.facts["next_step_key"] == "tham_dinh"
    assert figures_of(entry).before == figures_of(entry).after


def test_unclaimed_step_completed_is_work_begun(checked: World) -> None:
    case = checked.accepted()
    complete_step(case_id=case.id, revision=case.revision, actor=checked.handler_b, at=AT)
    case.refresh_from_db()
    assert case.status == CaseStatus.IN_PROGRESS
    assert case.handler_id == checked.handler_b.person_id


def test_step_before_the_signature_needs_a_proposal(world: World) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(ProposalNeeded):
        complete_step(case_id=case.id, revision=case.revision, actor=world.handler_b, at=AT)


@pytest.mark.parametrize("who", ["stranger", "handler_a", "counter_a", "admin"])
def test_stranger_finds_no_step(checked: World, who: str) -> None:
    case = checked.claimed()
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        complete_step(case_id=case.id, revision=case.revision, actor=getattr(checked, who), at=AT)


@pytest.mark.parametrize("who", ["citizen", "counter_b", "second_handler_b", "signer_b", "leader"])
def test_step_belongs_to_its_assignee(checked: World, who: str) -> None:
    case = checked.claimed()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        complete_step(case_id=case.id, revision=case.revision, actor=getattr(checked, who), at=AT)


@pytest.mark.parametrize("stage", ["submitted", "awaiting", "proposed", "decided", "returned"])
def test_nothing_to_complete_in_another_state(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        complete_step(case_id=case.id, revision=case.revision, actor=world.handler_b, at=AT)


def test_step_completed_twice_is_stale(checked: World) -> None:
    case = checked.claimed()
    complete_step(case_id=case.id, revision=3, actor=checked.handler_b, at=AT)
    with nothing_changes(), pytest.raises(Stale):
        complete_step(case_id=case.id, revision=3, actor=checked.handler_b, at=AT)
    assert Case.objects.get(id=case.id).step_key == "tham_dinh"
