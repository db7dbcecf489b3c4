"""An officer asks the applicant to complete the dossier: everything at once; the clock pauses."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Refusal
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import policy
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.claim import begin
from congvu.platform.cases.events import SupplementRequested
from congvu.platform.cases.lifecycle import CaseStatus, check_move
from congvu.platform.cases.models import Case, Supplement, WaitingFor
from congvu.platform.deadlines import actions as clocks
from congvu.platform.procedures.definition import Definition, evidence_for
from congvu.platform.procedures.queries import definition_of

BASIS = "Nghị định 118/2025/NĐ-CP; mẫu số 02, Thông tư 03/2025/TT-VPCP"


class NothingAsked(Refusal):
    """A request must say what is missing or wrong, and why."""


class AskedBefore(Refusal):
    """One request is lawful; a second needs a superior, which this act does not provide."""


@transaction.atomic
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
    check_move(case.status, CaseStatus.AWAITING_SUPPLEMENT)
    policy.require(
        policy.may_request_supplement(actor, case),
        "Chỉ người đang giữ hồ sơ được yêu cầu bổ sung.",
    )
    _check_request(case, items=items, explanation=explanation)
    before = steps.spot(case)
    begin(case, actor=actor)
    if case.clock:
        clocks.pause_clock(clock=case.clock, reason="Chờ người dân bổ sung", actor=actor, at=at)
    supplement = _keep_request(case, items=items, explanation=explanation, actor=actor, at=at)
    steps.finish_task(case, actor=actor, at=at, outcome="SUPPLEMENT")
    case.status = CaseStatus.AWAITING_SUPPLEMENT
    case.due_at = None
    steps.rest(case, waiting_for=WaitingFor.CITIZEN)
    steps.keep(case)
    steps.record(
        SupplementRequested(
            subject_id=case.id,
            code=case.code,
            status=case.status,
            supplement_id=supplement.id,
            round=supplement.round,
            figures=steps.delta(case, before=before, at=at),
        ),
        case=case,
        actor=actor,
        at=at,
        basis=BASIS,
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
    )


def _check_request(case: Case, *, items: Mapping[str, str], explanation: str) -> None:
    if case.supplements.exists():
        raise AskedBefore(
            "Hồ sơ này đã được yêu cầu bổ sung một lần. Theo quy định chỉ được yêu cầu một lần;"
            " hãy giải quyết theo giấy tờ hiện có hoặc báo lãnh đạo đơn vị."
        )
    if not items or not tidy(explanation):
        raise NothingAsked(
            "Hãy chọn ít nhất một giấy tờ hoặc thông tin cần bổ sung và ghi rõ lý do."
        )
    unexplained = [key for key, remark in items.items() if not tidy(remark)]
    if unexplained:
        raise NothingAsked("Hãy ghi cần sửa gì cho từng mục đã chọn.")
    known = _keys(definition_of(case.version), situation=case.situation)
    if not known.issuperset(items):
        raise NothingAsked("Có mục không thuộc thủ tục này. Hãy chọn lại trong danh sách.")


def _keys(definition: Definition, *, situation: str) -> set[str]:
    papers = {paper.key for paper in evidence_for(definition, situation=situation)}
    return papers | {q.key for page in definition.form for q in page.questions}
