"""A second opinion on due instants, written apart from the engine: it shares no line with it.

It reads the year files itself and walks day by day in plain minutes of Vietnamese time. Slow and
obvious on purpose.
"""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path

MORNING, AFTERNOON = (7 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)
FEBRUARY = 2
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Oracle:
    def __init__(self, folder: Path, *, saturday_mornings: bool) -> None:
        self.saturday_mornings = saturday_mornings
        self.off: set[date] = set()
        self.worked: set[date] = set()
        for path in folder.glob("20*.toml"):
            for entry in tomllib.loads(path.read_text(encoding="utf-8"))["days"]:
                if "off" in entry:
                    self.off.add(entry["off"])
                else:
                    self.worked.add(entry["worked"])

    def hours(self, day: date) -> list[tuple[int, int]]:
        """Return the office hours of a day as minutes after midnight."""
        if day in self.off:
            return []
        if day in self.worked or day.isoweekday() <= 5:
            return [MORNING, AFTERNOON]
        if day.isoweekday() == 6 and self.saturday_mornings:
            return [MORNING]
        return []

    def due(self, received: datetime, quantity: int, unit: str, cut_off: int | None) -> datetime:
        """Return the due instant, all in Vietnamese time without a zone."""
        if cut_off is not None:
            day = received.date()
            if not self.hours(day) or minutes(received) >= cut_off:
                day = self.next_worked(day)
            if quantity <= 1 and unit in ("WORKING_DAY", "DAY"):
                return self.close(day)
            received = max(received, moment(day, self.hours(day)[0][0]))
        if quantity == 0:
            return self.end_of_present_day(received)
        return self.counted(received, quantity, unit)

    def counted(self, received: datetime, quantity: int, unit: str) -> datetime:
        if unit == "WORKING_DAY":
            return self.after_worked_days(received.date(), quantity)
        if unit == "WORKING_HOUR":
            return self.after_minutes(received, quantity * 60)
        if unit == "HOUR":
            return self.without_rest(received + timedelta(hours=quantity))
        last = months_later(received.date(), quantity)
        if unit == "DAY":
            last = received.date()
            for _ in range(quantity):
                last += timedelta(days=1)
        while not self.hours(last):
            last += timedelta(days=1)
        return self.close(last)

    def next_worked(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.hours(day):
            day += timedelta(days=1)
        return day

    def close(self, day: date) -> datetime:
        return moment(day, self.hours(day)[-1][1])

    def end_of_present_day(self, received: datetime) -> datetime:
        day = received.date()
        while not self.hours(day) or self.close(day) <= received:
            day += timedelta(days=1)
        return self.close(day)

    def after_worked_days(self, day: date, quantity: int) -> datetime:
        counted = 0
        while counted < quantity:
            day += timedelta(days=1)
            if self.hours(day):
                counted += 1
        return self.close(day)

    def after_minutes(self, received: datetime, left: int) -> datetime:
        day, since = received.date(), minutes(received)
        while True:
            for opens, closes in self.hours(day):
                begun = max(opens, since)
                if begun < closes:
                    if left <= closes - begun:
                        return moment(day, begun + left)
                    left -= closes - begun
            day, since = day + timedelta(days=1), 0

    def without_rest(self, end: datetime) -> datetime:
        return end if self.hours(end.date()) else self.close(self.next_worked(end.date()))


def minutes(instant: datetime) -> int:
    return instant.hour * 60 + instant.minute


def moment(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60)  # noqa: DTZ001 - local


def months_later(day: date, quantity: int) -> date:
    """Return the same date that many months later, or the last of a shorter month."""
    year, month = day.year, day.month
    for _ in range(quantity):
        month += 1
        if month > 12:
            year, month = year + 1, 1
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    length = 29 if month == FEBRUARY and is_leap else LENGTHS[month - 1]
    return date(year, month, min(day.day, length))
