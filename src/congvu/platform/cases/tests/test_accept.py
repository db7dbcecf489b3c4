"""Accepting: the counter receives the dossier for the competent agency and the clock starts."""

import pytest
from tests.world import AT, DUE, HOUR, World

from congvu.platform.cases import policy
from congvu.platform.cases.actions.accept import accept
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.lifecycle import CaseStatus, MoveNotAllowed
from congvu.platform.cases.models import WaitingFor
from congvu.platform.cases.tests.seeing import figures_of, last_entry, nothing_changes, open_task


def test_acceptance_starts_the_clock_and_hands_on(world: World) -> None:
    case = world.submitted()
    accept(case_id=case.id, revision=1, actor=world.counter_b, at=AT + HOUR)
    case.refresh_from_db()
    assert (case.status, case.revision) == (CaseStatus.ACCEPTED, 2)
    assert case.accepted_at == AT + HOUR
    assert case.due_at == DUE
    assert case.clock is not None
    assert (case.clock.started_at, case.clock.due_at) == (AT + HOUR, DUE)
    assert (case.step_key, case.waiting_for) == ("tham_dinh", WaitingFor.OFFICER)
    assert (case.holder_unit_id, case.assignee_id) == (world.b.handling_unit.id, None)
    assert case.holder_post_kind == "HANDLER"


def test_acceptance_closes_one_task_and_opens_one(world: World) -> None:
    case = world.accepted(at=AT)
    done = case.tasks.get(step_key="tiep_nhan")
    assert (done.outcome, done.done_at) == ("ACCEPTED", AT)
    assert done.done_by_id == world.counter_b.person_id
    task = open_task(case)
    assert (task.step_key, task.unit, task.due_at) == ("tham_dinh", world.b.handling_unit, DUE)


def test_acceptance_is_recorded_with_its_figures(world: World) -> None:
    case = world.accepted()
    entry = last_entry(case)
    assert (entry.event_type, entry.at) == ("CaseAccepted", AT)
    assert entry.actor_person_id == world.counter_b.person_id
    assert (entry.actor_post_id, entry.capacity) == (world.counter_b.post_id, "OWN")
    assert entry.legal_basis
    figures = figures_of(entry)
    assert figures.agency_id == world.b.committee.id
    assert (figures.received, figures.finished) == (1, 0)
    assert figures.before is not None
    assert figures.before.state == "TO_RECEIVE"
    assert figures.after is not None
    assert (figures.after.state, figures.after.due_at) == ("AT_WORK", DUE)


@pytest.mark.parametrize("who", ["stranger", "counter_a", "handler_a", "admin"])
def test_case_of_another_place_looks_missing(world: World, who: str) -> None:
    case = world.submitted()
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        accept(case_id=case.id, revision=1, actor=getattr(world, who), at=AT)


@pytest.mark.parametrize("who", ["citizen", "handler_b", "signer_b", "leader"])
def test_only_the_counter_accepts(world: World, who: str) -> None:
    case = world.submitted()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        accept(case_id=case.id, revision=1, actor=getattr(world, who), at=AT)


@pytest.mark.parametrize(
    "stage", ["accepted", "claimed", "awaiting", "proposed", "decided", "returned"]
)
def test_accepted_case_is_not_accepted_again(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    with nothing_changes(), pytest.raises(MoveNotAllowed):
        accept(case_id=case.id, revision=case.revision, actor=world.counter_b, at=AT)


def test_repeated_acceptance_changes_nothing(world: World) -> None:
    case = world.accepted()
    with nothing_changes(), pytest.raises(Stale):
        accept(case_id=case.id, revision=1, actor=world.counter_b, at=AT + HOUR)
