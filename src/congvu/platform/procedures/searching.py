"""Ranking procedures for what people type. Every step is carried by an index.

1 the code itself, or a phrase people use for it; 2 all deciding words; when those find nothing,
3 the last word unfinished; 4 what is written much like it (trigrams), for typing errors.
"""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.functions import Length

from congvu.platform.procedures import wording
from congvu.platform.procedures.models import Procedure

CANDIDATES = 150
LONGEST_GUESS = 6  # words compared by trigrams: more would only dilute the likeness


def best(among: QuerySet[Procedure], text: str, *, most: int) -> list[Procedure]:
    words = wording.words_of(text)
    code = text.strip()[:60]
    if not words:
        return []
    asked = wording.deciding(words)
    phrases = wording.phrases_in(words)
    found = _nearest(among.filter(Q(code=code) | Q(phrases__overlap=phrases)), asked)
    if not any(p.code == code for p in found):
        known = {p.pk for p in found}
        found += [p for p in _nearest(_with_words(among, asked), asked) if p.pk not in known]
    if not found:
        found = _nearest(_with_words(among, asked, last="prefix"), asked)
    if not found:
        guess = asked[:LONGEST_GUESS]
        found = _nearest(among.filter(folded_text__trigram_word_similar=" ".join(guess)), guess)
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


def _nearest(found: QuerySet[Procedure], asked: Sequence[str]) -> list[Procedure]:
    """Return candidates, first those whose name holds most of the request close together."""
    annotated = found.annotate(nearness=_nearness(asked))
    order = ("-nearness", "-can_apply_online", Length("folded_name"), "code")
    return list(annotated.order_by(*order)[:CANDIDATES])


def _nearness(asked: Sequence[str]) -> Func | Case:
    if len(asked) > 1:
        text = Value(" ".join(asked))
        return Func(text, F("folded_name"), function="word_similarity", output_field=FloatField())
    # One word stands in hundreds of names: whether it begins the name is enough, and cheap.
    return Case(
        When(folded_name__startswith=asked[0], then=Value(1.0)),
        default=Value(0.5),
        output_field=FloatField(),
    )


def _with_words(
    among: QuerySet[Procedure], asked: Sequence[str], *, last: str = "whole"
) -> QuerySet[Procedure]:
    # Folded words are plain ASCII letters and digits: nothing in them is an operator.
    query = " & ".join(asked) + (":*" if last == "prefix" else "")
    return among.filter(words=SearchQuery(query, config="simple", search_type="raw"))


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
