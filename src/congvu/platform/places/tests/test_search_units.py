"""Pickers: by a few letters, without marks, in the order of a dictionary."""

import pytest

from congvu.platform.places import queries
from congvu.platform.places.models import Level
from congvu.platform.places.tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units_loaded")]


def names(text: str, *, province_code: str = "", level: str = Level.COMMUNE) -> list[str]:
    found = queries.search(text=text, on=TODAY, province_code=province_code, level=level, limit=5)
    return [unit.full_name for unit in found]


def test_whole_name_comes_first() -> None:
    assert names("Ba Đình")[0] == "Phường Ba Đình"
    assert names("ba dinh")[:2] == ["Xã Ba Dinh", "Phường Ba Đình"]
    assert names("Phường Ba Đình")[0] == "Phường Ba Đình"
    assert names("ha noi", level=Level.PROVINCE) == ["Thành phố Hà Nội"]


def test_search_stays_in_its_province() -> None:
    assert names("vinh linh", province_code="44") == ["Xã Vĩnh Linh"]
    assert names("vinh linh", province_code="01") == []


@pytest.mark.parametrize("text", ["", "   ", "zzzz", "%", "_", "\\", "(", ".*", "'"])
def test_odd_text_finds_nothing_and_does_not_fail(text: str) -> None:
    assert names(text) == []


def test_communes_stand_in_dictionary_order() -> None:
    found = [unit.name for unit in queries.communes(province_code="44", on=TODAY)]
    assert len(found) == 78
    assert found.index("Ái Tử") < found.index("Ba Đồn") < found.index("Đông Hà")


def test_name_is_written_with_its_province() -> None:
    assert queries.written_name("19363", on=TODAY).endswith(", Tỉnh Quảng Trị")
    assert queries.written_name("99999", on=TODAY) == ""
