"""The shipped calendar agrees with independent sources; bad files are refused by name."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from congvu.platform.deadlines.calendar_files import CalendarFileRefused, read_hours, read_years
from congvu.platform.deadlines.rules import WorkCalendar

SEEN_IN_NEWSPAPERS = {date(2026, 1, 2), date(2026, 1, 10)}  # the package lacks this swap


@pytest.mark.shared_data
def test_agrees_with_the_collected_calendar(calendar: WorkCalendar, shared_data: Path) -> None:
    table = shared_data / "calendar/state_calendar_2024-2026.tsv"
    with table.open(encoding="utf-8") as file:
        theirs = {
            date.fromisoformat(row["date"]): row["kind"] == "makeup_workday"
            for row in csv.DictReader(file, delimiter="\t")
        }
    ours = {
        day: special.is_working for day, special in calendar.special_days.items() if day.year < 2027
    }
    assert ours == theirs


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_agrees_with_the_holidays_package(year: int, calendar: WorkCalendar) -> None:
    holidays = pytest.importorskip("holidays", reason="the holidays package is not installed")
    theirs = holidays.country_holidays("VN", years=year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    differing = {
        day for day in days if theirs.is_working_day(day) != calendar.is_working(day)
    } - SEEN_IN_NEWSPAPERS
    assert differing == set()


def test_next_year_is_marked_as_an_estimate() -> None:
    files = {file.year: file for file in read_years(settings.REFERENCE_DIR / "calendar")}
    assert sorted(year for year, file in files.items() if file.is_estimate) == [2027]


def test_hours_are_those_of_an_office() -> None:
    hours = read_hours(settings.REFERENCE_DIR / "calendar")
    assert [f"{s.opens:%H:%M}-{s.closes:%H:%M}" for s in hours.sessions] == [
        "07:30-11:30",
        "13:30-17:00",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("year = 2026", "2026.toml"),
        ("year = 2026\ndays = [{name='A', legal_basis='B'}]", "off, worked"),
        ("year = 2026\ndays = [{name='A', legal_basis='B', off=2025-01-01}]", "sai năm"),
        ("year = 2026\ndays = [{name='A', legal_basis='B', of=2026-01-01}]", "2026.toml"),
        ("year = = 2026", "2026.toml"),
    ],
)
def test_bad_files_are_refused_by_name(text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "2026.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CalendarFileRefused, match=fault):
        read_years(tmp_path)
