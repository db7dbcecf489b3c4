"""The words of a search: which of them decide, and which phrases they contain. Pure.

Everything here is folded text: lower-case ASCII syllables, one space apart.
"""

from collections.abc import Iterable, Sequence

from congvu.kernel.vietnamese import fold

LONGEST_PHRASE = 8  # syllables
MOST_WORDS = 24
# What people put around the thing they need. Alone they must not decide what is found.
_AROUND = ("thu tuc hanh chinh", "thu tuc", "dang ky", "dich vu", "ho so", "giay to", "cho toi")
_LIGHT = frozenset(
    ("lam", "cho", "xin", "cap", "giay", "toi", "muon", "nao", "o", "cua", "em", "minh", "nhu")
)


def words_of(text: str) -> list[str]:
    return fold(text[:300]).split()[:MOST_WORDS]


def deciding(words: Sequence[str]) -> list[str]:
    """Return the words that decide; all of them when none would be left."""
    text = f" {' '.join(words)} "
    for phrase in _AROUND:
        text = text.replace(f" {phrase} ", " ")
    left = [word for word in text.split() if word not in _LIGHT]
    return left or list(words)


def phrases_in(words: Sequence[str]) -> list[str]:
    """Return every run of words up to LONGEST_PHRASE: what a stored phrase is compared with."""
    return sorted(
        {
            " ".join(words[start : start + length])
            for start in range(len(words))
            for length in range(1, LONGEST_PHRASE + 1)
            if start + length <= len(words)
        }
    )


def phrases_for(name: str, keywords: Iterable[str]) -> list[str]:
    """Return what a procedure answers to: its keywords, its name, and both without light words."""
    found: set[str] = set()
    for said in (name, *keywords):
        words = fold(said).split()
        bare = _without_lead(words)
        for form in (words, bare, deciding(bare)):
            if 0 < len(form) <= LONGEST_PHRASE and (len(form) > 1 or said != name):
                found.add(" ".join(form))
    return sorted(found)


def _without_lead(words: list[str]) -> list[str]:
    return words[2:] if words[:2] == ["thu", "tuc"] else words
