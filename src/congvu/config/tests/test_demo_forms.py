"""Made-up persons fill in every form that can be applied for here, in every situation, validly."""

from collections import Counter
from datetime import date

import pytest
from django.conf import settings

from congvu.config.demo_world.answering import FormFiller
from congvu.config.demo_world.persons import personal_id, registry_of
from congvu.platform.people.models import Sex
from congvu.platform.places.models import AdministrativeUnit
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import Definition, EvidenceKind, evidence_for
from congvu.platform.procedures.toml_files import read_folder

ON = date(2026, 11, 20)
DEFINITIONS = [
    definition
    for definition in read_folder(settings.REFERENCE_DIR / "procedures")
    if definition.can_apply_online
]
COMMUNE = AdministrativeUnit(code="18859", full_name="Phường Đồng Hới", name="Đồng Hới")


def filler(seed: int) -> FormFiller:
    registry = registry_of(seed)
    applicant = registry.person(commune=COMMUNE, on=ON)
    return FormFiller(registry=registry, applicant=applicant, commune=COMMUNE, on=ON)


def situations(definition: Definition) -> list[str]:
    return [situation.key for situation in definition.situations] or [""]


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda definition: definition.code)
def test_filled_forms_have_no_problem(definition: Definition) -> None:
    for situation in situations(definition):
        for seed in range(3):
            given = filler(seed).fill(definition, situation=situation)
            papers = {
                paper.key
                for paper in evidence_for(definition, situation=situation)
                if paper.kind is EvidenceKind.UPLOAD and paper.required
            }
            problems = answers.check_all(
                definition, situation=situation, answers=given, evidence_keys=papers, on=ON
            )
            assert dict(problems) == {}, (situation, seed)


def test_same_lot_gives_the_same_answers() -> None:
    definition = next(d for d in DEFINITIONS if d.code == "1.001193")
    one, two = (filler(7).fill(definition, situation="ordinary") for _ in range(2))
    assert one == two
    assert one["place"]["code"] == COMMUNE.code
    assert one["child_family_name"] == one["applicant_name"].split()[0]


def test_numbers_are_well_formed_and_differ() -> None:
    registry = registry_of(1)
    numbers = [registry.person(commune=COMMUNE, on=ON).personal_id for _ in range(500)]
    assert max(Counter(numbers).values()) == 1
    assert {len(number) for number in numbers} == {12}
    assert {number[6:8] for number in numbers} == {"99"}


@pytest.mark.parametrize(
    ("sex", "born", "expected"),
    [
        (Sex.MALE, date(1985, 3, 2), "044085990002"),
        (Sex.FEMALE, date(1985, 3, 2), "044185990002"),
        (Sex.MALE, date(2004, 3, 2), "044204990002"),
        (Sex.FEMALE, date(2004, 3, 2), "044304990002"),
    ],
)
def test_number_carries_century_sex_and_year(sex: str, born: date, expected: str) -> None:
    assert personal_id(sex=sex, born=born, serial=2) == expected
