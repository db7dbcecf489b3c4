"""Which calendar to look at, and what an administrator writes to change it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from congvu.platform.deadlines.rules import Session
from congvu.web.fields import DayMonthYearField

COUNTRY = ("", "Cả nước")
OFF, WORKED = "off", "worked"
_WEEK, _SATURDAY = (1, 2, 3, 4, 5), 6
_BASIS_HELP = "Số, ngày và tên văn bản"
_TIME_HELP = "Giờ:phút, ví dụ 07:30"


class Choosing(forms.Form):
    """Whose calendar, of which year; an unsound choice is said, and counts as the usual one."""

    co_quan = forms.ChoiceField(label="Lịch của", required=False)
    nam = forms.IntegerField(label="Năm", required=False, min_value=2000, max_value=2200)

    def __init__(
        self, data: Mapping[str, str], *, agencies: Sequence[tuple[str, str]], year: int
    ) -> None:
        super().__init__(data)
        field = self.fields["co_quan"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; narrows the type
        field.choices = [COUNTRY, *agencies]
        self._year = year

    @property
    def agency_id(self) -> UUID | None:
        self.is_valid()
        chosen = self.cleaned_data.get("co_quan", "")
        return UUID(chosen) if chosen else None

    @property
    def year(self) -> int:
        self.is_valid()
        return self.cleaned_data.get("nam") or self._year


class DayForm(forms.Form):
    """A day to publish."""

    day = DayMonthYearField(label="Ngày")
    kind = forms.ChoiceField(
        label="Ngày ấy là", choices=[(OFF, "Ngày nghỉ"), (WORKED, "Ngày làm việc")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    name = forms.CharField(
        label="Tên của ngày", max_length=120, help_text="Ví dụ: Nghỉ bù Quốc khánh"
    )
    legal_basis = forms.CharField(label="Căn cứ", max_length=300, help_text=_BASIS_HELP)


class WithdrawalForm(forms.Form):
    """A day published here, to take back."""

    withdrawn = forms.ChoiceField(label="Ngày gỡ bỏ")
    withdrawn_basis = forms.CharField(label="Căn cứ gỡ bỏ", max_length=300, help_text=_BASIS_HELP)

    def __init__(
        self, data: Mapping[str, str] | None = None, *, days: Sequence[tuple[date, str]]
    ) -> None:
        super().__init__(data)
        field = self.fields["withdrawn"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; narrows the type
        field.choices = [
            ("", "Chọn ngày"),
            *((day.isoformat(), f"{day:%d/%m/%Y} {name}") for day, name in days),
        ]

    @property
    def day(self) -> date:
        return date.fromisoformat(self.cleaned_data["withdrawn"])


class HoursForm(forms.Form):
    """The office hours of one agency."""

    morning_opens = forms.TimeField(label="Buổi sáng từ", help_text=_TIME_HELP)
    morning_closes = forms.TimeField(label="Buổi sáng đến", help_text=_TIME_HELP)
    afternoon_opens = forms.TimeField(label="Buổi chiều từ", help_text=_TIME_HELP)
    afternoon_closes = forms.TimeField(label="Buổi chiều đến", help_text=_TIME_HELP)
    saturday_morning = forms.BooleanField(label="Làm việc cả sáng thứ Bảy", required=False)
    hours_basis = forms.CharField(
        label="Căn cứ của giờ làm việc", max_length=300, help_text=_BASIS_HELP
    )

    @staticmethod
    def shown(sessions: Sequence[Session]) -> dict[str, Any]:
        """Return what the form starts with: the present hours, where they have this shape."""
        week = [session for session in sessions if set(_WEEK) <= set(session.weekdays)]
        if len(week) != 2:
            return {}
        morning, afternoon = week
        return {
            "morning_opens": f"{morning.opens:%H:%M}",
            "morning_closes": f"{morning.closes:%H:%M}",
            "afternoon_opens": f"{afternoon.opens:%H:%M}",
            "afternoon_closes": f"{afternoon.closes:%H:%M}",
            "saturday_morning": any(_SATURDAY in session.weekdays for session in sessions),
        }

    def sessions(self) -> list[Session]:
        given = self.cleaned_data
        saturday = (_SATURDAY,) if given["saturday_morning"] else ()
        return [
            Session(
                opens=given["morning_opens"],
                closes=given["morning_closes"],
                weekdays=(*_WEEK, *saturday),
            ),
            Session(
                opens=given["afternoon_opens"], closes=given["afternoon_closes"], weekdays=_WEEK
            ),
        ]
