"""Competence asked for in people's words: codes, addresses as written, a day."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from congvu.kernel.refusal import Refusal
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.competence import queries
from congvu.platform.competence.facts import Facts, Question, Ruling, Spot
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.queries import (
    NoSuchProcedure,
    definition_of,
    published_version,
)


class InquiryRefused(Refusal):
    """A field names what is not there; `field` says which."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What is asked. `counter` is the code of a centre, of its committee, or of the commune."""

    procedure: str
    on: date
    situation: str = ""
    place: str = ""  # where the object is, as written
    applicant: str = ""  # where the applicant lives, as written
    counter: str = ""


def answer(inquiry: Inquiry) -> Ruling | Question:
    """Resolve what was asked. Raises InquiryRefused for a code that is not there."""
    definition = _definition(inquiry)
    _check_situation(inquiry, definition)
    counter = _counter(inquiry)
    place = _spot(inquiry.place, on=inquiry.on)
    residence = _spot(inquiry.applicant, on=inquiry.on)
    for key, spot in (("place", place), ("residence", residence)):
        if spot.text and not spot.codes:
            return Question(
                key=key,
                text=f"Không nhận ra địa chỉ “{spot.text}”. Hãy ghi tên xã, phường và tỉnh,"
                " ví dụ “Xã Vĩnh Linh, Quảng Trị”; ghi tên cũ cũng được.",
            )
    return queries.resolve(
        definition=definition,
        facts=Facts(
            home=settings.PROVINCE_CODE,
            situation=inquiry.situation,
            answers={},
            place=place,
            residence=residence,
            counter_commune=counter,
        ),
        on=inquiry.on,
    )


def _definition(inquiry: Inquiry) -> Definition:
    try:
        return definition_of(published_version(code=inquiry.procedure.strip(), on=inquiry.on))
    except NoSuchProcedure as missing:
        raise InquiryRefused(
            "procedure",
            f"Không có thủ tục mã “{inquiry.procedure[:60]}” áp dụng vào ngày"
            f" {inquiry.on:%d/%m/%Y}. Hãy xem mã ở danh mục thủ tục.",
        ) from missing


def _check_situation(inquiry: Inquiry, definition: Definition) -> None:
    known = [one.key for one in definition.situations]
    if inquiry.situation and inquiry.situation not in known:
        said = f"các trường hợp: {', '.join(known)}" if known else "không chia trường hợp"
        raise InquiryRefused(
            "situation",
            f"Thủ tục {definition.code} không có trường hợp “{inquiry.situation[:60]}” ({said}).",
        )


def _counter(inquiry: Inquiry) -> str:
    """Return the commune of the counter; a province's centre belongs to none."""
    code = inquiry.counter.strip()
    if not code:
        return ""
    if queries.is_commune_code(code):
        kind = AgencyKind.COMMUNE_COMMITTEE
        found = agencies.agency_of_commune(code, kind=kind, on=inquiry.on)
    else:
        found = agencies.agency_on(code, inquiry.on)
    if found is None:
        raise InquiryRefused(
            "counter",
            f"Không có quầy, cơ quan mang mã “{code[:60]}” vào ngày {inquiry.on:%d/%m/%Y}."
            " Hãy ghi mã xã năm số hoặc mã ở danh bạ cơ quan.",
        )
    return found.commune_code


def _spot(text: str, *, on: date) -> Spot:
    return queries.spot_of(text, on=on) if text.strip() else Spot()
