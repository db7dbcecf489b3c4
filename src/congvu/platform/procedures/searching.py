"""Ranking procedures for what people type. Every step is carried by an index.

1 the code itself; 2 a phrase people use for it; 3 all deciding words, the last perhaps unfinished;
4 when those find little: names that sound like it (trigrams), for typing errors.
"""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, F, FloatField, Func, Q, QuerySet, Value, When

from congvu.platform.procedures import wording
from congvu.platform.procedures.models import Procedure

CANDIDATES = 150
ENOUGH = 3  # fewer found by words: also look for what sounds alike
_VECTOR = SearchVector("folded_text", config="simple")


def best(among: QuerySet[Procedure], text: str, *, most: int) -> list[Procedure]:
    words = wording.words_of(text)
    code = text.strip()[:60]
    if not words:
        return []
    asked = wording.deciding(words)
    phrases = wording.phrases_in(words)
    sure = Q(code=code) | Q(phrases__overlap=phrases)
    found = list(_near(among.filter(sure), asked)[:CANDIDATES])
    known = {p.pk for p in found}
    found += _more(_near(_with_words(among, asked), asked), known)
    if len(found) < ENOUGH:
        found += _more(_near(_sounding_like(among, asked), asked), known)
    found.sort(key=lambda p: _rank(p, code=code, phrases=phrases, asked=asked))
    return found[:most]


def containing(among: QuerySet[Procedure], text: str) -> QuerySet[Procedure]:
    """Return those with every word of the text, or of that code; all for an empty text."""
    words = wording.words_of(text)
    if not words:
        return among
    has_all = Q()
    for word in words:
        has_all &= Q(folded_text__contains=word)
    return among.filter(has_all | Q(code__startswith=text.strip()[:60]))


def _more(near: QuerySet[Procedure], known: set[object]) -> list[Procedure]:
    fresh = [p for p in near[:CANDIDATES] if p.pk not in known]
    known.update(p.pk for p in fresh)
    return fresh


def _near(found: QuerySet[Procedure], asked: Sequence[str]) -> QuerySet[Procedure]:
    """Order by how much of the request stands together in the name."""
    nearness = Func(
        Value(" ".join(asked)),
        F("folded_name"),
        function="word_similarity",
        output_field=FloatField(),
    )
    return found.annotate(nearness=nearness).order_by(
        "-nearness", Case(When(can_apply_online=True, then=0), default=1), "sort_key", "code"
    )


def _with_words(among: QuerySet[Procedure], asked: Sequence[str]) -> QuerySet[Procedure]:
    query = " & ".join([*asked[:-1], f"{asked[-1]}:*"])  # words are plain ASCII letters, digits
    return among.annotate(words=_VECTOR).filter(
        words=SearchQuery(query, config="simple", search_type="raw")
    )


def _sounding_like(among: QuerySet[Procedure], asked: Sequence[str]) -> QuerySet[Procedure]:
    return among.filter(folded_text__trigram_word_similar=" ".join(asked))


def _rank(
    procedure: Procedure, *, code: str, phrases: Sequence[str], asked: Sequence[str]
) -> tuple[bool, float, bool, str, str]:
    """Rank by code; then phrase, words and nearness together; then ministries before provinces."""
    held = set(procedure.phrases).intersection(phrases)
    longest = max((len(phrase.split()) for phrase in held), default=0)
    words = set(procedure.folded_text.replace("|", " ").split())
    hits = sum(word in words for word in asked) / len(asked)
    nearness: float = getattr(procedure, "nearness", 0.0)
    score = (
        0.8 * longest
        + 2.0 * hits
        + 2.0 * nearness
        + 1.0 * procedure.can_apply_online
        - min(len(procedure.folded_name), 400) / 400
    )
    is_local = procedure.promulgator.startswith("UBND")
    return (procedure.code != code, -score, is_local, procedure.sort_key, procedure.code)
