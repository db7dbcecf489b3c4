"""The pages of a procedure's form, built from its definition; and the administrator's filters.

What is a right answer, `answers` decides.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from congvu.kernel.vietnamese import tidy
from congvu.platform.places import queries as places
from congvu.platform.procedures import answers as rules
from congvu.platform.procedures.cleaning import NO, YES
from congvu.platform.procedures.definition import Definition, Page, Question, QuestionKind
from congvu.platform.procedures.describing import DOUBT_LABELS
from congvu.platform.procedures.models import Origin
from congvu.platform.procedures.queries import FieldCount
from congvu.web.fields import DayMonthYearField, DayMonthYearInput

ALL = ("", "Tất cả")
FEW_OPTIONS = 8
LONGEST_PLACE = 300
PREFILL_NOTE = (
    "Một số ô đã điền sẵn từ thông tin tài khoản của anh/chị. Nếu chưa đúng, hãy sửa ngay tại đây."
)
PLACE_UNKNOWN = (
    "Không tìm thấy nơi này. Hãy ghi tên xã, phường và tỉnh, tên cũ hay tên mới đều được,"
    " ví dụ “Xã Vĩnh Linh, Quảng Trị”."
)
PLACE_OPEN = "Tên này ứng với nhiều xã, phường hiện nay. Hãy chọn đúng nơi ở ngay bên dưới."
_TYPING: Mapping[QuestionKind, Mapping[str, str]] = {
    QuestionKind.NUMBER: {"inputmode": "numeric"},
    QuestionKind.MONEY: {"inputmode": "numeric"},
    QuestionKind.PERSONAL_ID: {"inputmode": "numeric", "spellcheck": "false"},
    QuestionKind.PHONE: {"inputmode": "tel"},
    QuestionKind.EMAIL: {"inputmode": "email", "spellcheck": "false"},
    QuestionKind.PLACE: {"maxlength": str(LONGEST_PLACE), "spellcheck": "false"},
}
# Said only of the person who fills in the form: these fields are prefilled from their account.
_AUTOCOMPLETE: Mapping[str, str] = {
    "applicant.full_name": "name",
    "applicant.birth_date": "bday",
    "applicant.phone": "tel",
    "applicant.email": "email",
    "applicant.address": "street-address",
}


class PageForm(forms.Form):
    """One page. `answers()` gives what may be kept once the form is valid."""

    use_required_attribute = False

    def __init__(
        self,
        *,
        definition: Definition,
        page: Page,
        situation: str,
        answers: Mapping[str, Any],
        prefill: Mapping[str, str],
        on: date,
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.definition, self.page, self.situation, self.on = definition, page, situation, on
        self.earlier = answers
        self.kept: dict[str, Any] = {}
        self.prefilled: set[str] = set()
        for question in page.questions:
            self.fields[question.key] = field_for(question)
            self.initial[question.key] = self._initial(question, prefill)
        self._show_only_asked()

    @property
    def prefill_note(self) -> str:
        return PREFILL_NOTE if self.prefilled and not self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        given = {q.key: self._given(q) for q in self.page.questions}
        merged = {**self.earlier, **given}
        for question in self._asked(merged):
            self._take(question, given[question.key])
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """Return the page's answers as we keep them; None where a page's answer was taken back."""
        return {q.key: self.kept.get(q.key) for q in self.page.questions}

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Show what the rules found beside the fields; what belongs to no field stands above."""
        for key, text in problems.items():
            self.add_error(key if key in self.fields else None, text)

    def _asked(self, answers: Mapping[str, Any]) -> list[Question]:
        shown = rules.shown_questions(
            self.definition, situation=self.situation, answers=answers, page_key=self.page.key
        )
        return list(shown)

    def _show_only_asked(self) -> None:
        """Leave out questions whose condition on an earlier page does not hold.

        A condition on this same page stays open until the page is sent.
        """
        here = {q.key for q in self.page.questions}
        asked = {q.key for q in self._asked(self.earlier)}
        for question in self.page.questions:
            waits = question.show_when is not None and question.show_when.question in here
            if question.key not in asked and not waits:
                self.fields.pop(question.key)

    def _given(self, question: Question) -> Any:
        field = self.fields.get(question.key)
        if field is None:
            return None
        raw = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(question.key))
        if question.kind is QuestionKind.PLACE and isinstance(raw, str) and raw.strip():
            return {"text": raw, "code": self._code(raw, chosen=self._chosen(question, raw))}
        return raw

    def _chosen(self, question: Question, text: str) -> str:
        """Return the commune chosen just now, or before for these same words."""
        chosen = str(self.data.get(choice_key(question), ""))
        before = self.earlier.get(question.key)
        if chosen or not isinstance(before, Mapping) or before.get("text") != tidy(text):
            return chosen
        return str(before.get("code", ""))

    def _code(self, text: str, *, chosen: str) -> str:
        """Return the commune meant by these words, or "" while it is not known to be one."""
        found = places.resolve(text=text[:LONGEST_PLACE], on=self.on)
        codes = [candidate.code for candidate in found.candidates]
        if found.status == "single":
            return codes[0]
        return chosen if chosen in codes else ""

    def _take(self, question: Question, raw: Any) -> None:
        problem = rules.problem_of(question, raw, on=self.on)
        if problem is None:
            self.kept[question.key] = rules.clean(question, raw)
        elif question.kind is QuestionKind.PLACE and isinstance(raw, dict) and not raw["code"]:
            self.add_error(question.key, self._offer(question, str(raw["text"])) or str(problem))
        else:
            self.add_error(question.key, str(problem))

    def _offer(self, question: Question, text: str) -> str:
        """Offer every commune that the words may mean; pick none. Return what to do."""
        if len(text) > question.max_length:
            return ""
        found = places.resolve(text=text[:LONGEST_PLACE], on=self.on)
        if not found.candidates:
            return PLACE_UNKNOWN
        name = choice_key(question)
        self.fields[name] = forms.ChoiceField(
            label="Chọn xã, phường hiện nay",
            choices=[(c.code, f"{c.name} ({c.reason})") for c in found.candidates],
            widget=forms.RadioSelect,
            required=False,
        )
        order = [key for key in self.fields if key != name]
        order.insert(order.index(question.key) + 1, name)
        self.order_fields(order)
        return PLACE_OPEN

    def _initial(self, question: Question, prefill: Mapping[str, str]) -> Any:
        value = self.earlier.get(question.key)
        if value in (None, "") and prefill.get(question.prefill):
            self.prefilled.add(question.key)
            value = prefill[question.prefill]
        if question.kind is QuestionKind.PLACE and isinstance(value, Mapping):
            return value.get("text", "")
        return value


