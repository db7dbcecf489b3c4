"""What an administrator asks of competence, and writes to change it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from congvu.platform.competence.actions import NewRule
from congvu.platform.procedures.definition import RULE_LABELS, CompetenceRule
from congvu.web.fields import DayMonthYearField

_CODE_HELP = "Mã ở danh bạ cơ quan, ví dụ 44.19363"
_BASIS_HELP = "Điều, khoản, tên văn bản"


class InquiryForm(forms.Form):
    """The test bench: who would be competent."""

    thu_tuc = forms.CharField(
        label="Thủ tục", max_length=200, help_text="Mã, ví dụ 1.001193, hoặc tên việc"
    )
    truong_hop = forms.CharField(
        label="Trường hợp", required=False, max_length=60, help_text="Khóa trong danh mục thủ tục"
    )
    noi = forms.CharField(
        label="Nơi có sự việc, tài sản",
        required=False,
        max_length=300,
        help_text="Ghi tên cũ hay tên mới đều được, hoặc mã xã",
    )
    cu_tru = forms.CharField(label="Nơi người nộp cư trú", required=False, max_length=300)
    quay = forms.CharField(
        label="Quầy nộp", required=False, max_length=60, help_text="Mã xã hoặc mã cơ quan"
    )
    ngay = DayMonthYearField(label="Ngày nộp", required=False)


class RuleForm(forms.Form):
    """A rule to publish; what is right, `actions.publish_rule` decides."""

    procedure_code = forms.CharField(label="Mã thủ tục", max_length=40, help_text="Ví dụ 1.001193")
    situation = forms.CharField(
        label="Trường hợp",
        required=False,
        max_length=60,
        help_text="Khóa trường hợp trong danh mục; để trống: mọi trường hợp",
    )
    place_code = forms.CharField(
        label="Nơi áp dụng",
        required=False,
        max_length=5,
        help_text="Mã tỉnh hai số hoặc mã xã năm số; để trống: cả nước",
    )
    kind = forms.ChoiceField(
        label="Cách xác định cơ quan giải quyết",
        choices=[(kind.value, label) for kind, label in RULE_LABELS.items()],
        widget=forms.RadioSelect,
    )
    agency_code = forms.CharField(
        label="Mã cơ quan được chỉ định", required=False, max_length=40, help_text=_CODE_HELP
    )
    department = forms.ChoiceField(label="Cơ quan chuyên môn", required=False)
    unit = forms.CharField(
        label="Đơn vị thụ lý",
        required=False,
        max_length=60,
        help_text="Khóa đơn vị, ví dụ van_phong; để trống: đơn vị đầu tiên có người thụ lý",
    )
    delegated_by = forms.CharField(
        label="Theo ủy quyền của",
        required=False,
        max_length=40,
        help_text="Mã cơ quan ủy quyền, nếu có",
    )
    decision_number = forms.CharField(
        label="Số quyết định", max_length=100, help_text="Ví dụ 12/QĐ-UBND ngày 23/11/2026"
    )
    legal_basis = forms.CharField(label="Căn cứ pháp lý", max_length=300, help_text=_BASIS_HELP)
    valid_from = DayMonthYearField(label="Có hiệu lực từ ngày")
    valid_until = DayMonthYearField(
        label="Hết hiệu lực từ ngày", required=False, help_text="Để trống: không định trước"
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        departments: Sequence[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; narrows the type
        field.choices = [("", "Không"), *departments]

    def new_rule(self) -> NewRule:
        given = dict(self.cleaned_data)
        return NewRule(**{**given, "kind": CompetenceRule(given["kind"])})

    def refuse(self, problems: Mapping[str, str]) -> None:
        for name, text in problems.items():
            self.add_error(name, text)


class ClosingForm(forms.Form):
    """The end of a rule."""

    valid_until = DayMonthYearField(label="Hết hiệu lực từ ngày")
    decision_number = forms.CharField(label="Số quyết định kết thúc", max_length=100)

    def refuse(self, problems: Mapping[str, str]) -> None:
        for name, text in problems.items():
            self.add_error(name, text)
