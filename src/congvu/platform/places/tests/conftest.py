"""All units of the registry package with our corrections, read once for the whole run."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from congvu.kernel.clock import VIETNAM
from congvu.platform.places import actions, corrections, registry_package
from congvu.platform.places.gazetteer import Gazetteer, build
from congvu.platform.places.models import (
    AdministrativeUnit,
    ImportProblem,
    OtherName,
    Succession,
    UnitSource,
)
from congvu.platform.places.records import UnitData

AT = datetime(2026, 11, 22, 8, tzinfo=VIETNAM)
TODAY = date(2026, 11, 22)
EVE = date(2025, 6, 30)


@pytest.fixture(scope="session")
def corrections_folder() -> Path:
    return Path(settings.REFERENCE_DIR) / "units"


@pytest.fixture(scope="session")
def packaged(corrections_folder: Path) -> UnitData:
    return corrections.apply(registry_package.read(registry_package.folder()), corrections_folder)


@pytest.fixture(scope="module")
def units_loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the units once for the tests of a module; each test still rolls back its own acts."""
    with django_db_blocker.unblock():
        actions.load_units(at=AT)
    yield
    with django_db_blocker.unblock():
        empty_tables()


def empty_tables() -> None:
    for model in (AdministrativeUnit, Succession, OtherName, ImportProblem, UnitSource):
        model.objects.all().delete()


@pytest.fixture(scope="session")
def gazetteer(packaged: UnitData) -> Gazetteer:
    return build(packaged.units, packaged.successions, packaged.other_names)
