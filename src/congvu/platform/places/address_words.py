"""The words of an address as written, and the runs of them that may be names. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from congvu.kernel.vietnamese import fold, same_word_form, tidy
from congvu.platform.places.spelling import key, words

MOST_CHARACTERS = 4000
MOST_WORDS = 80  # the units stand at the end; what comes long before is not read
LONGEST_NAME = 7

AT_COMMUNE = "COMMUNE"
AT_DISTRICT = "DISTRICT"
AT_CITY = "CITY"  # of a province or of the centre: the name tells
AT_PROVINCE = "PROVINCE"

_SEPARATORS = re.compile(r"[,;|()\[\]\x00-\x1f]+")
_ASIDE = re.compile(r"\(\s*(?:cũ|mới|cu|moi|nay|trước|truoc)\b[^)]*\)", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")
_KINDS: Mapping[str, tuple[str, str]] = {
    "xã": (AT_COMMUNE, "COMMUNE"),
    "x": (AT_COMMUNE, "COMMUNE"),
    "phường": (AT_COMMUNE, "WARD"),
    "p": (AT_COMMUNE, "WARD"),
    "f": (AT_COMMUNE, "WARD"),
    "ward": (AT_COMMUNE, "WARD"),
    "thị trấn": (AT_COMMUNE, "TOWNSHIP"),
    "tt": (AT_COMMUNE, "TOWNSHIP"),
    "t t": (AT_COMMUNE, "TOWNSHIP"),
    "đặc khu": (AT_COMMUNE, "SPECIAL_ZONE"),
    "quận": (AT_DISTRICT, "URBAN_DISTRICT"),
    "q": (AT_DISTRICT, "URBAN_DISTRICT"),
    "district": (AT_DISTRICT, "URBAN_DISTRICT"),
    "huyện": (AT_DISTRICT, "RURAL_DISTRICT"),
    "huyện đảo": (AT_DISTRICT, "RURAL_DISTRICT"),
    "h": (AT_DISTRICT, "RURAL_DISTRICT"),
    "thị xã": (AT_DISTRICT, "TOWN"),
    "tx": (AT_DISTRICT, "TOWN"),
    "t x": (AT_DISTRICT, "TOWN"),
    "thành phố": (AT_CITY, "CITY"),
    "tp": (AT_CITY, "CITY"),
    "t p": (AT_CITY, "CITY"),
    "tỉnh": (AT_PROVINCE, "PROVINCE"),
    "t": (AT_PROVINCE, "PROVINCE"),
}
_AFTER_NAMES = frozenset({"ward", "district", "city", "province", "commune"})
_KIND_OF_WORDS = {
    tuple(fold(kind).split()): (tuple(kind.split()), *meaning) for kind, meaning in _KINDS.items()
}


@dataclass(frozen=True, slots=True)
class Word:
    plain: str
    written: str  # with its marks, for telling apart what differs by marks only
    segment: int  # which part between commas


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words that may be a name, and the word of kind before it."""

    begin: int  # where the kind begins; equal to start without one
    start: int
    end: int
    key: str
    level: str  # empty without a word of kind
    kind: str
    is_after_kind: bool = False  # read without the word of kind that seems to stand before it


def split_words(text: str) -> list[Word]:
    """Return the words that may name units; what follows an address is left out."""
    found: list[Word] = []
    aside = _ASIDE.sub(",", tidy_marks(text[-MOST_CHARACTERS:]))
    for number, segment in enumerate(_SEPARATORS.split(aside)):
        for written in _NOT_LETTERS.split(segment):
            found += [Word(plain, written, number) for plain in words(written)]
    kept = _without_english(found)[-MOST_WORDS:]
    while kept and _is_after_address(kept):
        kept.pop()
        if kept and kept[-1].plain == "viet":
            kept.pop()
    return kept


def _without_english(found: Sequence[Word]) -> list[Word]:
    """Drop `Ward`, `District`, `City` after a name; before a number they are a word of kind."""
    return [
        word
        for place, word in enumerate(found)
        if word.plain not in _AFTER_NAMES
        or (place + 1 < len(found) and found[place + 1].plain.isdigit())
    ]


def tidy_marks(text: str) -> str:
    """Compose letters with their marks; line ends stay, they separate like commas."""
    return "\n".join(tidy(line) for line in text.splitlines())


def spans_ending(found: Sequence[Word], end: int) -> Iterator[Span]:
    """Yield the runs of words that end here, shortest first, none across a comma."""
    for start in range(end - 1, max(end - LONGEST_NAME, 0) - 1, -1):
        if found[start].segment != found[end - 1].segment:
            return
        name = key([w.plain for w in found[start:end]])
        begin, level, kind = kind_before(found, start)
        yield Span(begin, start, end, name, level, kind)
        if level:  # `Tứ Quận Yên Sơn`: the word may end another name
            yield Span(start, start, end, name, "", "", is_after_kind=True)


def kind_before(found: Sequence[Word], start: int) -> tuple[int, str, str]:
    """Return where a word of kind before this place begins, its level and its kind."""
    for length in (2, 1):
        begin = start - length
        if begin < 0 or found[begin].segment != found[start].segment:
            continue
        before = found[begin:start]
        known = _KIND_OF_WORDS.get(tuple(w.plain for w in before))
        if known and all(_may_be(w, meant) for w, meant in zip(before, known[0], strict=True)):
            return begin, known[1], known[2]
    return start, "", ""


def kinds_within(found: Sequence[Word], start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield each word of kind, written out, that has a name after it: its end and level."""
    for place in range(start + 1, end):
        begin, level, _ = kind_before(found, place)
        if level and begin >= start and len(found[place - 1].plain) > 1:
            yield place, level


def _may_be(word: Word, meant: str) -> bool:
    """`Phương Mai` holds no word of kind; written without marks it might."""
    return word.written.isascii() or same_word_form(word.written) == same_word_form(meant)


def _is_after_address(kept: Sequence[Word]) -> bool:
    """A country, a postcode or a telephone number."""
    last = kept[-1].plain
    if last == "nam" and len(kept) > 2 and kept[-2].plain == "viet":
        return not kind_before(kept, len(kept) - 2)[1]
    return last in {"vietnam", "vn"} or (last.isdigit() and len(last) > 4)
