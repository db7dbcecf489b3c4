"""The reference data load in order, again without a change, and after a stop."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from congvu.platform.agencies.models import Agency
from congvu.platform.deadlines.models import CalendarDay
from congvu.platform.places.models import AdministrativeUnit
from congvu.platform.procedures.models import Procedure

pytestmark = pytest.mark.django_db


def loaded() -> list[str]:
    said = StringIO()
    call_command("load_reference", stdout=said)
    return said.getvalue().splitlines()


def test_loads_everything_and_then_nothing() -> None:
    first = loaded()
    assert [line.split(" … ")[0] for line in first] == [
        "Nạp đơn vị hành chính",
        "Nạp cơ quan",
        "Nạp lịch làm việc",
        "Nạp mức theo luật",
        "Nạp thủ tục",
    ]
    assert not [line for line in first if "không có gì mới" in line]
    assert Agency.objects.filter(kind="COMMUNE_COMMITTEE", valid_until=None).count() == 3321
    assert Agency.objects.filter(kind="PROVINCE_COMMITTEE", valid_until=None).count() == 34
    assert CalendarDay.objects.exists()
    assert Procedure.objects.exists()

    again = loaded()
    assert len([line for line in again if "không có gì mới" in line]) == 5


def test_goes_on_after_a_stop(settings: Settings, tmp_path: Path) -> None:
    shipped = settings.REFERENCE_DIR
    settings.REFERENCE_DIR = tmp_path / "data"
    shutil.copytree(shipped, settings.REFERENCE_DIR)
    broken = settings.REFERENCE_DIR / "agencies" / "units.toml"
    broken.write_text("units = 3", encoding="utf-8")

    with pytest.raises(CommandError, match=r"Không nạp được cơ quan: .*units\.toml"):
        loaded()
    assert AdministrativeUnit.objects.exists()
    assert not Agency.objects.exists()

    settings.REFERENCE_DIR = shipped
    said = loaded()
    assert "không có gì mới" in said[0]
    assert Agency.objects.exists()
