"""A step of the route other than signing is done; the next one opens."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.platform.cases import policy, routing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.claim import begin
from congvu.platform.cases.events import StepCompleted
from congvu.platform.cases.models import Case
from congvu.platform.procedures.definition import StepKind
from congvu.platform.procedures.queries import definition_by_id


class ProposalNeeded(Refusal):
    """The next step is the signature: it needs a proposed outcome, not only a finished step."""


@atomic
def complete_step(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_work(actor, case) and not actor.has_post(PostKind.SIGNER),
        "Bước này không thuộc việc của anh/chị.",
    )
    done = case.step_key
    following = routing.step_after(definition_by_id(case.version_id).route, done)
    if following is None or following.kind is StepKind.SIGN:
        raise ProposalNeeded("Bước tiếp theo là ký duyệt. Hãy đề xuất kết quả giải quyết.")
    begin(case, actor=actor)
    steps.finish_task(case, actor=actor, at=at, outcome="COMPLETED")
    keeps_it = following.done_by == actor.post_kind
    steps.hand_to(case, step=following, at=at, assignee_id=actor.person_id if keeps_it else None)
    steps.write(
        case,
        StepCompleted,
        actor=actor,
        at=at,
        step_key=done,
        next_step_key=following.key,
    )
    return case
