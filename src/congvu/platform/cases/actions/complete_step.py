"""A step of the route other than signing is done; the next one opens."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.platform.cases import policy, standing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.claim import begin
from congvu.platform.cases.actions.onward import end_branch, go_on
from congvu.platform.cases.events import StepCompleted
from congvu.platform.cases.models import Case
from congvu.platform.procedures import routes
from congvu.platform.procedures.definition import Turn
from congvu.platform.procedures.queries import definition_by_id


class ProposalNeeded(Refusal):
    """The next step is the signature: it needs a proposed outcome, not only a finished step."""


class OutcomeNeeded(Refusal):
    """The step can end in several ways; one of them must be named."""


@atomic
def complete_step(
    *, case_id: UUID, revision: int, outcome: str = "", actor: Actor, at: datetime
) -> Case:
    """End the step at hand in one of the ways its route gives it, and open what follows.

    `outcome` is the key of that way, of a step that has several. Raises ProposalNeeded,
    OutcomeNeeded.
    """
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        standing.may_end_step(actor, case) and not actor.has_post(PostKind.SIGNER),
        "Bước này không thuộc việc của anh/chị.",
    )
    way = _way(case, outcome)
    route, step = definition_by_id(case.version_id).route, standing.step_of(case)
    begin(case, actor=actor)
    if routes.leaves_group(route, step, way.next):
        end_branch(case, step=step, to=way.next, actor=actor, at=at)
        return case
    steps.finish_task(case, actor=actor, at=at, outcome="COMPLETED")
    opening = routes.opened(route, step, way.next)
    keeps_it = len(opening) == 1 and opening[0].done_by == actor.post_kind and not opening[0].unit
    go_on(case, to=way.next, actor=actor, at=at, assignee_id=actor.person_id if keeps_it else None)
    steps.write(
        case,
        StepCompleted,
        actor=actor,
        at=at,
        step_key=step.key,
        next_step_key=way.next,
        outcome=way.key,
    )
    return case


def _way(case: Case, outcome: str) -> Turn:
    open_ways = standing.ways_to_go(case)
    if not open_ways:
        raise ProposalNeeded("Bước tiếp theo là ký duyệt. Hãy đề xuất kết quả giải quyết.")
    chosen = [way for way in open_ways if outcome in (way.key, "")]
    if len(chosen) == 1:
        return chosen[0]
    raise OutcomeNeeded(
        "Bước này có nhiều kết quả. Hãy chọn một: "
        + ", ".join(f"“{way.label}”" for way in open_ways)
        + "."
    )
