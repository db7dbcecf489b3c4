"""The real calendar without a database, and the rows of it."""

from datetime import datetime
from uuid import UUID

import pytest
from django.conf import settings

from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM
from congvu.platform.deadlines import actions
from congvu.platform.deadlines.calendar_files import read_years
from congvu.platform.deadlines.rules import SpecialDay, WorkCalendar


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    files = read_years(settings.REFERENCE_DIR / "calendar")
    return WorkCalendar(
        special_days={
            day: SpecialDay(
                is_working=entry.worked is not None,
                name=entry.name,
                legal_basis=entry.legal_basis,
                is_estimate=file.is_estimate,
            )
            for file in files
            for entry in file.days
            if (day := entry.off or entry.worked)
        }
    )


@pytest.fixture
def loaded_calendar(db: None) -> None:
    actions.load_calendar(at=datetime(2026, 1, 1, tzinfo=VIETNAM))


@pytest.fixture
def officer() -> Actor:
    return Actor(person_id=UUID(int=7), name="Nguyễn Thị Hoa")
