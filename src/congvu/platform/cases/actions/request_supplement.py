"""An officer asks the applicant to complete the dossier: everything at once; the clock pauses."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import papers, policy
from congvu.platform.cases.actions import issuing, steps
from congvu.platform.cases.actions.claim import begin
from congvu.platform.cases.answering import answer_by
from congvu.platform.cases.events import SupplementRequested
from congvu.platform.cases.lifecycle import CaseStatus, basis_of
from congvu.platform.cases.models import Case, Supplement, WaitingFor
from congvu.platform.deadlines import actions as clocks
from congvu.platform.deadlines.queries import term
from congvu.platform.procedures.definition import Definition, evidence_for
from congvu.platform.procedures.queries import definition_by_id


class NothingAsked(Refusal):
    """A request must say what is missing or wrong, and why."""


class AskedBefore(Refusal):
    """One request is lawful; a second needs a superior's permission."""


@atomic
def request_supplement(
    *,
    case_id: UUID,
    revision: int,
    items: Mapping[str, str],
    explanation: str,
    actor: Actor,
    at: datetime,
) -> Supplement:
    """Open the flagged items only. `items` maps evidence or question keys to the officer's remark.

    Raises NothingAsked, AskedBefore, MoveNotAllowed.
    """
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    basis = basis_of(case.status, CaseStatus.AWAITING_SUPPLEMENT)
    policy.require(
        policy.may_request_supplement(actor, case),
        "Chỉ người đang giữ hồ sơ được yêu cầu bổ sung.",
    )
    _check_request(case, items=items, explanation=explanation)
    _use_permit(case, at=at)
    begin(case, actor=actor)
    if case.clock:
        clocks.pause_clock(clock=case.clock, reason="Chờ người dân bổ sung", actor=actor, at=at)
    supplement = _keep_request(case, items=items, explanation=explanation, actor=actor, at=at)
    steps.finish_task(case, actor=actor, at=at, outcome="SUPPLEMENT")
    case.status = CaseStatus.AWAITING_SUPPLEMENT
    case.due_at, case.answer_by = None, supplement.answer_by
    steps.rest(case, waiting_for=WaitingFor.CITIZEN)
    steps.write(
        case,
        SupplementRequested,
        actor=actor,
        at=at,
        basis=basis,
        supplement_id=supplement.id,
        round=supplement.round,
    )
    issuing.issue(
        case,
        form="02",
        agency=papers.asking_agency(case),
        said=lambda number: papers.supplement_request(
            case, supplement, number=number, actor=actor, at=at
        ),
        actor=actor,
        at=at,
    )
    return supplement


def _keep_request(
    case: Case, *, items: Mapping[str, str], explanation: str, actor: Actor, at: datetime
) -> Supplement:
    return Supplement.objects.create(
        id=new_id(),
        case=case,
        round=case.supplements.count() + 1,
        items=[{"key": key, "remark": tidy(remark)} for key, remark in items.items()],
        explanation=tidy(explanation),
        requested_at=at,
        requested_by_id=actor.person_id,
        before_status=case.status,
        answer_by=answer_by(case, "supplement_answer_days", at=at),
    )


def _use_permit(case: Case, *, at: datetime) -> None:
    """A request beyond the lawful number uses up a superior's permission and counts late."""
    lawful = term("supplement_requests", on=local_date(case.submitted_at))
    if case.supplements.count() < lawful.value:
        return
    permit = case.permits.select_for_update().filter(used_at=None).first()
    if permit is None:
        raise AskedBefore(
            f"Hồ sơ này đã được yêu cầu bổ sung {lawful.value} lần, đủ số lần cho phép"
            f" ({lawful.legal_basis}). Hãy giải quyết theo giấy tờ hiện có, hoặc đề nghị lãnh đạo"
            " cho phép yêu cầu thêm."
        )
    permit.used_at = at
    permit.save(update_fields=["used_at"])
    case.counts_late = True


def _check_request(case: Case, *, items: Mapping[str, str], explanation: str) -> None:
    if not items or not tidy(explanation):
        raise NothingAsked(
            "Hãy chọn ít nhất một giấy tờ hoặc thông tin cần bổ sung và ghi rõ lý do."
        )
    unexplained = [key for key, remark in items.items() if not tidy(remark)]
    if unexplained:
        raise NothingAsked("Hãy ghi cần sửa gì cho từng mục đã chọn.")
    known = _keys(definition_by_id(case.version_id), situation=case.situation)
    if not known.issuperset(items):
        raise NothingAsked("Có mục không thuộc thủ tục này. Hãy chọn lại trong danh sách.")


def _keys(definition: Definition, *, situation: str) -> set[str]:
    papers = {paper.key for paper in evidence_for(definition, situation=situation)}
    return papers | {q.key for page in definition.form for q in page.questions}
