"""The handler proposes an outcome to the one who signs."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.compiled import insert
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import policy, standing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.claim import begin
from congvu.platform.cases.events import OutcomeProposed
from congvu.platform.cases.models import Case, ChildKind, Decision, Outcome
from congvu.platform.procedures.definition import Step


class ReasonNeeded(Refusal):
    """A refusal, and a return, must give its reason and legal basis."""


class NotReadyToSign(Refusal):
    """Steps before the signature are still open."""


@atomic
def propose(
    *,
    case_id: UUID,
    revision: int,
    outcome: Outcome,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Decision:
    """Hand the case to the signer with a proposed outcome. Raises ReasonNeeded, NotReadyToSign."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_work(actor, case) and not actor.has_post(PostKind.SIGNER),
        "Chỉ người đang thụ lý hồ sơ được đề xuất kết quả.",
    )
    if outcome != Outcome.GRANTED and not tidy(reason):
        raise ReasonNeeded("Hãy ghi lý do và căn cứ pháp lý khi đề xuất từ chối hoặc dừng.")
    if case.child_kind == ChildKind.CONSULTATION and outcome == Outcome.STOPPED:
        raise ReasonNeeded("Ý kiến trả lời là đồng ý hoặc không đồng ý. Hãy chọn một.")
    signing = _signing_step(case)
    begin(case, actor=actor)
    decision = Decision(
        id=new_id(),
        case=case,
        outcome=outcome,
        reason=tidy(reason),
        proposed_at=at,
        proposed_by_id=actor.person_id,
    )
    insert(decision)
    steps.finish_task(case, actor=actor, at=at, outcome="PROPOSED")
    steps.hand_to(case, step=signing, at=at)
    steps.write(
        case,
        OutcomeProposed,
        actor=actor,
        at=at,
        decision_id=decision.id,
        outcome=outcome,
    )
    return decision


def _signing_step(case: Case) -> Step:
    following = standing.signing_step(case)
    if following is None:
        raise NotReadyToSign("Hãy hoàn thành các bước trước khi đề xuất kết quả để ký.")
    return following
