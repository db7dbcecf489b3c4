"""`congvu worker`: reads the journal for every reaction and runs the schedule."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from congvu.platform.events.jobs import Loop


class Command(BaseCommand):
    help = "Chạy tiến trình nền: đọc sổ sự kiện, cập nhật số liệu, chạy việc định kỳ."

    def handle(self, *args: Any, **options: Any) -> None:
        loop = Loop(
            subscriptions=import_string(settings.SUBSCRIPTIONS),
            schedule=import_string(settings.SCHEDULE),
        )
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: loop.stopping.set())
        self.stdout.write("Tiến trình nền đã chạy.")
        loop.run()
