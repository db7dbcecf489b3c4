"""Work on a case is stopped, with a notice that says why (form 05)."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import policy
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.ending import end
from congvu.platform.cases.actions.issuing import issue_stop_notice
from congvu.platform.cases.actions.refuse_to_receive import GroundsNeeded
from congvu.platform.cases.events import CaseStopped
from congvu.platform.cases.lifecycle import CaseStatus, basis_of
from congvu.platform.cases.models import Case


@atomic
def stop(
    *, case_id: UUID, revision: int, reason: str, legal_basis: str, actor: Actor, at: datetime
) -> Case:
    """Stop the case. Raises GroundsNeeded, MoveNotAllowed.

    A leader of the competent agency may always; whoever asked the applicant may, once the time to
    answer has passed.
    """
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    basis = basis_of(case.status, CaseStatus.STOPPED)
    policy.require(
        policy.may_stop(actor, case),
        "Chỉ lãnh đạo cơ quan giải quyết được dừng hồ sơ; người thụ lý được dừng khi đã hết thời"
        " gian chờ người dân bổ sung hoặc nộp tiền.",
    )
    if not tidy(reason) or not tidy(legal_basis):
        raise GroundsNeeded("Hãy ghi lý do và căn cứ pháp lý khi dừng giải quyết hồ sơ.")
    case.decisions.filter(is_approved=None).update(
        is_approved=False, decided_at=at, decided_by_id=actor.person_id, remark="Dừng giải quyết"
    )
    form = issue_stop_notice(
        case, reason=tidy(reason), legal_basis=tidy(legal_basis), actor=actor, at=at
    )
    end(case, status=CaseStatus.STOPPED, outcome="STOPPED", actor=actor, at=at)
    steps.write(case, CaseStopped, actor=actor, at=at, basis=basis, form_id=form.id)
    return case
