"""People at a browser: they sign in, fill in pages, look; every page they see is checked by axe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "tests" / "screenshots"
AXE = ROOT / "src/congvu/web/static/build/dev/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = 360, 1280


@dataclass
class Visitor:
    """One person with their own browser window."""

    page: Page
    url: str
    name: str
    seen: int = 0

    def go(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")
        self.look(path.split("?")[0])

    def look(self, what: str) -> None:
        """Keep a screenshot of the page as it stands, and let axe find nothing on it."""
        self.seen += 1
        label = what.strip("/").replace("/", "-").replace(".", "_")[:60] or "trang-chu"
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = SCREENSHOTS / f"{self.name}-{self.seen:02d}-{label}.png"
        self.page.screenshot(path=file, full_page=True)
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map("
            "v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).join(' | ')))",
            RULES,
        )
        assert found == [], f"{self.name}, {self.page.url}: {found}"

    def press(self, words: str) -> None:
        """Press the button or follow the link with these words, then look."""
        main = self.page.locator("main")
        control = main.get_by_role("button", name=words).or_(main.get_by_role("link", name=words))
        control.first.click()
        self.page.wait_for_load_state()
        self.look(words)

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    def fill(self, answers: Mapping[str, str]) -> None:
        """Fill in what the page asks, from the answers by field name; choose what has a value."""
        for name, value in answers.items():
            radio = self.page.locator(f"main input[type=radio][name='{name}'][value='{value}']")
            field_ = self.page.locator(f"main [name='{name}']:not([type=radio]):not([type=hidden])")
            if radio.count():
                radio.first.check()
            elif field_.count():
                field_.first.fill(value)
            elif self.page.locator(f"main [name='{name}_day']").count():
                for part, written in zip(("day", "month", "year"), value.split("/"), strict=True):
                    self.page.locator(f"main [name='{name}_{part}']").fill(written)

    def sign_in(self, username: str, password: str, *, after: str) -> None:
        self.page.goto(f"{self.url}/dang-nhap/?next={after}")
        self.look("dang-nhap")
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(password)
        self.press("Đăng nhập")


@dataclass
class Visitors:
    """Opens windows and closes them all."""

    browser: Browser
    url: str
    password: str
    contexts: list[BrowserContext] = field(default_factory=list)

    def arrive(self, name: str, *, width: int, **more: Any) -> Visitor:
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, bypass_csp=True, locale="vi-VN", **more
        )
        self.contexts.append(context)
        return Visitor(page=context.new_page(), url=self.url, name=f"{name}-{width}")

    def signed_in(self, username: str, *, width: int, after: str) -> Visitor:
        visitor = self.arrive(username, width=width)
        visitor.sign_in(username, self.password, after=after)
        return visitor

    def close(self) -> None:
        for context in self.contexts:
            context.close()
