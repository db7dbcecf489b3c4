"""Units on any day, from the package with our corrections."""

from datetime import date

import pytest
from django.db import IntegrityError

from congvu.platform.places import actions, queries
from congvu.platform.places.models import AdministrativeUnit, Level, UnitKind, UnitSource
from congvu.platform.places.tests.conftest import AT, EVE, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units_loaded")]


def communes(on: date) -> tuple[int, int, int]:
    counts = queries.counts(on=on)
    kinds = (UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE)
    a, b, c = (counts[Level.COMMUNE, kind] for kind in kinds)
    return a, b, c


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 7, 1), (2621, 687, 13)),
        (date(2026, 4, 29), (2621, 687, 13)),
        (date(2026, 4, 30), (2611, 697, 13)),
        (TODAY, (2611, 697, 13)),
    ],
)
def test_communes_of_each_kind_on_a_day(on: date, expected: tuple[int, int, int]) -> None:
    assert communes(on) == expected
    assert len(queries.provinces(on=on)) == 34


def test_dong_nai_is_a_city_from_30_april_2026() -> None:
    kinds = []
    for on in (date(2026, 4, 29), date(2026, 4, 30)):
        unit = queries.unit(code="75", on=on, level=Level.PROVINCE)
        assert unit is not None
        kinds.append((unit.kind, unit.full_name, unit.legal_basis))
    assert kinds[0][:2] == (UnitKind.PROVINCE, "Tỉnh Đồng Nai")
    assert kinds[1] == (
        UnitKind.CENTRAL_CITY, "Thành phố Đồng Nai", "Nghị quyết 30/2026/QH16",
    )  # fmt: skip


def test_a_code_means_another_unit_on_another_day() -> None:
    before = queries.unit(code="00004", on=EVE)
    after = queries.unit(code="00004", on=TODAY)
    assert before is not None
    assert after is not None
    assert (before.full_name, after.full_name) == ("Phường Trúc Bạch", "Phường Ba Đình")


def test_second_load_changes_nothing() -> None:
    ids = set(AdministrativeUnit.objects.values_list("pk", flat=True))
    assert actions.load_units(at=AT).is_unchanged
    UnitSource.objects.update(checksum="another version of the package")
    assert actions.load_units(at=AT).is_unchanged
    assert set(AdministrativeUnit.objects.values_list("pk", flat=True)) == ids


def test_load_mends_what_was_changed_by_hand() -> None:
    AdministrativeUnit.objects.filter(code="00004").delete()
    UnitSource.objects.update(checksum="")
    assert actions.load_units(at=AT).added == 2
    assert queries.unit(code="00004", on=TODAY) is not None


def test_two_units_cannot_share_a_code_on_one_day() -> None:
    unit = AdministrativeUnit.objects.in_force(TODAY).get(code="00004")
    unit.pk = None
    with pytest.raises(IntegrityError, match="one_unit_per_code_and_day"):
        unit.save()
