"""Refusing to receive, stopping, withdrawing: each with its paper, and nothing left open."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.world import AT, HOUR, World

from congvu.kernel.actor import Actor
from congvu.platform.cases import policy, standing
from congvu.platform.cases.actions.payment import demand_payment
from congvu.platform.cases.actions.refuse_to_receive import GroundsNeeded, refuse_to_receive
from congvu.platform.cases.actions.ring import ring
from congvu.platform.cases.actions.stop import stop
from congvu.platform.cases.actions.withdraw import withdraw
from congvu.platform.cases.lifecycle import CaseStatus, MoveNotAllowed
from congvu.platform.cases.models import Alarm, Case, WaitingFor
from congvu.platform.cases.tests.seeing import figures_of, last_entry, nothing_changes, replayed

LATER = AT + HOUR
WHY = {"reason": "Không thuộc thẩm quyền", "legal_basis": "Điều 1 Quyết định thử"}


def refuse(case: Case, *, actor: Actor, **said: str) -> Case:
    words = {**WHY, "instead": "Nộp tại xã An Bình", **said}
    return refuse_to_receive(
        case_id=case.id, revision=case.revision, actor=actor, at=LATER, **words
    )


def halt(case: Case, *, actor: Actor, at: Any = LATER, **said: str) -> Case:
    return stop(case_id=case.id, revision=case.revision, actor=actor, at=at, **{**WHY, **said})


def leave(case: Case, *, actor: Actor) -> Case:
    return withdraw(case_id=case.id, revision=case.revision, actor=actor, at=LATER)


def is_over(case: Case, status: CaseStatus) -> bool:
    row = Case.objects.get(id=case.id)
    assert (row.status, row.waiting_for, row.alarm) == (status, WaitingFor.NOBODY, Alarm.NONE)
    assert not row.tasks.filter(done_at=None).exists()
    assert not row.supplements.filter(answered_at=None, closed_at=None).exists()
    assert not row.demands.filter(paid_at=None, closed_at=None).exists()
    assert not row.decisions.filter(is_approved=None).exists()
    assert row.clock is None or row.clock.stopped_at is not None
    return replayed(row)


def test_refusal_to_receive_ends_the_dossier_with_form_03(world: World) -> None:
    case = refuse(world.submitted(), actor=world.counter_b)
    assert is_over(case, CaseStatus.NOT_ACCEPTED)
    form = case.forms.get()
    assert (form.form, form.number, form.agency_id) == ("03", 1, case.receiving_agency_id)
    said = {line.label: line.value for line in standing.sheet_of(form).lines}
    assert said["Lý do không tiếp nhận"] == "Không thuộc thẩm quyền"
    assert said["Hướng dẫn"] == "Nộp tại xã An Bình"
    assert figures_of(last_entry(case)).after is None


@pytest.mark.parametrize("missing", ["reason", "legal_basis"])
def test_refusal_and_stop_need_their_grounds(world: World, missing: str) -> None:
    submitted, claimed = world.submitted(), world.claimed()
    with nothing_changes(), pytest.raises(GroundsNeeded):
        refuse(submitted, actor=world.counter_b, **{missing: "  "})
    with nothing_changes(), pytest.raises(GroundsNeeded):
        halt(claimed, actor=world.signer_b, **{missing: ""})


def test_accepted_dossier_can_no_longer_be_turned_away(world: World) -> None:
    case = world.accepted()
    with nothing_changes(), pytest.raises(MoveNotAllowed, match="118/2025"):
        refuse(case, actor=world.counter_b)


def test_only_the_receiving_counter_turns_away(world: World) -> None:
    case = world.submitted()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        refuse(case, actor=world.handler_b)
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        refuse(case, actor=world.counter_a)


@pytest.mark.parametrize("stage", ["claimed", "awaiting", "proposed"])
def test_leader_stops_with_form_05(world: World, stage: str) -> None:
    case = halt(world.at_stage(stage), actor=world.signer_b)
    assert is_over(case, CaseStatus.STOPPED)
    (signature,) = standing.sheet_of(case.forms.get(form="05")).signatures
    assert signature.name == world.signer_b.name


def test_handler_does_not_stop_while_the_applicant_has_time(world: World) -> None:
    for case in (world.claimed(), world.awaiting()):
        with nothing_changes(), pytest.raises(policy.NotAllowed):
            halt(case, actor=world.handler_b)


def test_handler_stops_once_the_time_to_answer_has_passed(world: World) -> None:
    case = world.awaiting()
    late = AT + timedelta(days=60)
    ring(case_id=case.id, at=late)
    case.refresh_from_db()
    assert (case.status, case.assignee_id) == (
        CaseStatus.AWAITING_SUPPLEMENT,
        world.handler_b.person_id,
    )
    assert is_over(halt(case, actor=world.handler_b, at=late), CaseStatus.STOPPED)


@pytest.mark.parametrize("stage", ["submitted", "accepted", "claimed", "awaiting", "proposed"])
def test_applicant_withdraws_before_there_is_a_result(world: World, stage: str) -> None:
    case = leave(world.at_stage(stage), actor=world.citizen)
    assert is_over(case, CaseStatus.WITHDRAWN)


def test_counter_withdraws_for_the_applicant(world: World) -> None:
    assert is_over(leave(world.claimed(), actor=world.counter_b), CaseStatus.WITHDRAWN)


def test_withdrawal_closes_an_open_demand(world: World) -> None:
    case = world.claimed()
    demand_payment(
        case_id=case.id,
        revision=case.revision,
        amount_vnd=50_000,
        reason="Lệ phí",
        actor=world.handler_b,
        at=AT,
    )
    case.refresh_from_db()
    assert is_over(leave(case, actor=world.citizen), CaseStatus.WITHDRAWN)


@pytest.mark.parametrize("stage", ["decided", "returned"])
@pytest.mark.parametrize("act", [leave, halt])
def test_decided_case_is_neither_withdrawn_nor_stopped(
    world: World, stage: str, act: Callable[..., Case]
) -> None:
    case = world.at_stage(stage)
    who = world.citizen if act is leave else world.signer_b
    with nothing_changes(), pytest.raises(MoveNotAllowed):
        act(case, actor=who)


def test_handler_and_stranger_do_not_withdraw(world: World) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        leave(case, actor=world.handler_b)
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        leave(case, actor=world.stranger)
