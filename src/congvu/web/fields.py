"""Form fields as people fill them: a day written day, month, year, in three boxes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

PARTS = ("day", "month", "year")
LABELS = {"day": "Ngày", "month": "Tháng", "year": "Năm"}
WORDS = {"day": "ngày", "month": "tháng", "year": "năm"}


class DayMonthYearInput(forms.Widget):
    """Three boxes `<name>_day`, `_month`, `_year`; one whole value under `<name>` is read too."""

    template_name = "web/components/day_month_year.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shared = dict(context["widget"]["attrs"])
        own_id = shared.pop("id", f"id_{name}")
        birthday = shared.pop("autocomplete", "") == "bday"
        written = _parts_of(value)
        context["widget"]["parts"] = [
            {
                "name": f"{name}_{part}",
                "id": own_id if part == "day" else f"{own_id}_{part}",
                "label": LABELS[part],
                "value": written[part],
                "width": 4 if part == "year" else 2,
                "autocomplete": f"bday-{part}" if birthday else "",
            }
            for part in PARTS
        ]
        context["widget"]["attrs"] = shared
        return context

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> Any:
        if not any(f"{name}_{part}" in data for part in PARTS):
            return data.get(name)
        return {part: str(data.get(f"{name}_{part}", "")).strip() for part in PARTS}

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        return name not in data and not any(f"{name}_{part}" in data for part in PARTS)

    def id_for_label(self, id_: str, index: int | str | None = None) -> str:
        return id_


class DayMonthYearField(forms.Field):
    """A date whose refusal names the box to correct; never blanks what was typed."""

    widget = DayMonthYearInput
    default_error_messages = {
        "required": "Hãy nhập ngày, tháng, năm.",
        "incomplete": "Hãy nhập đủ ngày, tháng, năm: còn thiếu %(missing)s.",
        "invalid": "Ngày này không có thật. Hãy nhập bằng số, ví dụ 22 11 2026.",
        "year": "Năm phải có bốn chữ số, ví dụ 1990.",
    }

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        parts = _parts_of(value)
        if not any(parts.values()):
            return None
        missing = [WORDS[part] for part in PARTS if not parts[part]]
        if missing:
            raise ValidationError(
                self.error_messages["incomplete"], "incomplete", {"missing": ", ".join(missing)}
            )
        if len(parts["year"]) != 4:
            raise ValidationError(self.error_messages["year"], "year")
        try:
            return date(*(int(parts[part]) for part in reversed(PARTS)))
        except ValueError as fault:
            raise ValidationError(self.error_messages["invalid"], "invalid") from fault

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _parts_of(initial) != _parts_of(data)


def _parts_of(value: Any) -> dict[str, str]:
    """Return day, month, year as written, from a date, the three boxes, ISO or dd/mm/yyyy."""
    if isinstance(value, dict):
        return {part: str(value.get(part, "")) for part in PARTS}
    if isinstance(value, date):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    text = str(value or "").strip()
    pieces = text.split("-")[::-1] if text.count("-") == 2 else text.split("/")
    pieces = [piece.strip() for piece in pieces]
    if len(pieces) != len(PARTS):
        pieces = [text, "", ""] if text else ["", "", ""]
    return dict(zip(PARTS, pieces, strict=True))
