"""Vietnamese text: one form for comparing, the original for proof.

NFC does not unify the two placements of the tone mark (hoà, hòa) and does not fold đ.
"""

import re
import unicodedata

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_D = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ɖ": "d", "Ɖ": "D"})
_LETTER_MARKS = {"\u0306": "{", "\u0302": "|", "\u031b": "}"}  # a ă â, o ô ơ: all after z
_SPACES = re.compile(r"[\s\u00a0\u200b\u200c\u200d\u2060\ufeff]+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def tidy(text: str) -> str:
    """Return NFC text with single spaces and no invisible characters: what we store."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Return the search form: lower-case ASCII words, one space apart, no marks, đ as d."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_D).casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain).strip()


def same_word_form(text: str) -> str:
    """Return the form in which hoà equals hòa: marks kept, each word's tone moved to its end."""
    words = []
    for word in tidy(text).casefold().translate({0xF0: "đ", 0x256: "đ"}).split(" "):
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(c for c in letters if c in _TONES)
        rest = "".join(c for c in letters if c not in _TONES)
        words.append(unicodedata.normalize("NFC", rest) + tones)
    return " ".join(words)


def sort_key(text: str) -> str:
    """Return a key that sorts as a Vietnamese dictionary does: letters first, then tones.

    The embedded server has no ICU collation, so the key is stored beside the text.
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", tidy(text).casefold()):
        if char in _TONES:
            tones.append(str("\u0300\u0309\u0303\u0301\u0323".index(char) + 1))
        elif unicodedata.combining(char):
            letters.append(_LETTER_MARKS.get(char, "~"))
        else:
            letters.append("d~" if char == "đ" else char)
    return "".join(letters) + "\x01" + "".join(tones)
