"""What a form looks like: which kind each field is, and what its errors say and where."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
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
REMEDIES = {
    "required": "Hãy nhập {in_sentence}.",
    "invalid": "{label} chưa đúng dạng. Hãy kiểm tra và nhập lại.",
    "invalid_choice": "Hãy chọn {in_sentence} trong danh sách.",
    "max_length": "{label} chỉ được dài tối đa {limit_value} ký tự, hiện có {show_value}.",
    "min_length": "{label} phải có ít nhất {limit_value} ký tự, hiện có {show_value}.",
    "max_value": "{label} không được lớn hơn {limit_value}.",
    "min_value": "{label} không được nhỏ hơn {limit_value}.",
    "empty": "Tệp ở mục “{label}” trống. Hãy chọn tệp khác.",
    "missing": "Chưa nhận được tệp ở mục “{label}”. Hãy chọn lại.",
}
REQUIRED = {
    "select": "Hãy chọn {in_sentence}.",
    "radios": "Hãy chọn {in_sentence}.",
    "checkboxes": "Hãy chọn ít nhất một mục ở “{label}”.",
    "checkbox": "Hãy đánh dấu vào ô “{label}”.",
    "file": "Hãy chọn tệp ở mục “{label}”.",
}
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
        "errors": error_texts(bound),
        "input": "" if kind in {"radios", "checkboxes"} else _input(bound, described, options),
        "choices": _choices(bound) if kind in {"radios", "checkboxes"} else (),
    }


def errors_of(bound_forms: Sequence[BaseForm]) -> list[dict[str, str]]:
    """Return each error with the id of the first input that can mend it."""
    found: list[dict[str, str]] = []
    for form in bound_forms:
        found += [{"text": str(text), "target": ""} for text in form.non_field_errors()]
        for bound in form:
            target = first_input_id(bound)
            found += [{"text": text, "target": target} for text in error_texts(bound)]
    return found


def error_texts(bound: BoundField) -> list[str]:
    """Return what to put right, naming the field where the framework's own words would not."""
    faults = bound.errors.as_data() if bound.errors else []
    return [text for fault in faults for text in _own_words(bound, fault)]


def _own_words(bound: BoundField, fault: ValidationError) -> list[str]:
    code = fault.code or ""
    if code not in REMEDIES or not _is_framework_message(bound.field, code, fault):
        return [str(text) for text in fault.messages]
    remedy = REMEDIES[code]
    if code == "required":
        remedy = REQUIRED.get(kind_of(bound), remedy)
    facts = {"limit_value": "", "show_value": ""} | dict(fault.params or {})
    label = str(bound.label)
    return [remedy.format(label=label, in_sentence=_in_sentence(label), **_plain(facts))]


def _plain(facts: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(facts[name]) for name in ("limit_value", "show_value")}


def _in_sentence(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _is_framework_message(field: forms.Field, code: str, fault: ValidationError) -> bool:
    if code not in field.error_messages:
        return True  # a bound of the framework's own validators
    usual = [
        ancestor.__dict__["default_error_messages"].get(code)
        for ancestor in type(field).__mro__
        if ancestor.__module__.startswith("django.")
        and "default_error_messages" in ancestor.__dict__
    ]
    return fault.message in usual


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
    if kind_of(bound) == "textarea":
        attributes.setdefault("rows", 4)
    if type(bound.field.widget) is forms.NumberInput:
        # A number box of the browser drops what it cannot read; what was typed must stay.
        attributes.setdefault("inputmode", "numeric")
        return bound.as_widget(widget=forms.TextInput(), attrs=attributes)
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
