"""The competent signer approves what was proposed, or sends it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import policy, routing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.propose import ReasonNeeded
from congvu.platform.cases.events import CaseDecided, ProposalSentBack
from congvu.platform.cases.lifecycle import CaseStatus, check_move
from congvu.platform.cases.models import Case, Decision, WaitingFor
from congvu.platform.deadlines import actions as clocks
from congvu.platform.procedures.definition import Step
from congvu.platform.procedures.queries import definition_of


@transaction.atomic
def approve(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    """Decide the case as proposed. The clock stops; the result waits to be returned."""
    case, decision = _take_proposal(case_id=case_id, revision=revision, actor=actor)
    check_move(case.status, CaseStatus.DECIDED)
    before = steps.spot(case)
    in_time = case.due_at is None or at <= case.due_at
    decision.is_approved = True
    decision.decided_at, decision.decided_by_id = at, actor.person_id
    decision.capacity = actor.capacity
    decision.save()
    case.status = CaseStatus.DECIDED
    case.finished_at = at
    if case.clock:
        clocks.stop_clock(clock=case.clock, actor=actor, at=at)
    steps.finish_task(case, actor=actor, at=at, outcome="APPROVED")
    following = _step(case, routing.step_after)
    if following is None:
        steps.rest(case, waiting_for=WaitingFor.NOBODY)
    else:
        steps.hand_to(case, step=following, at=at)
    steps.keep(case)
    steps.record(
        CaseDecided(
            subject_id=case.id,
            code=case.code,
            status=case.status,
            decision_id=decision.id,
            outcome=decision.outcome,
            in_time=in_time,
            figures=steps.delta(case, before=before, at=at, finished=1, in_time=int(in_time)),
        ),
        case=case,
        actor=actor,
        at=at,
    )
    return case


@transaction.atomic
def send_back(*, case_id: UUID, revision: int, remark: str, actor: Actor, at: datetime) -> Case:
    """Return the proposal to the handler with a remark. The clock goes on."""
    case, decision = _take_proposal(case_id=case_id, revision=revision, actor=actor)
    if not tidy(remark):
        raise ReasonNeeded("Hãy ghi điều cần làm lại khi trả hồ sơ cho người thụ lý.")
    before = steps.spot(case)
    decision.is_approved = False
    decision.decided_at, decision.decided_by_id = at, actor.person_id
    decision.remark = tidy(remark)
    decision.save()
    steps.finish_task(case, actor=actor, at=at, outcome="SENT_BACK")
    earlier = _step(case, routing.step_before)
    if earlier is None:
        raise routing.StepMissing(case.step_key)
    steps.hand_to(case, step=earlier, at=at, assignee_id=decision.proposed_by_id)
    steps.keep(case)
    steps.record(
        ProposalSentBack(
            subject_id=case.id,
            code=case.code,
            status=case.status,
            decision_id=decision.id,
            figures=steps.delta(case, before=before, at=at),
        ),
        case=case,
        actor=actor,
        at=at,
    )
    return case


def _take_proposal(*, case_id: UUID, revision: int, actor: Actor) -> tuple[Case, Decision]:
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_decide(actor, case),
        "Chỉ lãnh đạo có thẩm quyền ký của cơ quan giải quyết được quyết định hồ sơ này.",
    )
    return case, case.decisions.select_for_update().get(is_approved=None)


def _step(case: Case, find: routing.Find) -> Step | None:
    return find(definition_of(case.version).route, case.step_key)
