"""A definition in words, part by part, with every doubt at its place: the administrator's view.

Pure. A doubt belongs to the part that its path begins with.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from congvu.kernel.actor import POST_KIND_LABELS
from congvu.kernel.money import written
from congvu.platform.procedures.definition import (
    RULE_LABELS,
    Allowance,
    Channel,
    Definition,
    Doubt,
    DoubtKind,
    EvidenceKind,
    Fee,
    FeeKind,
    Question,
    QuestionKind,
    StepKind,
    StepPlace,
    TimeUnit,
)

DOUBT_LABELS: Mapping[str, str] = {
    DoubtKind.UNIT_MISSING: "Thời hạn không ghi đơn vị",
    DoubtKind.TIMES_DISAGREE: "Thời hạn ghi ở hai nơi không giống nhau",
    DoubtKind.TIME_MISSING: "Chưa ghi thời hạn",
    DoubtKind.TIME_NOT_A_NUMBER: "Thời hạn ghi bằng lời hoặc số lẻ",
    DoubtKind.HOURS_UNCLEAR: "Thời hạn theo giờ, chưa rõ có phải giờ làm việc",
    DoubtKind.FEE_ZERO_WITH_NOTE: "Phí ghi 0 nhưng có chú thích",
    DoubtKind.FEE_UNCLEAR: "Mức phí không rõ",
    DoubtKind.AGENCY_MISSING: "Chưa ghi cơ quan",
    DoubtKind.FIELD_MISSING: "Chưa ghi lĩnh vực",
    DoubtKind.PAPERS_MISSING: "Chưa ghi giấy tờ",
    DoubtKind.DISTRICT_WORDING: "Còn nhắc đến cấp huyện",
    DoubtKind.TEXT_NOT_NFC: "Chữ không ở dạng chuẩn NFC",
    DoubtKind.CODE_CHANGED: "Mã khác thường hoặc thừa dấu cách",
    DoubtKind.DUPLICATE_KEY: "Mã dịch vụ lặp lại",
    DoubtKind.LEGAL_BASIS_MISSING: "Chưa ghi căn cứ pháp lý",
    DoubtKind.DETAILS_MISSING: "Chỉ có tên trong danh mục, chưa có nội dung",
    DoubtKind.STATE_UNKNOWN: "Trạng thái lạ",
}
CHANNEL_LABELS = {
    Channel.COUNTER: "Tại quầy",
    Channel.ONLINE: "Trực tuyến",
    Channel.POST: "Bưu chính",
}
UNIT_LABELS = {
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.DAY: "ngày",
    TimeUnit.WORKING_HOUR: "giờ làm việc",
    TimeUnit.HOUR: "giờ",
    TimeUnit.MONTH: "tháng",
    TimeUnit.UNKNOWN: "(chưa rõ đơn vị)",
}
FEE_LABELS = {FeeKind.FEE: "Phí", FeeKind.CHARGE: "Lệ phí", FeeKind.PRICE: "Giá dịch vụ"}
EVIDENCE_LABELS = {
    EvidenceKind.UPLOAD: "Nộp",
    EvidenceKind.PRESENT: "Xuất trình",
    EvidenceKind.FROM_REGISTER: "Cơ quan tự tra",
}
LEVEL_LABELS = {
    "MINISTRY": "Cấp bộ",
    "PROVINCE": "Cấp tỉnh",
    "COMMUNE": "Cấp xã",
    "VERTICAL": "Ngành dọc",
    "OTHER": "Cơ quan khác",
}
STEP_LABELS = {
    StepKind.RECEIVE: "Tiếp nhận",
    StepKind.CHECK: "Kiểm tra",
    StepKind.APPRAISE: "Thẩm định",
    StepKind.CONSULT: "Lấy ý kiến",
    StepKind.FIELD_CHECK: "Kiểm tra thực địa",
    StepKind.COUNCIL: "Hội đồng",
    StepKind.POST_PUBLICLY: "Niêm yết công khai",
    StepKind.PAY: "Nộp tiền",
    StepKind.DRAFT: "Dự thảo",
    StepKind.SIGN: "Ký",
    StepKind.ISSUE: "Phát hành",
    StepKind.RETURN: "Trả kết quả",
}
PLACE_LABELS = {
    StepPlace.RECEIVING: "Nơi tiếp nhận",
    StepPlace.COMPETENT: "Cơ quan giải quyết",
    StepPlace.CONSULTED: "Cơ quan được hỏi ý kiến",
}
QUESTION_LABELS = {
    QuestionKind.TEXT: "Chữ",
    QuestionKind.LONG_TEXT: "Đoạn văn",
    QuestionKind.DATE: "Ngày",
    QuestionKind.NUMBER: "Số",
    QuestionKind.MONEY: "Số tiền",
    QuestionKind.CHOICE: "Chọn một",
    QuestionKind.YES_NO: "Có hoặc không",
    QuestionKind.PLACE: "Xã, phường",
    QuestionKind.PERSONAL_ID: "Số định danh cá nhân",
    QuestionKind.PHONE: "Số điện thoại",
    QuestionKind.EMAIL: "Thư điện tử",
}
UNKNOWN = "Chưa rõ"
NOT_SAID = "Không ghi"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtLine:
    label: str
    where: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the page: a table, and the doubts about it."""

    title: str
    columns: Sequence[Mapping[str, object]]
    rows: Sequence[Mapping[str, object]]
    doubts: Sequence[DoubtLine]
    empty: str = NOT_SAID


