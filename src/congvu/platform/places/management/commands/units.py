"""`congvu units load | import | resolve | counts | problems`: the administrative units."""

import contextlib
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from congvu.kernel import clock
from congvu.kernel.refusal import Refusal
from congvu.platform.places import actions, queries
from congvu.platform.places.addresses import STATUS_LABELS, Resolution
from congvu.platform.places.models import Level, UnitKind

_SHOWN_INPUT = 60


class Command(BaseCommand):
    help = "Đơn vị hành chính: nạp, nhập bảng chính thức, đọc địa chỉ, đếm."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="việc")
        acts.add_parser("load", help="nạp từ gói dữ liệu và các đính chính có ngày")
        imported = acts.add_parser("import", help="nhập các bảng chính thức trong một thư mục")
        imported.add_argument("folder", type=Path, metavar="THƯ_MỤC")
        resolved = acts.add_parser("resolve", help="đọc địa chỉ từ đầu vào, mỗi dòng một địa chỉ")
        resolved.add_argument("--json", action="store_true", help="mỗi dòng ra một JSON")
        counted = acts.add_parser("counts", help="đếm đơn vị có hiệu lực vào một ngày")
        for act in (resolved, counted):
            act.add_argument(
                "--on", type=_day, metavar="NGÀY", help="ngày có hiệu lực, dạng 2026-11-22"
            )
        acts.add_parser("problems", help="những dòng của nguồn dữ liệu trùng hoặc không khớp")

    def handle(self, *args: Any, **options: Any) -> None:
        act = {
            "load": self._load,
            "import": self._import,
            "resolve": self._resolve,
            "counts": self._counts,
            "problems": self._problems,
        }[options["act"]]
        try:
            act(options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _load(self, options: dict[str, Any]) -> None:
        self._report(actions.load_units(at=clock.now()))

    def _import(self, options: dict[str, Any]) -> None:
        report = actions.import_tables(folder=options["folder"], at=clock.now())
        self.stdout.write("Đã đọc: " + ", ".join(report.files))
        for problem in report.problems:
            line = f" dòng {problem.line}" if problem.line else ""
            self.stdout.write(f"  {problem.source}{line}: {problem.problem}")
        self._report(report)

    def _report(self, report: actions.LoadReport) -> None:
        if report.is_outdated:
            self.stdout.write("Gói dữ liệu hoặc đính chính đã mới hơn: hãy chạy lại units import.")
        if report.is_unchanged:
            self.stdout.write("Không có gì thay đổi.")
        else:
            self.stdout.write(f"Thêm {report.added} dòng, bỏ {report.removed} dòng.")
        if report.problems:
            self.stdout.write(f"Cần xem lại: {len(report.problems)} (units problems).")

    def _problems(self, options: dict[str, Any]) -> None:
        for problem in queries.problems():
            line = f" dòng {problem.line}" if problem.line else ""
            self.stdout.write(f"{problem.source}{line}: {problem.problem}")

    def _counts(self, options: dict[str, Any]) -> None:
        on = self._ready(options["on"])
        self.stdout.write(f"Đơn vị hành chính ngày {on:%d/%m/%Y}")
        counts = queries.counts(on=on)
        for level in Level:
            of_level = {kind: n for (at, kind), n in counts.items() if at == level.value}
            if of_level:
                self.stdout.write(f"{level.label}: {sum(of_level.values())}")
            for kind, number in sorted(of_level.items()):
                self.stdout.write(f"  {UnitKind(kind).label}: {number}")

    def _resolve(self, options: dict[str, Any]) -> None:
        on = self._ready(options["on"])
        written = _as_json if options["json"] else _as_text
        with contextlib.suppress(BrokenPipeError):
            for text in _lines(sys.stdin.buffer):
                self.stdout.write(written(text, queries.resolve(text, on=on)))
                self.stdout.flush()

    def _ready(self, on: date | None) -> date:
        """Load the units of the package on a fresh installation; return the day asked for."""
        if not queries.is_loaded():
            self.stderr.write("Chưa có đơn vị hành chính: đang nạp từ gói dữ liệu…")
            actions.load_units(at=clock.now())
            self.stderr.write("Đã nạp xong.")
        day = on or clock.local_date(clock.now())
        first = queries.gazetteer().first_day
        if day < first:
            self.stderr.write(
                f"Danh sách sớm nhất có hiệu lực từ {first:%d/%m/%Y}: dùng danh sách ngày ấy."
            )
        return max(day, first)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            f"«{text}» không phải ngày. Ghi theo dạng năm-tháng-ngày, ví dụ 2026-11-22."
        ) from error


def _lines(source: BinaryIO) -> Iterator[str]:
    for line in source:
        yield line.decode("utf-8", errors="replace").rstrip("\r\n").removeprefix("\ufeff")


def _as_json(text: str, resolution: Resolution) -> str:
    candidates = [
        {"code": c.code, "name": c.name, "province_code": c.province_code, "reason": c.reason}
        for c in resolution.candidates
    ]
    answer = {"input": text, "status": str(resolution.status), "candidates": candidates}
    return json.dumps(answer, ensure_ascii=False)


def _as_text(text: str, resolution: Resolution) -> str:
    shown = text if len(text) <= _SHOWN_INPUT else text[:_SHOWN_INPUT] + "…"
    lines = [f"{shown}  [{STATUS_LABELS[resolution.status]}]"]
    lines += [
        f"  {c.code}  {c.name} (tỉnh {c.province_code}): {c.reason}" for c in resolution.candidates
    ]
    return "\n".join(lines)
