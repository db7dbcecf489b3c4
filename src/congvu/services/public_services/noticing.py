"""A notice in the words of the person it is for. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from congvu.platform.cases.timeline import title_of
from congvu.web.formatting import written_date, written_instant, written_money

Facts = Mapping[str, Any]


def words(event_type: str, facts: Facts) -> tuple[str, str]:
    """Return title and text. What the event says of dates and money is in the text."""
    say = _TEXTS.get(event_type)
    return title_of(event_type), say(facts) if say else ""


def _instant(facts: Facts, name: str) -> str:
    value = facts.get(name)
    return written_instant(datetime.fromisoformat(value)) if value else "ngày sẽ báo sau"


def _accepted(facts: Facts) -> str:
    return f"Hẹn trả kết quả: {_instant(facts, 'due_at')}. Anh/chị không phải làm gì."


def _extended(facts: Facts) -> str:
    return (
        f"Cơ quan xin lỗi vì chưa trả đúng hẹn {_instant(facts, 'old_due_at')}."
        f" Ngày hẹn mới: {_instant(facts, 'due_at')}. Xem văn bản xin lỗi trong hồ sơ."
    )


def _apologised(facts: Facts) -> str:
    return (
        "Cơ quan xin lỗi vì trễ hẹn. Dự kiến trả kết quả ngày"
        f" {written_date(date.fromisoformat(facts['promised_on']))}."
    )


def _moved(facts: Facts) -> str:
    return (
        f"Ngày hẹn đổi từ {_instant(facts, 'old_due_at')} sang {_instant(facts, 'due_at')} vì lịch"
        f" làm việc thay đổi ({facts.get('basis', '')}). Anh/chị không phải làm gì."
    )


def _to_pay(facts: Facts) -> str:
    return f"Số tiền {written_money(facts.get('amount_vnd'))}. Mở hồ sơ để xem cách nộp."


_TEXTS: Mapping[str, Callable[[Facts], str]] = {
    "CaseAccepted": _accepted,
    "CaseNotAccepted": lambda _: "Mở hồ sơ để xem lý do và việc nên làm tiếp (mẫu 03).",
    "SupplementRequested": lambda _: "Mở hồ sơ để xem cần sửa gì. Chỉ sửa những mục được nêu.",
    "AnswerTimePassed": lambda _: "Đã quá thời gian chờ. Hãy liên hệ cơ quan giải quyết sớm.",
    "AnswerTimeGiven": lambda facts: f"Anh/chị được bổ sung đến {_instant(facts, 'answer_by')}.",
    "PaymentDemanded": _to_pay,
    "PaymentConfirmed": lambda _: "Cơ quan đã nhận được tiền và giải quyết tiếp hồ sơ.",
    "CaseExtended": _extended,
    "DelayApologised": _apologised,
    "CaseStopped": lambda _: "Mở hồ sơ để xem thông báo và lý do dừng (mẫu 05).",
    "CaseDecided": lambda _: "Mở hồ sơ để xem kết quả và nơi nhận.",
    "DueMoved": _moved,
    "CaseOverdue": lambda _: "Hồ sơ đã quá ngày hẹn. Anh/chị có thể phản ánh ngay trong hồ sơ.",
    "ComplaintAnswered": lambda _: "Mở hồ sơ để đọc câu trả lời.",
}
