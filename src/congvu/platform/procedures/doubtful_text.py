"""Reading a record's texts and keeping, beside each, what is doubtful about it. Pure."""

import re
import unicodedata

from congvu.kernel.vietnamese import tidy
from congvu.platform.procedures.catalogue_shapes import NotAProcedure
from congvu.platform.procedures.definition import Doubt, DoubtKind

LONGEST_TEXT = 100_000
SAID = 200  # characters of the source's own words kept with a doubt
# The district level ended on 1 July 2025 (Law 72/2025/QH15): such words need a reader.
_DISTRICT = re.compile(
    r"cấp huyện|cấp quận|quận,\s*huyện|huyện,\s*quận"
    r"|(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd)\s+(?:các\s+)?(?:quận|huyện)"
)


class Doubts:
    """What is unclear in one record, in the order it was met."""

    def __init__(self) -> None:
        self._noted: dict[Doubt, None] = {}
        self._decomposed: list[str] = []

    def note(self, kind: DoubtKind, where: str, said: object = "") -> None:
        words = tidy(_without_controls(str(said)))
        self._noted[Doubt(kind=kind, where=where, said=_short(words, SAID))] = None

    def text(self, value: str | None, where: str) -> str:
        """Return one line of NFC text."""
        self._look_for_districts(value, where)
        return self.title(value, where)

    def title(self, value: str | None, where: str) -> str:
        """Return one line of NFC text that names a document: old words are right in it."""
        return tidy(self._checked(value, where))

    def lines(self, value: str | None, where: str) -> list[str]:
        """Return the non-empty lines of a long text."""
        self._look_for_districts(value, where)
        cleaned = (tidy(line) for line in self._checked(value, where).splitlines())
        return [line for line in cleaned if line]

    def all(self) -> tuple[Doubt, ...]:
        if self._decomposed:
            count = len(self._decomposed)
            self.note(DoubtKind.TEXT_NOT_NFC, self._decomposed[0], f"{count} đoạn chữ không ở NFC")
        return tuple(self._noted)

    def _checked(self, value: str | None, where: str) -> str:
        if not value:
            return ""
        if len(value) > LONGEST_TEXT:
            raise NotAProcedure(f"{where} dài {len(value)} ký tự, tối đa là {LONGEST_TEXT}")
        if not unicodedata.is_normalized("NFC", value):
            self._decomposed.append(where)
        return _without_controls(value)

    def _look_for_districts(self, value: str | None, where: str) -> None:
        text = unicodedata.normalize("NFC", value or "")
        found = _DISTRICT.search(text.casefold())
        if found:
            around = text[max(0, found.start() - 60) : found.end() + 60]
            self.note(DoubtKind.DISTRICT_WORDING, where, around)


def _without_controls(text: str) -> str:
    return "".join(
        char if char in "\n\r\t" or unicodedata.category(char) not in {"Cc", "Cs"} else " "
        for char in text
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
