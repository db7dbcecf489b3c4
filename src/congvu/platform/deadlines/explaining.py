"""Why something is due when it is due: each day, counted or not, and why. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from congvu.kernel.clock import VIETNAM, local_date
from congvu.platform.deadlines.rules import (
    ELAPSED,
    Counting,
    Wait,
    WorkCalendar,
    after_working_time,
    due_at,
    last_day,
    moved_by_elapsed,
    working_time,
)
from congvu.platform.deadlines.working_time import ONE_DAY, SATURDAY, WEEKDAYS


class Treatment(StrEnum):
    RECEIVED = "RECEIVED"
    COUNTED = "COUNTED"
    SKIPPED = "SKIPPED"
    WAITED = "WAITED"
    EXTENDED = "EXTENDED"
    MOVED = "MOVED"
    NOTE = "NOTE"


UNIT_WORDS = {
    Counting.WORKING_DAY: "ngày làm việc",
    Counting.DAY: "ngày",
    Counting.WORKING_HOUR: "giờ làm việc",
    Counting.HOUR: "giờ",
    Counting.MONTH: "tháng",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One day of the count, or what happened on that day."""

    day: date
    treatment: Treatment
    reason: str
    due: datetime | None = None  # what is due from this line on

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.day.weekday()]} {self.day:%d/%m/%Y}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    """What the lines of one count are told from."""

    start: datetime
    due: datetime
    quantity: int
    counting: Counting
    calendar: WorkCalendar
    same_day_until: str

    @property
    def days_after_receipt(self) -> list[date]:
        length = (local_date(self.due) - local_date(self.start)).days
        return [local_date(self.start) + n * ONE_DAY for n in range(1, length + 1)]


def explain(
    *, start: datetime, quantity: int, unit: str, calendar: WorkCalendar, same_day_until: str = ""
) -> list[Line]:
    """Return the days from receipt to the due day, each with its reason. Raises AllowanceRefused.

    The last line tells the due instant; a line warns of each year without published holidays.
    """
    due = due_at(
        start=start,
        quantity=quantity,
        unit=unit,
        calendar=calendar,
        same_day_until=same_day_until,
    )
    count = _Count(
        start=start,
        due=due,
        quantity=quantity,
        counting=Counting(unit),
        calendar=calendar,
        same_day_until=same_day_until,
    )
    end = Line(
        day=local_date(due),
        treatment=Treatment.NOTE,
        reason=f"hạn trả kết quả lúc {due.astimezone(VIETNAM):%H:%M}",
        due=due,
    )
    return [_receipt(count), *_LINES[count.counting](count), *_cautions(count), end]


def explain_start(
    *, start: datetime, quantity: int, unit: str, event: str, whose: str, legal_basis: str
) -> Line:
    """Return what is counted, from which event, and by whose calendar (empty: the country's)."""
    basis = f" ({legal_basis})" if legal_basis else ""
    return Line(
        day=local_date(start),
        treatment=Treatment.NOTE,
        reason=f"thời hạn {quantity} {UNIT_WORDS[Counting(unit)]}{basis}, tính từ {event},"
        f" theo lịch làm việc {f'của {whose}' if whose else 'chung của cả nước'}",
    )


def explain_waits(
    *, due: datetime, waits: Sequence[tuple[Wait, str]], unit: str, calendar: WorkCalendar
) -> list[Line]:
    """Return each wait with its ground and what it adds, then the new due instant; none: nothing.

    `due` is the instant without any wait.
    """
    if not waits:
        return []
    added = [_added(wait, unit, calendar) for wait, _ in waits]
    if unit not in ELAPSED:
        total = sum(added, timedelta(0))
        moved = after_working_time(start=due, wait=total, calendar=calendar)
    else:
        moved = moved_by_elapsed(due=due, lengths=added, calendar=calendar)
    moved = moved.astimezone(VIETNAM)
    end = Line(
        day=moved.date(),
        treatment=Treatment.NOTE,
        reason=f"hạn trả kết quả mới lúc {moved:%H:%M}",
        due=moved,
    )
    words = "" if unit in ELAPSED else " làm việc"
    told_waits = [
        _wait(wait, ground, f"{_written(length)}{words}")
        for (wait, ground), length in zip(waits, added, strict=True)
    ]
    return [*told_waits, end]


def _added(wait: Wait, unit: str, calendar: WorkCalendar) -> timedelta:
    if unit in ELAPSED:
        return wait.until - wait.since
    return working_time(since=wait.since, until=wait.until, calendar=calendar)


def _wait(wait: Wait, ground: str, added: str) -> Line:
    until = wait.until.astimezone(VIETNAM)
    return Line(
        day=local_date(wait.since),
        treatment=Treatment.WAITED,
        reason=f"tạm dừng từ {wait.since.astimezone(VIETNAM):%H:%M} đến {until:%H:%M %d/%m/%Y}"
        f" ({ground}), cộng thêm {added}",
    )


def explain_open_wait(*, since: datetime, ground: str) -> Line:
    return Line(
        day=local_date(since),
        treatment=Treatment.WAITED,
        reason=f"tạm dừng từ {since.astimezone(VIETNAM):%H:%M} ({ground}), chưa tính tiếp;"
        " hạn sẽ lùi đúng bằng thời gian tạm dừng",
    )


def explain_extension(*, at: datetime, new_due: datetime, reason: str, legal_basis: str) -> Line:
    return Line(
        day=local_date(at),
        treatment=Treatment.EXTENDED,
        reason=f"gia hạn đến {_instant(new_due)} ({reason}; {legal_basis})",
        due=new_due,
    )


