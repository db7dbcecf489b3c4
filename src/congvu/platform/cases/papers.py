"""What our papers say of a case: forms 01 to 05 as they are issued, and the result."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from congvu.kernel.actor import CAPACITY_SHORT, Actor, Capacity
from congvu.kernel.clock import VIETNAM
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency
from congvu.platform.cases import queries
from congvu.platform.cases.models import Case, CaseFile, Decision, Supplement
from congvu.platform.cases.policy import NoSuchCase
from congvu.platform.documents.rendering import ListedAnswer, ResultForm, result_pdf
from congvu.platform.documents.sheets import Line, Sheet, Signature, Size, Table
from congvu.platform.people import queries as people
from congvu.platform.procedures.answers import written_answers
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.queries import definition_by_id

_UNITS = {
    "WORKING_DAY": "ngày làm việc",
    "DAY": "ngày",
    "WORKING_HOUR": "giờ làm việc",
    "HOUR": "giờ",
    "MONTH": "tháng",
}
Lines = tuple[Line, ...]
_COMPLAIN = (
    "Nếu không đồng ý, người nộp có quyền phản ánh ngay trong trang theo dõi hồ sơ, hoặc khiếu nại"
    " theo quy định của pháp luật về khiếu nại."
)


def receipt(case: Case, *, receiver: str) -> Sheet:
    """Return form 01: the appointment once accepted, before that what was sent.

    `receiver` signs; before acceptance nobody does.
    """
    definition = definition_by_id(case.version_id)
    at = case.accepted_at or case.submitted_at
    files = queries.files_of(case)
    allowance, due_at = _allowance(case), _due(case)
    return Sheet(
        **_shared(case, form="01", agency=case.receiving_agency, at=at),
        number=case.code,
        title=(
            "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
            if case.accepted_at
            else "Giấy xác nhận đã nộp hồ sơ trực tuyến"
        ),
        lines=(
            Line(label="Nơi tiếp nhận hồ sơ", value=case.receiving_agency.name),
            *_person(case, label="Tiếp nhận hồ sơ của"),
            Line(label="Nội dung yêu cầu giải quyết", value=definition.name),
            Line(label="Cơ quan giải quyết", value=case.competent_agency.name),
            Line(label="Số lượng hồ sơ", value="01 bộ"),
            *_said("Thời gian giải quyết theo quy định", allowance),
            Line(label="Thời gian nhận hồ sơ", value=_written(at)),
            *_said("Thời gian trả kết quả", due_at),
            Line(label="Đăng ký nhận kết quả tại", value=case.receiving_agency.name),
        ),
        table=Table(
            heading="Thành phần hồ sơ nộp gồm:",
            columns=("TT", "Tên giấy tờ", "Số bản", "Loại bản"),
            widths=(2, 14, 3, 5),
            rows=tuple(_paper(n, file, definition) for n, file in enumerate(files, start=1)),
            empty="không có giấy tờ kèm theo",
        ),
        paragraphs=() if case.accepted_at else ("Giấy này chưa phải là giấy tiếp nhận.",),
        signatures=(
            Signature(heading="NGƯỜI NỘP HỒ SƠ", name=case.applicant_name),
            *([Signature(heading="NGƯỜI TIẾP NHẬN HỒ SƠ", name=receiver)] if receiver else []),
        ),
    )


def supplement_request(
    case: Case, supplement: Supplement, *, number: str, actor: Actor, at: datetime
) -> Sheet:
    """Return form 02: everything that is to be completed, with the officer's remarks."""
    definition, agency = definition_by_id(case.version_id), asking_agency(case)
    items = asked_items(definition, supplement.items)
    return Sheet(
        **_shared(case, form="02", agency=agency, at=at),
        number=number,
        title="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        lines=(
            Line(label="Mã hồ sơ", value=case.code),
            *_person(case, label="Hồ sơ của"),
            Line(label="Nội dung yêu cầu giải quyết", value=definition.name),
            Line(label="Lý do", value=supplement.explanation),
            *_said("Nộp bổ sung trước", _maybe(supplement.answer_by)),
        ),
        table=Table(
            heading="Yêu cầu bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:",
            columns=("TT", "Nội dung", "Cần sửa hoặc bổ sung"),
            widths=(2, 10, 12),
            rows=tuple((str(n), i["label"], i["remark"]) for n, i in enumerate(items, start=1)),
        ),
        paragraphs=(
            "Chỉ cần sửa những mục nêu trên; các mục và giấy tờ khác đã nộp vẫn được giữ. Thời gian"
            " chờ bổ sung không tính vào thời hạn giải quyết. Nếu có vướng mắc, xin liên hệ"
            f" {agency.name}.",
        ),
        signatures=(Signature(heading="NGƯỜI HƯỚNG DẪN", name=actor.name),),
    )


