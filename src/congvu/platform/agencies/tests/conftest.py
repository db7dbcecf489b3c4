"""A small country: three provinces, one renamed, five communes, one of them made a ward."""

from datetime import date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from congvu.kernel.clock import VIETNAM
from congvu.kernel.vietnamese import fold, sort_key
from congvu.platform.agencies import actions
from congvu.platform.places.models import AdministrativeUnit, Level, UnitKind

OLD = date(2004, 1, 1)
NEW = date(2025, 7, 1)
CITY = date(2026, 4, 30)
AT = datetime(2026, 11, 23, 8, tzinfo=VIETNAM)

ROWS: list[tuple[Level, str, str, str, date, date | None]] = [
    (Level.PROVINCE, "44", "Tỉnh Quảng Bình", "44", OLD, NEW),
    (Level.PROVINCE, "44", "Tỉnh Quảng Trị", "44", NEW, None),
    (Level.PROVINCE, "75", "Tỉnh Đồng Nai", "75", OLD, CITY),
    (Level.PROVINCE, "75", "Thành phố Đồng Nai", "75", CITY, None),
    (Level.PROVINCE, "79", "Thành phố Hồ Chí Minh", "79", OLD, None),
    (Level.COMMUNE, "18859", "Phường Bắc Lý", "44", OLD, NEW),
    (Level.COMMUNE, "18859", "Phường Đồng Thuận", "44", NEW, None),
    (Level.COMMUNE, "18901", "Xã Minh Hóa", "44", NEW, None),
    (Level.COMMUNE, "19742", "Đặc khu Cồn Cỏ", "44", NEW, None),
    (Level.COMMUNE, "26368", "Thị trấn Long Thành", "75", OLD, NEW),
    (Level.COMMUNE, "26368", "Xã Long Thành", "75", NEW, CITY),
    (Level.COMMUNE, "26368", "Phường Long Thành", "75", CITY, None),
    (Level.COMMUNE, "26740", "Phường Sài Gòn", "79", NEW, None),
]
KINDS = {
    "Tỉnh": UnitKind.PROVINCE,
    "Phường": UnitKind.WARD,
    "Xã": UnitKind.COMMUNE,
    "Thị trấn": UnitKind.TOWNSHIP,
    "Đặc khu": UnitKind.SPECIAL_ZONE,
    "Thành phố": UnitKind.CENTRAL_CITY,
}


def add_unit(
    level: Level, code: str, full_name: str, province_code: str, since: date, until: date | None
) -> None:
    word = next(word for word in KINDS if full_name.startswith(word))
    name = full_name.removeprefix(word).strip()
    AdministrativeUnit.objects.create(
        level=level,
        code=code,
        kind=KINDS[word],
        name=name,
        full_name=full_name,
        folded_name=fold(name),
        sort_key=sort_key(name),
        province_code=province_code,
        validity=DateRange(since, until),
        source="test",
    )


@pytest.fixture
def units(db: None) -> None:
    for row in ROWS:
        add_unit(*row)


@pytest.fixture
def loaded(units: None) -> actions.Loaded:
    return actions.load_agencies(at=AT)
