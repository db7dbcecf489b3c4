"""Forms of the pages that are ours; pages of a procedure are built by procedures.forms."""

from typing import Any

from django import forms

from congvu.platform.people.models import Sex
from congvu.platform.procedures.definition import Definition
from congvu.web.fields import DayMonthYearField


class SituationForm(forms.Form):
    """Which situation is it? It decides papers, fee and time."""

    situation = forms.ChoiceField(
        label="Anh/chị thuộc trường hợp nào?",
        help_text="Giấy tờ, phí và thời hạn tùy theo trường hợp.",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Hãy chọn một trường hợp.",
            "invalid_choice": "Hãy chọn một trường hợp trong danh sách.",
        },
    )

    def __init__(self, definition: Definition, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choices = [(s.key, s.label) for s in definition.situations]
        self.fields["situation"].choices = choices  # type: ignore[attr-defined]


class LookUpForm(forms.Form):
    code = forms.CharField(
        label="Mã hồ sơ",
        help_text="Ghi trên giấy tiếp nhận.",
        max_length=60,
        error_messages={"required": "Hãy nhập mã hồ sơ ghi trên giấy tiếp nhận."},
    )
    key = forms.CharField(
        label="Mã tra cứu",
        help_text="Mười ký tự in dưới mã hồ sơ.",
        max_length=20,
        error_messages={"required": "Hãy nhập mã tra cứu in dưới mã hồ sơ."},
    )


class FindPersonForm(forms.Form):
    """The person standing at the counter: by number or by name."""

    q = forms.CharField(
        label="Số định danh cá nhân hoặc họ tên",
        help_text="12 chữ số, hoặc họ tên có dấu hay không dấu.",
        max_length=100,
        error_messages={"required": "Hãy nhập số định danh hoặc họ tên."},
    )


class NewPersonForm(forms.Form):
    full_name = forms.CharField(
        label="Họ, chữ đệm và tên",
        max_length=100,
        error_messages={"required": "Hãy nhập họ tên như trên thẻ căn cước."},
    )
    personal_id = forms.CharField(
        label="Số định danh cá nhân",
        help_text="12 chữ số trên thẻ căn cước.",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Hãy nhập 12 chữ số trên thẻ căn cước."},
    )
    birth_date = DayMonthYearField(label="Ngày sinh", required=False)
    sex = forms.ChoiceField(
        label="Giới tính",
        choices=Sex.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn giới tính."},
    )
    phone = forms.CharField(label="Điện thoại", max_length=20, required=False)
    address = forms.CharField(label="Nơi ở hiện tại", max_length=300, required=False)
