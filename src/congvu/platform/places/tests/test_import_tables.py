"""Importing the official tables into the database."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from congvu.platform.places import actions, queries
from congvu.platform.places.models import (
    AdministrativeUnit,
    Level,
    Succession,
    UnitKind,
    UnitSource,
)
from congvu.platform.places.tables import BadTable
from congvu.platform.places.tests.conftest import AT, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units_loaded")]


def test_bad_table_changes_nothing(tmp_path: Path) -> None:
    before = set(AdministrativeUnit.objects.values_list("pk", flat=True))
    (tmp_path / "communes_2025-07-01.tsv").write_text("code\tfull_name\n1\tXã A\n", "utf-8")
    with pytest.raises(BadTable, match="thiếu cột: province_code, resolution"):
        actions.import_tables(folder=tmp_path, at=AT)
    assert set(AdministrativeUnit.objects.values_list("pk", flat=True)) == before


@pytest.mark.shared_data
def test_shared_tables_give_the_numbers_of_the_law(shared_data: Path) -> None:
    actions.import_tables(folder=shared_data / "units", at=AT)
    for on, communes, wards in (
        (date(2025, 7, 1), 2621, 687),
        (date(2026, 4, 30), 2611, 697),
        (TODAY, 2611, 697),
    ):
        counts = queries.counts(on=on)
        assert counts[Level.COMMUNE, UnitKind.COMMUNE] == communes
        assert counts[Level.COMMUNE, UnitKind.WARD] == wards
        assert counts[Level.COMMUNE, UnitKind.SPECIAL_ZONE] == 13
        assert len(queries.provinces(on=on)) == 34
    old = queries.counts(on=date(2021, 11, 1))
    assert sum(n for (level, _), n in old.items() if level == Level.COMMUNE) == 10_599
    check_misprints(shared_data)
    check_that_again_is_no_change(shared_data)


def check_misprints(shared_data: Path) -> None:
    told = {
        problem.row["old_code"]: problem.line
        for problem in queries.problems()
        if "đã hiểu là mã" in problem.problem
    }
    assert {"01615", "02485"} <= told.keys()
    table = next((shared_data / "units").glob("commune_mapping_2025-07-01*.tsv"))
    assert "Xã Mỹ Hưng" in table.read_text("utf-8").split("\n")[told["01615"] - 1]


def check_that_again_is_no_change(shared_data: Path) -> None:
    ids = set(Succession.objects.values_list("pk", flat=True))
    assert actions.import_tables(folder=shared_data / "units", at=AT).is_unchanged
    again = actions.load_units(at=AT)  # the package does not undo official tables
    assert again.is_unchanged
    assert not again.is_outdated
    UnitSource.objects.update(checksum="an earlier package")
    assert actions.load_units(at=AT).is_outdated
    assert set(Succession.objects.values_list("pk", flat=True)) == ids


@pytest.mark.shared_data
def test_one_table_alone_may_be_imported(shared_data: Path, tmp_path: Path) -> None:
    name = "legacy_units_2025-03-01.tsv"
    shutil.copy(shared_data / "units" / name, tmp_path / name)
    assert actions.import_tables(folder=tmp_path, at=AT).files == (name,)
    unit = queries.unit(code="26737", on=TODAY)
    assert unit is not None
    assert unit.full_name == "Phường Tân Định"
