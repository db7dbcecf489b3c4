"""Whose hands a case is in: given back to the unit, or given to somebody by its head."""

from datetime import date, datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.platform.cases import policy
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.claim import begin
from congvu.platform.cases.events import CaseAssigned, CaseReleased
from congvu.platform.cases.models import Case
from congvu.platform.people import queries as people


class NotInUnit(Refusal):
    """Only somebody who holds the needed post in that unit today can get the case."""

    def __init__(self) -> None:
        super().__init__(
            "Người được chọn hiện không giữ vị trí xử lý bước này trong đơn vị."
            " Hãy chọn người khác trong danh sách."
        )


@atomic
def release(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    """Give a case back to the unit, for somebody else to take."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_release(actor, case),
        "Hồ sơ này không ở trong tay anh/chị nên không trả lại được.",
    )
    steps.give_task(case, assignee_id=None)
    steps.write(case, CaseReleased, actor=actor, at=at, step_key=case.step_key)
    return case


@atomic
def assign(*, case_id: UUID, revision: int, assignee_id: UUID, actor: Actor, at: datetime) -> Case:
    """Give the step at hand to a colleague, also one that an absent colleague holds."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_assign(actor, case), "Chỉ lãnh đạo của đơn vị đang giữ hồ sơ được phân công."
    )
    if assignee_id not in _holders(case, on=local_date(at)):
        raise NotInUnit
    begin(case, actor=actor)
    case.handler_id = assignee_id
    steps.give_task(case, assignee_id=assignee_id)
    steps.write(
        case, CaseAssigned, actor=actor, at=at, step_key=case.step_key, assignee_id=assignee_id
    )
    return case


def _holders(case: Case, *, on: date) -> set[UUID]:
    if case.holder_unit_id is None:
        return set()
    return set(
        people.holders_of(unit_id=case.holder_unit_id, post_kind=case.holder_post_kind, on=on)
    )