def refusal(
    case: Case,
    *,
    number: str,
    reason: str,
    legal_basis: str,
    instead: str,
    actor: Actor,
    at: datetime,
) -> Sheet:
    """Return form 03: why the dossier is not received, and what to do instead."""
    why = (
        Line(label="Lý do không tiếp nhận", value=reason),
        Line(label="Căn cứ", value=legal_basis),
        *_said("Hướng dẫn", instead),
    )
    signed = Signature(heading="NGƯỜI TIẾP NHẬN HỒ SƠ", name=actor.name)
    return _refusal(case, case.receiving_agency, number=number, why=why, signed=signed, at=at)


def refusal_to_settle(case: Case, *, number: str, reason: str, actor: Actor, at: datetime) -> Sheet:
    """Return form 03 of a signer: the request is refused after appraisal, and why."""
    why = (Line(label="Lý do từ chối giải quyết và căn cứ", value=reason),)
    signed = _signature(actor)
    return _refusal(case, case.competent_agency, number=number, why=why, signed=signed, at=at)


def _refusal(
    case: Case, agency: Agency, *, number: str, why: Lines, signed: Signature, at: datetime
) -> Sheet:
    return Sheet(
        **_shared(case, form="03", agency=agency, at=at),
        number=number,
        title="Phiếu từ chối tiếp nhận, giải quyết hồ sơ",
        lines=(
            Line(label="Mã hồ sơ", value=case.code),
            *_person(case, label="Hồ sơ của"),
            Line(label="Nội dung yêu cầu giải quyết", value=definition_by_id(case.version_id).name),
            *why,
        ),
        paragraphs=(_COMPLAIN,),
        signatures=(signed,),
    )


def apology(
    case: Case, *, number: str, reason: str, promised: date, actor: Actor, at: datetime
) -> Sheet:
    """Return form 04: the apology, the reason and the new date."""
    first = case.clock.original_due_at if case.clock else case.due_at
    return Sheet(
        **_shared(case, form="04", agency=case.competent_agency, at=at, size=Size.A4),
        number=number,
        title="Xin lỗi và đề nghị gia hạn thời gian giải quyết",
        lines=(
            Line(label="Kính gửi", value=case.applicant_name),
            Line(label="Mã hồ sơ", value=case.code),
            Line(label="Nội dung yêu cầu giải quyết", value=definition_by_id(case.version_id).name),
            Line(label="Ngày tiếp nhận", value=_written(case.accepted_at or case.submitted_at)),
            Line(label="Ngày hẹn trả kết quả", value=_maybe(first)),
            Line(label="Lý do chưa trả đúng hẹn", value=reason),
            Line(label="Hẹn lại ngày trả kết quả", value=f"{promised:%d/%m/%Y}"),
        ),
        paragraphs=(
            f"{case.competent_agency.name} xin lỗi ông/bà vì sự chậm trễ này và mong được thông"
            " cảm. Sự chậm trễ không làm phát sinh thêm giấy tờ hay chi phí nào của ông/bà.",
        ),
        signatures=(_signature(actor),),
    )


def stop_notice(
    case: Case, *, number: str, reason: str, legal_basis: str, actor: Actor, at: datetime
) -> Sheet:
    """Return form 05: work stops, and why."""
    return Sheet(
        **_shared(case, form="05", agency=case.competent_agency, at=at),
        number=number,
        title="Thông báo dừng giải quyết hồ sơ",
        lines=(
            Line(label="Mã hồ sơ", value=case.code),
            *_person(case, label="Hồ sơ của"),
            Line(label="Nội dung yêu cầu giải quyết", value=definition_by_id(case.version_id).name),
            Line(label="Lý do dừng giải quyết", value=reason),
            Line(label="Căn cứ", value=legal_basis),
        ),
        paragraphs=(
            "Giấy tờ bản chính đã nộp (nếu có) được trả lại tại nơi tiếp nhận hồ sơ. Người nộp có"
            " thể nộp hồ sơ mới khi đã đủ điều kiện.",
            _COMPLAIN,
        ),
        signatures=(_signature(actor),),
    )


