"""The applicant takes the dossier back before there is a result."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.transactions import atomic
from congvu.platform.cases import policy
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.ending import end
from congvu.platform.cases.events import CaseWithdrawn
from congvu.platform.cases.lifecycle import CaseStatus, basis_of
from congvu.platform.cases.models import Case


@atomic
def withdraw(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    """End the dossier at its owner's wish. An open proposal is dropped with it."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    basis = basis_of(case.status, CaseStatus.WITHDRAWN)
    policy.require(
        policy.may_withdraw(actor, case),
        "Chỉ người nộp hồ sơ, hoặc nơi nhận hồ sơ theo đơn của người nộp, được rút hồ sơ này.",
    )
    case.decisions.filter(is_approved=None).update(
        is_approved=False, decided_at=at, remark="Người nộp rút hồ sơ"
    )
    end(case, status=CaseStatus.WITHDRAWN, outcome="WITHDRAWN", actor=actor, at=at)
    steps.write(case, CaseWithdrawn, actor=actor, at=at, basis=basis)
    return case
