"""A definition in the words of the service page. Pure: what is unknown is said to be unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from congvu.kernel.money import written
from congvu.platform.procedures.definition import (
    Allowance,
    Channel,
    CompetenceRule,
    Definition,
    DoubtKind,
    Evidence,
    EvidenceKind,
    Fee,
    TimeUnit,
    allowance_for,
    evidence_for,
    fees_for,
)

CHANNEL_WORDS = {
    Channel.ONLINE: "Nộp trực tuyến",
    Channel.COUNTER: "Nộp tại quầy",
    Channel.POST: "Gửi qua bưu chính",
}
UNIT_WORDS = {
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.DAY: "ngày",
    TimeUnit.WORKING_HOUR: "giờ làm việc",
    TimeUnit.HOUR: "giờ",
    TimeUnit.MONTH: "tháng",
}
WHERE_WORDS = {
    CompetenceRule.COMMUNE_OF_PLACE: "Ủy ban nhân dân xã, phường, đặc khu nơi có địa chỉ khai trong"
    " đơn. Anh/chị nộp được ở bất kỳ quầy một cửa nào trong tỉnh.",
    CompetenceRule.POLICE_OF_PLACE: "Công an xã, phường, đặc khu nơi có địa chỉ khai trong đơn."
    " Anh/chị nộp được ở bất kỳ quầy một cửa nào trong tỉnh.",
    CompetenceRule.ANY_COMMUNE_IN_PROVINCE: "Ủy ban nhân dân xã, phường nào trong tỉnh cũng được.",
    CompetenceRule.ANY_COMMUNE_IN_COUNTRY: "Ủy ban nhân dân xã, phường nào cũng được.",
    CompetenceRule.DEPARTMENT_OF_PROVINCE: "Cơ quan chuyên môn của tỉnh. Anh/chị nộp được ở bất kỳ"
    " quầy một cửa nào trong tỉnh.",
    CompetenceRule.PROVINCE_COMMITTEE: "Ủy ban nhân dân tỉnh. Anh/chị nộp được ở bất kỳ quầy một"
    " cửa nào trong tỉnh.",
    CompetenceRule.MINISTRY: "Bộ, cơ quan ở trung ương. Thủ tục này chưa nộp được tại đây.",
    CompetenceRule.FIXED: "Cơ quan được chỉ định, xem căn cứ. Anh/chị nộp được ở bất kỳ quầy một"
    " cửa nào trong tỉnh.",
}
DOUBT_WORDS = {
    DoubtKind.UNIT_MISSING: "thời hạn không ghi đơn vị là ngày hay ngày làm việc",
    DoubtKind.TIMES_DISAGREE: "thời hạn ghi ở hai nơi không giống nhau",
    DoubtKind.TIME_MISSING: "chưa ghi thời hạn giải quyết",
    DoubtKind.TIME_NOT_A_NUMBER: "thời hạn chỉ ghi bằng lời hoặc là số lẻ",
    DoubtKind.HOURS_UNCLEAR: "thời hạn ghi theo giờ, không rõ có phải giờ làm việc",
    DoubtKind.DETAILS_MISSING: "chỉ có tên trong danh mục, chưa có giấy tờ, thời hạn và phí",
    DoubtKind.FEE_UNCLEAR: "mức phí không rõ",
    DoubtKind.FEE_ZERO_WITH_NOTE: "mức phí ghi bằng 0 nhưng có ghi chú",
    DoubtKind.AGENCY_MISSING: "chưa ghi cơ quan thực hiện",
    DoubtKind.FIELD_MISSING: "chưa ghi lĩnh vực",
    DoubtKind.PAPERS_MISSING: "chưa ghi giấy tờ phải nộp",
    DoubtKind.DISTRICT_WORDING: "còn nhắc đến cấp huyện, nay không còn",
    DoubtKind.LEGAL_BASIS_MISSING: "chưa ghi căn cứ pháp lý",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    to_bring: Sequence[Evidence]
    to_show: Sequence[Evidence]
    looked_up: Sequence[Evidence]  # the agency finds these itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    label: str
    value: str
    note: str = ""


def papers(definition: Definition, *, situation: str) -> Papers:
    found = evidence_for(definition, situation=situation)
    return Papers(
        to_bring=[e for e in found if e.kind is EvidenceKind.UPLOAD],
        to_show=[e for e in found if e.kind is EvidenceKind.PRESENT],
        looked_up=[e for e in found if e.kind is EvidenceKind.FROM_REGISTER],
    )


def times(definition: Definition, *, situation: str) -> list[Line]:
    """Return one line per channel; one line for all when they agree."""
    found = {
        channel: allowance_for(definition, situation=situation, channel=channel)
        for channel in definition.channels
    }
    if len(set(found.values())) == 1 and found:
        only = next(iter(found.values()))
        return [Line(label="Mọi cách nộp", value=time_words(only), note=only.note if only else "")]
    return [
        Line(label=CHANNEL_WORDS[channel], value=time_words(a), note=a.note if a else "")
        for channel, a in found.items()
    ]


def time_words(allowance: Allowance | None) -> str:
    if allowance is None:
        return "Chưa có thông tin"
    if allowance.same_day_until:
        return (
            f"Trong ngày nếu nộp trước {allowance.same_day_until};"
            " nộp sau giờ đó thì trong ngày làm việc tiếp theo"
        )
    if allowance.quantity is None:
        return "Chưa có thông tin"
    if allowance.unit is TimeUnit.UNKNOWN:
        return f"{allowance.quantity} (nguồn không ghi là ngày hay ngày làm việc)"
    return f"{allowance.quantity} {UNIT_WORDS[allowance.unit]} kể từ khi nhận đủ hồ sơ hợp lệ"


def fees(definition: Definition, *, situation: str, on: date) -> list[Line]:
    if not definition.fees:
        said = "Không thu" if definition.can_apply_online else "Nguồn không ghi khoản thu nào"
        return [Line(label="Phí, lệ phí", value=said)]
    lines: list[Line] = []
    for channel in definition.channels:
        for fee in fees_for(
            definition,
            situation=situation,
            channel=channel,
            province_code=settings.PROVINCE_CODE,
            on=on,
        ):
            label = f"{fee.label} ({CHANNEL_WORDS[channel].lower()})"
            line = Line(label=label, value=fee_words(fee), note=fee.note)
            if line not in lines:
                lines.append(line)
    return lines or [Line(label="Phí, lệ phí", value="Không có mức áp dụng cho trường hợp này")]


def fee_words(fee: Fee) -> str:
    if fee.amount_vnd is None:
        return "Chưa có mức cụ thể, xem ghi chú; hỏi tại quầy trước khi nộp"
    return written(fee.amount_vnd) if fee.amount_vnd else "Miễn phí"


def where(definition: Definition) -> str:
    if definition.competence is None and definition.executing:
        return f"Nguồn ghi cơ quan thực hiện: {'; '.join(definition.executing[:5])}."
    if definition.competence is None:
        return "Chưa có thông tin về cơ quan giải quyết."
    return WHERE_WORDS[definition.competence.rule]


def doubts(definition: Definition) -> list[str]:
    """Return, once each, what the source leaves unclear and matters to a citizen."""
    kinds = dict.fromkeys(d.kind for d in definition.doubts if d.kind in DOUBT_WORDS)
    return [DOUBT_WORDS[kind] for kind in kinds]
