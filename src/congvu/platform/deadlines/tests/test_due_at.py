"""When it is due: tables of the law's cases."""

import csv
from datetime import date, datetime, time
from pathlib import Path

import pytest

from congvu.kernel.clock import VIETNAM
from congvu.platform.deadlines.rules import AllowanceRefused, WorkCalendar, due_at


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def due(start: str, quantity: int, unit: str, calendar: WorkCalendar, until: str = "") -> str:
    found = due_at(
        start=instant(start), quantity=quantity, unit=unit, calendar=calendar, same_day_until=until
    )
    return f"{found.astimezone(VIETNAM):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "quantity", "expected"),
    [
        ("2026-11-19 08:00", 1, "2026-11-20 17:00"),
        ("2026-11-20 16:59", 1, "2026-11-23 17:00"),  # over the weekend
        ("2026-11-21 10:00", 1, "2026-11-23 17:00"),  # received on Saturday
        ("2026-11-23 08:00", 1, "2026-11-25 17:00"),  # over the Culture Day
        ("2026-08-21 08:00", 1, "2026-08-22 17:00"),  # a Saturday that is worked
        ("2026-02-13 08:00", 2, "2026-02-24 17:00"),  # over Tet
        ("2026-11-19 08:00", 0, "2026-11-19 17:00"),
        ("2026-11-20 17:00", 0, "2026-11-23 17:00"),
    ],
)
def test_working_days_skip_rest_days(
    start: str, quantity: int, expected: str, calendar: WorkCalendar
) -> None:
    assert due(start, quantity, "WORKING_DAY", calendar) == expected


@pytest.mark.parametrize(
    ("start", "quantity", "expected"),
    [
        ("2026-11-16 08:00", 3, "2026-11-19 17:00"),
        ("2026-11-20 08:00", 1, "2026-11-23 17:00"),  # Saturday rolls to Monday
        ("2026-11-17 08:00", 7, "2026-11-25 17:00"),  # a holiday rolls too
        ("2026-08-20 08:00", 2, "2026-08-22 17:00"),  # a worked Saturday does not
    ],
)
def test_calendar_days_roll_off_a_rest_day(
    start: str, quantity: int, expected: str, calendar: WorkCalendar
) -> None:
    assert due(start, quantity, "DAY", calendar) == expected


@pytest.mark.parametrize(
    ("start", "quantity", "expected"),
    [
        ("2026-01-31 08:00", 1, "2026-03-02 17:00"),  # 28 February is a Saturday
        ("2025-12-31 08:00", 2, "2026-03-02 17:00"),
        ("2026-03-16 08:00", 3, "2026-06-16 17:00"),
        ("2024-01-29 08:00", 1, "2024-02-29 17:00"),
    ],
)
def test_months_end_on_the_same_date(
    start: str, quantity: int, expected: str, calendar: WorkCalendar
) -> None:
    assert due(start, quantity, "MONTH", calendar) == expected


@pytest.mark.parametrize(
    ("start", "quantity", "expected"),
    [
        ("2026-11-19 07:30", 4, "2026-11-19 11:30"),
        ("2026-11-19 08:30", 4, "2026-11-19 14:30"),  # over lunch
        ("2026-11-19 12:00", 1, "2026-11-19 14:30"),
        ("2026-11-20 16:00", 8, "2026-11-23 16:30"),  # 1 h on Friday, 7 h on Monday
        ("2026-11-20 20:00", 1, "2026-11-23 08:30"),  # after hours
        ("2026-11-22 09:00", 1, "2026-11-23 08:30"),  # Sunday
    ],
)
def test_working_hours_run_in_office_hours_only(
    start: str, quantity: int, expected: str, calendar: WorkCalendar
) -> None:
    assert due(start, quantity, "WORKING_HOUR", calendar) == expected


@pytest.mark.parametrize("unit", ["WORKING_DAY", "DAY"])
@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-11-19 14:59", "2026-11-19 17:00"),
        ("2026-11-19 15:00", "2026-11-20 17:00"),
        ("2026-11-20 15:30", "2026-11-23 17:00"),
        ("2026-11-21 09:00", "2026-11-23 17:00"),
        ("2026-11-23 16:00", "2026-11-25 17:00"),  # the next day is a holiday
        ("2026-11-19 06:00", "2026-11-19 17:00"),
    ],
)
def test_same_day_until_the_cut_off(
    start: str, expected: str, unit: str, calendar: WorkCalendar
) -> None:
    assert due(start, 1, unit, calendar, "15:00") == expected


def test_a_longer_time_counts_from_the_day_of_receipt(calendar: WorkCalendar) -> None:
    assert due("2026-11-18 14:59", 2, "WORKING_DAY", calendar, "15:00") == "2026-11-20 17:00"
    assert due("2026-11-18 15:00", 2, "WORKING_DAY", calendar, "15:00") == "2026-11-23 17:00"


def test_hours_after_the_cut_off_start_the_next_day(calendar: WorkCalendar) -> None:
    assert due("2026-11-19 15:30", 2, "WORKING_HOUR", calendar, "15:00") == "2026-11-20 09:30"


def test_the_day_is_the_one_in_vietnam(calendar: WorkCalendar) -> None:
    late_in_utc = datetime.fromisoformat("2026-11-18T18:00:00+00:00")  # 01:00 on the 19th
    found = due_at(start=late_in_utc, quantity=1, unit="WORKING_DAY", calendar=calendar)
    assert found.date() == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("quantity", "unit", "until"),
    [
        (5, "UNKNOWN", ""),
        (5, "OTHER", ""),
        (-1, "DAY", ""),
        (99_999, "WORKING_DAY", ""),
        (1, "WORKING_DAY", "chiều"),
    ],
)
def test_senseless_allowances_are_refused(
    quantity: int, unit: str, until: str, calendar: WorkCalendar
) -> None:
    with pytest.raises(AllowanceRefused):
        due("2026-11-19 08:00", quantity, unit, calendar, until)


@pytest.mark.shared_data
def test_published_cases_hold(calendar: WorkCalendar, shared_data: Path) -> None:
    with (shared_data / "calendar/deadline_cases.tsv").open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file, delimiter="\t"))
    assert len(cases) == 40
    wrong = {
        tuple(case.values()): str(found)
        for case in cases
        if str(
            found := due_at(
                start=datetime.combine(date.fromisoformat(case["received_on"]), time(9), VIETNAM),
                quantity=int(case["limit"]),
                unit=case["unit"],
                calendar=calendar,
            ).date()
        )
        != case["due_on"]
    }
    assert wrong == {}
