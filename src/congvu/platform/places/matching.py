"""Reading an address from its end: province, district, commune, whatever comes before. Pure.

Marks, tone places and commas do not decide (people leave them out); what is named together does.
A reading is scored by how much of the end of the text it explains; equal readings all count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from congvu.kernel.vietnamese import same_word_form
from congvu.platform.places.address_words import (
    AT_CITY,
    AT_COMMUNE,
    AT_DISTRICT,
    AT_PROVINCE,
    Span,
    Word,
    kinds_within,
    spans_ending,
    split_words,
)
from congvu.platform.places.gazetteer import (
    CommuneName,
    DistrictName,
    Epoch,
    Gazetteer,
    ProvinceName,
)

_COMMUNE = 8.0
_PROVINCE = 6.0
_DISTRICT = 10.0
_LONE_DISTRICT = 5.5  # without its kind and its province: less sure than a province
_ALONE = -2.0  # a district alone weighs as much as a bare commune of that name
_KIND = 3.0
_OTHER_KIND = 0.5
_EACH_WORD = 1.0
_FORMER = -2.0
_NEW_IN_OLD_DISTRICT = -3.0
_OLD_PROVINCE = 0.5  # of two provinces of one name, the one that had districts
_STREET = -15.0
_HAMLET = -6.0
_GAP = -3.0
_ALIKE = 0.8
_MOST_SKIPPED = 12
_NOT_LETTERS = re.compile(r"[\W_]+")
_STREETS = frozenset(
    ("duong", "pho", "ngo", "ngach", "hem", "kiet", "so", "d", "ql", "tl", "dt", "hl", "lo")
)
_HAMLETS = frozenset(
    ("thon", "ap", "khom", "khu", "kp", "to", "xom", "ban", "buon", "lang", "tdp", "bon")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand an address; without a commune, only a district is named."""

    score: float
    commune: CommuneName | None
    district: DistrictName | None
    province: ProvinceName | None
    has_kind: bool = False
    is_exact: bool = False  # written with the very marks of the name


@dataclass(frozen=True, slots=True)
class _Tail:
    """What was understood right of the commune."""

    begin: int
    score: float = 0.0
    district: DistrictName | None = None
    province: ProvinceName | None = None
    is_after_kind: bool = False  # the word before it must then belong to the commune's name
    is_sure: bool = False  # the district's kind or its province is written


@dataclass(frozen=True, slots=True)
class _Address:
    words: Sequence[Word]
    gazetteer: Gazetteer


def best_readings(text: str, gazetteer: Gazetteer) -> list[Reading]:
    """Return the readings that fit best and equally well, or none."""
    address = _Address(split_words(text), gazetteer)
    turned = _Address(_turned_round(address.words), gazetteer)
    found = list(_contiguous(address))
    if any(r.district or r.province for r in found):
        return _best(found)
    for placed in (_contiguous(turned), _across_a_gap(address), _before_other_words(address)):
        readings = [r for r in placed if r.district or r.province]
        if readings:
            return _best(readings)
    return _best(found) if found else []


def _best(readings: Sequence[Reading]) -> list[Reading]:
    most = max(r.score for r in readings)
    best = [r for r in readings if r.score > most - 0.01]
    today = [r for r in best if _is_in_today_form(r)]
    if any(r.is_exact for r in best) and not any(r.is_exact for r in today):
        today = []
    return _by_marks(today or best)


def _is_in_today_form(reading: Reading) -> bool:
    """Kind, name and province and nothing more is how an address is written since 1/7/2025."""
    is_new = reading.commune is not None and reading.commune.epoch is Epoch.NEW
    return is_new and reading.has_kind and bool(reading.province) and reading.district is None


def _by_marks(readings: Sequence[Reading]) -> list[Reading]:
    """Between communes of today that differ by marks only, the marks written decide.

    Not between old ones: there one form was written for the other too often.
    """
    if all(r.commune and r.commune.epoch is Epoch.NEW for r in readings):
        return [r for r in readings if r.is_exact] or list(readings)
    return list(readings)


def _contiguous(address: _Address) -> Iterator[Reading]:
    """Yield readings in which the units follow one another to the end of the text."""
    for tail in _tails(address, len(address.words)):
        yield from _communes(address, tail, tail.begin)
        yield from _district_alone(address, tail)


def _across_a_gap(address: _Address) -> Iterator[Reading]:
    """Yield readings with other words between the commune and what stands at the end."""
    for tail in _tails(address, len(address.words)):
        if tail.is_after_kind or (tail.district is None and tail.province is None):
            continue
        for end in range(tail.begin - 1, 0, -1):
            for reading in _communes(address, replace(tail, score=tail.score + _GAP), end):
                is_apart = reading.has_kind or _is_whole_segment(address, reading, end)
                if is_apart and _gap_agrees(address, reading, end, tail.begin):
                    yield reading


