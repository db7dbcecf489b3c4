"""Every counted and skipped day is told with its reason."""

from datetime import date, datetime

import pytest

from congvu.kernel.clock import VIETNAM
from congvu.platform.deadlines.explaining import Line, Treatment, explain
from congvu.platform.deadlines.rules import AllowanceRefused, WorkCalendar


def lines(
    start: str, quantity: int, unit: str, calendar: WorkCalendar, until: str = ""
) -> list[Line]:
    return explain(
        start=datetime.fromisoformat(start).replace(tzinfo=VIETNAM),
        quantity=quantity,
        unit=unit,
        calendar=calendar,
        same_day_until=until,
    )


def test_working_days_are_numbered_and_rest_named(calendar: WorkCalendar) -> None:
    told = [str(line) for line in lines("2026-11-20 09:00", 2, "WORKING_DAY", calendar)]
    assert told == [
        "thứ Sáu 20/11/2026: ngày nhận, không tính vào thời hạn",
        "thứ Bảy 21/11/2026: không tính, nghỉ cuối tuần",
        "Chủ nhật 22/11/2026: không tính, nghỉ cuối tuần",
        "thứ Hai 23/11/2026: ngày làm việc thứ 1",
        "thứ Ba 24/11/2026: không tính, nghỉ Ngày Văn hóa Việt Nam (Nghị quyết 28/2026/QH16)",
        "thứ Tư 25/11/2026: ngày làm việc thứ 2",
        "thứ Tư 25/11/2026: hạn trả kết quả lúc 17:00",
    ]


def test_calendar_days_tell_why_the_end_moved(calendar: WorkCalendar) -> None:
    told = [line.reason for line in lines("2026-11-19 09:00", 2, "DAY", calendar)]
    assert told == [
        "ngày nhận, không tính vào thời hạn",
        "ngày thứ 1",
        "nghỉ cuối tuần; hạn lùi sang ngày làm việc tiếp theo",
        "nghỉ cuối tuần; hạn lùi sang ngày làm việc tiếp theo",
        "ngày làm việc tiếp theo sau ngày cuối của thời hạn",
        "hạn trả kết quả lúc 17:00",
    ]


def test_hours_are_told_by_day(calendar: WorkCalendar) -> None:
    told = [line.reason for line in lines("2026-11-19 16:00", 4, "WORKING_HOUR", calendar)]
    assert told == ["ngày nhận, tính 1 giờ làm việc", "tính 3 giờ làm việc", told[-1]]


@pytest.mark.parametrize(
    ("start", "reason", "days"),
    [
        ("2026-11-19 09:00", "nhận trước 15:00, trả kết quả trong ngày", 0),
        ("2026-11-19 15:00", "nhận từ 15:00 hoặc vào ngày nghỉ, tính sang ngày làm việc sau", 1),
    ],
)
def test_the_cut_off_is_told(start: str, reason: str, days: int, calendar: WorkCalendar) -> None:
    told = lines(start, 1, "WORKING_DAY", calendar, "15:00")
    assert told[0].reason == reason
    assert len(told) == days + 2


def test_an_unpublished_year_is_said(calendar: WorkCalendar) -> None:
    told = lines("2028-03-01 09:00", 1, "WORKING_DAY", calendar)
    notes = [line.reason for line in told if line.treatment is Treatment.NOTE]
    assert notes[0] == "chưa có lịch nghỉ lễ năm 2028, mới trừ thứ Bảy và Chủ nhật"


def test_an_estimate_is_said(calendar: WorkCalendar) -> None:
    told = {line.day: line.reason for line in lines("2027-02-04 09:00", 1, "WORKING_DAY", calendar)}
    assert "dự kiến, chưa có thông báo" in told[date(2027, 2, 8)]


def test_every_day_is_there_once(calendar: WorkCalendar) -> None:
    told = lines("2026-01-28 09:00", 30, "WORKING_DAY", calendar)[:-1]
    assert [line.day.toordinal() for line in told] == list(
        range(told[0].day.toordinal(), told[-1].day.toordinal() + 1)
    )
    assert sum(line.treatment is Treatment.COUNTED for line in told) == 30


def test_an_unknown_unit_is_refused(calendar: WorkCalendar) -> None:
    with pytest.raises(AllowanceRefused):
        lines("2026-11-19 09:00", 2, "UNKNOWN", calendar)
