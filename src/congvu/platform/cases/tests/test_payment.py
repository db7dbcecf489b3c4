"""Money on the way: demanded, declared, confirmed; the clock stands still meanwhile."""

from datetime import timedelta

import pytest
from tests.world import AT, DUE, HOUR, World

from congvu.kernel.actor import Actor
from congvu.platform.cases import policy
from congvu.platform.cases.actions.payment import (
    AmountRefused,
    NothingDemanded,
    confirm_payment,
    declare_payment,
    demand_payment,
)
from congvu.platform.cases.axes import PaymentStatus
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Alarm, Case, WaitingFor
from congvu.platform.cases.tests.seeing import nothing_changes, replayed


def demand(world: World, case: Case, *, amount: int = 50_000, reason: str = "Lệ phí") -> Case:
    return demand_payment(
        case_id=case.id,
        revision=case.revision,
        amount_vnd=amount,
        reason=reason,
        actor=world.handler_b,
        at=AT + HOUR,
    )


def declare(case: Case, *, actor: Actor, reference: str = "FT123") -> Case:
    return declare_payment(
        case_id=case.id,
        revision=case.revision,
        reference=reference,
        actor=actor,
        at=AT + 2 * HOUR,
    )


def confirm(case: Case, *, actor: Actor, number: str = "BL-01") -> Case:
    return confirm_payment(
        case_id=case.id,
        revision=case.revision,
        receipt_number=number,
        actor=actor,
        at=AT + timedelta(days=1, hours=1),
    )


def test_demand_stops_the_clock_and_waits_for_the_applicant(world: World) -> None:
    case = demand(world, world.claimed())
    assert (case.status, case.payment) == (CaseStatus.AWAITING_PAYMENT, PaymentStatus.DUE)
    assert (case.due_at, case.waiting_for) == (None, WaitingFor.CITIZEN)
    assert case.alarm == Alarm.LIMIT
    assert case.alarm_at == case.answer_by
    assert replayed(case)


def test_confirmed_money_lets_the_work_go_on_for_as_long_as_was_left(world: World) -> None:
    case = confirm(demand(world, world.claimed()), actor=world.counter_b)
    assert (case.status, case.payment) == (CaseStatus.IN_PROGRESS, PaymentStatus.PAID)
    assert case.assignee_id == world.handler_b.person_id
    assert case.due_at
    assert case.due_at > DUE
    assert case.demands.get().receipt_number == "BL-01"
    assert replayed(case)


def test_declared_money_still_waits_for_the_agency(world: World) -> None:
    case = declare(demand(world, world.claimed()), actor=world.citizen)
    assert (case.status, case.payment) == (CaseStatus.AWAITING_PAYMENT, PaymentStatus.DECLARED)
    assert confirm(case, actor=world.handler_b).payment == PaymentStatus.PAID


@pytest.mark.parametrize(("amount", "reason"), [(0, "x"), (-1, "x"), (10**12, "x"), (1, " ")])
def test_senseless_demand_is_refused(world: World, amount: int, reason: str) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(AmountRefused):
        demand(world, case, amount=amount, reason=reason)


def test_nothing_is_paid_that_was_not_demanded(world: World) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(NothingDemanded):
        confirm(case, actor=world.counter_b)
    with nothing_changes(), pytest.raises(NothingDemanded):
        declare(case, actor=world.citizen)


def test_only_the_agency_confirms_and_only_the_applicant_declares(world: World) -> None:
    case = demand(world, world.claimed())
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        confirm(case, actor=world.signer_b)
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        confirm(case, actor=world.citizen)
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        declare(case, actor=world.handler_b)
    with nothing_changes(), pytest.raises(AmountRefused):
        confirm(case, actor=world.counter_b, number=" ")
    with nothing_changes(), pytest.raises(AmountRefused):
        declare(case, actor=world.citizen, reference="")
