"""One answer, as people write it, into the value we keep."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.platform.procedures.answers import WrongAnswer, clean, problem_of, written_value
from congvu.platform.procedures.definition import Option, Question, QuestionKind
from congvu.platform.procedures.tests.conftest import ON

K = QuestionKind


def question(kind: QuestionKind, **more: Any) -> Question:
    options = (Option(value="a", label="Loại A"), Option(value="b", label="Loại B"))
    given = {"options": options} if kind is K.CHOICE else {}
    return Question(**{"key": "q", "label": "Ngày sinh của con", "kind": kind, **given, **more})


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        (K.TEXT, "  Nguyễn   Văn A ", "Nguyễn Văn A"),
        (K.TEXT, "Nguye\u0302\u0303n", "Nguyễn"),
        (K.LONG_TEXT, "một \r\n hai\n", "một\nhai"),
        (K.DATE, "27/3/2026", "2026-03-27"),
        (K.DATE, "27-03-2026", "2026-03-27"),
        (K.DATE, " 27 . 3 . 2026 ", "2026-03-27"),
        (K.DATE, "2026-03-27", "2026-03-27"),
        (K.DATE, {"day": "27", "month": "3", "year": "2026"}, "2026-03-27"),
        (K.DATE, ON, "2026-11-23"),
        (K.NUMBER, "12", 12),
        (K.NUMBER, 12, 12),
        (K.NUMBER, "1.200", 1200),
        (K.MONEY, "5.000.000 đồng", 5_000_000),
        (K.MONEY, "5,000,000đ", 5_000_000),
        (K.CHOICE, "a", "a"),
        (K.YES_NO, True, "yes"),
        (K.YES_NO, "Không", "no"),
        (K.PERSONAL_ID, "044 090 001 234", "044090001234"),
        (K.PHONE, "0912 345 678", "0912345678"),
        (K.PHONE, "+84912345678", "0912345678"),
        (K.PHONE, "0233.3852.456", "02333852456"),
        (K.PHONE, "+1 (650) 555-0100", "+16505550100"),
        (K.EMAIL, " an@vidu.vn ", "an@vidu.vn"),
        (K.PLACE, "xã Vĩnh Linh", {"text": "xã Vĩnh Linh", "code": ""}),
        (K.PLACE, {"text": "Vĩnh Linh", "code": "19363"}, {"text": "Vĩnh Linh", "code": "19363"}),
    ],
)
def test_what_people_write_is_understood(kind: QuestionKind, raw: Any, kept: Any) -> None:
    assert clean(question(kind), raw) == kept
    assert clean(question(kind), kept) == kept  # what is kept stays as it is


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (K.TEXT, 5),
        (K.TEXT, ["a"]),
        (K.TEXT, "a\x00b"),
        (K.TEXT, "a\x1bb"),
        (K.TEXT, "tên\u202eđảo"),
        (K.TEXT, "x" * 201),
        (K.LONG_TEXT, "x" * 201),
        (K.DATE, "30/2/2026"),
        (K.DATE, "1/1/26"),
        (K.DATE, "hôm qua"),
        (K.DATE, {"day": "1", "month": "", "year": "2026"}),
        (K.DATE, {"day": "²", "month": "1", "year": "2026"}),
        (K.DATE, 20260327),
        (K.NUMBER, "mười"),
        (K.NUMBER, "1,5"),
        (K.NUMBER, True),
        (K.NUMBER, 1.5),
        (K.NUMBER, "٣"),
        (K.MONEY, "-5"),
        (K.MONEY, "5 triệu"),
        (K.CHOICE, "c"),
        (K.CHOICE, ["a"]),
        (K.YES_NO, "có lẽ"),
        (K.PERSONAL_ID, "04409000123"),
        (K.PERSONAL_ID, "0440900012345"),
        (K.PERSONAL_ID, "04409000123x"),
        (K.PERSONAL_ID, "000000000000"),
        (K.PERSONAL_ID, 44090001234),
        (K.PHONE, "12345"),
        (K.PHONE, "091234567"),
        (K.PHONE, "+841234567"),
        (K.EMAIL, "an@"),
        (K.EMAIL, "an vidu@vn.vn"),
        (K.PLACE, {"text": "Vĩnh Linh", "code": "1"}),
        (K.PLACE, {"text": "", "code": "19363"}),
        (K.PLACE, {"text": "Vĩnh Linh", "code": ["19363"]}),
        (K.PLACE, 19363),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(kind: QuestionKind, raw: Any) -> None:
    with pytest.raises(WrongAnswer) as refusal:
        clean(question(kind), raw)
    assert "gày sinh của con" in str(refusal.value)


@pytest.mark.parametrize("kind", list(K))
@pytest.mark.parametrize("raw", [None, "", "  ", [], {}])
def test_nothing_given(kind: QuestionKind, raw: Any) -> None:
    assert clean(question(kind, required=False), raw) is None
    with pytest.raises(WrongAnswer, match=r"Hãy (nhập|chọn) ngày sinh của con"):
        clean(question(kind), raw)


def test_an_empty_day_of_three_boxes_is_nothing() -> None:
    boxes = {"day": "", "month": "", "year": ""}
    assert clean(question(K.DATE, required=False), boxes) is None


def test_the_example_of_a_day_is_given() -> None:
    problem = problem_of(question(K.DATE), "", on=ON)
    assert str(problem) == "Hãy nhập ngày sinh của con, ví dụ 27/3/2026."


def test_bounds_are_told() -> None:
    asked = question(K.NUMBER, least=1, most=20)
    assert clean(asked, "20") == 20
    for raw, bound in (("0", "1"), ("21", "20")):
        with pytest.raises(WrongAnswer, match=bound):
            clean(asked, raw)


def test_a_day_after_today_is_refused_where_it_must_not_be() -> None:
    asked = question(K.DATE, not_after_today=True)
    assert problem_of(asked, "23/11/2026", on=ON) is None
    assert "23/11/2026" in str(problem_of(asked, "24/11/2026", on=ON))
    assert problem_of(question(K.DATE), "24/11/2026", on=ON) is None


def test_a_place_must_be_one_that_exists() -> None:
    asked = question(K.PLACE)
    place = {"text": "Vĩnh Linh", "code": "19363"}
    assert problem_of(asked, place, on=ON) is None
    assert problem_of(asked, place, on=ON, place_exists=lambda code: code == "19363") is None
    assert problem_of(asked, place, on=ON, place_exists=lambda code: False)
    assert "chọn một nơi" in str(problem_of(asked, "Vĩnh Linh", on=ON))


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (K.DATE, "2026-03-27", "27/3/2026"),
        (K.MONEY, 50000, "50.000 đồng"),
        (K.CHOICE, "a", "Loại A"),
        (K.CHOICE, "gone", "gone"),
        (K.YES_NO, "yes", "Có"),
        (K.PLACE, {"text": "Vĩnh Linh", "code": "19363"}, "Vĩnh Linh"),
        (K.NUMBER, 3, "3"),
        (K.TEXT, None, ""),
        (K.DATE, "?", "?"),
    ],
)
def test_values_in_words(kind: QuestionKind, value: Any, words: str) -> None:
    assert written_value(question(kind), value) == words


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "code", "day", "month", "year", "x"]), inner)
    ),
    max_leaves=8,
)


@given(st.sampled_from(list(K)), JSON, st.booleans())
def test_any_json_is_kept_or_refused(kind: QuestionKind, raw: Any, required: Any) -> None:
    asked = question(kind, required=required)
    problem = problem_of(asked, raw, on=ON)
    if problem is None:
        kept = clean(asked, raw)
        assert clean(asked, kept) == kept if kept is not None else not required
    else:
        assert str(problem)
    assert isinstance(written_value(asked, raw), str)
