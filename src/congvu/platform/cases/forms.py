"""Forms of the officer's pages. What is lawful is checked by the actions."""

from collections.abc import Mapping
from typing import Any

from django import forms

from congvu.platform.cases.models import Outcome
from congvu.platform.procedures.definition import Definition, evidence_for


class SupplementForm(forms.Form):
    """Tick what must be completed and say what to do about each; everything at once."""

    explanation = forms.CharField(
        label="Lý do chung và căn cứ",
        help_text="Người dân đọc nguyên văn dòng này. Viết ngắn, rõ, dẫn điều khoản nếu có.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Hãy ghi lý do yêu cầu bổ sung."},
    )

    def __init__(self, definition: Definition, situation: str, data: Any = None) -> None:
        super().__init__(data)
        self.items = [
            *((p.key, p.label) for p in evidence_for(definition, situation=situation)),
            *((q.key, q.label) for page in definition.form for q in page.questions),
        ]
        for key, label in self.items:
            self.fields[f"on_{key}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"remark_{key}"] = forms.CharField(
                label=f"Cần sửa gì ở “{label}”", required=False, max_length=500
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for key, label in self.items:
            if given.get(f"on_{key}") and not given.get(f"remark_{key}", "").strip():
                self.add_error(f"remark_{key}", f"Hãy ghi cần sửa gì ở “{label}”.")
        if not any(given.get(f"on_{key}") for key, _ in self.items):
            self.add_error(None, "Hãy chọn ít nhất một mục cần bổ sung.")
        return given

    def chosen(self) -> Mapping[str, str]:
        return {
            key: self.cleaned_data[f"remark_{key}"]
            for key, _ in self.items
            if self.cleaned_data.get(f"on_{key}")
        }

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"on_{key}"], self[f"remark_{key}"]) for key, _ in self.items]


class ProposalForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Kết quả đề xuất",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn kết quả đề xuất."},
    )
    reason = forms.CharField(
        label="Nội dung thẩm định, lý do và căn cứ pháp lý",
        help_text="Bắt buộc khi đề xuất từ chối.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("outcome") == Outcome.REFUSED and not given.get("reason", "").strip():
            self.add_error("reason", "Hãy ghi lý do và căn cứ pháp lý khi đề xuất từ chối.")
        return given


class SendBackForm(forms.Form):
    remark = forms.CharField(
        label="Điều cần làm lại",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Hãy ghi điều cần làm lại."},
    )
