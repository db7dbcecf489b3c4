"""A store of its own for every test, and the people who bring files."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM

AT = datetime(2026, 11, 23, 8, tzinfo=VIETNAM)


@pytest.fixture
def store_folder(settings: Settings, tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    settings.DOCUMENT_STORE = str(folder)
    return folder


@pytest.fixture
def citizen() -> Actor:
    return Actor(person_id=UUID(int=1), name="Nguyễn Thị Hoa")


@pytest.fixture
def stranger() -> Actor:
    return Actor(person_id=UUID(int=2), name="Trần Văn Lạ")
