"""However an address is spelled, the answer is the same."""

import unicodedata
from functools import lru_cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.platform.places.addresses import Resolution, resolve
from congvu.platform.places.gazetteer import Gazetteer
from congvu.platform.places.records import COMMUNE, TWO_LEVELS_FROM, UnitRow
from congvu.platform.places.tests.conftest import TODAY

MANY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SEEDS = st.integers(min_value=0, max_value=10**9)
# The same syllable with the tone on the other letter: hòa, hoà.
MOVED_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ"} | {
    "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip


@lru_cache
def old_addresses(gazetteer: Gazetteer) -> list[str]:
    def last(code: str) -> UnitRow:
        return gazetteer.spans[code, False][-1]

    return [
        f"{u.full_name}, {last(u.district_code).full_name}, {last(u.province_code).full_name}"
        for (_, is_new), spans in gazetteer.spans.items()
        for u in spans
        if not is_new and u.level == COMMUNE and u.until == TWO_LEVELS_FROM
    ]


def without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def with_moved_tones(text: str) -> str:
    for one, other in MOVED_TONES.items():
        text = text.replace(one, other)
    return text


def answer(text: str, gazetteer: Gazetteer) -> Resolution:
    found = resolve(text, on=TODAY, gazetteer=gazetteer)
    by_code = sorted(found.candidates, key=lambda c: c.code)
    return Resolution(found.status, tuple(by_code))


@MANY
@given(seed=SEEDS)
def test_spelling_does_not_change_the_answer(seed: int, gazetteer: Gazetteer) -> None:
    addresses = old_addresses(gazetteer)
    address = addresses[seed % len(addresses)]
    plain = answer(address, gazetteer)
    assert plain.candidates
    for spelled in (
        without_marks(address),
        unicodedata.normalize("NFD", address),
        address.replace(",", ""),
        without_marks(address).replace(",", ""),
        address.upper(),
        with_moved_tones(address),
        f"Số 12 đường Lê Lợi, tổ 3, {address}, Việt Nam",
    ):
        assert answer(spelled, gazetteer) == plain, spelled


@MANY
@given(text=st.text(max_size=300))
def test_any_text_has_an_answer(text: str, gazetteer: Gazetteer) -> None:
    found = resolve(text, on=TODAY, gazetteer=gazetteer)
    assert (found.status == "unknown") == (not found.candidates)
    assert len({c.code for c in found.candidates}) == len(found.candidates)


def test_every_old_commune_reaches_all_its_parts(gazetteer: Gazetteer) -> None:
    lost = []
    for (code, is_new), spans in gazetteer.spans.items():
        unit = spans[-1]
        if is_new or unit.level != COMMUNE:
            continue
        district = gazetteer.spans[unit.district_code, False][-1].full_name
        province = gazetteer.spans[unit.province_code, False][-1].full_name
        found = answer(f"{unit.full_name}, {district}, {province}", gazetteer)
        parts = {row.new_code for row in gazetteer.after[code]}
        if not parts <= {c.code for c in found.candidates}:
            lost.append(code)
    assert lost == []
