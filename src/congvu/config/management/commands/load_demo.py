"""Load the living demo: made-up persons, officers and cases of the last months."""

from argparse import ArgumentParser, ArgumentTypeError
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from congvu.config.demo_world import building
from congvu.kernel.clock import now
from congvu.kernel.refusal import Refusal

EVERY = 50
MOST_CASES = 20_000
MOST_DAYS = 730


class Command(BaseCommand):
    help = (
        "Nạp dữ liệu chạy thử: người, cán bộ và hồ sơ do hệ thống tự đặt ra, đánh dấu là thử"
        " nghiệm. Đã có thì không nạp lại. Dừng giữa chừng thì chưa có gì được ghi, cứ chạy lại."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=_whole, default=400, help="Số hồ sơ (mặc định 400).")
        parser.add_argument("--days", type=_whole, default=90, help="Số ngày đã qua (mặc định 90).")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = _within(options["cases"], name="--cases", most=MOST_CASES)
        days = _within(options["days"], name="--days", most=MOST_DAYS)
        if not settings.IS_DEMO:
            raise CommandError("Chỉ nạp dữ liệu chạy thử khi CONGVU_DEMO=1.")
        started = monotonic()
        try:
            report = building.build(wanted=wanted, days=days, at=now(), said=self._say)
        except Refusal as refusal:
            raise CommandError(f"Không nạp được dữ liệu chạy thử: {refusal}") from refusal
        if not report.is_new:
            self.stdout.write("Dữ liệu chạy thử: đã có, không nạp lại.")
            return
        seconds = f"{monotonic() - started:.1f}".replace(".", ",")
        self.stdout.write(
            f"Dữ liệu chạy thử: {report.persons} người dân, {report.officers} cán bộ,"
            f" {report.cases} hồ sơ ({seconds} giây)"
        )

    def _say(self, count: int) -> None:
        if count % EVERY == 0:
            self.stdout.write(f"  … {count} hồ sơ")
            self.stdout.flush()


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"phải là số nguyên, không phải “{text}”")
    return int(text)


def _within(value: int, *, name: str, most: int) -> int:
    if not 1 <= value <= most:
        raise CommandError(f"{name} phải từ 1 đến {most}, không phải {value}.")
    return value
