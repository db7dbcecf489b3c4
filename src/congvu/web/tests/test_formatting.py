"""Dates, money, time left and masks read as agencies write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from congvu.web import formatting

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_date_is_day_month_year() -> None:
    assert formatting.written_date(date(2026, 1, 5)) == "05/01/2026"


def test_instant_near_midnight_has_the_day_of_vietnam() -> None:
    late = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    assert formatting.written_instant(late) == "01:30 ngày 22/11/2026"
    assert formatting.written_date(late) == "22/11/2026"


def test_money_groups_thousands_with_dots() -> None:
    assert formatting.written_money(1250000) == "1.250.000\u00a0đ"
    assert formatting.written_money(0) == "0\u00a0đ"


def test_absent_values_are_written_as_nothing() -> None:
    assert formatting.written_date(None) == ""
    assert formatting.written_instant(None) == ""
    assert formatting.written_money(None) == ""
    assert formatting.time_left(None, AT) == ""


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(days=2, hours=5), "còn 2 ngày"),
        (timedelta(days=1), "còn 1 ngày"),
        (timedelta(hours=23, minutes=59), "còn 23 giờ"),
        (timedelta(minutes=59), "còn 59 phút"),
        (timedelta(seconds=30), "đến hạn bây giờ"),
        (timedelta(seconds=-30), "đến hạn bây giờ"),
        (timedelta(minutes=-1), "quá hạn 1 phút"),
        (timedelta(hours=-3, minutes=-10), "quá hạn 3 giờ"),
        (timedelta(days=-4, hours=-1), "quá hạn 4 ngày"),
    ],
)
def test_time_left_is_told_in_its_largest_unit(away: timedelta, words: str) -> None:
    assert formatting.time_left(AT + away, AT) == words


def test_mask_shows_only_the_end() -> None:
    assert formatting.masked("044199001234") == "********1234"


def test_mask_of_a_short_secret_shows_nothing() -> None:
    assert formatting.masked("1234") == "****"
    assert formatting.masked("") == ""
    assert formatting.masked(None) == ""
