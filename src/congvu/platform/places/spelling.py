"""One key for all the ways a name is spelled: marks, tone places, i/y, c/k, numbers. Pure."""

import re
from collections.abc import Sequence

from congvu.kernel.vietnamese import fold

_I_FOR_Y = re.compile(r"(?<=[bcdghklmnpqrstvx])y|(?<=qu)y")  # Quy Nhơn, Qui Nhơn; not Thủy, Tây
_HARD_K = re.compile(r"^k(?=[aou])|(?<=.)k$")  # Bắc Kạn, Bắc Cạn; Đắk, Đắc
_LONG = re.compile(r"(oo|ee)")  # Noong, Nong; Bha Lêê, Bha Lê
_GLUED = re.compile(r"([a-z]{1,6})(\d{1,2})")  # P5, Q10, phuong05
_ROMAN = {
    roman: str(number)
    for number, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
}
_SHORT = {"nt": ("nong", "truong")}  # Thị trấn Nông trường Việt Trung
_GLUED_TO = frozenset({"p", "f", "q", "phuong", "quan", "ward", "district", "to", "kp", "xom"})


def words(text: str) -> list[str]:
    """Return the folded words of a text, `P5` and `phường 05` both as a word and a number."""
    found: list[str] = []
    for word in fold(text).split():
        glued = _GLUED.fullmatch(word)
        if glued and glued[1] in _GLUED_TO:
            found += [glued[1], glued[2]]
        else:
            found += _SHORT.get(word, (word,))
    return [w.lstrip("0") or "0" if w.isdigit() else w for w in found]


def key(name_words: Sequence[str]) -> str:
    """Return the key of a name given as folded words: equal for every spelling of it."""
    joined = "".join(
        _HARD_K.sub("c", word) if position == 0 else _ROMAN.get(word) or _HARD_K.sub("c", word)
        for position, word in enumerate(name_words)
    )
    return _LONG.sub(lambda m: m[0][0], _I_FOR_Y.sub("i", joined))


def key_of(name: str) -> str:
    """Return the key of a name as it is written."""
    return key(words(name))