def asked_items(definition: Definition, items: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the items of a supplement with the labels people know them by."""
    labels = {paper.key: paper.label for paper in definition.evidence} | {
        question.key: question.label for page in definition.form for question in page.questions
    }
    return [{**item, "label": labels.get(item["key"], item["key"])} for item in items]


def asking_agency(case: Case) -> Agency:
    """Return the agency that asks: the counter before acceptance, then the one that decides."""
    return case.receiving_agency if case.accepted_at is None else case.competent_agency


def result(case: Case) -> bytes:
    """Return the decision as PDF. Raises NoSuchCase while there is none."""
    decision = queries.latest_decision(case)
    if decision is None or not decision.is_approved or decision.decided_at is None:
        raise NoSuchCase
    definition = definition_by_id(case.version_id)
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
        capacity=CAPACITY_SHORT[Capacity(decision.capacity or Capacity.OWN)],
        signer_title=queries.signer_title(case, decision),
        signer=_signer(decision),
        note="Bản điện tử do nền tảng lập theo quyết định đã duyệt; chưa có chữ ký số.",
    )
    return result_pdf(form)


def _shared(
    case: Case, *, form: str, agency: Agency, at: datetime, size: Size = Size.A5
) -> dict[str, Any]:
    parent_id = agency.parent_id
    return {
        "form": form,
        "size": size,
        "code": case.code,
        "agency_parent": agencies.kept(parent_id).name if parent_id else "",
        "agency": agency.name,
        "is_test": case.is_test,
        "made_at": at,
        "place_and_date": "" if form == "01" else _dated(at),
        "follow_key": case.follow_key,
    }


def _person(case: Case, *, label: str) -> tuple[Line, ...]:
    person = people.person(case.applicant_id)
    return (
        Line(label=label, value=case.applicant_name),
        Line(label="Địa chỉ", value=person.address),
        Line(label="Số điện thoại", value=person.phone),
        Line(label="Email", value=person.email),
    )


def _said(label: str, value: str) -> tuple[Line, ...]:
    """Only when there is something to say."""
    return (Line(label=label, value=value),) if value else ()


def _signature(actor: Actor) -> Signature:
    heading = f"{CAPACITY_SHORT[actor.capacity]}{actor.signs_as}".upper()
    return Signature(heading=heading, name=actor.name)


def _paper(number: int, file: CaseFile, definition: Definition) -> tuple[str, str, str, str]:
    label = next((e.label for e in definition.evidence if e.key == file.evidence_key), "")
    kind = "bản điện tử" if file.document is not None else "bản giấy"
    return str(number), label or file.evidence_key, "01", kind


def _allowance(case: Case) -> str:
    if case.clock is None:
        return "chưa có thời hạn trong quy định đã công bố" if case.accepted_at else ""
    if case.clock.same_day_until:
        return "trong ngày"
    return f"{case.clock.quantity} {_UNITS.get(case.clock.unit, case.clock.unit)}"


def _due(case: Case) -> str:
    if case.accepted_at is None:
        return f"ghi khi được tiếp nhận; trả lời trước {_maybe(case.due_at)}" if case.due_at else ""
    return _maybe(case.clock.original_due_at if case.clock else None)  # as promised on the day


def _written(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%H giờ %M, ngày %d/%m/%Y")


def _maybe(at: datetime | None) -> str:
    return _written(at) if at else ""


def _dated(at: datetime) -> str:
    local = at.astimezone(VIETNAM)
    return f"ngày {local.day:02d} tháng {local.month:02d} năm {local.year}"


def _signer(decision: Decision) -> str:
    if decision.decided_by_id is None:
        return ""
    return people.names_of([decision.decided_by_id]).get(decision.decided_by_id, "")
