"""What an officer writes to let a colleague act in their post."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms

from congvu.kernel.actor import CAPACITY_LABELS, Capacity
from congvu.kernel.clock import VIETNAM
from congvu.platform.people.models import Appointment
from congvu.web.fields import DayMonthYearField

_TIME_HELP = "Giờ:phút, ví dụ 07:30"


class DelegationForm(forms.Form):
    receiver = forms.ChoiceField(label="Người được ủy quyền")
    capacity = forms.ChoiceField(
        label="Cách ký",
        choices=[(capacity.value, label) for capacity, label in CAPACITY_LABELS.items()],
        widget=forms.RadioSelect,
    )
    from_day = DayMonthYearField(label="Từ ngày")
    from_time = forms.TimeField(label="Từ lúc", help_text=_TIME_HELP, initial="07:30")
    until = DayMonthYearField(label="Đến ngày")
    until_time = forms.TimeField(label="Đến lúc", help_text=_TIME_HELP, initial="17:00")
    decision_number = forms.CharField(label="Số văn bản ủy quyền", max_length=100)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        colleagues: Sequence[Appointment],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["receiver"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; narrows the type
        field.choices = [("", "Chọn người"), *((str(h.id), _words(h)) for h in colleagues)]

    def arguments(self) -> dict[str, Any]:
        """Return what `actions.delegate` takes."""
        given = self.cleaned_data
        return {
            "receiver_appointment_id": UUID(given["receiver"]),
            "capacity": Capacity(given["capacity"]),
            "valid_from": _instant(given["from_day"], given["from_time"]),
            "valid_until": _instant(given["until"], given["until_time"]),
            "decision_number": given["decision_number"],
        }


def _words(held: Appointment) -> str:
    return f"{held.person.full_name}, {held.post.title}, {held.post.unit.name}"


def _instant(day: Any, clock: time) -> datetime:
    return datetime.combine(day, clock, VIETNAM)
