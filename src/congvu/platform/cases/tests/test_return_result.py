"""Returning the result: the last act on a dossier."""

import pytest
from tests.world import AT, HOUR, World

from congvu.platform.cases import policy
from congvu.platform.cases.actions.return_result import return_result
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.lifecycle import CaseStatus, MoveNotAllowed
from congvu.platform.cases.models import WaitingFor
from congvu.platform.cases.tests.seeing import (
    entry_types,
    figures_of,
    last_entry,
    nothing_changes,
)


def test_returned_case_waits_for_nobody(world: World) -> None:
    case = world.decided()
    return_result(case_id=case.id, revision=case.revision, actor=world.counter_b, at=AT + HOUR)
    case.refresh_from_db()
    assert (case.status, case.returned_at) == (CaseStatus.RETURNED, AT + HOUR)
    assert (case.waiting_for, case.holder_unit_id) == (WaitingFor.NOBODY, None)
    assert not case.tasks.filter(done_at=None).exists()
    assert case.tasks.get(step_key="tra").outcome == "RETURNED"


def test_whole_story_is_in_the_journal(world: World) -> None:
    case = world.returned()
    assert entry_types(case) == [
        "CaseSubmitted",
        "CaseAccepted",
        "CaseClaimed",
        "OutcomeProposed",
        "CaseDecided",
        "ResultReturned",
    ]
    figures = figures_of(last_entry(case))
    assert (figures.before, figures.after, figures.finished) == (None, None, 0)


@pytest.mark.parametrize("who", ["stranger", "counter_a", "handler_a", "admin"])
def test_stranger_finds_no_result(world: World, who: str) -> None:
    case = world.decided()
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        return_result(case_id=case.id, revision=case.revision, actor=getattr(world, who), at=AT)


@pytest.mark.parametrize("who", ["citizen", "handler_b", "signer_b", "leader"])
def test_only_the_counter_returns_results(world: World, who: str) -> None:
    case = world.decided()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        return_result(case_id=case.id, revision=case.revision, actor=getattr(world, who), at=AT)


@pytest.mark.parametrize(
    "stage", ["submitted", "accepted", "claimed", "awaiting", "proposed", "returned"]
)
def test_only_a_decided_case_is_returned(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    with nothing_changes(), pytest.raises(MoveNotAllowed):
        return_result(case_id=case.id, revision=case.revision, actor=world.counter_b, at=AT)


def test_result_returned_twice_is_stale(world: World) -> None:
    case = world.decided()
    return_result(case_id=case.id, revision=case.revision, actor=world.counter_b, at=AT)
    with nothing_changes(), pytest.raises(Stale):
        return_result(case_id=case.id, revision=case.revision, actor=world.counter_b, at=AT)
