"""A second request, an answer that comes too late, more time: each with who answers for it."""

from datetime import date, datetime, timedelta

import pytest
from tests.world import AT, HOUR, World

from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM, local_date
from congvu.platform.cases import policy
from congvu.platform.cases.actions.decide import approve
from congvu.platform.cases.actions.give_time import DayRefused, give_time
from congvu.platform.cases.actions.payment import demand_payment
from congvu.platform.cases.actions.permit_supplement import (
    PermittedAlready,
    ReasonWanted,
    permit_supplement,
)
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.provide_supplement import TooLate, provide_supplement
from congvu.platform.cases.actions.request_supplement import AskedBefore, request_supplement
from congvu.platform.cases.lifecycle import MoveNotAllowed
from congvu.platform.cases.models import Alarm, Case, Outcome, WaitingFor
from congvu.platform.cases.tests.seeing import (
    figures_of,
    last_entry,
    nothing_changes,
    open_task,
    replayed,
)
from congvu.platform.cases.tests.situations import MANY_DAYS, rung, supplemented

LATER = AT + HOUR


def permit(case: Case, *, actor: Actor, reason: str = "Tình tiết mới") -> Case:
    return permit_supplement(
        case_id=case.id, revision=case.revision, reason=reason, actor=actor, at=LATER
    )


def ask(case: Case, *, actor: Actor, at: datetime = LATER) -> Case:
    request_supplement(
        case_id=case.id, revision=case.revision, items={"giay_chung": "Chụp lại"},
        explanation="Mờ", actor=actor, at=at,
    )  # fmt: skip
    return Case.objects.get(id=case.id)


def answer(world: World, case: Case, *, at: datetime) -> Case:
    paper = world.document(owner=world.citizen, at=at)
    return provide_supplement(
        case_id=case.id, revision=case.revision, documents={"giay_chung": (paper.id,)},
        corrected={}, actor=world.citizen, at=at,
    )  # fmt: skip


def more(case: Case, *, actor: Actor, until: date, at: datetime) -> Case:
    return give_time(case_id=case.id, revision=case.revision, until=until, actor=actor, at=at)


def test_second_request_waits_for_a_superior(world: World) -> None:
    case = supplemented(world, at=AT)
    with nothing_changes(), pytest.raises(AskedBefore, match="lãnh đạo cho phép"):
        ask(case, actor=world.handler_b)
    allowed = permit(case, actor=world.signer_b)
    asked = ask(allowed, actor=world.handler_b)
    assert asked.supplements.count() == 2
    assert asked.counts_late, "beyond the lawful number the case counts against the agency"
    assert replayed(asked)


def test_one_permission_is_one_request(world: World) -> None:
    case = permit(supplemented(world, at=AT), actor=world.signer_b)
    with nothing_changes(), pytest.raises(PermittedAlready):
        permit(case, actor=world.signer_b)
    again = answer(world, ask(case, actor=world.handler_b), at=LATER + HOUR)
    with nothing_changes(), pytest.raises(AskedBefore):
        ask(again, actor=world.handler_b, at=LATER + 2 * HOUR)


def test_case_asked_twice_is_finished_late_in_the_figures(world: World) -> None:
    case = permit(supplemented(world, at=AT), actor=world.signer_b)
    case = answer(world, ask(case, actor=world.handler_b), at=LATER)
    propose(
        case_id=case.id, revision=case.revision, outcome=Outcome.GRANTED, reason="",
        actor=world.handler_b, at=LATER,
    )  # fmt: skip
    case.refresh_from_db()
    approve(case_id=case.id, revision=case.revision, actor=world.signer_b, at=LATER)
    figures = figures_of(last_entry(case))
    assert (figures.finished, figures.finished_in_time) == (1, 0)


def test_permission_is_a_leaders_with_a_reason_and_only_when_needed(world: World) -> None:
    case, fresh = supplemented(world, at=AT), world.claimed()
    for who in ("handler_b", "counter_b", "citizen", "leader"):
        with nothing_changes(), pytest.raises(policy.NotAllowed):
            permit(case, actor=getattr(world, who))
    with nothing_changes(), pytest.raises(ReasonWanted):
        permit(case, actor=world.head_b, reason="  ")
    with nothing_changes(), pytest.raises(PermittedAlready):
        permit(fresh, actor=world.signer_b)


