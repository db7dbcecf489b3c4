"""A form as it stands on paper and on screen: what is said, not how it looks.

The seven forms of Circular 03/2025/TT-VPCP, Annex I, are all sheets. A sheet is also the snapshot
that is kept when a form is issued: it prints the same for ever.
"""

from enum import StrEnum

import msgspec

from congvu.platform.documents.rendering import Paper


class Size(StrEnum):
    A5 = "a5"
    A4 = "a4"
    WIDE = "a4-wide"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An empty value reads “không khai”."""

    label: str
    value: str


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """`widths` are shares of the page's width, one per column."""

    heading: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """`heading` is the capacity and title above the name, as Decree 30/2020 writes it."""

    heading: str
    name: str


class Sheet(Paper, frozen=True, kw_only=True):
    form: str  # "01" … "07"
    size: Size
    title: str
    number: str  # as written after “Số:”
    place_and_date: str = ""
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    paragraphs: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    follow_key: str = ""  # empty: nobody outside follows it
