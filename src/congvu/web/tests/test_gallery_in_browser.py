"""The gallery in a real browser: axe finds nothing, nothing overflows, the keys work."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from congvu.web.gallery import PAGES
from congvu.web.tests.conftest import TEMPLATES

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parents[1] / "static" / "build" / "dev" / "axe.min.js"
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROWEST, DESK = 320, 1280  # 320 px is 1280 px at 400 %, WCAG 1.4.10

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is absent: apt-get install chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="front-end parts are not built: node build.mjs"),
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Leave the test's own output readable."""


@pytest.fixture(scope="module")
def gallery_url() -> Iterator[str]:
    """Serve this tier alone: its pages need no database, no session and no other module."""
    alone = override_settings(
        ROOT_URLCONF="congvu.web.urls",
        MIDDLEWARE=["congvu.web.middleware.SecurityHeaders"],
        TEMPLATES=TEMPLATES,
    )
    with alone:
        application = StaticFilesHandler(get_wsgi_application())
        server = make_server("127.0.0.1", 0, application, Server, Quiet)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, gallery_url: str) -> Iterator[Any]:
    contexts = []

    def open_at(name: str, width: int = DESK, colours: Any = "light", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=colours, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{gallery_url}?trang={name}")
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "colours"), [(NARROWEST, "light"), (DESK, "dark")])
@pytest.mark.parametrize("name", sorted(PAGES))
def test_axe_finds_nothing(open_page: Any, name: str, width: int, colours: str) -> None:
    page = open_page(name, width, colours)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_never_scrolls_sideways(open_page: Any, name: str) -> None:
    page = open_page(name, NARROWEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


@pytest.mark.parametrize("name", sorted(PAGES))
def test_targets_are_large_enough_to_touch(open_page: Any, name: str) -> None:
    page = open_page(name, 360)
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, select, .ds-button, nav a")]
        .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
        .filter(([, box]) => box.height && (box.height < 24 || box.width < 24))
        .map(([text]) => text)"""
    )
    assert small == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_content_policy_stops_nothing(browser: Browser, gallery_url: str, name: str) -> None:
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda fault: told.append(str(fault)))
    page.goto(f"{gallery_url}?trang={name}")
    page.wait_for_function("window.htmx !== undefined")
    page.close()
    assert told == []


def test_focus_starts_at_the_errors(open_page: Any) -> None:
    page = open_page("citizen")
    page.wait_for_function("window.htmx !== undefined")
    assert page.evaluate("document.activeElement.className") == "ds-error-summary"
    page.get_by_role("link", name="Hãy chọn nơi sinh.").click()
    assert page.evaluate("document.activeElement.id || location.hash") in {
        "sai_noi_sinh_0",
        "#sai_noi_sinh_0",
    }


def test_letters_walk_the_rows_but_not_while_typing(open_page: Any) -> None:
    page = open_page("office")
    page.wait_for_function("window.htmx !== undefined")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.querySelector('.is-at').id") == "ho-so-2"
    page.keyboard.press("/")
    page.keyboard.type("j")
    assert page.evaluate("document.querySelector('.is-at').id") == "ho-so-2"
    assert page.input_value("[data-shortcut-search]") == "j"


def test_letters_can_be_switched_off(open_page: Any) -> None:
    page = open_page("office")
    page.wait_for_function("window.htmx !== undefined")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").get_by_text("Việc của tôi").is_visible()
    page.get_by_label("Dùng phím tắt một chữ").uncheck()
    page.get_by_role("button", name="Đóng").click()
    page.keyboard.press("j")
    assert page.locator(".is-at").count() == 0


def test_chosen_colours_stay_on_the_next_page(open_page: Any) -> None:
    page = open_page("home")
    page.get_by_role("button", name="Tối").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.colorScheme") == "dark"


def test_page_reads_without_scripts(open_page: Any) -> None:
    page = open_page("case", java_script_enabled=False)
    page.get_by_text("Trần Thị Minh Hạnh").click()
    assert page.get_by_role("button", name="Đăng xuất").is_visible()
    assert page.get_by_role("button", name="Tiếp nhận hồ sơ").is_visible()


def test_second_press_of_a_button_sends_nothing(open_page: Any) -> None:
    page = open_page("question")
    page.wait_for_function("window.htmx !== undefined")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.route("**/*", lambda route: route.abort())
    page.evaluate(
        """() => { const form = document.querySelector("main form");
        form.requestSubmit(); form.requestSubmit(); }"""
    )
    page.wait_for_timeout(300)
    assert sent == ["POST"]


def test_head_of_a_list_stays_in_sight(open_page: Any) -> None:
    page = open_page("office")
    page.locator("#ho-so-3").evaluate("row => row.scrollIntoView({ block: 'start' })")
    bar = page.locator(".cv-header").bounding_box()
    head = page.locator(".cv-table thead th").first.bounding_box()
    row = page.locator("#ho-so-3").bounding_box()
    assert head["y"] == pytest.approx(bar["y"] + bar["height"], abs=1)
    assert row["y"] >= head["y"] + head["height"] - 1


def test_chosen_photo_is_shown_before_it_is_sent(open_page: Any) -> None:
    page = open_page("citizen")
    page.wait_for_function("window.htmx !== undefined")
    photo = {"name": "giấy.png", "mimeType": "image/png", "buffer": page.screenshot()}
    page.set_input_files("#sach_tep", photo)
    page.get_by_text("giấy.png ·").wait_for()
    page.wait_for_function("document.querySelector('.cv-file img').naturalWidth > 0")


FRAGMENT = """(url) => { const box = document.createElement("div");
    box.id = "goc"; box.setAttribute("hx-get", url); box.setAttribute("hx-trigger", "load");
    document.querySelector("main").append(box); window.htmx.process(box); }"""


def test_sign_in_page_is_never_shown_in_a_corner(open_page: Any) -> None:
    page = open_page("home")
    page.wait_for_function("window.htmx !== undefined")
    page.evaluate(FRAGMENT, "?trang=question")
    page.wait_for_url("**/?trang=question")
    assert page.locator("h1").all_inner_texts() == ["Nơi sinh"]


def test_fragment_stays_where_it_was_asked_for(open_page: Any) -> None:
    page = open_page("home")
    page.wait_for_function("window.htmx !== undefined")
    page.route("**/manh", lambda route: route.fulfill(status=422, body="<p>Chưa đúng</p>"))
    page.evaluate(FRAGMENT, "/manh")
    page.wait_for_selector("#goc p")
    assert page.locator("[data-live]").inner_text() == ""


def test_failing_server_is_told_and_changes_nothing(open_page: Any) -> None:
    page = open_page("home")
    page.wait_for_function("window.htmx !== undefined")
    page.route("**/manh", lambda route: route.fulfill(status=503, body="<!doctype html><p>Bận"))
    page.evaluate(FRAGMENT, "/manh")
    page.get_by_text("Máy chủ đang bận").wait_for()
    assert page.locator("#goc").inner_html() == ""