def test_answer_counts_to_the_last_second_and_not_after(world: World) -> None:
    in_time, too_late = world.awaiting(), world.awaiting()
    last = in_time.answer_by
    assert last is not None
    assert answer(world, in_time, at=last).status == 4
    paper = world.document(owner=world.citizen, at=last)
    with nothing_changes(), pytest.raises(TooLate, match="nộp hồ sơ mới"):
        provide_supplement(
            case_id=too_late.id, revision=too_late.revision,
            documents={"giay_chung": (paper.id,)}, corrected={}, actor=world.citizen,
            at=last + timedelta(seconds=1),
        )  # fmt: skip


def test_unanswered_case_comes_back_to_who_asked_and_stays_paused(world: World) -> None:
    case = world.awaiting()
    back = rung(case, at=AT + MANY_DAYS)
    assert (back.waiting_for, back.assignee_id) == (WaitingFor.OFFICER, world.handler_b.person_id)
    assert (back.answer_by, back.due_at, back.overdue_at) == (None, None, None)
    assert back.alarm == Alarm.NONE
    assert open_task(back).assignee_id == world.handler_b.person_id
    assert last_entry(back).event_type == "AnswerTimePassed"
    assert replayed(back)


def test_more_time_lets_the_applicant_answer_after_all(world: World) -> None:
    at = AT + MANY_DAYS
    case = rung(world.awaiting(), at=at)
    until = local_date(at) + timedelta(days=7)
    waiting = more(case, actor=world.handler_b, until=until, at=at)
    assert (waiting.waiting_for, waiting.alarm) == (WaitingFor.CITIZEN, Alarm.LIMIT)
    assert waiting.answer_by is not None
    assert waiting.answer_by.astimezone(VIETNAM).date() >= until
    answered = answer(world, waiting, at=at + timedelta(days=6))
    assert (answered.status, answered.assignee_id) == (4, world.handler_b.person_id)
    assert replayed(answered)


@pytest.mark.parametrize("days", [-1, 0, 367, 2_000_000])
def test_more_time_needs_a_day_ahead_within_a_year(world: World, days: int) -> None:
    at = AT + MANY_DAYS
    case = rung(world.awaiting(), at=at)
    with nothing_changes(), pytest.raises(DayRefused):
        more(case, actor=world.handler_b, until=local_date(at) + timedelta(days=days), at=at)


def test_more_time_is_given_only_when_the_time_has_passed(world: World) -> None:
    waiting, back = world.awaiting(), rung(world.awaiting(), at=AT + MANY_DAYS)
    until = local_date(AT) + timedelta(days=70)
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        more(waiting, actor=world.handler_b, until=until, at=AT)
    for who in ("second_handler_b", "counter_b", "citizen"):
        with nothing_changes(), pytest.raises(policy.NotAllowed):
            more(back, actor=getattr(world, who), until=until, at=AT + MANY_DAYS)


def test_a_pause_inside_a_pause_is_refused_with_the_law(world: World) -> None:
    case = world.awaiting()
    with nothing_changes(), pytest.raises(MoveNotAllowed, match="118/2025"):
        ask(case, actor=world.handler_b)
    with nothing_changes(), pytest.raises(MoveNotAllowed, match="118/2025"):
        demand_payment(
            case_id=case.id, revision=case.revision, amount_vnd=1, reason="Lệ phí",
            actor=world.handler_b, at=LATER,
        )  # fmt: skip
    assert case.clock is not None
    assert case.clock.pauses.count() == 1


def test_counter_that_asked_gets_the_unanswered_dossier_back(world: World) -> None:
    case = ask(world.submitted(), actor=world.counter_b)
    back = rung(case, at=AT + MANY_DAYS)
    assert back.holder_unit_id == world.b.counter_unit.id
    assert back.assignee_id is None
    assert policy.may_give_time(world.counter_b, back)
    assert policy.may_stop(world.counter_b, back)
