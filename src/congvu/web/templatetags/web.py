"""Components of a page: `{% load web %}`. Each is shown with a usage line in COMPONENTS.md."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from congvu.web import charts, drawing, formatting, forms_view

register = template.Library()
Rows = Sequence[Mapping[str, Any]]

NOTICE_ICONS = {
    "info": "info-circle",
    "success": "circle-check",
    "warning": "alert-triangle",
    "danger": "circle-x",
}


# --- words --------------------------------------------------------------------------------


@register.filter
def vn_date(value: date | datetime | None) -> str:
    return formatting.written_date(value)


@register.filter
def vn_datetime(value: datetime | None) -> str:
    return formatting.written_instant(value)


@register.filter
def vn_money(amount_vnd: int | None) -> str:
    return formatting.written_money(amount_vnd)


@register.filter
def vn_number(number: int | None) -> str:
    return "" if number is None else formatting.grouped(number)


@register.filter
def time_left(due: datetime | None, at: datetime) -> str:
    return formatting.time_left(due, at)


@register.filter
def masked_id(secret: str | None) -> str:
    return formatting.masked(secret)


# --- small parts --------------------------------------------------------------------------


register.simple_tag(drawing.draw_icon, name="icon")
register.simple_tag(drawing.tag, name="status_tag")


@register.inclusion_tag("web/components/button.html")
def button(label: str, variant: str = "primary", **options: Any) -> dict[str, Any]:
    """Draw a button; options: name, value, icon, danger, form, shortcut, hidden_text, type."""
    return {"label": label, "variant": variant, **options}


@register.inclusion_tag("web/components/link_button.html")
def link_button(label: str, url: str, variant: str = "primary", **options: Any) -> dict[str, Any]:
    """Draw a link that starts or moves on; options: icon, danger, shortcut, hidden_text."""
    return {"label": label, "url": url, "variant": variant, **options}


@register.inclusion_tag("web/components/pill.html")
def pill(count: int, meaning: str = "", tone: str = "neutral") -> dict[str, Any]:
    """Draw a count; `meaning` is read out after it ("việc cần làm")."""
    return {"count": count, "meaning": meaning, "colour": drawing.colour_of(tone)}


# --- blocks -------------------------------------------------------------------------------


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "", role: str = "") -> SafeString:
    context = {
        "content": content,
        "tone": tone,
        "title": title,
        "role": role,
        "icon": NOTICE_ICONS.get(tone, "info-circle"),
    }
    return render_to_string("web/components/notice.html", context)


@register.simple_block_tag
def panel(content: str, title: str, code: str = "", code_label: str = "") -> SafeString:
    """Draw the green confirmation; its title is the page's h1."""
    context = {"content": content, "title": title, "code": code, "code_label": code_label}
    return render_to_string("web/components/panel.html", context)


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:  # noqa: A002, FBT001, FBT002 - named as in HTML, and given by name in templates
    context = {"content": content, "summary": summary, "open": open}
    return render_to_string("web/components/details.html", context)


@register.simple_block_tag
def filter_bar(content: str, action: str = "", clear_url: str = "") -> SafeString:
    """Draw a GET form; put `{% field … %}` inside."""
    context = {"content": content, "action": action, "clear_url": clear_url}
    return render_to_string("web/components/filter_bar.html", context)


@register.simple_block_tag
def card(content: str, title: str = "", url: str = "", level: int = 2) -> SafeString:
    context = {"content": content, "title": title, "url": url, "level": level}
    return render_to_string("web/components/card.html", context)


# --- forms --------------------------------------------------------------------------------


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """Draw label, hint, error and input; options: hint, heading, width, prefix, suffix, rows."""
    return forms_view.field_context(bound, options)


@register.inclusion_tag("web/components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Draw the hidden and then the visible fields of a form, in its order."""
    return {"form": form}


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """Draw the list of errors with links to their fields; nothing when there are none."""
    return {"errors": forms_view.errors_of(forms)}


# --- lists and figures --------------------------------------------------------------------


@register.inclusion_tag("web/components/summary_list.html")
def summary_list(rows: Rows, title: str = "", level: int = 2) -> dict[str, Any]:
    return {"rows": rows, "title": title, "level": level}


@register.inclusion_tag("web/components/timeline.html")
def timeline(entries: Rows) -> dict[str, Any]:
    return {"entries": entries}


@register.inclusion_tag("web/components/progress_steps.html")
def progress_steps(current: int, total: int, label: str = "") -> dict[str, Any]:
    steps = [{"done": number <= current} for number in range(1, total + 1)]
    return {"current": current, "total": total, "label": label, "steps": steps}


@register.inclusion_tag("web/components/data_table.html")
def data_table(columns: Rows, rows: Rows, caption: str, **options: Any) -> dict[str, Any]:
    """Draw a table that turns into cards on a phone; options: empty, caption_hidden, density."""
    body = drawing.table_body(columns, rows)
    return {"columns": columns, "body": body, "caption": caption, **options}


@register.inclusion_tag("web/components/pager.html", takes_context=True)
def pager(context: Context, page: Any, label: str = "Trang") -> dict[str, Any]:
    """Draw the links to the pages before and after a `congvu.web.paging.Page`."""
    return {"page": page, "label": label, "request": context.get("request")}


@register.inclusion_tag("web/components/tabs.html")
def tabs(items: Rows, label: str) -> dict[str, Any]:
    return {"items": items, "label": label}


@register.inclusion_tag("web/components/breadcrumbs.html")
def breadcrumbs(items: Rows) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("web/components/empty_state.html")
def empty_state(title: str, text: str = "", **options: Any) -> dict[str, Any]:
    """Say what is not there and what to do; options: icon, action_label, action_url."""
    return {"title": title, "text": text, **options}


@register.inclusion_tag("web/components/figure_tile.html")
def figure_tile(label: str, value: int | str, url: str = "", **options: Any) -> dict[str, Any]:
    """Draw a number that opens to its cases; options: tone, hint, id."""
    shown = formatting.grouped(value) if isinstance(value, int) else value
    return {"label": label, "value": shown, "url": url, **options}


@register.inclusion_tag("web/components/bar_chart.html")
def bar_chart(rows: Rows, caption: str, **options: Any) -> dict[str, Any]:
    """Draw a table whose last column is a bar; options: label_head, value_head, unit."""
    return {"rows": charts.bars(rows), "caption": caption, **options}
