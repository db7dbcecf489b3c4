"""New files on a running installation are published like any other change, and only then."""

import shutil
import threading
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from congvu.kernel.clock import VIETNAM
from congvu.platform.deadlines import actions
from congvu.platform.deadlines.actions.publishing import alone
from congvu.platform.deadlines.models import CalendarDay, Clock
from congvu.platform.events.models import JournalEntry

NOW = datetime(2026, 11, 17, 8, tzinfo=VIETNAM)
DAY = '\n[[days]]\noff = {}\nname = "Nghỉ thêm"\nlegal_basis = "Thông báo thử"\n'


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return Path(shutil.copytree(settings.REFERENCE_DIR / "calendar", tmp_path / "calendar"))


def told() -> list[list[str]]:
    found = JournalEntry.objects.filter(event_type="CalendarPublished").order_by("seq")
    return [entry.facts["dates"] for entry in found]


def add(files: Path, text: str) -> None:
    path = files / "2026.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.django_db
def test_a_first_load_is_no_change(files: Path) -> None:
    actions.load_calendar(at=NOW, folder=files)
    assert told() == []


@pytest.mark.django_db
def test_only_days_to_come_are_told(files: Path) -> None:
    actions.load_calendar(at=NOW, folder=files)
    add(files, DAY.format("2026-11-16"))
    assert actions.load_calendar(at=NOW, folder=files) == 1
    assert told() == []
    add(files, DAY.format("2026-12-16"))
    assert actions.load_calendar(at=NOW, folder=files) == 1
    assert told() == [["2026-12-16"]]
    actions.load_calendar(at=NOW)  # the shipped files no longer name them
    assert told() == [["2026-12-16"], ["2026-12-16"]]


@pytest.mark.django_db
def test_a_better_wording_is_not_told(files: Path) -> None:
    actions.load_calendar(at=NOW, folder=files)
    path = files / "2026.toml"
    said = path.read_text(encoding="utf-8").replace("Ngày Văn hóa Việt Nam", "Ngày Văn hóa")
    path.write_text(said, encoding="utf-8")
    assert actions.load_calendar(at=NOW, folder=files) == 1
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_no_clock_starts_while_a_calendar_is_published() -> None:
    actions.load_calendar(at=NOW)
    started = threading.Event()

    def start() -> None:
        started.set()
        actions.start_clock(quantity=1, unit="WORKING_DAY", at=NOW, actor=None)
        connection.close()

    thread = threading.Thread(target=start)
    with transaction.atomic():
        alone()
        CalendarDay.objects.create(
            date=date(2026, 11, 18), is_working=False, name="Bão", legal_basis="QĐ"
        )
        thread.start()
        started.wait()
        thread.join(timeout=0.5)
        assert thread.is_alive()  # it waits for the publication to be seen
    thread.join(timeout=10)
    assert Clock.objects.get().due_at == datetime(2026, 11, 19, 17, tzinfo=VIETNAM)
