"""A day in three boxes: what is read, what is refused, what stays on the page."""

from datetime import date

import pytest
from django import forms

from congvu.web.fields import DayMonthYearField


class Birth(forms.Form):
    born_on = DayMonthYearField(label="Ngày sinh")


def boxes(day: str, month: str, year: str) -> dict[str, str]:
    return {"born_on_day": day, "born_on_month": month, "born_on_year": year}


@pytest.mark.parametrize(
    "data",
    [
        boxes("5", "1", "1990"),
        boxes("05", "01", "1990"),
        boxes(" 5 ", "1", "1990"),
        {"born_on": "1990-01-05"},
        {"born_on": "5/1/1990"},
    ],
)
def test_day_is_read_as_people_write_it(data: dict[str, str]) -> None:
    form = Birth(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born_on"] == date(1990, 1, 5)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Hãy nhập ngày, tháng, năm."),
        (boxes("", "", ""), "Hãy nhập ngày, tháng, năm."),
        (boxes("5", "", "1990"), "còn thiếu tháng"),
        (boxes("5", "", ""), "còn thiếu tháng, năm"),
        (boxes("31", "2", "2026"), "không có thật"),
        (boxes("hai", "2", "2026"), "không có thật"),
        (boxes("²", "2", "2026"), "không có thật"),
        (boxes("5", "1", "90"), "bốn chữ số"),
        ({"born_on": "hôm qua"}, "còn thiếu"),
    ],
)
def test_refusal_says_what_to_mend(data: dict[str, str], words: str) -> None:
    form = Birth(data)
    assert not form.is_valid()
    assert words in form.errors["born_on"][0]


def test_wrong_day_stays_in_its_boxes() -> None:
    page = Birth(boxes("31", "2", "2026")).as_p()
    assert 'value="31"' in page
    assert 'value="2026"' in page


def test_kept_day_fills_the_boxes() -> None:
    page = Birth(initial={"born_on": date(1990, 1, 5)}).as_p()
    assert 'name="born_on_day" id="id_born_on" value="5"' in page
    assert 'value="1990"' in page


def test_unchanged_day_is_not_a_change() -> None:
    form = Birth(boxes("5", "1", "1990"), initial={"born_on": date(1990, 1, 5)})
    assert not form.has_changed()


def test_optional_day_may_be_left_out() -> None:
    assert DayMonthYearField(required=False).clean({"day": "", "month": "", "year": ""}) is None
