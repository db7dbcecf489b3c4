"""The words of each act, one form an act."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.platform.cases import standing
from congvu.platform.cases.models import Case, ChildKind, Outcome
from congvu.platform.procedures import queries as procedures
from congvu.platform.procedures.definition import Definition, evidence_for
from congvu.platform.procedures.queries import definition_by_id, definition_of
from congvu.web.fields import DayMonthYearField

MOST_PROCEDURES = 300  # on one list; beyond that a list helps nobody
Rows = list[tuple[forms.BoundField, forms.BoundField]]


class ActForm(forms.Form):
    """The words of one act on one case. `arguments()` is what the action takes."""

    def __init__(self, *, case: Case, actor: Actor, at: datetime, data: Any = None) -> None:
        super().__init__(data)
        self.case, self.actor, self.at = case, actor, at

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NoWordsForm(ActForm):
    """An act that needs nothing but the decision to do it."""


def _long(label: str, *, missing: str, hint: str = "", most: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=most,
        error_messages={"required": missing, "max_length": f"Viết tối đa {most} chữ."},
    )


_READ_BY_CITIZEN = "Người dân đọc nguyên văn dòng này. Viết ngắn, rõ."


_KEYED = 'Hãy ghi một đối tượng JSON, ví dụ {"khóa": "giá trị"}.'


class SupplementForm(ActForm):
    """Tick what must be completed and say what to do about each; everything at once."""

    explanation = _long(
        "Lý do chung và căn cứ",
        hint=f"{_READ_BY_CITIZEN} Dẫn điều khoản nếu có.",
        missing="Hãy ghi lý do yêu cầu bổ sung.",
    )

    def __init__(self, *, case: Case, actor: Actor, at: datetime, data: Any = None) -> None:
        super().__init__(case=case, actor=actor, at=at, data=_flat(data))
        definition = definition_by_id(case.version_id)
        papers = [(p.key, p.label) for p in evidence_for(definition, situation=case.situation)]
        pages = [
            (page.title, [(q.key, q.label) for q in page.questions]) for page in definition.form
        ]
        self.parts = [("Giấy tờ", papers), *pages] if papers else pages
        for key, label in self.items:
            self.fields[f"on_{key}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"remark_{key}"] = forms.CharField(
                label=f"Cần sửa gì ở “{label}”", required=False, max_length=500
            )

    @property
    def items(self) -> list[tuple[str, str]]:
        return [item for _, items in self.parts for item in items]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for key, label in self.items:
            if given.get(f"on_{key}") and not given.get(f"remark_{key}", "").strip():
                self.add_error(f"remark_{key}", f"Hãy ghi cần sửa gì ở “{label}”.")
        if not any(given.get(f"on_{key}") for key, _ in self.items):
            self.add_error(None, "Hãy chọn ít nhất một mục cần bổ sung.")
        return given

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        chosen = {key: given[f"remark_{key}"] for key, _ in self.items if given.get(f"on_{key}")}
        return {"items": chosen, "explanation": given["explanation"]}

    def groups(self) -> list[tuple[str, Rows]]:
        return [
            (title, [(self[f"on_{key}"], self[f"remark_{key}"]) for key, _ in items])
            for title, items in self.parts
        ]


def _flat(data: Any) -> Any:
    """Let a machine send `{"items": {key: remark}}` for what the page sends as two fields each."""
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, Mapping):
        return data
    asked = {f"on_{key}": "on" for key in items} | {f"remark_{k}": v for k, v in items.items()}
    return {**{key: value for key, value in data.items() if key != "items"}, **asked}


class SupplyForm(ActForm):
    """What a machine sends to complete a dossier; people have a page that takes files."""

    documents = forms.JSONField(required=False, error_messages={"invalid": _KEYED})
    corrected = forms.JSONField(required=False, error_messages={"invalid": _KEYED})

    def clean_documents(self) -> dict[str, tuple[UUID, ...]]:
        given = _keyed(self.cleaned_data["documents"])
        try:
            return {key: tuple(UUID(str(one)) for one in ids) for key, ids in given.items()}
        except (TypeError, ValueError) as error:
            raise forms.ValidationError('Hãy ghi {"khóa giấy tờ": ["mã tệp", …]}.') from error

    def clean_corrected(self) -> dict[str, Any]:
        return dict(_keyed(self.cleaned_data["corrected"]))


def _keyed(given: object) -> Mapping[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise forms.ValidationError(_KEYED)
    return given


class ProposalForm(ActForm):
    outcome = forms.ChoiceField(
        label="Kết quả đề xuất",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn kết quả đề xuất."},
    )
    reason = forms.CharField(
        label="Nội dung thẩm định, lý do và căn cứ pháp lý",
        help_text="Bắt buộc khi đề xuất từ chối hoặc dừng.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
    )

    def __init__(self, *, case: Case, actor: Actor, at: datetime, data: Any = None) -> None:
        super().__init__(case=case, actor=actor, at=at, data=data)
        if case.child_kind == ChildKind.CONSULTATION:
            _ask_for_opinion(self.fields)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_against = given.get("outcome") in {Outcome.REFUSED, Outcome.STOPPED}
        if is_against and not given.get("reason", "").strip():
            self.add_error("reason", "Hãy ghi lý do và căn cứ pháp lý khi đề xuất từ chối, dừng.")
        return given

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "outcome": Outcome(self.cleaned_data["outcome"])}


def _ask_for_opinion(fields: Mapping[str, forms.Field]) -> None:
    """Let the proposal be worded as the answer to a question of another agency."""
    outcome, reason = fields["outcome"], fields["reason"]
    if isinstance(outcome, forms.ChoiceField):
        outcome.choices = [
            (Outcome.GRANTED.value, "Đồng ý"),
            (Outcome.REFUSED.value, "Không đồng ý"),
        ]
    outcome.label = "Ý kiến trả lời"
    reason.label, reason.help_text = "Nội dung ý kiến", "Bắt buộc khi không đồng ý."


class SendBackForm(ActForm):
    remark = _long("Điều cần làm lại", missing="Hãy ghi điều cần làm lại.")


class GroundsForm(ActForm):
    """Why an act goes against the applicant, and on what legal basis."""

    reason = _long("Lý do", hint=_READ_BY_CITIZEN, missing="Hãy ghi lý do.")
    legal_basis = _long(
        "Căn cứ pháp lý",
        hint="Số, ngày văn bản và điều khoản áp dụng.",
        missing="Hãy ghi căn cứ pháp lý.",
        most=1000,
    )

    def __init__(self, *, case: Case, actor: Actor, at: datetime, data: Any = None) -> None:
        super().__init__(case=case, actor=actor, at=at, data=data)
        known = [
            f"{basis.name} ({basis.code})" if basis.name else basis.code
            for basis in definition_by_id(case.version_id).legal_basis[:3]
        ]
        self.fields["legal_basis"].initial = "; ".join(known)


class RefusalForm(GroundsForm):
    instead = forms.CharField(
        label="Người dân nên làm gì tiếp",
        help_text="Ví dụ: nộp tại cơ quan nào, chuẩn bị thêm gì.",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )


class ReasonForm(ActForm):
    reason = _long("Lý do", missing="Hãy ghi lý do.")


class PromiseForm(ActForm):
    until = DayMonthYearField(label="Ngày hẹn lại")
    reason = _long("Lý do chậm", hint=_READ_BY_CITIZEN, missing="Hãy ghi lý do chậm.")


class UntilForm(ActForm):
    until = DayMonthYearField(label="Cho bổ sung đến hết ngày")


class DemandForm(ActForm):
    amount_vnd = forms.IntegerField(
        label="Số tiền phải nộp (đồng)",
        min_value=1,
        max_value=100_000_000_000,
        error_messages={
            "required": "Hãy ghi số tiền phải nộp.",
            "invalid": "Ghi số tiền bằng chữ số, ví dụ 50000.",
            "min_value": "Số tiền phải lớn hơn 0.",
            "max_value": "Số tiền quá lớn. Hãy kiểm tra lại.",
        },
    )
    reason = _long("Khoản phải nộp và căn cứ", hint=_READ_BY_CITIZEN, missing="Hãy ghi khoản thu.")


class ReceiptNumberForm(ActForm):
    receipt_number = forms.CharField(
        label="Số biên lai thu tiền",
        max_length=60,
        error_messages={"required": "Hãy ghi số biên lai."},
    )


class ReferenceForm(ActForm):
    reference = forms.CharField(
        label="Mã giao dịch hoặc số biên lai",
        max_length=100,
        error_messages={"required": "Hãy ghi mã giao dịch để cơ quan đối chiếu."},
    )


def _one_of(label: str, *, missing: str) -> forms.UUIDField:
    """A list to choose from. Whether the choice still holds is for the action to say: an act
    repeated under its key is read again after it changed what may be chosen.
    """
    return forms.UUIDField(
        label=label,
        widget=forms.Select,
        error_messages={"required": missing, "invalid": missing},
    )


class AssignForm(ActForm):
    assignee_id = _one_of("Giao cho", missing="Hãy chọn người nhận việc.")

    def __init__(self, *, case: Case, actor: Actor, at: datetime, data: Any = None) -> None:
        super().__init__(case=case, actor=actor, at=at, data=data)
        _offer(self, "assignee_id", standing.colleagues(case, on=at))


class ProcedureForm(ActForm):
    procedure_code = forms.CharField(
        label="Thủ tục mới",
        help_text="Mã hồ sơ, ngày nộp và giấy tờ được giữ nguyên.",
        widget=forms.Select,
        max_length=40,
        error_messages={"required": "Hãy chọn thủ tục mới."},
    )
    situation = forms.CharField(
        label="Trường hợp của thủ tục mới",
        help_text="Bỏ qua nếu thủ tục đã chọn không chia trường hợp.",
        widget=forms.Select,
        max_length=60,
        required=False,
    )

    def __init__(self, *, case: Case, actor: Actor, at: datetime, data: Any = None) -> None:
        super().__init__(case=case, actor=actor, at=at, data=data)
        others = _others(case, on=local_date(at))
        _offer(self, "procedure_code", [(one.code, f"{one.code} – {one.name}") for one in others])
        _offer(
            self,
            "situation",
            [
                (f"{one.code} – {one.name}", [(s.key, s.label) for s in one.situations])
                for one in others
                if one.situations
            ],
        )


def _others(case: Case, *, on: date) -> list[Definition]:
    """Return the other procedures that can be applied for here."""
    listed = procedures.applyable(on=on, most=MOST_PROCEDURES)
    codes = [one.code for one in listed if one.code != case.procedure_code]
    return [definition_of(procedures.published_version(code=code, on=on)) for code in codes]


class TransferForm(ActForm):
    to = forms.CharField(
        label="Nơi đúng của sự việc",
        help_text="Tên xã, phường và tỉnh, cũ hay mới đều được; hoặc mã cơ quan nhận.",
        max_length=300,
        error_messages={"required": "Hãy ghi nơi đúng của sự việc, hoặc mã cơ quan nhận."},
    )
    reason = _long("Lý do chuyển", hint=_READ_BY_CITIZEN, missing="Hãy ghi lý do.", most=500)


class AnswerForm(ActForm):
    answer = _long("Trả lời", hint=_READ_BY_CITIZEN, missing="Hãy viết câu trả lời.")


class VoidForm(ActForm):
    form_id = _one_of("Phiếu cần hủy số", missing="Hãy chọn một phiếu.")
    reason = _long("Lý do hủy", missing="Hãy ghi lý do hủy số phiếu.")

    def __init__(self, *, case: Case, actor: Actor, at: datetime, data: Any = None) -> None:
        super().__init__(case=case, actor=actor, at=at, data=data)
        issued = [
            (form.id, f"Mẫu {form.form}, số {form.written_number}")
            for form in standing.forms_of(case)
            if form.voided_at is None and form.number is not None
        ]
        _offer(self, "form_id", issued)


class RatingForm(ActForm):
    stars = forms.TypedChoiceField(
        label="Anh/chị hài lòng đến mức nào?",
        coerce=int,
        choices=[
            (5, "Rất hài lòng"),
            (4, "Hài lòng"),
            (3, "Bình thường"),
            (2, "Không hài lòng"),
            (1, "Rất không hài lòng"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn một mức."},
    )
    text = forms.CharField(
        label="Góp ý thêm",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


class ComplaintForm(ActForm):
    text = _long(
        "Anh/chị muốn phản ánh điều gì?",
        hint="Lãnh đạo cơ quan giải quyết sẽ đọc và trả lời.",
        missing="Hãy viết điều muốn phản ánh.",
    )


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Let the list of that field show these; the first line chooses nothing."""
    widget = form.fields[name].widget
    if not isinstance(widget, forms.Select):
        raise TypeError(name)
    widget.choices = [("", "– Chọn –"), *choices]
