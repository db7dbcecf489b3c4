"""The papers of a case that we make: form 01 and the result."""

from datetime import datetime

from congvu.kernel.actor import Capacity
from congvu.kernel.clock import VIETNAM
from congvu.platform.agencies import queries as agencies
from congvu.platform.cases import queries
from congvu.platform.cases.models import Case, CaseFile, Decision
from congvu.platform.cases.policy import NoSuchCase
from congvu.platform.documents.rendering import (
    ListedAnswer,
    ListedPaper,
    ReceiptForm,
    ResultForm,
    receipt_pdf,
    result_pdf,
)
from congvu.platform.people import queries as people
from congvu.platform.procedures.answers import written_answers
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.queries import definition_of

_UNITS = {
    "WORKING_DAY": "ngày làm việc",
    "DAY": "ngày",
    "WORKING_HOUR": "giờ làm việc",
    "MONTH": "tháng",
}
_CAPACITY = {
    Capacity.OWN: "",
    Capacity.FOR_COLLECTIVE: "TM. ",
    Capacity.FOR_HEAD: "KT. ",
    Capacity.BY_ORDER: "TL. ",
    Capacity.BY_DELEGATION: "TUQ. ",
}


def receipt(case: Case, *, follow_url: str) -> bytes:
    """Return form 01 as PDF: the appointment once accepted, before that what was sent."""
    definition = definition_of(case.version)
    person = people.person(case.applicant_id)
    form = ReceiptForm(
        code=case.code,
        agency_parent=_parent_name(case),
        agency=case.receiving_agency.name,
        is_test=case.is_test,
        made_at=case.accepted_at or case.submitted_at,
        title=(
            "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
            if case.accepted_at
            else "Giấy xác nhận đã nộp hồ sơ trực tuyến"
        ),
        receiving=case.receiving_agency.name,
        applicant=case.applicant_name,
        address=person.address,
        phone=person.phone,
        email=person.email,
        request=definition.name,
        competent=case.competent_agency.name,
        papers=tuple(_listed(file, definition) for file in queries.files_of(case)),
        sets="01 bộ",
        allowance=_allowance(case),
        received_at=_written(case.accepted_at or case.submitted_at),
        due_at=_due(case),
        return_at=case.receiving_agency.name,
        receiver=queries.receiver_name(case),
        follow_key=case.follow_key,
        note="" if case.accepted_at else "Giấy này chưa phải là giấy tiếp nhận.",
    )
    return receipt_pdf(form, follow_url=follow_url)


def result(case: Case) -> bytes:
    """Return the decision as PDF. Raises NoSuchCase while there is none."""
    decision = queries.latest_decision(case)
    if decision is None or not decision.is_approved or decision.decided_at is None:
        raise NoSuchCase
    definition = definition_of(case.version)
    parts = written_answers(definition, situation=case.situation, answers=case.answers)
    form = ResultForm(
        code=case.code,
        agency_parent="",
        agency=case.competent_agency.name,
        is_test=case.is_test,
        made_at=decision.decided_at,
        number="",
        place_and_date=_dated(decision.decided_at),
        # Not the name of the paper that will be signed: this one carries no signature.
        title="Kết quả giải quyết thủ tục hành chính",
        subject=definition.name,
        applicant=case.applicant_name,
        outcome=decision.get_outcome_display(),
        reason=decision.reason,
        answers=tuple(
            ListedAnswer(label=row.label, value=row.value)
            for part in parts
            for row in part.rows
            if row.value
        ),
        capacity=_CAPACITY[Capacity(decision.capacity or Capacity.OWN)],
        signer_title=queries.signer_title(case, decision),
        signer=_signer(decision),
        note="Bản điện tử do nền tảng lập theo quyết định đã duyệt; chưa có chữ ký số.",
    )
    return result_pdf(form)


def _parent_name(case: Case) -> str:
    parent_id = case.receiving_agency.parent_id
    return agencies.names_of([parent_id]).get(parent_id, "") if parent_id else ""


def _listed(file: CaseFile, definition: Definition) -> ListedPaper:
    label = next((e.label for e in definition.evidence if e.key == file.evidence_key), "")
    electronic = file.document is not None
    return ListedPaper(
        name=label or file.evidence_key,
        count="01",
        kind="bản điện tử" if electronic else "bản giấy",
    )


def _allowance(case: Case) -> str:
    if case.clock is None:
        return "chưa có thời hạn trong quy định đã công bố" if case.accepted_at else ""
    if case.clock.same_day_until:
        return "trong ngày"
    return f"{case.clock.quantity} {_UNITS.get(case.clock.unit, case.clock.unit)}"


def _due(case: Case) -> str:
    if case.accepted_at is None:
        return (
            f"ghi khi được tiếp nhận; trả lời trước {_written(case.due_at)}" if case.due_at else ""
        )
    if case.clock is None:
        return ""
    return _written(case.clock.due_at)


def _written(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%H giờ %M, ngày %d/%m/%Y")


def _dated(at: datetime) -> str:
    local = at.astimezone(VIETNAM)
    return f"ngày {local.day:02d} tháng {local.month:02d} năm {local.year}"


def _signer(decision: Decision) -> str:
    if decision.decided_by_id is None:
        return ""
    return people.names_of([decision.decided_by_id]).get(decision.decided_by_id, "")
