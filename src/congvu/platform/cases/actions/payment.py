"""Money on the way: the handler demands it, the applicant says it is paid, the counter confirms."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict, Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import policy, routing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.claim import begin
from congvu.platform.cases.answering import answer_by
from congvu.platform.cases.axes import PaymentStatus
from congvu.platform.cases.events import PaymentConfirmed, PaymentDeclared, PaymentDemanded
from congvu.platform.cases.lifecycle import CaseStatus, basis_of
from congvu.platform.cases.models import Case, PaymentDemand, WaitingFor
from congvu.platform.deadlines import actions as clocks
from congvu.platform.procedures.queries import definition_by_id

MOST_VND = 100_000_000_000


class AmountRefused(Refusal):
    """The amount or its ground is missing or senseless."""


class NothingDemanded(Conflict):
    """No payment is open on this case."""

    def __init__(self) -> None:
        super().__init__("Hồ sơ này hiện không có khoản nào chờ nộp. Hãy tải lại trang.")


@atomic
def demand_payment(
    *, case_id: UUID, revision: int, amount_vnd: int, reason: str, actor: Actor, at: datetime
) -> Case:
    """Ask the applicant to pay before the work goes on; the clock stands still meanwhile."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    begin(case, actor=actor)
    basis = basis_of(case.status, CaseStatus.AWAITING_PAYMENT)
    policy.require(
        policy.may_work(actor, case) and not actor.has_post(PostKind.SIGNER),
        "Chỉ người đang thụ lý hồ sơ được yêu cầu nộp tiền.",
    )
    if not 0 < amount_vnd <= MOST_VND or not tidy(reason):
        raise AmountRefused("Hãy ghi số tiền (đồng, lớn hơn 0) và căn cứ của khoản phải nộp.")
    limit = answer_by(case, "payment_days", at=at)
    demand = PaymentDemand.objects.create(
        id=new_id(),
        case=case,
        amount_vnd=amount_vnd,
        reason=tidy(reason),
        demanded_at=at,
        demanded_by_id=actor.person_id,
        answer_by=limit,
    )
    if case.clock:
        clocks.pause_clock(
            clock=case.clock, reason="Chờ thực hiện nghĩa vụ tài chính", actor=actor, at=at
        )
    steps.finish_task(case, actor=actor, at=at, outcome="PAYMENT")
    case.status, case.payment = CaseStatus.AWAITING_PAYMENT, PaymentStatus.DUE
    case.due_at, case.answer_by = None, limit
    steps.rest(case, waiting_for=WaitingFor.CITIZEN)
    steps.write(
        case,
        PaymentDemanded,
        actor=actor,
        at=at,
        basis=basis,
        demand_id=demand.id,
        amount_vnd=amount_vnd,
    )
    return case


@atomic
def declare_payment(
    *, case_id: UUID, revision: int, reference: str, actor: Actor, at: datetime
) -> Case:
    """The applicant names the transfer; the agency still has to find the money."""
    case, demand = _take_demand(case_id=case_id, revision=revision, actor=actor)
    policy.require(policy.is_party(actor, case), "Chỉ người nộp hồ sơ báo được đã nộp tiền.")
    if not tidy(reference):
        raise AmountRefused("Hãy ghi mã giao dịch hoặc số biên lai để cơ quan đối chiếu.")
    demand.declared = tidy(reference)
    demand.save(update_fields=["declared"])
    case.payment = PaymentStatus.DECLARED
    steps.write(case, PaymentDeclared, actor=actor, at=at, demand_id=demand.id)
    return case


@atomic
def confirm_payment(
    *, case_id: UUID, revision: int, receipt_number: str, actor: Actor, at: datetime
) -> Case:
    """The money arrived: work goes on, the clock with it."""
    case, demand = _take_demand(case_id=case_id, revision=revision, actor=actor)
    basis = basis_of(case.status, CaseStatus.IN_PROGRESS)
    policy.require(
        policy.may_confirm_payment(actor, case),
        "Chỉ nơi nhận hồ sơ hoặc đơn vị thụ lý xác nhận được đã thu tiền.",
    )
    if not tidy(receipt_number):
        raise AmountRefused("Hãy ghi số biên lai thu tiền.")
    demand.paid_at, demand.receipt_number = at, tidy(receipt_number)
    demand.save(update_fields=["paid_at", "receipt_number"])
    case.status, case.payment, case.answer_by = CaseStatus.IN_PROGRESS, PaymentStatus.PAID, None
    if case.clock:
        clocks.resume_clock(clock=case.clock, actor=actor, at=at)
        case.due_at = case.clock.due_at
    route = definition_by_id(case.version_id).route
    steps.finish_task(case, actor=actor, at=at, outcome="PAID")  # one that came back unpaid
    steps.hand_to(case, step=routing.step(route, case.step_key), at=at, assignee_id=case.handler_id)
    steps.write(
        case,
        PaymentConfirmed,
        actor=actor,
        at=at,
        basis=basis,
        demand_id=demand.id,
        due_at=case.due_at,
    )
    return case


def _take_demand(*, case_id: UUID, revision: int, actor: Actor) -> tuple[Case, PaymentDemand]:
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    demand = case.demands.select_for_update().filter(paid_at=None, closed_at=None).first()
    if demand is None:
        raise NothingDemanded
    return case, demand