def doubt_label(kind: str) -> str:
    return DOUBT_LABELS.get(kind, kind)


def head_facts(definition: Definition) -> list[dict[str, str | list[str]]]:
    """Return who, where and since when: the first list of the page."""
    return [
        fact if fact.get("value") or fact.get("lines") else {**fact, "value": NOT_SAID}
        for fact in _facts(definition)
    ]


def parts(definition: Definition) -> list[Part]:
    """Return the tables of the page; doubts that fit none are in `other_doubts`."""
    found = [
        _part("Trường hợp", "situations", ("Trường hợp", "Giải thích"), _situations, definition),
        _part("Thời hạn", "allowances", ("Thời hạn", "Áp dụng", "Ghi chú"), _times, definition),
        _part("Phí, lệ phí", "fees", ("Khoản thu", "Mức", "Ghi chú"), _fees, definition),
        _part("Giấy tờ", "evidence", ("Giấy tờ", "Cách nộp", "Số bản"), _papers, definition),
        _part("Các bước người dân làm", "instructions", ("Bước", "Nội dung"), _steps, definition),
        _part("Kết quả", "results", ("Kết quả", "Mã"), _results, definition),
        _part("Căn cứ pháp lý", "legal_basis", ("Số, ký hiệu", "Tên"), _laws, definition),
        _part("Thẩm quyền", "competence", ("Quy tắc", "Căn cứ"), _competence, definition),
        _part("Quy trình nội bộ", "route", ("Bước", "Người làm", "Nơi, phần"), _route, definition),
        _part("Phần khai trực tuyến", "form", ("Trang", "Câu hỏi", "Kiểu"), _form, definition),
    ]
    return [part for part in found if part.rows or part.doubts or part.title in _ALWAYS]


def other_doubts(definition: Definition) -> list[DoubtLine]:
    return _lines(d for d in definition.doubts if _root(d) not in _PARTS)


def differences(ours: Definition, theirs: Definition) -> list[dict[str, object]]:
    """Return, side by side, what ours and the national catalogue say differently."""
    pairs = [
        ("Tên", ours.name, theirs.name),
        ("Lĩnh vực", ours.field_name, theirs.field_name),
        ("Cơ quan công bố", ours.promulgator, theirs.promulgator),
        ("Quyết định", ours.decision_number, theirs.decision_number),
        ("Thời hạn", _all_times(ours), _all_times(theirs)),
        ("Phí, lệ phí", _all_fees(ours), _all_fees(theirs)),
        ("Số giấy tờ", str(len(ours.evidence)), str(len(theirs.evidence))),
        ("Căn cứ pháp lý", _all_laws(ours), _all_laws(theirs)),
    ]
    return [
        {"cells": [label, one or UNKNOWN, other or UNKNOWN]}
        for label, one, other in pairs
        if one != other and other
    ]


def time_words(allowance: Allowance) -> str:
    if allowance.quantity is None:
        return UNKNOWN
    same_day = f", trong ngày nếu trước {allowance.same_day_until}"
    words = f"{allowance.quantity} {UNIT_LABELS[allowance.unit]}"
    return words + (same_day if allowance.same_day_until else "")


def fee_words(fee: Fee) -> str:
    return UNKNOWN if fee.amount_vnd is None else written(fee.amount_vnd)


_PARTS = frozenset(
    ("situations", "allowances", "services", "fees", "evidence", "instructions", "methods",
     "results", "legal_basis", "competence", "route", "form")
)  # fmt: skip
_ALIASES = {"services": "allowances", "methods": "instructions"}
_ALWAYS = frozenset({"Thời hạn", "Phí, lệ phí", "Giấy tờ", "Căn cứ pháp lý"})

_Rows = Callable[[Definition], list[list[object]]]


def _part(
    title: str, name: str, labels: Sequence[str], rows: _Rows, definition: Definition
) -> Part:
    return Part(
        title=title,
        columns=[{"label": label} for label in labels],
        rows=[{"cells": cells} for cells in rows(definition)],
        doubts=_lines(d for d in definition.doubts if _ALIASES.get(_root(d), _root(d)) == name),
    )


def _root(doubt: Doubt) -> str:
    return re.split(r"[.\[]", doubt.where, maxsplit=1)[0]


def _lines(doubts: Iterable[Doubt]) -> list[DoubtLine]:
    return [DoubtLine(label=doubt_label(d.kind), where=d.where, said=d.said) for d in doubts]


