"""One answer as a person or a machine writes it, made into the one value we keep. Pure.

Kept values are JSON: text in NFC, days as ISO, whole numbers, "yes" and "no", the value of an
option, {"text", "code"} of a place. Nothing given is None. Whatever comes in, the only refusal is
WrongAnswer, whose text names the field and what to do.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from congvu.kernel.refusal import Refusal
from congvu.kernel.vietnamese import fold, tidy
from congvu.platform.procedures.definition import Question, QuestionKind

YES, NO = "yes", "no"
_DAY = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T00:00(?::00)?)?")
_WHOLE = re.compile(r"-?\d{1,15}")
_GROUPED = re.compile(r"-?\d{1,3}(?:[.,\s]\d{3})+")
_CURRENCY = re.compile(r"(?i)\s*(?:đồng|đ|vnđ|vnd)\.?$")
_PERSONAL_ID = re.compile(r"[0-9]{12}")
_PHONE = re.compile(r"0(?:[35789][0-9]{8}|2[0-9]{9})")
_FOREIGN_PHONE = re.compile(r"\+(?!84)[1-9][0-9]{7,14}")
_COMMUNE = re.compile(r"[0-9]{5}")
_SPACERS = re.compile(r"[\s.\-()\u00a0]+")
# Control characters, halves of a character, and marks that turn the writing direction: what is
# read would not be what is kept.
_STRANGE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_YES_WORDS = frozenset({"yes", "true", "1", "co"})
_NO_WORDS = frozenset({"no", "false", "0", "khong"})


class WrongAnswer(Refusal):
    """The answer cannot be kept; the text says how to put it right."""


class NoAnswer(WrongAnswer):
    """A required question was left empty."""


def clean(question: Question, raw: Any) -> Any:
    """Return the value to keep, None when nothing was given. Raises WrongAnswer, NoAnswer."""
    value = None if _is_blank(raw) else _CLEANERS[question.kind](question, raw)
    if value is None or value == "":
        if question.required:
            raise NoAnswer(required_words(question))
        return None
    return value


def required_words(question: Question) -> str:
    """Return what to say when nothing was given."""
    name = in_sentence(question.label)
    match question.kind:
        case QuestionKind.DATE:
            return f"Hãy nhập {name}, ví dụ 27/3/2026."
        case QuestionKind.CHOICE | QuestionKind.YES_NO:
            return f"Hãy chọn {name}."
        case QuestionKind.PLACE:
            return f"Hãy nhập {name}: tên xã, phường và tỉnh; tên cũ cũng được."
        case QuestionKind.PERSONAL_ID:
            return f"Hãy nhập {name}, gồm 12 chữ số."
        case _:
            return f"Hãy nhập {name}."


def in_sentence(label: str) -> str:
    """Return the label as it reads inside a sentence; abbreviations keep their capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _is_blank(raw: Any) -> bool:
    if raw is None:
        return True
    if isinstance(raw, str):
        return not raw.strip()
    return isinstance(raw, list | dict) and not raw


def _written(question: Question, raw: Any) -> str:
    if not isinstance(raw, str):
        raise WrongAnswer(f"“{question.label}” phải là chữ. Hãy nhập lại.")
    if _STRANGE.search(raw):
        raise WrongAnswer(
            f"“{question.label}” có ký tự lạ không hiển thị được. Hãy xóa đi và gõ lại."
        )
    return raw


def _fitting(question: Question, text: str) -> str:
    if len(text) > question.max_length:
        raise WrongAnswer(
            f"“{question.label}” dài {len(text)} ký tự, tối đa là {question.max_length}."
            " Hãy viết ngắn lại."
        )
    return text


def _text(question: Question, raw: Any) -> str:
    return _fitting(question, tidy(_written(question, raw)))


def _long_text(question: Question, raw: Any) -> str:
    lines = [tidy(line) for line in _written(question, raw).splitlines()]
    return _fitting(question, "\n".join(lines).strip())


def _date(question: Question, raw: Any) -> str | None:
    if isinstance(raw, date):
        return date(raw.year, raw.month, raw.day).isoformat()
    parts = _three_boxes(raw) if isinstance(raw, Mapping) else _day_parts(_written(question, raw))
    if not any(parts):
        return None
    try:
        day, month, year = (int(part) for part in parts)
        # A year of two digits could mean either century: not a date yet.
        return date(year if year >= 1000 else 0, month, day).isoformat()
    except (ValueError, OverflowError):
        raise WrongAnswer(
            f"“{question.label}” không phải là một ngày có thật."
            " Hãy nhập đủ ngày, tháng, năm, ví dụ 27/3/2026."
        ) from None


def _three_boxes(raw: Mapping[Any, Any]) -> tuple[str, str, str]:
    day, month, year = (str(raw.get(part) or "").strip()[:10] for part in ("day", "month", "year"))
    return day, month, year


