"""`congvu procedures load | import FILE…`."""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from congvu.kernel import clock
from congvu.platform.procedures import actions
from congvu.platform.procedures.catalogue_files import read_files
from congvu.platform.procedures.catalogue_record import Record, Refused

SHOWN = 20
EVERY = 500  # records between two words of progress


class Command(BaseCommand):
    help = "Nạp thủ tục biên soạn sẵn, hoặc nhập bản ghi của Cơ sở dữ liệu quốc gia về TTHC."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="load | import")
        load = acts.add_parser("load", help="nạp các tệp TOML của nền tảng")
        load.add_argument(
            "--folder",
            type=Path,
            default=settings.REFERENCE_DIR / "procedures",
            help="thư mục chứa <mã>.toml",
        )
        read = acts.add_parser("import", help="nhập tệp .json, .jsonl của CSDL quốc gia")
        read.add_argument("files", nargs="+", type=Path, metavar="TỆP")
        for act in (load, read):
            act.add_argument("--json", action="store_true", help="in báo cáo dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "load":
            report = self._load(options["folder"])
        else:
            records = self._told(read_files(options["files"]))
            report = actions.import_records(records=records, at=clock.now())
        if options["json"]:
            self.stdout.write(msgspec.json.encode(report).decode())
        else:
            self._tell(report)
        if report.refused:
            sys.exit(1)

    def _load(self, folder: Path) -> actions.ImportReport:
        try:
            return actions.load_files(folder=folder, at=clock.now())
        except actions.BrokenFiles as broken:
            raise CommandError(str(broken)) from broken

    def _told(self, records: Iterator[Record | Refused]) -> Iterator[Record | Refused]:
        """Say how far reading has come; on the error stream, so that --json stays JSON."""
        count = 0
        for count, record in enumerate(records, 1):
            if count % EVERY == 0:
                self.stderr.write(f"Đã đọc {count} bản ghi …")
            yield record
        self.stderr.write(f"Đã đọc {count} bản ghi, đang ghi …")

    def _tell(self, report: actions.ImportReport) -> None:
        lines = [
            f"Đã đọc: {report.read}",
            f"Tạo mới: {report.created}",
            f"Thay đổi: {report.changed}",
            f"Không đổi: {report.unchanged}",
            f"Đã có bản biên soạn, giữ riêng: {report.kept_apart}",
            f"Có điều chưa rõ: {len(report.doubtful)} thủ tục",
            *_doubts(report),
            f"Không nhận: {len(report.refused)}",
            *(f"  {r.where}: {r.reason}" for r in report.refused[:SHOWN]),
        ]
        if len(report.refused) > SHOWN:
            lines.append(f"  … và {len(report.refused) - SHOWN} phần nữa (xem đủ bằng --json)")
        if report.ours:
            lines.append(f"Đã có bản biên soạn: {', '.join(report.ours)}")
        self.stdout.write("\n".join(lines))


def _doubts(report: actions.ImportReport) -> Iterator[str]:
    codes: dict[str, list[str]] = {}
    for code, said in report.doubtful.items():
        for kind in dict.fromkeys(line.split(" ", 1)[0] for line in said):
            codes.setdefault(kind, []).append(code)
    for kind, count in Counter({kind: len(found) for kind, found in codes.items()}).most_common():
        some = ", ".join(codes[kind][:5])
        yield f"  {kind}: {count} ({some}{', …' if count > 5 else ''})"
