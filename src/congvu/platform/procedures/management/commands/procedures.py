"""`congvu procedures load | import FILE…`."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from congvu.kernel import clock
from congvu.platform.procedures import actions
from congvu.platform.procedures.catalogue_record import Read, Refused, read_path

SHOWN = 20


class Command(BaseCommand):
    help = "Nạp thủ tục của nền tảng, hoặc nhập bản ghi của cơ sở dữ liệu quốc gia về TTHC."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="load | import")
        load = acts.add_parser("load", help="nạp data/procedures/*.toml")
        load.add_argument("--folder", type=Path, default=settings.REFERENCE_DIR / "procedures")
        read = acts.add_parser("import", help="nhập tệp .json hoặc .jsonl của CSDL quốc gia")
        read.add_argument("files", nargs="+", type=Path, metavar="TỆP")
        read.add_argument("--json", action="store_true", help="in báo cáo dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "load":
            self._load(options["folder"])
        else:
            self._import(options["files"], as_json=options["json"])

    def _load(self, folder: Path) -> None:
        try:
            report = actions.load_files(folder=folder, at=clock.now())
        except actions.BrokenFiles as broken:
            raise CommandError(str(broken)) from broken
        self._tell(report, as_json=False)

    def _import(self, files: list[Path], *, as_json: bool) -> None:
        report = actions.import_records(records=_records(files), at=clock.now())
        self._tell(report, as_json=as_json)
        if report.refused:
            sys.exit(1)

    def _tell(self, report: actions.Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_as_dict(report), ensure_ascii=False))
            return
        self.stdout.write(
            f"Đã đọc {report.read}: mới {report.created}, thay đổi {report.changed},"
            f" không đổi {report.unchanged}, giữ bản của nền tảng {len(report.kept_ours)},"
            f" có điều chưa rõ {len(report.doubtful)}, không nhận {len(report.refused)}."
        )
        kinds = Counter(d.split(":")[0] for doubts in report.doubtful.values() for d in doubts)
        for kind, count in kinds.most_common():
            self.stdout.write(f"  {kind}: {count}")
        for refused in report.refused[:SHOWN]:
            self.stdout.write(f"  Không nhận {refused.where}: {refused.reason}")
        if len(report.refused) > SHOWN:
            self.stdout.write(f"  … và {len(report.refused) - SHOWN} dòng nữa (xem bằng --json)")


def _records(files: list[Path]) -> Iterator[Read | Refused]:
    for path in files:
        yield from read_path(path)


def _as_dict(report: actions.Report) -> dict[str, Any]:
    return {
        "read": report.read,
        "created": report.created,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "kept_ours": report.kept_ours,
        "doubtful": report.doubtful,
        "refused": [{"where": r.where, "reason": r.reason} for r in report.refused],
    }
