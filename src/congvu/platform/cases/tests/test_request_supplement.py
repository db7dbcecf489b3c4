"""Asking the applicant to complete the dossier: once, everything at once, and the clock stops."""

from collections.abc import Mapping

import pytest
from tests.world import AT, DUE, HOUR, World

from congvu.kernel.actor import Actor
from congvu.platform.cases import policy
from congvu.platform.cases.actions.provide_supplement import provide_supplement
from congvu.platform.cases.actions.request_supplement import (
    AskedBefore,
    NothingAsked,
    request_supplement,
)
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.lifecycle import CaseStatus, MoveNotAllowed
from congvu.platform.cases.models import Case, WaitingFor
from congvu.platform.cases.tests.seeing import figures_of, last_entry, nothing_changes

ITEMS = {"giay_chung": "Chụp lại cho rõ", "muc_dich": "Ghi đúng mục đích"}


def ask(
    case: Case,
    *,
    actor: Actor,
    items: Mapping[str, str] = ITEMS,
    explanation: str = "Chưa đủ căn cứ",
    revision: int | None = None,
) -> None:
    request_supplement(
        case_id=case.id,
        revision=revision or case.revision,
        items=items,
        explanation=explanation,
        actor=actor,
        at=AT + HOUR,
    )


def test_request_stops_the_clock(world: World) -> None:
    case = world.claimed()
    ask(case, actor=world.handler_b)
    case.refresh_from_db()
    assert case.status == CaseStatus.AWAITING_SUPPLEMENT
    assert (case.due_at, case.waiting_for) == (None, WaitingFor.CITIZEN)
    assert (case.holder_unit_id, case.assignee_id) == (None, None)
    assert case.clock is not None
    pause = case.clock.pauses.get()
    assert (pause.started_at, pause.ended_at) == (AT + HOUR, None)
    assert case.clock.due_at == DUE


def test_request_keeps_every_item_with_its_remark(world: World) -> None:
    case = world.claimed()
    ask(case, actor=world.handler_b, explanation="  Chưa   đủ ")
    supplement = case.supplements.get()
    assert supplement.items == [{"key": k, "remark": r} for k, r in ITEMS.items()]
    assert (supplement.round, supplement.explanation) == (1, "Chưa đủ")
    assert supplement.requested_by_id == world.handler_b.person_id
    assert supplement.before_status == CaseStatus.IN_PROGRESS


def test_request_leaves_no_task_open(world: World) -> None:
    case = world.claimed()
    ask(case, actor=world.handler_b)
    assert not case.tasks.filter(done_at=None).exists()
    assert case.tasks.get(step_key="tham_dinh").outcome == "SUPPLEMENT"


def test_request_moves_the_case_to_those_awaiting(world: World) -> None:
    case = world.claimed()
    ask(case, actor=world.handler_b)
    entry = last_entry(case)
    assert (entry.event_type, entry.facts["round"]) == ("SupplementRequested", 1)
    assert entry.legal_basis
    figures = figures_of(entry)
    assert figures.before is not None
    assert (figures.before.state, figures.before.due_at) == ("AT_WORK", DUE)
    assert figures.after is not None
    assert (figures.after.state, figures.after.due_at) == ("AWAITING_CITIZEN", None)


def test_counter_asks_before_acceptance(world: World) -> None:
    case = world.submitted()
    ask(case, actor=world.counter_b)
    case.refresh_from_db()
    assert case.status == CaseStatus.AWAITING_SUPPLEMENT
    assert (case.accepted_at, case.clock, case.handler_id) == (None, None, None)
    assert case.supplements.get().before_status == CaseStatus.SUBMITTED


def test_handler_asks_at_first_touch(world: World) -> None:
    case = world.accepted()
    ask(case, actor=world.handler_b)
    case.refresh_from_db()
    assert case.handler_id == world.handler_b.person_id


@pytest.mark.parametrize(
    ("items", "explanation"),
    [
        ({}, "Chưa đủ"),
        (ITEMS, "   "),
        ({"giay_chung": " "}, "Chưa đủ"),
        ({"giay_khac": "Nộp thêm"}, "Chưa đủ"),
        ({"ban_cu": "Nộp bản cũ"}, "Chưa đủ"),  # a paper of the other situation
    ],
)
def test_request_must_say_what_and_why(
    world: World, items: Mapping[str, str], explanation: str
) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(NothingAsked):
        ask(case, actor=world.handler_b, items=items, explanation=explanation)


def test_second_request_is_refused(world: World) -> None:
    case = world.awaiting()
    answered = provide_supplement(
        case_id=case.id,
        revision=case.revision,
        documents={"giay_chung": (world.document(owner=world.citizen).id,)},
        corrected={},
        actor=world.citizen,
        at=AT + HOUR,
    )
    with nothing_changes(), pytest.raises(AskedBefore):
        ask(answered, actor=world.handler_b)


@pytest.mark.parametrize("who", ["stranger", "handler_a", "counter_a", "admin"])
def test_stranger_finds_no_case_to_ask_about(world: World, who: str) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        ask(case, actor=getattr(world, who))


@pytest.mark.parametrize("who", ["citizen", "counter_b", "second_handler_b", "signer_b", "leader"])
def test_only_who_holds_the_case_asks(world: World, who: str) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        ask(case, actor=getattr(world, who))


def test_signer_sends_back_rather_than_asks(world: World) -> None:
    case = world.proposed()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        ask(case, actor=world.signer_b)


@pytest.mark.parametrize("stage", ["awaiting", "decided", "returned"])
def test_closed_or_waiting_case_is_not_asked_about(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    with nothing_changes(), pytest.raises(MoveNotAllowed):
        ask(case, actor=world.handler_b)


def test_repeated_request_is_stale(world: World) -> None:
    case = world.claimed()
    ask(case, actor=world.handler_b)
    with nothing_changes(), pytest.raises(Stale):
        ask(case, actor=world.handler_b, revision=3)
