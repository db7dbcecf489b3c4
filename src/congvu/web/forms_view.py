"""What a form looks like: which kind each field is, and where its errors are."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField

from congvu.web.fields import DayMonthYearInput

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (DayMonthYearInput, "day"),
    (forms.SelectMultiple, "select"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
)
GROUPS = frozenset({"checkboxes", "radios", "day"})


def kind_of(bound: BoundField) -> str:
    widget = bound.field.widget
    return next((kind for widget_class, kind in KINDS if isinstance(widget, widget_class)), "text")


def field_context(bound: BoundField, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `field.html` needs; the page's words win over the field's own."""
    kind = kind_of(bound)
    hint = options.get("hint", bound.help_text)
    described = [f"{bound.auto_id}-goi-y"] if hint else []
    described += [f"{bound.auto_id}-loi"] if bound.errors else []
    return {
        **options,
        "bound": bound,
        "kind": kind,
        "is_group": kind in GROUPS,
        "hint": hint,
        "described_by": " ".join(described),
        "is_optional": not bound.field.required and kind != "checkbox",
        "input": "" if kind in {"radios", "checkboxes"} else _input(bound, described, options),
        "choices": _choices(bound) if kind in {"radios", "checkboxes"} else (),
    }


def errors_of(bound_forms: Sequence[BaseForm]) -> list[dict[str, str]]:
    """Return each error with the id of the first input that can mend it."""
    found: list[dict[str, str]] = []
    for form in bound_forms:
        found += [{"text": text, "target": ""} for text in form.non_field_errors()]
        for bound in form:
            found += [{"text": text, "target": first_input_id(bound)} for text in bound.errors]
    return found


def first_input_id(bound: BoundField) -> str:
    suffix = "_0" if kind_of(bound) in {"radios", "checkboxes"} else ""
    return f"{bound.auto_id}{suffix}"


def _input(bound: BoundField, described: Sequence[str], options: Mapping[str, Any]) -> str:
    attributes: dict[str, Any] = {"class": "ds-input"}
    if "width" in options:
        attributes["class"] += f" cv-width-{options['width']}"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    for name in ("rows", "inputmode", "autocomplete", "placeholder", "spellcheck", "accept"):
        if name in options:
            attributes[name] = options[name]
    return bound.as_widget(attrs=attributes)


def _choices(bound: BoundField) -> list[dict[str, Any]]:
    """Return the options as plain facts: the template writes the inputs itself."""
    return [
        {
            "id": choice.id_for_label,
            "name": choice.data["name"],
            "value": choice.data["value"],
            "label": choice.data["label"],
            "type": choice.data["type"],
            "is_chosen": choice.data["selected"],
        }
        for choice in bound.subwidgets
        if choice.data["value"] != ""
    ]
