"""The counter does not accept a dossier, and says why on form 03."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import papers, policy
from congvu.platform.cases.actions import issuing, steps
from congvu.platform.cases.actions.ending import end
from congvu.platform.cases.events import CaseNotAccepted
from congvu.platform.cases.lifecycle import CaseStatus, basis_of
from congvu.platform.cases.models import Case


class GroundsNeeded(Refusal):
    """Who is turned away is told why, on what legal basis, and what to do instead."""


@atomic
def refuse_to_receive(
    *,
    case_id: UUID,
    revision: int,
    reason: str,
    legal_basis: str,
    instead: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """End the dossier before acceptance. Raises GroundsNeeded, MoveNotAllowed."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    basis = basis_of(case.status, CaseStatus.NOT_ACCEPTED)
    policy.require(
        policy.may_accept(actor, case),
        "Chỉ cán bộ tiếp nhận của nơi nhận hồ sơ được từ chối tiếp nhận hồ sơ này.",
    )
    if not tidy(reason) or not tidy(legal_basis):
        raise GroundsNeeded("Hãy ghi lý do và căn cứ pháp lý khi từ chối tiếp nhận hồ sơ.")
    form = issuing.issue(
        case,
        form="03",
        agency=case.receiving_agency,
        said=lambda number: papers.refusal(
            case,
            number=number,
            reason=tidy(reason),
            legal_basis=tidy(legal_basis),
            instead=tidy(instead),
            actor=actor,
            at=at,
        ),
        actor=actor,
        at=at,
    )
    end(case, status=CaseStatus.NOT_ACCEPTED, outcome="NOT_ACCEPTED", actor=actor, at=at)
    steps.write(case, CaseNotAccepted, actor=actor, at=at, basis=basis, form_id=form.id)
    return case
