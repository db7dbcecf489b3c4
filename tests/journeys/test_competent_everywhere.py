"""With everything that ships: who is competent in every commune, on which day, under which name."""

import io
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from bench.applicants import answers_of, new_person
from django.core.management import call_command
from pytest_django import Settings

from congvu.kernel import keeping
from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM
from congvu.kernel.ids import new_id
from congvu.platform.cases.actions.submit import Applicant, Application, submit
from congvu.platform.cases.models import Case
from congvu.platform.competence.actions import check_coverage
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.queries import definition_of, published_version

SPLIT = "Phường Cống Vị, Quận Ba Đình, Hà Nội"
LONG_THANH = "26368"  # xã until 29/4/2026, phường from 30/4/2026
NAMES = {29: "Ủy ban nhân dân xã Long Thành", 30: "Ủy ban nhân dân phường Long Thành"}
MARRIAGE_STATE = "1.004873"
pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(settings: Settings) -> Iterator[None]:
    """Everything that ships, loaded for an installation of Đồng Nai."""
    settings.PROVINCE_CODE = "75"
    settings.REFERENCE_KEPT_SECONDS = 600
    call_command("load_reference", stdout=io.StringIO())
    yield
    keeping.forget()


def told(*args: str, lines: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Return what `congvu competence resolve --json` prints, a line each."""
    out, usual = io.StringIO(), sys.stdin
    given = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    sys.stdin = SimpleNamespace(buffer=io.BytesIO(given.encode()))
    try:
        call_command("competence", "resolve", *args, "--json", stdout=out)
    except SystemExit:
        pass
    finally:
        sys.stdin = usual
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("day", [29, 30])
def test_a_dossier_carries_the_names_of_its_day(reference: None, day: int) -> None:
    case = filed(datetime(2026, 4, day, 9, tzinfo=VIETNAM))
    assert case.competent_agency.name == NAMES[day]
    assert case.receiving_agency.name == NAMES[day].replace(
        "Ủy ban nhân dân", "Trung tâm Phục vụ hành chính công"
    )
    (answer,) = told("--procedure", MARRIAGE_STATE, "--place", LONG_THANH, "--on", f"2026-04-{day}")
    assert answer["agency"]["name"] == NAMES[day]
    assert answer["agency"]["code"] == case.competent_agency.code


def filed(at: datetime) -> Case:
    person = new_person(1)
    version = published_version(code=MARRIAGE_STATE, on=at.date())
    definition = definition_of(version)
    application = Application(
        version_id=version.id,
        definition=definition,
        situation="never_married",
        answers=answers_of(person, commune_code=LONG_THANH),
        evidence={},
        seen_evidence={},
        applicant=Applicant(person_id=person.id, full_name=person.full_name),
        channel=Channel.ONLINE,
        submit_key=new_id(),
    )
    sent = submit(
        application=application, actor=Actor(person_id=person.id, name=person.full_name), at=at
    )
    return Case.objects.get(id=sent.case_id)


def test_lines_are_answered_one_by_one_and_a_wrong_one_is_named(reference: None) -> None:
    asked = [
        {"procedure": "1.001193", "place": "Phường Long Thành, Đồng Nai"},
        {"procedure": "1.001193"},
        {"procedure": "2.000815", "counter": LONG_THANH},
        {"procedure": "1.012783", "place": LONG_THANH},
        {"procedure": "1.004194", "place": LONG_THANH, "applicant": {"residence": "00004"}},
        {"procedure": "9.999999"},
        {"procedure": "1.001193", "where": "x"},
        "{",
        {"procedure": "1.001193", "on": "31/12/2026"},
        {"procedure": "1.001193", "place": "Hoàn toàn không có nơi này"},
    ]
    answers = told(lines=asked)
    assert [answer["status"] for answer in answers] == [
        "resolved", "ask", "resolved", "resolved", "resolved",
        "refused", "refused", "refused", "refused", "ask",
    ]  # fmt: skip
    assert answers[0]["signer"]["title"] == "Chủ tịch Ủy ban nhân dân"
    assert answers[0]["legal_basis"]
    assert answers[1]["question"]["key"] == "place"
    assert answers[3]["agency"]["kind"] == "DEPARTMENT"
    assert answers[4]["agency"]["name"] == "Công an phường Long Thành"
    assert answers[5]["field"] == "procedure"


def test_an_old_commune_that_was_split_is_asked_about_with_its_heirs(reference: None) -> None:
    (answer,) = told("--procedure", "1.001193", "--place", SPLIT, "--on", "2026-01-05")
    assert answer["status"] == "ask"
    assert answer["question"]["key"] == "place"
    assert len(answer["candidates"]) > 1
    assert all(one["agency"]["kind"] == "COMMUNE_COMMITTEE" for one in answer["candidates"])
    chosen = answer["candidates"][0]
    (again,) = told("--procedure", "1.001193", "--place", chosen["answer"], "--on", "2026-01-05")
    assert again["agency"] == chosen["agency"]


def test_every_commune_and_every_procedure_resolves_or_asks(reference: None) -> None:
    report = check_coverage(on=date(2026, 11, 23), at=datetime(2026, 11, 23, 2, tzinfo=VIETNAM))
    assert report.communes == 3321
    assert report.gaps == 0
    assert report.resolved + report.asks == report.communes * len(report.rows)
    assert len(report.rows) >= 30
