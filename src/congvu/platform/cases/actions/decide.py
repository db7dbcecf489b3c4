"""The competent signer approves what was proposed, or sends it back."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.compiled import OneRow, update
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import policy, routing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.answer import give_answer
from congvu.platform.cases.actions.ending import end
from congvu.platform.cases.actions.issuing import issue_refusal, issue_stop_notice
from congvu.platform.cases.actions.propose import ReasonNeeded
from congvu.platform.cases.axes import DeliveryStatus
from congvu.platform.cases.events import CaseDecided, CaseStopped, ProposalSentBack
from congvu.platform.cases.lifecycle import CaseStatus, basis_of
from congvu.platform.cases.models import Case, ChildKind, Decision, Outcome, WaitingFor
from congvu.platform.deadlines import actions as clocks
from congvu.platform.procedures.definition import Step
from congvu.platform.procedures.queries import definition_by_id


@atomic
def approve(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    """Decide the case as proposed. The clock stops; the result waits to be returned.

    A refusal also issues form 03.
    """
    case, decision = _take_proposal(case_id=case_id, revision=revision, actor=actor)
    if case.child_kind == ChildKind.CONSULTATION:
        _sign(decision, actor=actor, at=at)
        return give_answer(case, decision, actor=actor, at=at)
    if decision.outcome == Outcome.STOPPED:
        return _stop(case, decision, actor=actor, at=at)
    basis = basis_of(case.status, CaseStatus.DECIDED)
    in_time = not case.counts_late and (case.due_at is None or at <= case.due_at)
    _sign(decision, actor=actor, at=at)
    case.status, case.delivery = CaseStatus.DECIDED, DeliveryStatus.READY
    case.finished_at = at
    if case.clock:
        clocks.stop_clock(clock=case.clock, actor=actor, at=at)
    if decision.outcome == Outcome.REFUSED:
        issue_refusal(case, reason=decision.reason, actor=actor, at=at)
    steps.finish_task(case, actor=actor, at=at, outcome="APPROVED")
    following = _step(case, routing.step_after)
    if following is None:
        steps.rest(case, waiting_for=WaitingFor.NOBODY)
    else:
        steps.hand_to(case, step=following, at=at)
    steps.write(
        case,
        CaseDecided,
        actor=actor,
        at=at,
        basis=basis,
        counted={"finished": 1, "finished_in_time": int(in_time)},
        decision_id=decision.id,
        outcome=decision.outcome,
        in_time=in_time,
    )
    return case


def _stop(case: Case, decision: Decision, *, actor: Actor, at: datetime) -> Case:
    """The signer agrees that the work stops: form 05 instead of a result."""
    basis = basis_of(case.status, CaseStatus.STOPPED)
    _sign(decision, actor=actor, at=at)
    form = issue_stop_notice(case, reason=decision.reason, legal_basis=basis, actor=actor, at=at)
    end(case, status=CaseStatus.STOPPED, outcome="STOPPED", actor=actor, at=at)
    steps.write(
        case,
        CaseStopped,
        actor=actor,
        at=at,
        basis=basis,
        form_id=form.id,
        decision_id=decision.id,
    )
    return case


def _sign(decision: Decision, *, actor: Actor, at: datetime) -> None:
    decision.is_approved = True
    decision.decided_at, decision.decided_by_id = at, actor.person_id
    decision.capacity, decision.signer_title = actor.capacity, actor.signs_as
    update(decision, ("is_approved", "decided_at", "decided_by_id", "capacity", "signer_title"))


@atomic
def send_back(*, case_id: UUID, revision: int, remark: str, actor: Actor, at: datetime) -> Case:
    """Return the proposal to the handler with a remark. The clock goes on."""
    case, decision = _take_proposal(case_id=case_id, revision=revision, actor=actor)
    if not tidy(remark):
        raise ReasonNeeded("Hãy ghi điều cần làm lại khi trả hồ sơ cho người thụ lý.")
    decision.is_approved = False
    decision.decided_at, decision.decided_by_id = at, actor.person_id
    decision.remark = tidy(remark)
    decision.save()
    steps.finish_task(case, actor=actor, at=at, outcome="SENT_BACK")
    steps.hand_to(case, step=_proposing_step(case), at=at, assignee_id=decision.proposed_by_id)
    steps.write(
        case,
        ProposalSentBack,
        actor=actor,
        at=at,
        decision_id=decision.id,
    )
    return case


def _take_proposal(*, case_id: UUID, revision: int, actor: Actor) -> tuple[Case, Decision]:
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_decide(actor, case),
        "Chỉ lãnh đạo có thẩm quyền ký của cơ quan giải quyết được quyết định hồ sơ này.",
    )
    decision = _PROPOSED.get(case.id)
    if decision is None:
        raise Decision.DoesNotExist(case.code)  # a case before its signer has a proposal
    return case, decision


_PROPOSED = OneRow(
    lambda case_id: Decision.objects.filter(case_id=case_id, is_approved=None).select_for_update(),
    UUID,
)


def _proposing_step(case: Case) -> Step:
    """Return the step from which the proposal came: several may lead to one signature."""
    proposed = case.tasks.filter(outcome="PROPOSED").order_by("-done_at", "-opened_at")
    key = proposed.values_list("step_key", flat=True)[0]
    return routing.step(definition_by_id(case.version_id).route, key)


def _step(case: Case, find: routing.Find) -> Step | None:
    return find(definition_by_id(case.version_id).route, case.step_key)
