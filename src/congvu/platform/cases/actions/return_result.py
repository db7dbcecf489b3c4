"""The counter hands the result over: the last act on a dossier."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.transactions import atomic
from congvu.platform.cases import policy, standing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.axes import DeliveryStatus
from congvu.platform.cases.events import ResultReturned
from congvu.platform.cases.lifecycle import CaseStatus, basis_of
from congvu.platform.cases.models import Case, WaitingFor


@atomic
def return_result(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    basis = basis_of(case.status, CaseStatus.RETURNED)
    policy.require(
        standing.may_return(actor, case),
        "Chỉ cán bộ trả kết quả của nơi nhận hồ sơ được trả kết quả.",
    )
    case.status, case.delivery = CaseStatus.RETURNED, DeliveryStatus.DELIVERED
    case.returned_at = at
    steps.finish_task(case, actor=actor, at=at, outcome="RETURNED")
    steps.rest(case, waiting_for=WaitingFor.NOBODY)
    steps.write(
        case,
        ResultReturned,
        actor=actor,
        at=at,
        basis=basis,
    )
    return case
