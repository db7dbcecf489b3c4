"""What the procedures name is there: departments, units, and times the calendar can count."""

from datetime import datetime

import pytest
from django.conf import settings

from congvu.kernel.clock import VIETNAM
from congvu.platform.agencies import roster_files
from congvu.platform.deadlines.rules import Counting, WorkCalendar, due_at
from congvu.platform.procedures.definition import CompetenceRule, Definition, TimeUnit
from congvu.platform.procedures.toml_files import read_folder

KIND_OF_RULE = {
    CompetenceRule.COMMUNE_OF_PLACE: "COMMUNE_COMMITTEE",
    CompetenceRule.ANY_COMMUNE_IN_PROVINCE: "COMMUNE_COMMITTEE",
    CompetenceRule.DEPARTMENT_OF_PROVINCE: "DEPARTMENT",
    CompetenceRule.PROVINCE_COMMITTEE: "PROVINCE_COMMITTEE",
}
DEFINITIONS = read_folder(settings.REFERENCE_DIR / "procedures")


@pytest.fixture(scope="module")
def agencies() -> roster_files.Files:
    return roster_files.read(settings.REFERENCE_DIR / "agencies")


each_definition = pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.code)


@each_definition
def test_departments_and_units_exist(definition: Definition, agencies: roster_files.Files) -> None:
    competence = definition.competence
    if competence is None:
        assert not definition.can_apply_online
        return
    departments = {department.key for department in agencies.provinces.departments}
    assert competence.department in departments | {""}
    kind = KIND_OF_RULE.get(competence.rule)
    units = {unit.key for unit in agencies.units.units if unit.of == kind}
    if competence.unit not in units | {""}:  # then the page says so
        assert "competence.unit" in {doubt.where for doubt in definition.doubts}


@each_definition
def test_times_can_be_counted(definition: Definition) -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
    for allowance in definition.allowances:
        if allowance.quantity is not None and allowance.unit is not TimeUnit.UNKNOWN:
            due = due_at(
                start=start,
                quantity=allowance.quantity,
                unit=allowance.unit,
                calendar=WorkCalendar(),
                same_day_until=allowance.same_day_until,
            )
            assert due > start


def test_both_modules_speak_of_the_same_units_of_time() -> None:
    assert {str(unit) for unit in Counting} == {str(unit) for unit in TimeUnit} - {"UNKNOWN"}
