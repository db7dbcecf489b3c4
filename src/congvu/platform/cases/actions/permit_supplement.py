"""A superior allows a second request to complete the dossier; it counts against the agency."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict, Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import policy
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import SupplementPermitted
from congvu.platform.cases.models import Case, SupplementPermit

BASIS = "Nghị định 118/2025/NĐ-CP: chỉ yêu cầu bổ sung một lần; quá một lần tính là quá hạn"


class ReasonWanted(Refusal):
    """Who allows a second request answers for it: the reason is kept."""


class PermittedAlready(Conflict):
    """One permission is open, or none is needed yet."""


@atomic
def permit_supplement(
    *, case_id: UUID, revision: int, reason: str, actor: Actor, at: datetime
) -> Case:
    """Allow one more request. Raises ReasonWanted, PermittedAlready."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.leads(actor, case),
        "Chỉ lãnh đạo của cơ quan giải quyết hồ sơ được cho phép yêu cầu bổ sung thêm.",
    )
    if not case.supplements.exists() or case.permits.filter(used_at=None).exists():
        raise PermittedAlready(
            "Hồ sơ này chưa cần cho phép: chưa từng yêu cầu bổ sung, hoặc đã có một lần cho phép"
            " chưa dùng."
        )
    if not tidy(reason):
        raise ReasonWanted("Hãy ghi vì sao phải yêu cầu bổ sung thêm một lần nữa.")
    permit = SupplementPermit.objects.create(
        id=new_id(),
        case=case,
        reason=tidy(reason),
        permitted_at=at,
        permitted_by_id=actor.person_id,
    )
    steps.write(case, SupplementPermitted, actor=actor, at=at, basis=BASIS, permit_id=permit.id)
    return case
