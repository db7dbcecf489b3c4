"""One demo and one browser for all journeys."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.demo_run import DemoRun, running_demo
from tests.journeys.visiting import Visitors

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoRun]:
    with running_demo(cases=24) as run:
        yield run


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("không có chromium: bỏ qua kiểm thử bằng trình duyệt")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visitors(demo: DemoRun, browser: Browser) -> Iterator[Visitors]:
    opened = Visitors(browser=browser, url=demo.url, password=demo.password())
    yield opened
    opened.close()
