"""Hands on a keyboard: no mouse at all, every key counted, and what a practised person would need.

The time is that of the keystroke-level model (Card, Moran, Newell 1980): 0.2 s a key for an average
skilled typist, 1.35 s to make up one's mind before each answer and each press, and to it what the
machine itself took.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.journeys.visiting import Visitor

A_KEY, A_THOUGHT = 0.2, 1.35  # seconds
MOST_TABS = 150
_ACTIVE = """() => {
  const one = document.activeElement;
  return {
    name: one.name || "", type: one.type || one.tagName.toLowerCase(), value: one.value || "",
    checked: !!one.checked, text: (one.innerText || "").trim(),
    href: one.getAttribute("href") || "",
    in_main: !!one.closest("main") || !!one.closest(".cv-bottom"),
  };
}"""


@dataclass
class Hands:
    """One person's hands on a visitor's keyboard."""

    visitor: Visitor
    keys: int = 0
    thoughts: int = 0
    waited: float = 0

    @property
    def seconds(self) -> float:
        """Return what a practised person would have needed so far."""
        return self.keys * A_KEY + self.thoughts * A_THOUGHT + self.waited

    def at(self) -> dict[str, Any]:
        found: dict[str, Any] = self.visitor.page.evaluate(_ACTIVE)
        return found

    def key(self, name: str) -> None:
        self.visitor.page.keyboard.press(name)
        self.keys += 1

    def write(self, text: str) -> None:
        self.visitor.page.keyboard.type(text)
        self.keys += len(text)

    def go(self, name: str) -> None:
        """Press a key that opens another page, and wait for it."""
        before = self.visitor.page.evaluate("performance.timeOrigin")
        self.thoughts += 1
        began = time.monotonic()
        self.key(name)
        self.visitor.page.wait_for_function("was => performance.timeOrigin !== was", arg=before)
        self.visitor.page.wait_for_load_state()
        self.waited += time.monotonic() - began

    def shortcut(self, keys: str) -> None:
        """Type a shortcut whose last letter opens a page."""
        *first, last = keys.split(" ")
        for letter in first:
            self.key(letter)
        self.go(last)

    def reach(self, words: str) -> None:
        """Tab to the link or button with these words."""
        for _ in range(MOST_TABS):
            if words in self.at()["text"]:
                return
            self.key("Tab")
        raise AssertionError(f"không tới được “{words}” bằng phím Tab: {self.visitor.text()}")

    def fill(self, answers: Mapping[str, str], *, then: str) -> None:
        """Tab through the page, answer what is asked and still empty, and press `then`."""
        self._to_content()
        for _ in range(MOST_TABS):
            here = self.at()
            if then in here["text"] and here["type"] in {"submit", "a"}:
                self.go("Enter")
                return
            if here["in_main"] and here["name"] in answers:
                self._answer(here, answers[here["name"]])
            self.key("Tab")
        raise AssertionError(f"không có nút “{then}”: {self.visitor.text()}")

    def _to_content(self) -> None:
        """Take the first link of every page, which leads past its head."""
        if self.at()["type"] != "body":
            return
        self.key("Tab")
        if self.at()["href"].startswith("#"):
            self.key("Enter")

    def _answer(self, here: Mapping[str, Any], answer: str) -> None:
        match here["type"]:
            case "radio":
                self.thoughts += 1
                self._choose(here["name"], answer)
            case "checkbox":
                if not here["checked"]:
                    self.thoughts += 1
                    self.key("Space")
            case _ if not here["value"]:
                self.thoughts += 1
                self.write(answer)

    def _choose(self, name: str, answer: str) -> None:
        if not self.at()["checked"]:
            self.key("Space")
        for _ in range(20):
            if self.at()["value"] == answer:
                return
            self.key("ArrowDown")
        raise AssertionError(f"không có lựa chọn {answer} ở {name}")
