"""The catalogue's administration, templates and all."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.platform.procedures import actions, queries
from congvu.platform.procedures.models import Procedure
from congvu.platform.procedures.tests.conftest import AT, ON, detail, read, row
from congvu.platform.procedures.views import catalogue as catalogue_pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(ours: actions.ImportReport) -> None:
    records = [
        read(detail()),
        read(row(code="9.000002", name="Cấp thẻ thợ bánh", departments=[])),
        read(row(code="9.000003", name="Báo cáo giữa các sở", type="STANDARD_INTERNAL")),
        read(detail(code="1.001193", name="Đăng ký khai sinh (bản quốc gia)")),
    ]
    actions.import_records(records=records, at=AT)


def opened(view: Callable[..., HttpResponse], query: str = "", **given: Any) -> str:
    # The view itself: who may open it is the business of access, and tested there.
    answer = view(RequestFactory().get(f"/{query}"), **given)
    assert answer.status_code == 200
    return answer.content.decode()


def listed(query: str) -> set[str]:
    return set(re.findall(r'id="tt-([^"]+)"', opened(catalogue_pages.directory, query)))


def test_finds_by_words_without_accents_and_by_code() -> None:
    assert listed("?q=tho+banh") == {"9.000002"}
    assert listed("?q=9.00000") == {"9.000001", "9.000002", "9.000003"}


def test_filters_combine() -> None:
    assert listed("?nguon=NATIONAL_CATALOGUE&chua_ro=AGENCY_MISSING") == {"9.000002"}
    assert listed("?nguon=NATIONAL_CATALOGUE&chua_ro=ANY") == {"9.000002", "9.000003"}
    assert "1.001193" in listed("?truc_tuyen=1&q=khai+sinh")
    assert listed("?nguon=NATIONAL_CATALOGUE&truc_tuyen=1") == set()
    assert listed("?linh_vuc=G99-AT01&q=tiem") == {"9.000001"}


def test_an_unknown_choice_is_said_and_narrows_nothing() -> None:
    page = opened(catalogue_pages.directory, "?chua_ro=STRANGE&q=tho+banh")
    assert "trong danh sách" in page
    assert "Cấp thẻ thợ bánh" in page


def test_nothing_found_says_what_to_do() -> None:
    assert "Không có thủ tục nào như vậy" in opened(catalogue_pages.directory, "?q=zzzzzz")


def test_pages_lead_on_and_hold_everything() -> None:
    seen, cursor = [], ""
    for _ in range(5):
        page = opened(catalogue_pages.directory, f"?cursor={cursor}")
        seen += re.findall(r'id="tt-([^"]+)"', page)
        following = re.search(r'cursor=([^"&]+)"[^>]*rel="next"', page) or re.search(
            r'rel="next"[^>]*cursor=([^"&]+)"', page
        )
        if following is None:
            break
        cursor = following[1]
    assert len(seen) == len(set(seen)) == Procedure.objects.count()


def test_doubts_open_to_their_procedures() -> None:
    page = opened(catalogue_pages.doubts)
    assert "?chua_ro=DETAILS_MISSING" in page
    assert "Chỉ có tên trong danh mục" in page
    assert reverse("procedures:version", args=["1.001193"]) in page


def test_a_version_tells_everything_at_its_place() -> None:
    found = queries.published_version(code="1.001193", on=ON)
    definition = queries.definition_of(found)
    page = opened(catalogue_pages.version, code="1.001193")
    for words in (
        definition.name,
        definition.situations[0].label,
        definition.evidence[0].label,
        definition.legal_basis[0].code,
        "Chuyên viên thụ lý",
        definition.form[0].title,
        definition.fees[0].label,
    ):
        assert words in page
    times = page.index("<h2>Thời hạn</h2>")
    said = page.index("Thời hạn ghi ở hai nơi không giống nhau")
    assert times < said < page.index("<h2>Phí, lệ phí</h2>")


def test_what_the_national_catalogue_says_stands_beside_ours() -> None:
    page = opened(catalogue_pages.version, code="1.001193")
    assert "Cơ sở dữ liệu quốc gia ghi khác" in page
    assert "Đăng ký khai sinh (bản quốc gia)" in page


def test_a_former_version_stays_readable() -> None:
    again = [read(detail(name="Tên mới", updated_at="2026-05-01T00:00:00Z"))]
    actions.import_records(records=again, at=AT)
    former = opened(catalogue_pages.version_numbered, code="9.000001", number=1)
    assert "Cấp giấy phép mở tiệm bánh" in former
    assert "Đã thay" in former
    assert "Tên mới" in opened(catalogue_pages.version, code="9.000001")


@pytest.mark.parametrize("code", ["9.999999", "x" * 500, "\x00", "'; --"])
def test_an_unknown_code_is_missing(code: str) -> None:
    with pytest.raises(queries.NoSuchProcedure):
        opened(catalogue_pages.version, code=code)
    with pytest.raises(queries.NoSuchProcedure):
        opened(catalogue_pages.version_numbered, code=code, number=10**12)


def test_only_reading_is_allowed() -> None:
    answer = catalogue_pages.directory(RequestFactory().post("/"))
    assert answer.status_code == 405


def test_pages_keep_their_query_budget() -> None:
    queries.definition_by_id.cache_clear()
    with CaptureQueriesContext(connection) as asked:
        opened(catalogue_pages.version, code="1.001193")
    assert len(asked) <= 4
    with CaptureQueriesContext(connection) as asked:
        opened(catalogue_pages.directory, "?q=khai+sinh")
    assert len(asked) <= 2
    with CaptureQueriesContext(connection) as asked:
        opened(catalogue_pages.doubts)
    assert len(asked) <= 2
