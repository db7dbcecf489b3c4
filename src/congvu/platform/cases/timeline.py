"""What happened to a case and what comes next, in words for the person who waits."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from congvu.platform.agencies import queries as agencies
from congvu.platform.cases.lifecycle import AWAITING, CaseStatus
from congvu.platform.cases.models import Case, WaitingFor
from congvu.platform.events.models import JournalEntry
from congvu.platform.events.queries import history_of

TITLES = {
    "CaseSubmitted": "Đã gửi hồ sơ",
    "CaseAccepted": "Đã tiếp nhận, hẹn ngày trả kết quả",
    "CaseClaimed": "Đã có người thụ lý",
    "StepCompleted": "Xong một bước xử lý",
    "ChildOpened": "Giao việc",
    "ChildEnded": "Không cần trả lời nữa",
    "BranchEnded": "Xong một phần việc song song",
    "ConsultationAsked": "Xin ý kiến cơ quan liên quan",
    "AnswerGiven": "Đã trả lời ý kiến",
    "ConsultationAnswered": "Đã có ý kiến của cơ quan liên quan",
    "ConsultationRecalled": "Thôi chờ ý kiến, giải quyết tiếp",
    "SupplementRequested": "Yêu cầu bổ sung hồ sơ",
    "SupplementProvided": "Đã bổ sung hồ sơ",
    "OutcomeProposed": "Đã trình lãnh đạo ký",
    "ProposalSentBack": "Lãnh đạo yêu cầu xem lại",
    "CaseDecided": "Đã có kết quả",
    "ResultReturned": "Đã trả kết quả",
    "CaseNotAccepted": "Không tiếp nhận hồ sơ",
    "SupplementPermitted": "Lãnh đạo cho phép yêu cầu bổ sung thêm",
    "AnswerTimePassed": "Hết thời gian chờ người dân",
    "AnswerTimeGiven": "Cho thêm thời gian bổ sung",
    "PaymentDemanded": "Yêu cầu nộp phí, lệ phí",
    "PaymentDeclared": "Người nộp báo đã nộp tiền",
    "PaymentConfirmed": "Đã nhận tiền",
    "CaseExtended": "Xin lỗi và hẹn lại ngày trả kết quả",
    "DelayApologised": "Xin lỗi vì trễ hẹn",
    "CaseStopped": "Dừng giải quyết hồ sơ",
    "CaseWithdrawn": "Người nộp rút hồ sơ",
    "ProcedureChanged": "Chuyển sang thủ tục khác",
    "VersionChanged": "Chuyển sang quy trình mới công bố",
    "CaseTransferred": "Chuyển đến cơ quan có thẩm quyền",
    "CasePassedOn": "Chuyển sang cơ quan kế thừa sau sắp xếp đơn vị",
    "CaseReleased": "Trả lại cho đơn vị phân công",
    "CaseAssigned": "Giao người thụ lý",
    "ActUndone": "Hoàn tác thao tác vừa rồi",
    "CaseRated": "Đã đánh giá",
    "ComplaintMade": "Gửi phản ánh về hồ sơ",
    "ComplaintAnswered": "Đã trả lời phản ánh",
    "DueSoon": "Sắp đến hạn",
    "CaseOverdue": "Quá hạn",
    "DueMoved": "Đổi ngày hẹn do thay đổi lịch làm việc",
    "FormVoided": "Hủy số phiếu đã cấp",
}
REFUSED_ATTEMPT = "Một thao tác bị từ chối, không được ghi"  # for officers only


def title_of(event_type: str) -> str:
    return TITLES.get(event_type, REFUSED_ATTEMPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of the timeline. `state` is done, current or next, as the component wants it."""

    title: str
    at: datetime | None = None
    actor: str = ""
    text: str = ""
    state: str = "done"


def timeline(case: Case, *, is_for_officer: bool = False) -> list[Happening]:
    """Return what happened, oldest first, and last what the case waits for.

    What the citizen must do is said to the citizen only; an officer reads of them as of another.
    """
    rows = history_of(case.id)
    names = agencies.names_of({row.agency_id for row in rows if row.agency_id})
    happenings = [
        Happening(
            title=TITLES.get(row.event_type, REFUSED_ATTEMPT),
            at=row.at,
            actor=_actor(row, names),
        )
        for row in rows
        if row.event_type in TITLES or is_for_officer
    ]
    now = waiting(case)
    if is_for_officer:
        now = replace(now, title=_for_officer(case, now.title), text="")
    return [*happenings, now]


