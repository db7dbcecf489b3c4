"""Whose hands a case is in, and taking back a slip of the hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.world import AT, HOUR, World

from congvu.kernel.actor import Actor
from congvu.platform.cases import policy, standing
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.hands import NotInUnit, assign, release
from congvu.platform.cases.actions.presence import note_presence
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.undo import NothingToUndo, undo
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, Outcome, Task
from congvu.platform.cases.tests.seeing import (
    entry_types,
    last_entry,
    nothing_changes,
    open_task,
    replayed,
)
from congvu.platform.cases.tests.situations import at_a_check, done
from congvu.platform.people.models import Appointment

LATER = AT + HOUR
QUICK = timedelta(seconds=9)


def give_back(case: Case, *, actor: Actor) -> Case:
    return release(case_id=case.id, revision=case.revision, actor=actor, at=LATER)


def give(case: Case, *, to: Actor, by: Actor) -> Case:
    return assign(
        case_id=case.id, revision=case.revision, assignee_id=to.person_id, actor=by, at=LATER
    )


def take_back(case: Case, *, actor: Actor, after: timedelta = QUICK, since: str = "") -> Case:
    at = last_entry(case).at + after
    return undo(case_id=case.id, revision=case.revision, actor=actor, at=at)


def test_case_goes_back_to_the_unit_for_anybody_to_take(world: World) -> None:
    case = give_back(world.claimed(), actor=world.handler_b)
    assert (case.assignee_id, case.holder_unit_id) == (None, world.b.handling_unit.id)
    assert open_task(case).assignee_id is None
    again = claim(
        case_id=case.id, revision=case.revision, actor=world.second_handler_b, at=LATER + HOUR
    )
    assert again.assignee_id == world.second_handler_b.person_id
    assert replayed(again)


def test_only_who_has_it_gives_it_back(world: World) -> None:
    case = world.claimed()
    for who in ("second_handler_b", "head_b", "counter_b", "citizen"):
        with nothing_changes(), pytest.raises(policy.NotAllowed):
            give_back(case, actor=getattr(world, who))


@pytest.mark.parametrize("stage", ["accepted", "claimed"])
def test_head_gives_the_case_to_a_colleague(world: World, stage: str) -> None:
    """Also one that nobody took yet, and one that an absent colleague holds."""
    case = give(world.at_stage(stage), to=world.second_handler_b, by=world.head_b)
    who = world.second_handler_b.person_id
    assert (case.assignee_id, case.handler_id, open_task(case).assignee_id) == (who, who, who)
    assert case.status == CaseStatus.IN_PROGRESS
    assert replayed(case)


def test_case_is_given_only_to_who_holds_the_post_there_today(world: World) -> None:
    case = world.claimed()
    Appointment.objects.filter(person_id=world.second_handler_b.person_id).update(
        until=AT.date() - timedelta(days=1)
    )
    for who in ("second_handler_b", "handler_a", "signer_b", "citizen", "counter_b"):
        with nothing_changes(), pytest.raises(NotInUnit):
            give(case, to=getattr(world, who), by=world.head_b)


def test_only_the_head_of_that_unit_assigns(world: World) -> None:
    case = world.claimed()
    for who in ("handler_b", "signer_b", "counter_b", "leader"):
        with nothing_changes(), pytest.raises(policy.NotAllowed):
            give(case, to=world.second_handler_b, by=getattr(world, who))


def claimed_by_mistake(world: World) -> Case:
    return world.claimed()


def released_by_mistake(world: World) -> Case:
    return done("release", world, world.claimed(), who="handler_b", at=LATER)


def completed_by_mistake(world: World) -> Case:
    return done("complete_step", world, at_a_check(world, at=AT), who="handler_b", at=LATER)


@pytest.mark.parametrize(
    "slip",
    [claimed_by_mistake, released_by_mistake, completed_by_mistake],
    ids=lambda f: f.__name__,
)
def test_a_slip_is_taken_back_within_seconds(world: World, slip: Callable[[World], Case]) -> None:
    case = slip(world)
    before = last_entry(case).facts["changes"]
    undone = take_back(case, actor=world.handler_b)
    for column, (old, _) in before.items():
        if column not in {"status", "revision", "content_sha256"}:
            assert str(getattr(undone, column) or "") == str(old or ""), column
    assert undone.revision == case.revision + 1, "taking back is an act of its own"
    task = open_task(undone)
    assert (task.step_key, task.assignee_id) == (undone.step_key, undone.assignee_id)
    assert entry_types(undone)[-1] == "ActUndone"
    assert replayed(undone)


def test_what_was_taken_back_is_not_put_forward_again(world: World) -> None:
    undone = take_back(world.claimed(), actor=world.handler_b)
    with nothing_changes(), pytest.raises(NothingToUndo):
        take_back(undone, actor=world.handler_b, after=timedelta(0))


def test_ten_seconds_and_no_more(world: World) -> None:
    case = world.claimed()
    assert standing.undoable(case, actor=world.handler_b, at=AT + timedelta(seconds=10))
    with nothing_changes(), pytest.raises(NothingToUndo, match="vài giây"):
        take_back(case, actor=world.handler_b, after=timedelta(seconds=11))


def test_nobody_takes_back_the_act_of_another(world: World) -> None:
    case = world.claimed()
    for who in ("second_handler_b", "head_b", "signer_b"):
        with nothing_changes(), pytest.raises(NothingToUndo):
            take_back(case, actor=getattr(world, who))


@pytest.mark.parametrize(
    ("stage", "who"),
    [
        ("accepted", "counter_b"),
        ("awaiting", "handler_b"),
        ("proposed", "handler_b"),
        ("decided", "signer_b"),
        ("returned", "counter_b"),
    ],
)
def test_acts_of_law_are_not_taken_back(world: World, stage: str, who: str) -> None:
    case = world.at_stage(stage)
    with nothing_changes(), pytest.raises(NothingToUndo):
        take_back(case, actor=getattr(world, who))


def test_something_done_since_stands_in_the_way(world: World) -> None:
    case = world.claimed()
    propose(
        case_id=case.id, revision=case.revision, outcome=Outcome.GRANTED, reason="",
        actor=world.handler_b, at=AT,
    )  # fmt: skip
    case.refresh_from_db()
    with nothing_changes(), pytest.raises(NothingToUndo):
        take_back(case, actor=world.handler_b)


def test_exactly_one_task_is_open_after_every_slip(world: World) -> None:
    case = take_back(completed_by_mistake(world), actor=world.handler_b)
    assert Task.objects.filter(case=case, done_at=None).count() == 1


def test_others_in_the_case_are_named_while_they_are_there(world: World) -> None:
    case = world.claimed()
    note_presence(case=case, actor=world.head_b, at=AT)
    note_presence(case=case, actor=world.handler_b, at=AT)
    soon, much_later = AT + timedelta(seconds=10), AT + HOUR
    present = standing.others_present(case, actor=world.handler_b, at=soon)
    assert present == [world.head_b.name]
    assert standing.others_present(case, actor=world.handler_b, at=much_later) == []
