"""Proposing: the handler hands the case to the one who signs."""

from dataclasses import replace

import pytest
from tests.world import AT, DUE, HOUR, World, two_step_definition

from congvu.kernel.actor import Actor
from congvu.platform.cases import policy
from congvu.platform.cases.actions.propose import NotReadyToSign, ReasonNeeded, propose
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, Decision, Outcome
from congvu.platform.cases.tests.seeing import figures_of, last_entry, nothing_changes, open_task
from congvu.platform.procedures.actions import publish_version
from congvu.platform.procedures.models import Origin


def put_forward(
    case: Case,
    *,
    actor: Actor,
    outcome: Outcome = Outcome.GRANTED,
    reason: str = "Đủ điều kiện",
    revision: int | None = None,
) -> Decision:
    return propose(
        case_id=case.id,
        revision=revision or case.revision,
        outcome=outcome,
        reason=reason,
        actor=actor,
        at=AT + HOUR,
    )


def test_proposal_waits_for_the_signer(world: World) -> None:
    case = world.claimed()
    put_forward(case, actor=world.handler_b, reason=" Đủ   điều kiện ")
    case.refresh_from_db()
    assert (case.status, case.step_key) == (CaseStatus.IN_PROGRESS, "ky")
    assert (case.holder_unit_id, case.holder_post_kind) == (world.signer_b.unit_id, "SIGNER")
    assert (case.assignee_id, case.due_at) == (None, DUE)
    decision = case.decisions.get()
    assert (decision.outcome, decision.reason) == (Outcome.GRANTED, "Đủ điều kiện")
    assert (decision.is_approved, decision.decided_at) == (None, None)
    assert decision.proposed_by_id == world.handler_b.person_id


def test_proposal_closes_the_appraisal(world: World) -> None:
    case = world.claimed()
    put_forward(case, actor=world.handler_b)
    assert case.tasks.get(step_key="tham_dinh").outcome == "PROPOSED"
    assert open_task(case).step_key == "ky"


def test_proposal_is_recorded_and_moves_no_figure(world: World) -> None:
    case = world.claimed()
    decision = put_forward(case, actor=world.handler_b)
    entry = last_entry(case)
    assert (entry.event_type, entry.facts["outcome"]) == ("OutcomeProposed", "GRANTED")
    assert entry.facts["decision_id"] == str(decision.id)
    assert figures_of(entry).before == figures_of(entry).after is not None


def test_unclaimed_case_is_begun_by_its_proposal(world: World) -> None:
    case = world.accepted()
    put_forward(case, actor=world.handler_b)
    case.refresh_from_db()
    assert (case.status, case.handler_id) == (CaseStatus.IN_PROGRESS, world.handler_b.person_id)


def test_refusal_needs_its_reason(world: World) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(ReasonNeeded):
        put_forward(case, actor=world.handler_b, outcome=Outcome.REFUSED, reason="  ")


def test_earlier_steps_come_before_a_proposal(world: World) -> None:
    version = publish_version(definition=two_step_definition(), origin=Origin.OURS, at=AT)
    case = replace(world, version=version).claimed()
    with nothing_changes(), pytest.raises(NotReadyToSign):
        put_forward(case, actor=world.handler_b)


@pytest.mark.parametrize("who", ["stranger", "handler_a", "counter_a", "admin"])
def test_stranger_finds_no_case_to_propose(world: World, who: str) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        put_forward(case, actor=getattr(world, who))


@pytest.mark.parametrize("who", ["citizen", "counter_b", "second_handler_b", "signer_b", "leader"])
def test_only_who_handles_the_case_proposes(world: World, who: str) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        put_forward(case, actor=getattr(world, who))


@pytest.mark.parametrize("stage", ["submitted", "awaiting", "proposed", "decided", "returned"])
def test_nothing_to_propose_in_another_state(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        put_forward(case, actor=world.handler_b)


def test_signer_does_not_propose_to_themself(world: World) -> None:
    case = world.proposed()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        put_forward(case, actor=world.signer_b)


def test_proposal_sent_twice_is_stale(world: World) -> None:
    case = world.claimed()
    put_forward(case, actor=world.handler_b)
    with nothing_changes(), pytest.raises(Stale):
        put_forward(case, actor=world.handler_b, revision=3)
