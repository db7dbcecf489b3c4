"""`congvu deadlines compute`: when something is due and why, one JSON line in, one out."""

import contextlib
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

import msgspec
from django.core.management.base import BaseCommand, CommandError

from congvu.kernel import clock
from congvu.kernel.refusal import Refusal
from congvu.platform.agencies import queries as agencies
from congvu.platform.deadlines import actions, queries
from congvu.platform.deadlines.explaining import UNIT_WORDS, explain
from congvu.platform.deadlines.rules import AllowanceRefused, WorkCalendar

_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_EXAMPLE = '{"received_on":"2026-02-12","limit":3,"unit":"WORKING_DAY","agency":null}'


class LineRefused(Refusal):
    """A line of input cannot be answered; the others can."""


class Command(BaseCommand):
    help = "Thời hạn: tính hạn trả kết quả cho từng dòng đầu vào, kèm lý do của từng ngày."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="việc")
        computed = acts.add_parser("compute", help=f"mỗi dòng vào một JSON, ví dụ {_EXAMPLE}")
        computed.add_argument("--json", action="store_true", help="mỗi dòng ra một JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        self._ready()
        written = _as_json if options["json"] else _as_text
        refused = 0
        with contextlib.suppress(BrokenPipeError):
            for line in _lines(sys.stdin.buffer):
                answer = _answer(line)
                refused += "error" in answer
                self.stdout.write(written(answer))
                self.stdout.flush()
        if refused:
            raise CommandError(f"{refused} dòng không tính được; xem mục error của dòng ấy.")

    def _ready(self) -> None:
        """Load the calendar of the files on a fresh installation."""
        if not queries.has_calendar():
            self.stderr.write("Chưa có lịch làm việc: đang nạp từ các tệp đi kèm…")
            actions.load_calendar(at=clock.now())
            self.stderr.write("Đã nạp xong.")


def _lines(source: BinaryIO) -> Iterator[bytes]:
    for line in source:
        yield line.removeprefix(b"\xef\xbb\xbf").strip()


def _answer(line: bytes) -> dict[str, Any]:
    try:
        return _computed(_fields(line))
    except Refusal as refusal:
        return {"error": str(refusal)}


def _computed(given: dict[str, Any]) -> dict[str, Any]:
    received, quantity, unit = _received_on(given), _limit(given), _unit(given)
    calendar = queries.work_calendar(_agency_id(given, received))
    start = _opening(received, calendar)
    try:
        lines = explain(start=start, quantity=quantity, unit=unit, calendar=calendar)
    except AllowanceRefused as refusal:
        raise LineRefused(f"limit: {refusal}") from refusal
    return {"due_on": lines[-1].day.isoformat(), "explanation": [str(line) for line in lines]}


def _opening(received: date, calendar: WorkCalendar) -> datetime:
    """Return the instant a bare day stands for: when the office opens, or would on other days."""
    day = received if calendar.is_working(received) else calendar.working_day_from(received)
    opens = calendar.opening(day).timetz()
    return datetime.combine(received, opens)


def _fields(line: bytes) -> dict[str, Any]:
    try:
        given = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise LineRefused(f"Dòng này không phải JSON. Hãy ghi dạng {_EXAMPLE}") from fault
    if not isinstance(given, dict):
        raise LineRefused(f"Dòng này không phải một đối tượng JSON. Hãy ghi dạng {_EXAMPLE}")
    unknown = sorted(set(given) - {"received_on", "limit", "unit", "agency"})
    if unknown:
        raise LineRefused(
            f"Mục “{unknown[0][:40]}” không dùng được. Chỉ ghi received_on, limit, unit và agency."
        )
    return given


def _received_on(given: dict[str, Any]) -> date:
    text = given.get("received_on")
    try:
        day = date.fromisoformat(text if isinstance(text, str) else "")
    except ValueError as fault:
        raise LineRefused(
            f"received_on {_shown(text)} không phải một ngày có thật."
            ' Hãy ghi năm-tháng-ngày, ví dụ "2026-02-12".'
        ) from fault
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise LineRefused(
            f"received_on {_shown(text)} ngoài phạm vi tính được."
            f" Hãy ghi năm từ {_FIRST_YEAR} đến {_LAST_YEAR}."
        )
    return day


def _limit(given: dict[str, Any]) -> int:
    number = given.get("limit")
    if not isinstance(number, int) or isinstance(number, bool):
        raise LineRefused(f"limit {_shown(number)} không phải số nguyên. Hãy ghi số, ví dụ 3.")
    return number


def _unit(given: dict[str, Any]) -> str:
    unit = given.get("unit")
    if not isinstance(unit, str) or unit not in UNIT_WORDS:
        known = ", ".join(UNIT_WORDS)
        raise LineRefused(
            f"unit {_shown(unit)} không dùng để tính được. Hãy ghi một trong {known}."
        )
    return unit


def _agency_id(given: dict[str, Any], received: date) -> UUID | None:
    code = given.get("agency")
    if code is None:
        return None
    today = clock.local_date(clock.now())
    found = isinstance(code, str) and (
        agencies.agency_on(code, received) or agencies.agency_on(code, today)
    )
    if not found:
        raise LineRefused(
            f"agency {_shown(code)} không có trong danh bạ cơ quan."
            " Hãy ghi mã cơ quan, hoặc null để dùng lịch chung của cả nước."
        )
    return found.id


def _shown(value: object) -> str:
    return "còn thiếu" if value is None else f"“{str(value)[:40]}”"


def _as_json(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _as_text(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"Lỗi: {answer['error']}"
    return "\n".join([answer["due_on"], *(f"  {line}" for line in answer["explanation"])])
