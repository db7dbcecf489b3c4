"""Deciding: the competent signer approves the proposal or sends it back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.world import AT, DUE, HOUR, World

from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Refusal
from congvu.platform.cases import policy
from congvu.platform.cases.actions.decide import approve, send_back
from congvu.platform.cases.actions.propose import ReasonNeeded, propose
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.lifecycle import CaseStatus, MoveNotAllowed
from congvu.platform.cases.models import Case, Outcome, WaitingFor
from congvu.platform.cases.tests.seeing import figures_of, last_entry, nothing_changes, open_task

Act = Callable[[Case, Actor], Case]


def approved(case: Case, actor: Actor) -> Case:
    return approve(case_id=case.id, revision=case.revision, actor=actor, at=AT + HOUR)


def sent_back(case: Case, actor: Actor) -> Case:
    return send_back(
        case_id=case.id, revision=case.revision, remark="Xem lại", actor=actor, at=AT + HOUR
    )


BOTH = pytest.mark.parametrize("act", [approved, sent_back])


def test_approval_decides_the_case(world: World) -> None:
    case = world.proposed()
    approved(case, world.signer_b)
    case.refresh_from_db()
    assert (case.status, case.finished_at) == (CaseStatus.DECIDED, AT + HOUR)
    assert (case.step_key, case.waiting_for) == ("tra", WaitingFor.OFFICER)
    assert case.holder_unit_id == world.b.counter_unit.id
    assert case.clock is not None
    assert case.clock.stopped_at == AT + HOUR
    decision = case.decisions.get()
    assert (decision.is_approved, decision.decided_at) == (True, AT + HOUR)
    assert (decision.decided_by_id, decision.capacity) == (world.signer_b.person_id, "OWN")


def test_approval_hands_the_result_to_the_counter(world: World) -> None:
    case = approved(world.proposed(), world.signer_b)
    assert case.tasks.get(step_key="ky").outcome == "APPROVED"
    task = open_task(case)
    assert (task.step_key, task.unit) == ("tra", world.b.counter_unit)


@pytest.mark.parametrize(
    ("at", "in_time"), [(DUE, 1), (DUE + timedelta(seconds=1), 0), (AT + HOUR, 1)]
)
def test_decision_counts_as_in_time_until_due(world: World, at: datetime, in_time: int) -> None:
    case = world.proposed()
    approve(case_id=case.id, revision=case.revision, actor=world.signer_b, at=at)
    entry = last_entry(case)
    assert (entry.event_type, entry.facts["in_time"]) == ("CaseDecided", bool(in_time))
    figures = figures_of(entry)
    assert (figures.finished, figures.finished_in_time, figures.received) == (1, in_time, 0)
    assert figures.after is None
    assert figures.before is not None


def test_sending_back_returns_it_to_its_handler(world: World) -> None:
    case = world.proposed()
    sent_back(case, world.signer_b)
    case.refresh_from_db()
    assert (case.status, case.step_key) == (CaseStatus.IN_PROGRESS, "tham_dinh")
    assert (case.assignee_id, case.due_at) == (world.handler_b.person_id, DUE)
    decision = case.decisions.get()
    assert (decision.is_approved, decision.remark) == (False, "Xem lại")
    assert open_task(case).assignee_id == world.handler_b.person_id
    assert last_entry(case).event_type == "ProposalSentBack"
    assert figures_of(last_entry(case)).before == figures_of(last_entry(case)).after


def test_case_sent_back_is_proposed_and_decided_again(world: World) -> None:
    case = sent_back(world.proposed(), world.signer_b)
    propose(
        case_id=case.id,
        revision=case.revision,
        outcome=Outcome.REFUSED,
        reason="Không đủ điều kiện",
        actor=world.handler_b,
        at=AT + HOUR,
    )
    case = approved(Case.objects.get(id=case.id), world.signer_b)
    assert case.status == CaseStatus.DECIDED
    decisions = list(case.decisions.order_by("proposed_at").values_list("is_approved", "outcome"))
    assert decisions == [(False, "GRANTED"), (True, "REFUSED")]
    form = case.forms.get(form="03")  # what the applicant takes home with a refusal
    assert (form.agency, form.number) == (world.b.committee, 1)
    assert world.signer_b.name in str(form.facts["signatures"])


def test_sending_back_needs_a_remark(world: World) -> None:
    case = world.proposed()
    with nothing_changes(), pytest.raises(ReasonNeeded):
        send_back(
            case_id=case.id, revision=case.revision, remark=" \n ", actor=world.signer_b, at=AT
        )


@BOTH
@pytest.mark.parametrize("who", ["stranger", "signer_a", "handler_a", "counter_a", "admin"])
def test_stranger_finds_no_case_to_decide(world: World, act: Act, who: str) -> None:
    case = world.proposed()
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        act(case, getattr(world, who))


@BOTH
@pytest.mark.parametrize("who", ["citizen", "counter_b", "handler_b", "leader"])
def test_only_the_competent_signer_decides(world: World, act: Act, who: str) -> None:
    case = world.proposed()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        act(case, getattr(world, who))


@BOTH
@pytest.mark.parametrize(
    "stage", ["submitted", "accepted", "claimed", "awaiting", "decided", "returned"]
)
def test_only_a_proposal_is_decided(world: World, act: Act, stage: str) -> None:
    case = world.at_stage(stage)
    with nothing_changes(), pytest.raises((policy.NotAllowed, MoveNotAllowed)):
        act(case, world.signer_b)


@BOTH
def test_second_decision_on_the_same_page_is_stale(world: World, act: Act) -> None:
    case = world.proposed()
    act(case, world.signer_b)
    with nothing_changes(), pytest.raises(Stale):
        act(case, world.signer_b)


@BOTH
def test_other_decision_after_the_first_is_refused(world: World, act: Act) -> None:
    case = act(world.proposed(), world.signer_b)
    for other in (approved, sent_back):
        with nothing_changes(), pytest.raises(Refusal):
            other(case, world.signer_b)
