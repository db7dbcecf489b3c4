"""An officer takes a case of their unit into their own hands."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.transactions import atomic
from congvu.platform.cases import policy
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import CaseClaimed
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case


@atomic
def claim(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    """Make the actor the one who answers for the step at hand. Work on an accepted case begins."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_claim(actor, case),
        "Hồ sơ này đã có người nhận xử lý hoặc không thuộc việc của anh/chị.",
    )
    begin(case, actor=actor)
    steps.give_task(case, assignee_id=actor.person_id)
    steps.write(
        case,
        CaseClaimed,
        actor=actor,
        at=at,
        step_key=case.step_key,
    )
    return case


def begin(case: Case, *, actor: Actor) -> None:
    """Move an accepted case into progress at the first touch of the one who handles it."""
    if case.status == CaseStatus.ACCEPTED:
        case.status = CaseStatus.IN_PROGRESS
        case.handler_id = actor.person_id
