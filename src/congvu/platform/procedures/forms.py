"""The pages of a procedure's form, built from its definition. What is right, `answers` decides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from congvu.platform.places import queries as places
from congvu.platform.procedures import answers as rules
from congvu.platform.procedures.definition import Definition, Page, Question, QuestionKind
from congvu.web.fields import DayMonthYearField

FEW_OPTIONS = 8
_TYPING: Mapping[QuestionKind, Mapping[str, str]] = {
    QuestionKind.NUMBER: {"inputmode": "numeric"},
    QuestionKind.MONEY: {"inputmode": "numeric"},
    QuestionKind.PERSONAL_ID: {"inputmode": "numeric", "maxlength": "20"},
    QuestionKind.PHONE: {"inputmode": "tel", "autocomplete": "tel"},
    QuestionKind.EMAIL: {"inputmode": "email", "autocomplete": "email"},
    QuestionKind.PLACE: {"autocomplete": "street-address", "maxlength": "300"},
}


class PageForm(forms.Form):
    """One page. `answers()` gives what may be kept once the form is valid."""

    use_required_attribute = False

    def __init__(
        self,
        *,
        page: Page,
        answers: Mapping[str, Any],
        prefill: Mapping[str, str],
        on: date,
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.page, self.on, self.earlier = page, on, answers
        self.kept: dict[str, Any] = {}
        prefilled = False
        for question in page.questions:
            value = answers.get(question.key)
            if value in (None, "") and prefill.get(question.prefill):
                value, prefilled = prefill[question.prefill], True
            self.fields[question.key] = field_for(question, initial=_initial(question, value))
        self.prefill_note = (
            "Một số ô đã điền sẵn từ tài khoản đăng nhập. Hãy sửa nếu chưa đúng."
            if prefilled and data is None
            else ""
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        merged = {**self.earlier, **{q.key: given.get(q.key, "") for q in self.page.questions}}
        for question in rules.shown_questions(self.page, answers=merged):
            if question.key in self.errors:
                continue
            try:
                self.kept[question.key] = self._value(question, given.get(question.key))
            except rules.WrongAnswer as wrong:
                self.add_error(question.key, str(wrong))
        return given

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers of the questions that were asked."""
        return self.kept

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Show what the rules found beside the fields; what belongs to no field stands above."""
        for key, text in problems.items():
            self.add_error(key if key in self.fields else None, text)

    def _value(self, question: Question, raw: Any) -> Any:
        if question.kind is QuestionKind.DATE and isinstance(raw, date):
            raw = raw.isoformat()
        if question.kind is QuestionKind.PLACE and raw:
            raw = self._place(question, str(raw))
        return rules.clean(question, raw)

    def _place(self, question: Question, text: str) -> dict[str, str]:
        """Read the place as written. Several communes: offer them all and pick none."""
        resolution = places.resolve(text=text, on=self.on)
        codes = {candidate.code: candidate for candidate in resolution.candidates}
        chosen = str(self.data.get(_choice_key(question), ""))
        if resolution.status == "single":
            return {"text": text, "code": next(iter(codes))}
        if chosen in codes:
            return {"text": text, "code": chosen}
        if not codes:
            raise rules.WrongAnswer(
                "Không tìm thấy nơi này. Hãy ghi tên xã, phường và tỉnh, tên cũ hay tên mới đều"
                " được, ví dụ “Xã Vĩnh Linh, Quảng Trị”."
            )
        self._offer(question, [(c.code, f"{c.name} ({c.reason})") for c in codes.values()])
        raise rules.WrongAnswer(
            "Địa chỉ này ứng với nhiều xã, phường hiện nay. Hãy chọn đúng nơi ở ngay bên dưới."
        )

    def _offer(self, question: Question, choices: list[tuple[str, str]]) -> None:
        self.fields[_choice_key(question)] = forms.ChoiceField(
            label="Chọn xã, phường hiện nay",
            choices=choices,
            widget=forms.RadioSelect,
            required=False,
        )
        keys = [name for name in self.fields if name != _choice_key(question)]
        keys.insert(keys.index(question.key) + 1, _choice_key(question))
        self.order_fields(keys)


def build_page(
    *,
    definition: Definition,
    page: Page,
    answers: Mapping[str, Any],
    prefill: Mapping[str, str],
    on: date,
    data: Any = None,
) -> PageForm:
    """Return the form of one page. `prefill` maps `applicant.…` names to known values."""
    del definition  # a page says all that its form needs
    return PageForm(page=page, answers=answers, prefill=prefill, on=on, data=data)


def field_for(question: Question, *, initial: Any) -> forms.Field:
    """Return the field of a question. Conditional ones are never required by the form itself."""
    more: dict[str, Any] = {
        "label": question.label,
        "help_text": question.hint,
        "initial": initial,
        "required": question.required and question.show_when is None,
        "error_messages": {"required": rules.missing_words(question)},
    }
    match question.kind:
        case QuestionKind.DATE:
            return DayMonthYearField(**more)
        case QuestionKind.CHOICE | QuestionKind.YES_NO:
            return _choice_field(question, more)
        case QuestionKind.LONG_TEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **more)
        case _:
            typing = dict(_TYPING.get(question.kind, {}))
            return forms.CharField(widget=forms.TextInput(attrs=typing), **more)


def _choice_field(question: Question, more: dict[str, Any]) -> forms.ChoiceField:
    options = [(o.value, o.label) for o in question.options] or list(rules.YES_NO.items())
    more["error_messages"]["invalid_choice"] = rules.missing_words(question)
    if len(options) <= FEW_OPTIONS:
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **more)
    return forms.ChoiceField(choices=[("", "Chọn…"), *options], **more)


def _initial(question: Question, value: Any) -> Any:
    if question.kind is QuestionKind.PLACE and isinstance(value, Mapping):
        return value.get("text", "")
    return value


def _choice_key(question: Question) -> str:
    return f"{question.key}_code"
