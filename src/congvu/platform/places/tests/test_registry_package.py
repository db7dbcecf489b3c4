"""What is read of the registry package, and what of it is not believed."""

import sys

from congvu.platform.places import registry_package
from congvu.platform.places.records import COMMUNE, TWO_LEVELS_FROM, UnitData


def targets(data: UnitData, old_code: str) -> set[str]:
    return {s.new_code for s in data.successions if s.old_code == old_code}


def test_package_is_read_without_importing_it(packaged: UnitData) -> None:
    assert packaged.units
    assert registry_package.PACKAGE not in sys.modules


def test_targets_of_a_far_namesake_are_left_out_and_told(packaged: UnitData) -> None:
    assert targets(packaged, "27691") == {"27694"}  # Phường 4 of Tân An, not of Tây Ninh
    assert targets(packaged, "25462") == {"25459"}
    told = [p.problem for p in packaged.problems]
    assert any("25459" in problem and "27691" in problem for problem in told)


def test_every_commune_of_both_lists_is_in_the_succession(packaged: UnitData) -> None:
    communes = [u for u in packaged.units if u.level == COMMUNE]
    old = {u.code for u in communes if u.start < TWO_LEVELS_FROM}
    new = {u.code for u in communes if u.start >= TWO_LEVELS_FROM}
    assert (len(old), len(new)) == (10_035, 3_321)
    assert old <= {s.old_code for s in packaged.successions}
    assert new == {s.new_code for s in packaged.successions}
