"""The directory as an administrator sees it, templates and all."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.kernel.ids import new_id
from congvu.platform.agencies import queries, views
from congvu.platform.agencies.models import Agency

pytestmark = pytest.mark.usefixtures("loaded")


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def opened(view: Callable[..., HttpResponse], query: str = "", **given: Any) -> HttpResponse:
    # The view itself: who may open it is the business of access, and tested there.
    return view(RequestFactory().get(f"/{query}"), **given)


def listed(query: str) -> list[str]:
    page = text(opened(views.directory, query))
    return re.findall(r'<a[^>]+href="/quan-tri/co-quan/[0-9a-f-]{36}/"[^>]*>([^<]+)</a>', page)


def test_finds_without_accents() -> None:
    assert "Sở Tư pháp tỉnh Quảng Trị" in listed("?q=so+tu+phap&province=44")
    assert listed("?q=xa+long+thanh") == []  # since 30/4/2026 a ward


def test_narrows_by_bloc_and_kind() -> None:
    unions = listed("?bloc=UNION")
    assert "Hội Nông dân tỉnh Quảng Trị" in unions
    assert not [name for name in unions if name.startswith("Sở")]
    assert "Bộ Tư pháp" in listed("?kind=MINISTRY")


def test_an_unknown_choice_is_said() -> None:
    answer = opened(views.directory, "?kind=TREASURY")
    assert answer.status_code == 200
    assert "Hãy chọn loại cơ quan trong danh sách." in text(answer)


def test_nothing_found_says_what_to_do() -> None:
    assert "Không có cơ quan nào như vậy" in text(opened(views.directory, "?q=zzz"))


def test_pages_lead_on_and_hold_everything() -> None:
    seen: list[str] = []
    cursor = ""
    for _ in range(9):
        page = text(opened(views.directory, f"?province=44&cursor={cursor}"))
        seen += re.findall(r'id="cq-([0-9a-f-]{36})"', page)
        following = re.search(r'cursor=([^"&]+)"[^>]*rel="next"', page) or re.search(
            r'rel="next"[^>]*cursor=([^"&]+)"', page
        )
        if following is None:
            break
        cursor = following[1]
    assert len(seen) == len(set(seen)) == Agency.objects.filter(province_code="44").count()


def test_a_page_tells_units_posts_and_names() -> None:
    found = Agency.objects.get(code="44.18901")
    page = text(opened(views.agency, agency_id=found.id))
    for words in (
        "Ủy ban nhân dân xã Minh Hóa",
        "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
        "Công chức Tư pháp - Hộ tịch",
        "mã định danh chính thức",
        "Trung tâm Phục vụ hành chính công xã Minh Hóa",
        "01/07/2025",
    ):
        assert words in page


def test_a_renamed_agency_shows_both_names() -> None:
    for found in Agency.objects.filter(code="75.26368"):
        page = text(opened(views.agency, agency_id=found.id))
        assert "Ủy ban nhân dân xã Long Thành" in page
        assert "Ủy ban nhân dân phường Long Thành" in page


def test_an_unknown_agency_is_missing() -> None:
    with pytest.raises(queries.NoSuchAgency):
        opened(views.agency, agency_id=new_id())


@pytest.mark.parametrize("code", ["H50", "44.18901", "44.MTTQ"])
def test_pages_keep_their_query_budget(code: str) -> None:
    found = Agency.objects.get(code=code)
    with CaptureQueriesContext(connection) as asked:
        opened(views.agency, agency_id=found.id)
    assert len(asked) <= 6
    with CaptureQueriesContext(connection) as asked:
        opened(views.directory, "?q=quang")
    assert len(asked) <= 4


def test_addresses_are_where_menus_point() -> None:
    assert reverse("agencies:directory") == "/quan-tri/co-quan/"