def _for_officer(case: Case, title: str) -> str:
    if _is_too_late(case):
        return "Đã hết thời gian chờ người dân bổ sung hoặc nộp tiền"
    return _FOR_OFFICERS.get(CaseStatus(case.status), title)


def _is_too_late(case: Case) -> bool:
    return case.status in AWAITING and case.waiting_for == WaitingFor.OFFICER


def _actor(row: JournalEntry, names: dict[UUID, str]) -> str:
    if row.actor_person_id is None:
        return "Tự động theo quy định"
    if row.actor_post_id is None:
        return "Người dân"
    return names.get(row.agency_id, "") if row.agency_id else ""


def waiting(case: Case) -> Happening:
    """Return who has it now, what comes next, and what the person must do (if nothing, say so)."""
    title, text = _WAITING[CaseStatus(case.status)](case)
    if _is_too_late(case):
        title, text = _too_late(case)
    is_over = case.status in {CaseStatus.RETURNED, *_ENDED}
    return Happening(title=title, text=text, state="done" if is_over else "current")


_FOR_OFFICERS = {
    CaseStatus.AWAITING_SUPPLEMENT: "Đang chờ người dân bổ sung hồ sơ",
    CaseStatus.AWAITING_PAYMENT: "Đang chờ người dân nộp phí, lệ phí",
    CaseStatus.DECIDED: "Đã có kết quả, chờ người dân nhận",
}
_ENDED = {CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN, CaseStatus.STOPPED}

Words = tuple[str, str]
_NOTHING_TO_DO = "Anh/chị không phải làm gì."


def _too_late(case: Case) -> Words:
    return (
        "Đã hết thời gian chờ anh/chị bổ sung hoặc nộp tiền",
        f"{case.competent_agency.name} sẽ cho thêm thời gian hoặc dừng giải quyết,"
        " và báo cho anh/chị. Nếu còn muốn làm tiếp, hãy liên hệ cơ quan ngay.",
    )


_WAITING: dict[CaseStatus, Callable[[Case], Words]] = {
    CaseStatus.SUBMITTED: lambda case: (
        f"{case.receiving_agency.name} đang kiểm tra hồ sơ",
        f"Nơi nhận sẽ trả lời là tiếp nhận hay cần bổ sung. {_NOTHING_TO_DO}",
    ),
    CaseStatus.ACCEPTED: lambda case: (
        f"{case.competent_agency.name} đang phân công người thụ lý",
        _NOTHING_TO_DO,
    ),
    CaseStatus.IN_PROGRESS: lambda case: (
        f"{case.competent_agency.name} đang giải quyết",
        _NOTHING_TO_DO,
    ),
    CaseStatus.AWAITING_SUPPLEMENT: lambda case: (
        "Đang chờ anh/chị bổ sung hồ sơ",
        "Hãy bổ sung đúng các mục được yêu cầu. Thời gian chờ anh/chị không tính vào thời hạn"
        " giải quyết.",
    ),
    CaseStatus.AWAITING_PAYMENT: lambda case: (
        "Đang chờ anh/chị nộp phí, lệ phí",
        "Thời gian chờ không tính vào thời hạn giải quyết.",
    ),
    CaseStatus.DECIDED: lambda case: (
        "Đã có kết quả, chờ anh/chị nhận",
        f"Nhận tại {case.receiving_agency.name}; mang theo mã hồ sơ và giấy tờ tùy thân."
        " Bản điện tử xem được ngay tại trang này.",
    ),
    CaseStatus.RETURNED: lambda case: ("Hồ sơ đã xong", "Kết quả đã được trả."),
    CaseStatus.NOT_ACCEPTED: lambda case: ("Hồ sơ không được tiếp nhận", ""),
    CaseStatus.WITHDRAWN: lambda case: ("Hồ sơ đã được rút", ""),
    CaseStatus.STOPPED: lambda case: ("Hồ sơ đã dừng giải quyết", ""),
}
