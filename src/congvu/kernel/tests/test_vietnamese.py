"""Vietnamese text: one form for comparing, the original for proof, the order of a dictionary."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.kernel.vietnamese import fold, same_word_form, sort_key, tidy

LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
)
WORDS = st.text(alphabet=LETTERS + LETTERS.upper() + " -", max_size=40)


@given(WORDS)
def test_folding_does_not_depend_on_composition(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(WORDS)
def test_folded_text_is_plain_and_folds_to_itself(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower().strip()
    assert fold(folded) == folded


@given(st.text(max_size=60))
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Trần Hưng Đạo", "duong tran hung dao"),
        ("  Ủy ban\u00a0nhân dân  ", "uy ban nhan dan"),
        ("Đắk Lắk", "dak lak"),
        ("ĐẮK LẮK", "dak lak"),
        ("Bà Rịa – Vũng Tàu", "ba ria vung tau"),
        ("Quận 1", "quan 1"),
        ("ﬁ", "fi"),
        ("", ""),
        ("!?", ""),
    ],
)
def test_fold_gives_words_without_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Nguyễn   Văn\tA\n", "Nguyễn Văn A"),
        ("Ho\u0300a", "Hòa"),
        ("Nguyễn\u200bVăn", "Nguyễn Văn"),
        ("\ufeffTên", "Tên"),
    ],
)
def test_tidy_keeps_what_was_meant(text: str, kept: str) -> None:
    assert tidy(text) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hòa", "Hoà"), ("thủy", "thuỷ"), ("Hóa", "Hoá"), ("Đông Hòa", "đông hoà"), ("ĐẠI", "đại")],
)
def test_tone_placement_does_not_tell_words_apart(one: str, other: str) -> None:
    assert same_word_form(one) == same_word_form(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Hòa", "Hóa"), ("Hoa", "Hòa"), ("dong", "đong"), ("An", "Ân"), ("o", "ơ")]
)
def test_marks_do_tell_words_apart(one: str, other: str) -> None:
    assert same_word_form(one) != same_word_form(other)


def test_names_sort_as_in_a_dictionary() -> None:
    names = ["An", "Ăn", "Ân", "Ba", "Bà", "Bả", "Bã", "Bá", "Bạ", "Dân", "Đàn", "Oi", "Ôi", "Ơi"]
    shuffled = [*names[7:], *names[:7]]
    assert sorted(shuffled, key=sort_key) == names


@given(WORDS, WORDS)
def test_order_does_not_depend_on_composition_or_case(one: str, other: str) -> None:
    decomposed = unicodedata.normalize("NFD", one).upper()
    assert (sort_key(one) < sort_key(other)) == (sort_key(decomposed) < sort_key(other.upper()))
