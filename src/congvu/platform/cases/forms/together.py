"""Forms of working together: which way a step ended, and what is asked of others."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency
from congvu.platform.cases import standing
from congvu.platform.cases.actions.consult import OWN_UNIT
from congvu.platform.cases.forms.acting import ActForm
from congvu.platform.cases.models import Case
from congvu.platform.deadlines.queries import term
from congvu.platform.procedures.definition import Step
from congvu.platform.procedures.routes import DAY_HOURS

Choices = list[tuple[str, str]]


class OutcomeForm(ActForm):
    outcome = forms.CharField(
        label="Kết quả của bước này",
        widget=forms.RadioSelect,
        max_length=60,
        error_messages={"required": "Hãy chọn kết quả của bước này."},
    )

    def __init__(self, *, case: Case, actor: Actor, at: datetime, data: Any = None) -> None:
        super().__init__(case=case, actor=actor, at=at, data=data)
        widget = self.fields["outcome"].widget
        if not isinstance(widget, forms.RadioSelect):
            raise TypeError(widget)
        widget.choices = [(way.key, way.label) for way in standing.ways_to_go(case)]


class AnyOf(forms.MultipleChoiceField):
    """Ticks whose lawfulness is for the action to say: a machine may name any agency."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= 60

    def validate(self, value: list[str]) -> None:
        if value:
            super().validate(value)


class ConsultForm(ActForm):
    to = AnyOf(label="Nơi được hỏi", widget=forms.CheckboxSelectMultiple)
    other = forms.CharField(
        label="Cơ quan khác",
        help_text="Tên hoặc mã cơ quan; nhiều cơ quan thì cách nhau dấu chấm phẩy.",
        max_length=500,
        required=False,
    )
    question = forms.CharField(
        label="Nội dung xin ý kiến",
        help_text="Nêu rõ điều cần trả lời. Nơi được hỏi xem được hồ sơ này để trả lời.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": "Hãy ghi nội dung cần xin ý kiến."},
    )
    days = forms.IntegerField(
        label="Trả lời trong (ngày làm việc)",
        min_value=1,
        max_value=99,
        error_messages={
            "required": "Hãy ghi số ngày làm việc để trả lời.",
            "invalid": "Ghi số ngày bằng chữ số, ví dụ 5.",
            "min_value": "Ít nhất 1 ngày làm việc.",
            "max_value": "Nhiều nhất 99 ngày làm việc.",
        },
    )

    def __init__(self, *, case: Case, actor: Actor, at: datetime, data: Any = None) -> None:
        super().__init__(case=case, actor=actor, at=at, data=data)
        step, on = standing.step_of(case), local_date(at)
        usual = _usual(case, step, on=on)
        offered = [*usual, *(row for row in _offered(case, on=on) if row not in usual)]
        field = self.fields["to"]
        if not isinstance(field, AnyOf):
            raise TypeError(field)
        field.choices = offered
        field.initial = [code for code, _ in usual]
        most = term("consultation_days_most", on=on).value
        self.fields["days"].initial = (
            min(max(step.hours // DAY_HOURS, 1), most) if step.hours else most
        )
        if step.is_deemed:
            self.fields["days"].help_text = "Quá hạn không trả lời thì coi là đồng ý."

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        named = [text.strip() for text in given.get("other", "").split(";") if text.strip()]
        found = [self._named(text) for text in named]
        given["to"] = [*given.get("to", []), *(code for code in found if code)]
        if not given["to"] and not self.errors:
            self.add_error("to", "Hãy chọn ít nhất một nơi để xin ý kiến.")
        return given

    def _named(self, text: str) -> str:
        """Return the code of the one agency meant, or say what else could be meant."""
        on = local_date(self.at)
        by_code = agencies.agency_on(text, on)
        if by_code is not None:
            return by_code.code
        found = list(agencies.search(text, on=on).order_by("sort_key")[:6])
        if len(found) == 1:
            return found[0].code
        if not found:
            self.add_error("other", f"Không có cơ quan nào tên “{text}”. Hãy kiểm tra lại tên.")
        else:
            listed = "; ".join(f"{one.name} ({one.code})" for one in found[:5])
            self.add_error("other", f"“{text}” có thể là: {listed}. Hãy ghi mã cơ quan.")
        return ""

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"to": tuple(given["to"]), "question": given["question"], "days": given["days"]}


def _usual(case: Case, step: Step, *, on: date) -> Choices:
    """Return those the route says are asked at this step."""
    found: Choices = []
    for text in step.consults:
        kind, _, key = text.partition(":")
        if kind == "department":
            agency = agencies.department(case.competent_agency.province_code, key=key, on=on)
        else:
            agency = agencies.agency_on(text, on)
        found += [(agency.code, agency.name)] if agency else []
    return found


def _offered(case: Case, *, on: date) -> Choices:
    """Return who is usually asked: other units of the house, its neighbours, the departments."""
    own = case.competent_agency
    units = [
        (f"{OWN_UNIT}{unit.key}", f"{unit.name} (trong cơ quan)")
        for unit in agencies.units_with_handlers(own)
        if unit.id != case.handling_unit_id
    ]
    near: Sequence[Agency] = (
        agencies.of_commune(own.commune_code, on=on) if own.commune_code else []
    )
    others = [*near, *agencies.departments_of(own.province_code, on=on)]
    return [*units, *((one.code, one.name) for one in others if one.code != own.code)]
