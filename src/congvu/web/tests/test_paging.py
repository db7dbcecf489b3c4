"""Keyset pages: every row once, in order, both ways, whatever is absent or repeated."""

from collections.abc import Sequence

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import connection
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import NullIf
from django.test.utils import CaptureQueriesContext

from congvu.web.paging import CursorRefused, Page, page_of

pytestmark = pytest.mark.django_db
ORDERS = [
    ("app_label", "id"),
    ("-app_label", "id"),
    ("app_label", "-id"),
    ("-id",),
    ("app_label", "model"),
]


@pytest.fixture
def rows() -> QuerySet[ContentType]:
    """A table every installation has; its rows are ours alone by their label."""
    ContentType.objects.all().delete()
    for number in range(11):
        ContentType.objects.create(app_label=f"nhom{number % 3}", model=f"loai{number:02}")
    return ContentType.objects.all()


def walk_forward(
    rows: QuerySet[ContentType], order: Sequence[str], size: int = 4
) -> list[Page[ContentType]]:
    pages = [page_of(rows, order=order, size=size)]
    while pages[-1].next_cursor:
        pages.append(page_of(rows, order=order, size=size, cursor=pages[-1].next_cursor))
    return pages


@pytest.mark.parametrize("order", ORDERS)
def test_walk_gives_every_row_once_in_order(
    rows: QuerySet[ContentType], order: Sequence[str]
) -> None:
    pages = walk_forward(rows, order)
    found = [row.pk for page in pages for row in page.rows]
    assert found == [row.pk for row in rows.order_by(*order)]
    assert [len(page.rows) for page in pages] == [4, 4, 3]


@pytest.mark.parametrize("order", ORDERS)
def test_walk_back_gives_the_same_pages(rows: QuerySet[ContentType], order: Sequence[str]) -> None:
    pages = walk_forward(rows, order)
    back = page_of(rows, order=order, size=4, cursor=pages[2].previous_cursor)
    assert back.rows == pages[1].rows
    first = page_of(rows, order=order, size=4, cursor=back.previous_cursor)
    assert first.rows == pages[0].rows
    assert first.previous_cursor == ""
    assert first.next_cursor


@pytest.mark.parametrize("order", [("kind", "id"), ("-kind", "id"), ("-kind", "-id")])
def test_rows_without_a_value_are_walked_too(
    rows: QuerySet[ContentType], order: Sequence[str]
) -> None:
    absent = NullIf("app_label", Value("nhom1"), output_field=CharField())
    marked = rows.annotate(kind=absent)
    pages = walk_forward(marked, order, size=3)
    found = [row.pk for page in pages for row in page.rows]
    assert found == [row.pk for row in marked.order_by(*order)]
    back = page_of(marked, order=order, size=3, cursor=pages[-1].previous_cursor)
    assert back.rows == pages[-2].rows


def test_page_is_one_query_of_one_row_more(rows: QuerySet[ContentType]) -> None:
    first = page_of(rows, order=("id",), size=4)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page_of(rows, order=("id",), size=4, cursor=first.next_cursor)
    assert len(queries) == 1
    assert "LIMIT 5" in queries[0]["sql"]
    assert "COUNT" not in queries[0]["sql"].upper()


def test_deep_page_starts_at_the_index_not_at_the_top(rows: QuerySet[ContentType]) -> None:
    first = page_of(rows, order=("app_label", "id"), size=4)
    with CaptureQueriesContext(connection) as queries:
        page_of(rows, order=("app_label", "id"), size=4, cursor=first.next_cursor)
    assert '"app_label" >= ' in queries[0]["sql"]


def test_row_inserted_meanwhile_moves_nothing(rows: QuerySet[ContentType]) -> None:
    first = page_of(rows, order=("model",), size=4)
    ContentType.objects.create(app_label="nhom0", model="aaa")
    second = page_of(rows, order=("model",), size=4, cursor=first.next_cursor)
    assert [row.model for row in second.rows] == ["loai04", "loai05", "loai06", "loai07"]


def test_list_that_fits_has_no_neighbours(rows: QuerySet[ContentType]) -> None:
    page = page_of(rows, order=("id",), size=11)
    assert len(page.rows) == 11
    assert page.is_single


def test_empty_list_is_an_empty_page() -> None:
    page = page_of(ContentType.objects.none(), order=("id",), size=5)
    assert page.rows == []
    assert page.is_single


def test_altered_cursor_is_refused(rows: QuerySet[ContentType]) -> None:
    cursor = page_of(rows, order=("id",), size=4).next_cursor
    with pytest.raises(CursorRefused):
        page_of(rows, order=("id",), size=4, cursor=cursor[:-2] + "xx")
    with pytest.raises(CursorRefused):
        page_of(rows, order=("id",), size=4, cursor="' or 1=1 --")


def test_cursor_of_another_order_is_refused(rows: QuerySet[ContentType]) -> None:
    cursor = page_of(rows, order=("id",), size=4).next_cursor
    with pytest.raises(CursorRefused):
        page_of(rows, order=("-id",), size=4, cursor=cursor)


def test_cursor_without_the_columns_is_refused(rows: QuerySet[ContentType]) -> None:
    forged = signing.dumps(["f"], salt="congvu.web.paging:ContentType:id")
    with pytest.raises(CursorRefused):
        page_of(rows, order=("id",), size=4, cursor=forged)