def _facts(definition: Definition) -> list[dict[str, str | list[str]]]:
    levels = [LEVEL_LABELS.get(level, level) for level in definition.levels]
    return [
        {"label": "Mã", "value": definition.code},
        {"label": "Lĩnh vực", "value": _joined(definition.field_name, definition.field_code)},
        {"label": "Cơ quan công bố", "value": definition.promulgator},
        {"label": "Quyết định công bố", "value": definition.decision_number},
        {"label": "Cấp thực hiện", "value": ", ".join(levels)},
        {"label": "Cơ quan thực hiện", "lines": list(definition.executing)},
        {"label": "Đối tượng", "lines": list(definition.subjects)},
        {
            "label": "Cách nộp",
            "value": ", ".join(CHANNEL_LABELS[channel] for channel in definition.channels),
        },
        {"label": "Nộp ở nơi bất kỳ", "value": _yes_no(definition.is_non_territorial)},
        {"label": "Trực tuyến toàn trình", "value": _yes_no(definition.full_online)},
        {"label": "Dùng cho", "value": _audience(definition)},
        {"label": "Để làm gì", "value": definition.summary},
        {"label": "Ai được làm", "value": definition.who},
        {"label": "Điều kiện", "value": definition.conditions},
        {"label": "Từ thường dùng", "value": ", ".join(definition.keywords)},
        {"label": "Sự kiện trong đời", "value": ", ".join(definition.life_events)},
    ]


def _situations(definition: Definition) -> list[list[object]]:
    return [[s.label, s.hint] for s in definition.situations]


def _times(definition: Definition) -> list[list[object]]:
    labels = {s.key: s.label for s in definition.situations}
    return [
        [
            time_words(a),
            _joined(
                CHANNEL_LABELS[a.channel] if a.channel else "Mọi cách nộp",
                labels.get(a.situation, a.situation),
            ),
            _joined(a.note, a.legal_basis),
        ]
        for a in definition.allowances
    ]


def _fees(definition: Definition) -> list[list[object]]:
    return [
        [
            _joined(fee.label, CHANNEL_LABELS[fee.channel] if fee.channel else ""),
            fee_words(fee),
            _joined(fee.note, fee.legal_basis),
        ]
        for fee in definition.fees
    ]


def _papers(definition: Definition) -> list[list[object]]:
    return [
        [
            {"text": e.label, "note": _joined(e.group, e.note)},
            EVIDENCE_LABELS[e.kind] + ("" if e.required else ", không bắt buộc"),
            _joined(
                f"{e.original} bản chính" if e.original else "",
                f"{e.copies} bản sao" if e.copies else "",
            ),
        ]
        for e in definition.evidence
    ]


def _steps(definition: Definition) -> list[list[object]]:
    return [[str(i), text] for i, text in enumerate(definition.instructions, 1)]


def _results(definition: Definition) -> list[list[object]]:
    return [[result.label, result.code] for result in definition.results]


def _laws(definition: Definition) -> list[list[object]]:
    return [[basis.code, basis.name] for basis in definition.legal_basis]


def _competence(definition: Definition) -> list[list[object]]:
    rule = definition.competence
    return [[RULE_LABELS[rule.rule], rule.legal_basis]] if rule else []


def _route(definition: Definition) -> list[list[object]]:
    posts: Mapping[str, str] = {kind.value: label for kind, label in POST_KIND_LABELS.items()}
    return [
        [
            _joined(step.label, STEP_LABELS[step.kind]),
            posts.get(step.done_by, step.done_by),
            _joined(PLACE_LABELS[step.at], f"{step.share_percent} % thời hạn"),
        ]
        for step in definition.route
    ]


def _form(definition: Definition) -> list[list[object]]:
    return [
        [page.title, question.label, _kind_words(question)]
        for page in definition.form
        for question in page.questions
    ]


def _kind_words(question: Question) -> str:
    words = QUESTION_LABELS[question.kind]
    return words if question.required else f"{words}, không bắt buộc"


def _all_times(definition: Definition) -> str:
    return "; ".join(dict.fromkeys(_joined(time_words(a), a.note) for a in definition.allowances))


def _all_fees(definition: Definition) -> str:
    return "; ".join(dict.fromkeys(f"{f.label}: {fee_words(f)}" for f in definition.fees))


def _all_laws(definition: Definition) -> str:
    return ", ".join(sorted(basis.code for basis in definition.legal_basis if basis.code))


def _audience(definition: Definition) -> str:
    return "Giữa các cơ quan nhà nước" if definition.is_internal else "Người dân, tổ chức"


def _yes_no(value: bool | None) -> str:  # noqa: FBT001 - the fact itself, three-valued
    return {True: "Có", False: "Không", None: UNKNOWN}[value]


def _joined(*texts: str) -> str:
    return " · ".join(text for text in texts if text)
