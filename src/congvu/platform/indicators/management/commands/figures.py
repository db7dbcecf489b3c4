"""`congvu figures replay`: rebuild the figures from the journal and say whether they agreed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from congvu.kernel import clock
from congvu.platform.indicators.reactions import replay


class Command(BaseCommand):
    help = "Tính lại số liệu từ sổ sự kiện và so với số liệu đang dùng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["replay"])

    def handle(self, *args: Any, **options: Any) -> None:
        differing = replay(at=clock.now())
        if differing:
            self.stdout.write(f"Đã tính lại. Trước đó có {differing} ô số liệu sai khác.")
        else:
            self.stdout.write("Đã tính lại. Số liệu khớp với sổ sự kiện, không có ô nào sai khác.")