def _before_other_words(address: _Address) -> Iterator[Reading]:
    """Yield readings that stop before some words nobody can place, nearest to the end."""
    count = len(address.words)
    if any(t.district or t.province for t in _tails(address, count)):
        return
    for end in range(count - 1, max(count - _MOST_SKIPPED, 0), -1):
        shorter = _Address(address.words[:end], address.gazetteer)
        found = [r for r in _contiguous(shorter) if r.commune and (r.province or r.district)]
        if found:
            yield from found
            return


def _turned_round(found: Sequence[Word]) -> list[Word]:
    """Return the parts between commas from last to first: some write the province first."""
    last = max((w.segment for w in found), default=0)
    return [
        replace(w, segment=last - segment)
        for segment in range(last, -1, -1)
        for w in found
        if w.segment == segment
    ]


def _tails(address: _Address, end: int) -> Iterator[_Tail]:
    """Yield each way to understand province and district before this place, also neither."""
    for tail in [_Tail(end), *_provinces(address, end)]:
        yield tail
        yield from _districts(address, tail)


def _provinces(address: _Address, end: int) -> Iterator[_Tail]:
    for span in spans_ending(address.words, end):
        province = address.gazetteer.provinces.get(span.key)
        if province is None or span.level not in {"", AT_PROVINCE, AT_CITY}:
            continue
        if span.level == AT_CITY and not province.may_be_city:
            continue
        score = _PROVINCE + _EACH_WORD * (span.end - span.start) + (1.0 if span.level else 0.0)
        yield _Tail(span.begin, score, province=province, is_after_kind=span.is_after_kind)


def _districts(address: _Address, tail: _Tail) -> Iterator[_Tail]:
    for span in spans_ending(address.words, tail.begin):
        if span.level not in {"", AT_DISTRICT, AT_CITY}:
            continue
        if not span.level and (span.key.isdigit() or _is_province(address, span, tail)):
            continue
        for district in address.gazetteer.districts.get(span.key, ()):
            if tail.province is None or _is_in(address, district.province, tail.province):
                is_sure = _is_sure(address, span, tail)
                score = tail.score + _district_score(district, span, is_sure=is_sure)
                yield _Tail(span.begin, score, district, tail.province, span.is_after_kind, is_sure)


def _is_province(address: _Address, span: Span, tail: _Tail) -> bool:
    """A bare `Bắc Kạn` at the end is the province, not its city."""
    return tail.province is None and span.key in address.gazetteer.provinces


def _is_sure(address: _Address, span: Span, tail: _Tail) -> bool:
    is_province_too = span.level == AT_CITY and address.gazetteer.may_be_province(span.key)
    return bool(tail.province) or (bool(span.level) and not is_province_too)


def _district_score(district: DistrictName, span: Span, *, is_sure: bool) -> float:
    score = _DISTRICT if is_sure else _LONE_DISTRICT
    score += _EACH_WORD * (span.end - span.start)
    if span.level:
        score += _KIND if district.kind == span.kind else _OTHER_KIND
    return score + (_FORMER if district.is_former else 0.0)


def _is_in(address: _Address, code: str, named: ProvinceName) -> bool:
    """Tell whether a province of the old list is the named one, by its old or its new name."""
    return code in named.old or address.gazetteer.province_after.get(code) in named.new


def _communes(address: _Address, tail: _Tail, end: int) -> Iterator[Reading]:
    for span in spans_ending(address.words, end) if end else ():
        if span.level not in {"", AT_COMMUNE} or (span.key.isdigit() and not span.level):
            continue
        for commune in address.gazetteer.communes.get(span.key, ()):
            place = _place_score(address, commune, tail)
            if place is not None and _is_told(address, span, tail):
                yield _reading(address, commune, span, tail, tail.score + place)


def _reading(
    address: _Address, commune: CommuneName, span: Span, tail: _Tail, score: float
) -> Reading:
    score += _COMMUNE + _EACH_WORD * (span.end - span.start)
    if span.level:
        # With its district an old commune is known; its kind is often written wrong.
        is_alike = commune.kind in {span.kind, ""} or (tail.district and commune.epoch)
        score += _KIND if is_alike else _OTHER_KIND
    else:
        score += _before_score(address, span.start)
    score += _FORMER if commune.epoch is Epoch.FORMER else 0.0
    is_exact = _has_marks_of(address, commune, span)
    return Reading(score, commune, tail.district, tail.province, bool(span.level), is_exact)


