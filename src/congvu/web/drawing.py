"""Small parts drawn straight, without a template each: a list page has hundreds of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.templatetags.static import static
from django.utils.html import conditional_escape as safe
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

COLOURS = frozenset({"neutral", "info", "success", "warning", "danger", "accent"})
Columns = Sequence[Mapping[str, Any]]


def draw_icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of assets/icons.json; without a label it is decoration."""
    href = f"{static('build/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="cv-icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            href,
        )
    return format_html(
        '<svg class="cv-icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        href,
    )


def colour_of(tone: str) -> str:
    return tone if tone in COLOURS else "neutral"


def tag(label: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """Draw a short word on a coloured ground."""
    drawn = draw_icon(icon) if icon else ""
    colour = colour_of(tone)
    return _trusted(
        f'<span class="ds-tag cv-tag" data-color="{colour}">{drawn}{safe(label)}</span>'
    )


def table_body(columns: Columns, rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """Return the rows of a data table, every value escaped.

    Raises ValueError where a row has more or fewer cells than there are columns.
    """
    opening = [_opening(column, is_first=place == 0) for place, column in enumerate(columns)]
    return _trusted("".join(_row(opening, row) for row in rows))


def _row(opening: Sequence[str], row: Mapping[str, Any]) -> str:
    cells = "".join(
        f"{start}{_cell(cell)}{'</th>' if start.startswith('<th') else '</td>'}"
        for start, cell in zip(opening, row["cells"], strict=True)
    )
    named = f' id="{safe(row["id"])}"' if row.get("id") else ""
    state = f' data-state="{safe(row["state"])}"' if row.get("state") else ""
    return f"<tr{named}{state}>{cells}</tr>"


def _opening(column: Mapping[str, Any], *, is_first: bool) -> str:
    label = safe(column["label"])
    if is_first:
        return f'<th scope="row" data-label="{label}">'
    numeric = ' class="cv-numeric"' if column.get("numeric") else ""
    return f'<td data-label="{label}"{numeric}>'


def _cell(cell: Any) -> str:
    if not isinstance(cell, Mapping):
        return f'<span class="cv-cell">{"" if cell is None else safe(cell)}</span>'
    code = " cv-code" if cell.get("code") else ""
    return f'<span class="cv-cell{code}">{"".join(_parts(cell))}</span>'


def _parts(cell: Mapping[str, Any]) -> Iterator[str]:
    text = cell.get("text", "")
    if cell.get("pick"):
        yield (
            f'<input type="checkbox" class="ds-input cv-pick" name="chon" form="nhieu"'
            f' value="{safe(cell["pick"])}" aria-label="Chọn {safe(text)}"'
            f"{' checked' if cell.get('picked') else ''}> "
        )
    if cell.get("tone"):
        yield tag(text, cell["tone"], cell.get("icon") or "")
    elif cell.get("url"):
        hidden = cell.get("hidden_text")
        more = f'<span class="ds-sr-only"> {safe(hidden)}</span>' if hidden else ""
        yield f'<a class="ds-link" href="{safe(cell["url"])}">{safe(text)}{more}</a>'
    else:
        yield safe(text)
    if cell.get("note"):
        yield f'<span class="cv-cell__note">{safe(cell["note"])}</span>'


def _trusted(drawn: str) -> SafeString:
    return mark_safe(drawn)  # noqa: S308 - every value in it was escaped above
