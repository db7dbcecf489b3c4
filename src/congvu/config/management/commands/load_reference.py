"""Load everything that ships with the product: units, agencies, the calendar, procedures."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from congvu.kernel.clock import now
from congvu.kernel.refusal import Refusal
from congvu.platform.agencies import actions as agencies
from congvu.platform.deadlines import actions as deadlines
from congvu.platform.places import actions as places
from congvu.platform.procedures import actions as procedures

Step = Callable[[datetime], str]
NOTHING_NEW = "không có gì mới"


class Command(BaseCommand):
    """Each step commits by itself, so an interrupted load goes on where it stopped."""

    help = (
        "Nạp dữ liệu nền: đơn vị hành chính, cơ quan, lịch làm việc, thủ tục."
        " Chạy lại bao nhiêu lần cũng được: chỉ ghi những gì khác."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        for name, step in STEPS:
            self.stdout.write(f"Nạp {name} … ", ending="")
            self.stdout.flush()
            started = monotonic()
            try:
                said = step(at)
            except Refusal as refusal:
                self.stdout.write("dừng lại")
                raise CommandError(f"Không nạp được {name}: {refusal}") from refusal
            seconds = f"{monotonic() - started:.1f}".replace(".", ",")
            self.stdout.write(f"{said} ({seconds} giây)")


def _units(at: datetime) -> str:
    report = places.load_units(at=at)
    if report.is_unchanged:
        return NOTHING_NEW
    return f"thêm {report.added} dòng, bỏ {report.removed} dòng"


def _agencies(at: datetime) -> str:
    report = agencies.load_agencies(at=at)
    extra = f"; {report.not_listed} cơ quan không có trong danh mục" if report.not_listed else ""
    if not report.changed:
        return f"{NOTHING_NEW}, {report.total} cơ quan{extra}"
    return f"ghi {report.agencies} cơ quan, {report.units} đơn vị, {report.posts} vị trí{extra}"


def _calendar(at: datetime) -> str:
    count = deadlines.load_calendar(at=at)
    return f"ghi {count} ngày và ca làm việc" if count else NOTHING_NEW


def _terms(at: datetime) -> str:
    count = deadlines.load_terms(at=at)
    return f"ghi {count} mức" if count else NOTHING_NEW


def _procedures(at: datetime) -> str:
    report = procedures.load_files(folder=settings.REFERENCE_DIR / "procedures", at=at)
    written = report.created + report.changed
    return f"ghi {written} thủ tục" if written else NOTHING_NEW


STEPS: tuple[tuple[str, Step], ...] = (
    ("đơn vị hành chính", _units),
    ("cơ quan", _agencies),
    ("lịch làm việc", _calendar),
    ("mức theo luật", _terms),
    ("thủ tục", _procedures),
)
