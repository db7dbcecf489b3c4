"""What an administrator writes to rearrange communes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from congvu.kernel.vietnamese import tidy
from congvu.services.reorganisation.plans import Plan
from congvu.web.fields import DayMonthYearField


class PlanForm(forms.Form):
    into = forms.ChoiceField(label="Xã, phường còn lại", help_text="Giữ mã; cơ quan của nó kế thừa")
    merged = forms.MultipleChoiceField(
        label="Xã, phường nhập vào đó",
        required=False,
        help_text="Để trống nếu chỉ đổi tên. Giữ phím Ctrl để chọn nhiều nơi",
    )
    new_name = forms.CharField(
        label="Tên mới",
        required=False,
        max_length=100,
        help_text="Ví dụ Phường Đồng Hới; để trống: giữ tên",
    )
    on = DayMonthYearField(label="Có hiệu lực từ ngày")
    decision_number = forms.CharField(label="Số nghị quyết, quyết định", max_length=100)
    legal_basis = forms.CharField(label="Căn cứ pháp lý", max_length=300)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        communes: Sequence[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        for name, first in (("into", [("", "Chọn xã, phường")]), ("merged", [])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [*first, *communes]

    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(
            into=given["into"],
            merged=tuple(given["merged"]),
            new_name=tidy(given["new_name"]),
            on=given["on"],
            decision_number=tidy(given["decision_number"]),
            legal_basis=tidy(given["legal_basis"]),
        )