def _has_marks_of(address: _Address, commune: CommuneName, span: Span) -> bool:
    """A text without any marks proves nothing: the writer left them all out."""
    if all(w.written.isascii() for w in address.words):
        return False
    written = " ".join(w.written for w in address.words[span.start : span.end])
    name = " ".join(_NOT_LETTERS.split(commune.name))
    return same_word_form(written) == same_word_form(name)


def _place_score(address: _Address, commune: CommuneName, tail: _Tail) -> float | None:
    """Return how well the commune lies in the named district and province; None: not in them."""
    score = 0.0
    if tail.district:
        if tail.district.code not in commune.districts:
            return None
        score += _NEW_IN_OLD_DISTRICT if commune.epoch is Epoch.NEW else 0.0
    if tail.province and commune.epoch is Epoch.NEW:
        if commune.province in tail.province.new:
            return score
        after = {address.gazetteer.province_after.get(code) for code in tail.province.old}
        return score - 1.0 if commune.province in after else None
    if tail.province:
        if not _is_in(address, commune.province, tail.province):
            return None
        is_old = tail.district and commune.province in tail.province.old
        score += _OLD_PROVINCE if is_old else 0.0
    return score


def _before_score(address: _Address, start: int) -> float:
    """A name right after a house number or `đường` is a street's, after `thôn` a hamlet's."""
    if start == 0 or address.words[start - 1].segment != address.words[start].segment:
        return 0.0
    before = address.words[start - 1].plain
    if before in _HAMLETS:
        return _HAMLET
    if before in _STREETS:
        return _STREET
    if before[0].isdigit():
        is_hamlet = start > 1 and address.words[start - 2].plain in _HAMLETS
        return 0.0 if is_hamlet else _STREET
    return 0.0


def _is_told(address: _Address, span: Span, tail: _Tail) -> bool:
    """A bare name counts if it stands in a named place or alone, and no other commune is named."""
    if span.level:
        return True
    if span.is_after_kind or _names_commune(address, span.start):
        return False
    if not tail.province and not tail.district and span.key in address.gazetteer.provinces:
        return False
    if tail.district is None and span.key in address.gazetteer.districts:
        return span.start == 0 or _is_local(address, span.start)
    return bool(tail.district or tail.province) or span.start == 0


def _names_commune(address: _Address, end: int) -> bool:
    return any(level == AT_COMMUNE for _, level in kinds_within(address.words, 0, end))


def _is_local(address: _Address, end: int) -> bool:
    """Tell whether what stands before is a street or a hamlet, not perhaps an unknown commune."""
    segment = address.words[end - 1].segment
    first = next(w for w in address.words if w.segment == segment)
    if segment == address.words[min(end, len(address.words) - 1)].segment:
        return _before_score(address, end) == 0.0 and first.plain[0].isdigit()
    return first.plain[0].isdigit() or first.plain in _STREETS | _HAMLETS


def _district_alone(address: _Address, tail: _Tail) -> Iterator[Reading]:
    """Yield a district without a commune, unless something before it may be the commune."""
    if tail.district is None or tail.is_after_kind:
        return
    before = address.words[: tail.begin]
    is_street = bool(before) and (before[0].plain[0].isdigit() or before[0].plain in _STREETS)
    if not before or (is_street and not _names_commune(address, tail.begin)):
        score = tail.score + (_ALONE if tail.is_sure else _COMMUNE - _LONE_DISTRICT)
        yield Reading(score, None, tail.district, tail.province)


def _is_whole_segment(address: _Address, reading: Reading, end: int) -> bool:
    count = len(reading.commune.name.split()) if reading.commune else 0
    start = end - count
    found = address.words
    begins = start <= 0 or found[start - 1].segment != found[end - 1].segment
    return begins and (end == len(found) or found[end].segment != found[end - 1].segment)


def _gap_agrees(address: _Address, reading: Reading, start: int, end: int) -> bool:
    """A district or commune named in between must be the commune's own, if misspelled."""
    for place, level in kinds_within(address.words, start, end):
        if level == AT_COMMUNE:
            return False
        if level in {AT_DISTRICT, AT_CITY} and not _is_alike(address, reading, place, end):
            return False
    return True


def _is_alike(address: _Address, reading: Reading, start: int, end: int) -> bool:
    written = "".join(w.plain for w in address.words[start:end])
    return reading.commune is not None and any(
        SequenceMatcher(None, written, known).ratio() >= _ALIKE
        for known, names in address.gazetteer.districts.items()
        if any(n.code in reading.commune.districts for n in names)
    )