def _day_parts(text: str) -> tuple[str, str, str]:
    text = tidy(text)
    if found := _DAY.fullmatch(text):
        return found[1], found[2], found[3]
    if found := _ISO.fullmatch(text):
        return found[3], found[2], found[1]
    return text, "", ""


def _number(question: Question, raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return _within(question, raw)
    text = _CURRENCY.sub("", tidy(_written(question, raw)))
    if not (text.isascii() and (_WHOLE.fullmatch(text) or _GROUPED.fullmatch(text))):
        raise WrongAnswer(
            f"“{question.label}” phải là một số nguyên. Hãy nhập bằng chữ số, ví dụ 3."
        )
    return _within(question, int(re.sub(r"[.,\s]", "", text)))


def _money(question: Question, raw: Any) -> int:
    try:
        amount = _number(question, raw)
    except NotInRange:
        raise
    except WrongAnswer:
        raise WrongAnswer(
            f"“{question.label}” phải là số tiền bằng đồng. Hãy nhập bằng chữ số, ví dụ 5.000.000."
        ) from None
    if amount < 0:
        raise WrongAnswer(f"“{question.label}” không được nhỏ hơn 0. Hãy nhập lại.")
    return amount


class NotInRange(WrongAnswer):
    pass


def _within(question: Question, number: int) -> int:
    least = question.least if question.least is not None else -(10**15)
    most = question.most if question.most is not None else 10**15
    if number < least:
        raise NotInRange(f"“{question.label}” nhỏ nhất là {least}. Hãy nhập lại.")
    if number > most:
        raise NotInRange(f"“{question.label}” lớn nhất là {most}. Hãy nhập lại.")
    return number


def _choice(question: Question, raw: Any) -> str:
    value = _written(question, raw).strip()
    if value not in {option.value for option in question.options}:
        raise WrongAnswer(f"Hãy chọn {in_sentence(question.label)} trong danh sách.")
    return value


def _yes_no(question: Question, raw: Any) -> str:
    if isinstance(raw, bool):
        return YES if raw else NO
    word = fold(_written(question, raw))
    if word not in _YES_WORDS | _NO_WORDS:
        raise WrongAnswer(f"Hãy chọn Có hoặc Không cho “{question.label}”.")
    return YES if word in _YES_WORDS else NO


def _place(question: Question, raw: Any) -> dict[str, str]:
    """Keep the words; the code stays empty until one commune has been chosen."""
    given = raw if isinstance(raw, Mapping) else {"text": raw, "code": ""}
    text = tidy(_written(question, given.get("text") or ""))
    code = _written(question, given.get("code") or "").strip()
    if code and not _COMMUNE.fullmatch(code):
        raise WrongAnswer(
            f"Mã đơn vị hành chính của “{question.label}” không đúng. Hãy chọn lại xã, phường."
        )
    if not text:
        raise WrongAnswer(required_words(question))
    return {"text": _fitting(question, text), "code": code}


def _personal_id(question: Question, raw: Any) -> str:
    digits = _SPACERS.sub("", _written(question, raw))
    if not _PERSONAL_ID.fullmatch(digits) or digits == "0" * 12:
        raise WrongAnswer(
            f"“{question.label}” phải gồm đúng 12 chữ số, như in trên thẻ căn cước. Hãy nhập lại."
        )
    return digits


def _phone(question: Question, raw: Any) -> str:
    digits = _SPACERS.sub("", _written(question, raw))
    if digits.startswith("+84"):
        digits = "0" + digits[3:].removeprefix("0")
    if not (_PHONE.fullmatch(digits) or _FOREIGN_PHONE.fullmatch(digits)):
        raise WrongAnswer(
            f"“{question.label}” không đúng dạng số điện thoại. Hãy nhập 10 chữ số,"
            " ví dụ 0912 345 678; số nước ngoài bắt đầu bằng dấu +."
        )
    return digits


def _email(question: Question, raw: Any) -> str:
    text = tidy(_written(question, raw))
    try:
        validate_email(text)
    except ValidationError:
        raise WrongAnswer(
            f"“{question.label}” không đúng dạng. Hãy nhập như ten@vidu.vn, không dấu cách."
        ) from None
    return _fitting(question, text)


_CLEANERS: Mapping[QuestionKind, Callable[[Question, Any], Any]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _long_text,
    QuestionKind.DATE: _date,
    QuestionKind.NUMBER: _number,
    QuestionKind.MONEY: _money,
    QuestionKind.CHOICE: _choice,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.PLACE: _place,
    QuestionKind.PERSONAL_ID: _personal_id,
    QuestionKind.PHONE: _phone,
    QuestionKind.EMAIL: _email,
}