def build_page(
    *,
    definition: Definition,
    page: Page,
    answers: Mapping[str, Any],
    on: date,
    situation: str = "",
    prefill: Mapping[str, str] | None = None,
    data: Any = None,
) -> PageForm:
    """Return the form of one page. `prefill` maps `applicant.…` names to known values."""
    return PageForm(
        definition=definition,
        page=page,
        situation=situation or next(iter(page.situations), ""),
        answers=answers,
        prefill=prefill or {},
        on=on,
        data=data,
    )


def choice_key(question: Question) -> str:
    """Return the name of the field in which one of several communes is chosen."""
    return f"{question.key}_code"


def field_for(question: Question) -> forms.Field:
    """Return the field of a question. It only reads and draws: `answers` says what is right."""
    more: dict[str, Any] = {"label": question.label, "help_text": question.hint}
    typing = dict(_TYPING.get(question.kind, {}))
    if question.prefill in _AUTOCOMPLETE:
        typing["autocomplete"] = _AUTOCOMPLETE[question.prefill]
    match question.kind:
        case QuestionKind.DATE:
            field: forms.Field = _DayField(widget=DayMonthYearInput(attrs=typing), **more)
        case QuestionKind.CHOICE | QuestionKind.YES_NO:
            field = _AsGiven(widget=_choices(question), **more)
        case QuestionKind.LONG_TEXT:
            field = _AsGiven(widget=forms.Textarea(attrs={"rows": 4}), **more)
        case _:
            field = _AsGiven(widget=forms.TextInput(attrs=typing), **more)
    field.required = question.required
    return field


def _choices(question: Question) -> forms.Widget:
    options = [(o.value, _option_words(o.label, o.hint)) for o in question.options]
    if question.kind is QuestionKind.YES_NO:
        options = [(YES, "Có"), (NO, "Không")]
    if len(options) <= FEW_OPTIONS:
        return forms.RadioSelect(choices=options)
    return forms.Select(choices=[("", "Chọn…"), *options])


def _option_words(label: str, hint: str) -> str:
    return f"{label} – {hint}" if hint else label


class _AsGiven(forms.Field):
    """Hands on what was typed; whether it is an answer, the rules say once for all doors."""

    def clean(self, value: Any) -> Any:
        return value


class _DayField(DayMonthYearField):
    """Three boxes whose refusal comes from the rules; drawn like any day of ours."""

    def clean(self, value: Any) -> Any:
        return value


class Narrowing(forms.Form):
    """What narrows the administrator's list; an unknown choice is said, and narrows nothing."""

    q = forms.CharField(
        label="Tên hoặc mã thủ tục",
        required=False,
        max_length=200,
        help_text="Gõ không dấu cũng được",
    )
    nguon = forms.ChoiceField(label="Nguồn", required=False, choices=[ALL, *Origin.choices])
    chua_ro = forms.ChoiceField(
        label="Điều chưa rõ",
        required=False,
        choices=[ALL, ("ANY", "Có điều chưa rõ"), *DOUBT_LABELS.items()],
    )
    truc_tuyen = forms.ChoiceField(
        label="Nộp trực tuyến",
        required=False,
        choices=[ALL, ("1", "Nộp được tại đây"), ("0", "Chưa nộp được")],
    )
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False)

    def __init__(self, data: Mapping[str, str], *, fields: Sequence[FieldCount]) -> None:
        super().__init__(data)
        field = self.fields["linh_vuc"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; narrows the type
        field.choices = [ALL, *((f.code, f"{f.name} ({f.count})") for f in fields)]

    def chosen(self) -> dict[str, str]:
        """Return the choices that are sound; a wrong one counts as none."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