def explain_move(
    *, at: datetime, old_due: datetime, new_due: datetime, reason: str, legal_basis: str
) -> Line:
    return Line(
        day=local_date(at),
        treatment=Treatment.MOVED,
        reason=f"hạn dời từ {_instant(old_due)} sang {_instant(new_due)}: {reason} ({legal_basis})",
    )


def told(lines: Sequence[Line], *, due: datetime) -> list[Line]:
    """Return the due instant as it stands, where the lines so far say another one."""
    said = next((line.due for line in reversed(lines) if line.due), None)
    if said == due:
        return []
    here = due.astimezone(VIETNAM)
    reason = f"hạn trả kết quả đang áp dụng lúc {here:%H:%M}, theo lịch khi hạn được tính"
    return [Line(day=here.date(), treatment=Treatment.NOTE, reason=reason, due=due)]


def _instant(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def _receipt(count: _Count) -> Line:
    reason = "ngày nhận, không tính vào thời hạn"
    if count.counting is Counting.HOUR:
        reason = f"nhận lúc {count.start.astimezone(VIETNAM):%H:%M}, tính liên tục theo giờ"
    elif count.counting is Counting.WORKING_HOUR:
        hours = _hours_of(local_date(count.start), count)
        reason = f"ngày nhận, tính {_written(hours)} làm việc" if hours else "nhận ngoài giờ"
    elif count.same_day_until and not count.days_after_receipt:
        reason = f"nhận trước {count.same_day_until}, trả kết quả trong ngày"
    elif count.same_day_until:
        reason = f"nhận từ {count.same_day_until} hoặc vào ngày nghỉ, tính sang ngày làm việc sau"
    return Line(day=local_date(count.start), treatment=Treatment.RECEIVED, reason=reason)


def _working_days(count: _Count) -> Iterator[Line]:
    number = 0
    for day in count.days_after_receipt:
        if count.calendar.is_working(day):
            number += 1
            yield Line(day=day, treatment=Treatment.COUNTED, reason=f"ngày làm việc thứ {number}")
        else:
            yield _skipped(day, count.calendar)


def _calendar_days(count: _Count) -> Iterator[Line]:
    last = last_day(local_date(count.start), count.quantity, count.counting)
    for number, day in enumerate(count.days_after_receipt, start=1):
        is_rest = not count.calendar.is_working(day)
        if day < last or (day == last and not is_rest):
            yield Line(day=day, treatment=Treatment.COUNTED, reason=f"ngày thứ {number}")
        else:
            yield _past_the_end(day, count.calendar)


def _working_hours(count: _Count) -> Iterator[Line]:
    for day in count.days_after_receipt:
        if count.calendar.is_working(day):
            hours = _written(_hours_of(day, count))
            yield Line(day=day, treatment=Treatment.COUNTED, reason=f"tính {hours} làm việc")
        else:
            yield _skipped(day, count.calendar)


def _elapsed_hours(count: _Count) -> Iterator[Line]:
    last = local_date(count.start + timedelta(hours=count.quantity))
    for day in count.days_after_receipt:
        is_rest = not count.calendar.is_working(day)
        if day < last or (day == last and not is_rest):
            yield Line(day=day, treatment=Treatment.COUNTED, reason="tính liên tục theo giờ")
        else:
            yield _past_the_end(day, count.calendar)


def _past_the_end(day: date, calendar: WorkCalendar) -> Line:
    if calendar.is_working(day):
        return Line(
            day=day,
            treatment=Treatment.COUNTED,
            reason="ngày làm việc tiếp theo sau ngày cuối của thời hạn",
        )
    return Line(
        day=day,
        treatment=Treatment.SKIPPED,
        reason=f"{_rest(day, calendar)}; hạn lùi sang ngày làm việc tiếp theo",
    )


_LINES: Mapping[Counting, Callable[[_Count], Iterator[Line]]] = {
    Counting.WORKING_DAY: _working_days,
    Counting.WORKING_HOUR: _working_hours,
    Counting.HOUR: _elapsed_hours,
    Counting.DAY: _calendar_days,
    Counting.MONTH: _calendar_days,
}


def _hours_of(day: date, count: _Count) -> timedelta:
    midnight = datetime.combine(day, time(0), VIETNAM)
    return working_time(
        since=max(midnight, count.start),
        until=min(midnight + ONE_DAY, count.due),
        calendar=count.calendar,
    )


def _written(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours} giờ {minutes} phút" if minutes else f"{hours} giờ"


def _skipped(day: date, calendar: WorkCalendar) -> Line:
    reason = f"không tính, {_rest(day, calendar)}"
    return Line(day=day, treatment=Treatment.SKIPPED, reason=reason)


def _rest(day: date, calendar: WorkCalendar) -> str:
    special = calendar.special_days.get(day)
    if special is None:
        return "nghỉ cuối tuần" if day.weekday() >= SATURDAY else "ngày nghỉ"
    basis = f" ({special.legal_basis})" if special.legal_basis else ""
    estimate = ", dự kiến, chưa có thông báo" if special.is_estimate else ""
    return f"nghỉ {special.name}{basis}{estimate}"


def _cautions(count: _Count) -> Iterator[Line]:
    first, last = local_date(count.start), local_date(count.due)
    for year in range(first.year, last.year + 1):
        if not count.calendar.knows_year(year):
            yield Line(
                day=max(first, date(year, 1, 1)),
                treatment=Treatment.NOTE,
                reason=f"chưa có lịch nghỉ lễ năm {year}, mới trừ thứ Bảy và Chủ nhật",
            )
