"""Shells, refusal pages and headers, without a database."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from congvu.web import views
from congvu.web.middleware import SecurityHeaders, content_policy
from congvu.web.refusals import WORDS, refusal


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/")


@pytest.mark.parametrize("status", sorted(WORDS))
def test_refusal_says_what_happened_and_what_to_do(request_: HttpRequest, status: int) -> None:
    response = refusal(request_, status)
    page = response.content.decode()
    assert response.status_code == status
    assert WORDS[status].heading in page
    assert "Việc nên làm:" in page
    assert 'lang="vi"' in page


def test_refusal_uses_the_words_given(request_: HttpRequest) -> None:
    response = refusal(request_, 409, heading="Hồ sơ đã được tiếp nhận", action_label="Xem",
                       action_url="/ho-so/1")  # fmt: skip
    page = response.content.decode()
    assert "<h1>Hồ sơ đã được tiếp nhận</h1>" in page
    assert 'href="/ho-so/1"' in page


def test_error_page_needs_neither_database_nor_session(request_: HttpRequest) -> None:
    response = views.server_error(request_)  # no database mark: a query would fail this test
    assert response.status_code == 500
    assert "Hệ thống gặp lỗi" in response.content.decode()


def test_stale_form_page_says_nothing_was_kept(request_: HttpRequest) -> None:
    response = views.csrf_failure(request_, reason="CSRF cookie not set.")
    assert response.status_code == 403
    assert "chưa có gì được ghi lại" in response.content.decode()
    assert "CSRF" not in response.content.decode()


@override_settings(IS_DEMO=True)
def test_test_data_is_announced(request_: HttpRequest) -> None:
    assert "DỮ LIỆU THỬ NGHIỆM" in render_to_string("web/citizen.html", {}, request_)


@override_settings(IS_DEMO=False)
def test_real_data_carries_no_band(request_: HttpRequest) -> None:
    assert "DỮ LIỆU THỬ NGHIỆM" not in render_to_string("web/citizen.html", {}, request_)


def test_title_announces_errors(request_: HttpRequest) -> None:
    page = render_to_string("web/citizen.html", {"has_errors": True, "title": "Nơi sinh"}, request_)
    assert "<title>Lỗi: Nơi sinh - Công Vụ</title>" in page


def test_chosen_colours_are_written_by_the_server(request_: HttpRequest) -> None:
    request_.COOKIES["giao_dien"] = "dark"
    assert 'data-color-scheme="dark"' in render_to_string("web/citizen.html", {}, request_)


def test_forged_colours_are_ignored(request_: HttpRequest) -> None:
    request_.COOKIES["giao_dien"] = '"><script>'
    assert 'data-color-scheme="auto"' in render_to_string("web/citizen.html", {}, request_)


def test_signing_out_is_a_post_with_a_token(request_: HttpRequest) -> None:
    viewer = {"name": "Trần Minh", "post": "Công chức", "sign_out_url": "/ra"}
    page = render_to_string("web/office.html", {"viewer": viewer}, request_)
    assert '<form method="post" action="/ra">' in page
    assert "csrfmiddlewaretoken" in page


def test_navigation_marks_where_one_is(request_: HttpRequest) -> None:
    items = [{"label": "Việc", "url": "/v", "current": True, "count": 3}]
    page = render_to_string("web/office.html", {"navigation": items}, request_)
    assert 'href="/v" aria-current="page"' in page


def test_policy_allows_no_inline_and_no_strangers() -> None:
    policy = content_policy()
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert policy.endswith("form-action 'self'")


def test_form_may_lead_to_the_sign_in_provider() -> None:
    policy = content_policy("https://dinh-danh.example.vn/oidc?x=1;script-src *")
    assert policy.endswith("form-action 'self' https://dinh-danh.example.vn")


def answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    return SecurityHeaders(lambda _: response)(request)


def test_page_of_a_session_is_not_kept(request_: HttpRequest) -> None:
    request_.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    response = answered(request_, HttpResponse())
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_public_page_may_be_kept(request_: HttpRequest) -> None:
    assert "Cache-Control" not in answered(request_, HttpResponse())


def test_file_keeps_its_own_caching(request_: HttpRequest) -> None:
    request_.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    kept = HttpResponse(headers={"Cache-Control": "max-age=60"})
    assert answered(request_, kept)["Cache-Control"] == "max-age=60"
