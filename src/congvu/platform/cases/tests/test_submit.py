"""Sending a dossier: one act, one number, one case, and the same answer when repeated."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.world import AT, DEFINITION, HOUR, World, fields_of

from congvu.kernel.clock import VIETNAM
from congvu.kernel.ids import new_id
from congvu.platform.cases.actions.destination import CompetenceUndecided
from congvu.platform.cases.actions.submit import (
    Application,
    IncompleteDossier,
    KeyUsedBefore,
    Submitted,
    submit,
)
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import ActRecord, Case, CodeSerial, WaitingFor
from congvu.platform.cases.tests.seeing import (
    every_row,
    figures_of,
    last_entry,
    nothing_changes,
    open_task,
)
from congvu.platform.deadlines.queries import reception_due_at
from congvu.platform.procedures.definition import (
    Channel,
    Competence,
    CompetenceRule,
    Definition,
)


def sent(world: World, application: Application | None = None, at: datetime = AT) -> Submitted:
    return submit(application=application or world.application(), actor=world.citizen, at=at)


def test_dossier_reaches_the_counter_of_the_place(world: World) -> None:
    case = Case.objects.get(id=sent(world).case_id)
    assert (case.status, case.revision) == (CaseStatus.SUBMITTED, 1)
    assert (case.receiving_agency, case.receiving_unit) == (world.b.centre, world.b.counter_unit)
    assert (case.competent_agency, case.handling_unit) == (world.b.committee, world.b.handling_unit)
    assert world.b.committee.name in case.competence_reason
    assert (case.waiting_for, case.holder_post_kind) == (WaitingFor.OFFICER, "COUNTER")
    assert (case.holder_unit_id, case.assignee_id) == (world.b.counter_unit.id, None)
    assert (case.submitted_at, case.due_at) == (AT, reception_due_at(at=AT))
    assert (case.applicant_id, case.filed_by_id) == (world.citizen.person_id,) * 2
    assert (case.folded_name, case.helped_by_post_id) == ("tran thi mung", None)
    assert case.answers == world.answers()


def test_dossier_opens_one_task_and_keeps_its_papers(world: World) -> None:
    document = world.document(owner=world.citizen)
    application = world.application(
        evidence={"giay_chung": (document.id,)}, seen_evidence={"ban_cu": "đã xem"}
    )
    case = Case.objects.get(id=sent(world, application).case_id)
    task = open_task(case)
    assert (task.step_key, task.unit, task.opened_at) == ("tiep_nhan", world.b.counter_unit, AT)
    papers = set(case.files.values_list("evidence_key", "document_id", "round", "seen_note"))
    assert papers == {("giay_chung", document.id, 0, ""), ("ban_cu", None, 0, "đã xem")}


def test_submission_is_recorded_with_its_number(world: World) -> None:
    answer = sent(world)
    case = Case.objects.get(id=answer.case_id)
    entry = last_entry(case)
    assert (entry.event_type, entry.facts["code"]) == ("CaseSubmitted", case.code)
    assert (entry.actor_person_id, entry.agency_id) == (world.citizen.person_id, world.b.centre.id)
    assert (entry.facts["channel"], entry.legal_basis) == ("ONLINE", "Điều 1 Quyết định thử nghiệm")
    figures = figures_of(entry)
    assert (figures.agency_id, figures.received, figures.before) == (world.b.committee.id, 0, None)
    assert figures.after is not None
    assert (figures.after.state, figures.after.due_at) == ("TO_RECEIVE", case.due_at)


def test_number_carries_agency_local_day_and_serial(world: World) -> None:
    first = sent(world)
    before_midnight = datetime(2026, 11, 23, 23, 59, tzinfo=VIETNAM)
    assert first.code == "H50.01-261123-0001"
    assert sent(world, at=before_midnight).code == "H50.01-261123-0002"
    assert sent(world, at=before_midnight + timedelta(minutes=1)).code == "H50.01-261124-0001"
    other = world.application(commune=world.a)
    assert sent(world, other).code == "H50.00-261123-0001"
    assert len(first.follow_key) == 10


def test_ten_thousandth_dossier_of_a_day_has_five_digits(world: World) -> None:
    sent(world)
    CodeSerial.objects.update(last=9_998)
    codes = [sent(world).code for _ in range(2)]
    assert codes == ["H50.01-261123-9999", "H50.01-261123-10000"]


def test_repeated_act_gets_the_first_answer(world: World) -> None:
    application = world.application()
    first = sent(world, application)
    with nothing_changes():
        again = sent(world, application, at=AT + HOUR)
    assert again == replace(first, is_repeat=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"situation": "cap_lai"},
        {"answers": {"muc_dich": "khac", "viec_khac": "Vay vốn"}},
        {"evidence": True},
        {"version_id": new_id()},
    ],
)
def test_same_key_with_another_body_is_refused(world: World, changed: dict[str, Any]) -> None:
    application = world.application()
    sent(world, application)
    if "answers" in changed:
        changed = {"answers": {**world.answers(), **changed["answers"]}}
    if "evidence" in changed:
        changed = {"evidence": {"giay_chung": (world.document(owner=world.citizen).id,)}}
    other = replace(application, **changed)
    with nothing_changes(), pytest.raises(KeyUsedBefore):
        sent(world, other)


def test_same_key_from_another_person_is_refused(world: World) -> None:
    application = world.application()
    sent(world, application)
    with nothing_changes(), pytest.raises(KeyUsedBefore):
        submit(application=application, actor=world.stranger, at=AT)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"ho_ten": ""}, "ho_ten"),
        ({"ngay_sinh": "2026-11-24"}, "ngay_sinh"),
        ({"ngay_sinh": "hôm qua"}, "ngay_sinh"),
        ({"muc_dich": "chơi"}, "muc_dich"),
        ({"muc_dich": "khac"}, "viec_khac"),
        ({"noi_cu_tru": {"text": "Bình Yên", "code": ""}}, "noi_cu_tru"),
        ({"noi_cu_tru": "Bình Yên"}, "noi_cu_tru"),
        ({"noi_cu_tru": {"text": "Không còn", "code": "00001"}}, "noi_cu_tru"),
        ({"la_lung": "1"}, "la_lung"),
    ],
)
def test_wrong_answer_is_named_and_nothing_kept(
    world: World, changed: dict[str, Any], key: str
) -> None:
    application = world.application(answers={**world.answers(), **changed})
    with nothing_changes(), pytest.raises(IncompleteDossier) as refused:
        sent(world, application)
    assert key in refused.value.problems
    assert refused.value.problems[key]


def test_missing_paper_is_named(world: World) -> None:
    with nothing_changes(), pytest.raises(IncompleteDossier) as refused:
        sent(world, world.application(seen_evidence={}))
    assert dict(refused.value.problems) == {"giay_chung": "Hãy nộp giấy tờ: Giấy chứng."}


def test_unknown_situation_is_refused(world: World) -> None:
    with nothing_changes(), pytest.raises(IncompleteDossier) as refused:
        sent(world, world.application(situation="khac"))
    assert "situation" in refused.value.problems


def test_undecided_place_is_asked_about(world: World) -> None:
    """The rule's question is not on this form, so nothing can decide: no agency is guessed."""
    rule = Competence(
        rule=CompetenceRule.COMMUNE_OF_PLACE, legal_basis="Điều 1", place_question="noi_khac"
    )
    definition = Definition(**{**fields_of(DEFINITION), "competence": rule})
    with nothing_changes(), pytest.raises(CompetenceUndecided, match="xã, phường"):
        sent(world, world.application(definition=definition))


def test_answers_that_are_not_asked_are_not_kept(world: World) -> None:
    given = {**world.answers(), "viec_khac": "không hỏi", "ho_ten": "  Trần  Thị   Mừng"}
    case = Case.objects.get(id=sent(world, world.application(answers=given)).case_id)
    assert case.answers == world.answers()


def test_officer_files_for_the_citizen(world: World) -> None:
    application = world.application(channel=Channel.COUNTER, counter=world.a.centre)
    answer = submit(application=application, actor=world.counter_a, at=AT)
    case = Case.objects.get(id=answer.case_id)
    assert (case.receiving_agency, case.competent_agency) == (world.a.centre, world.b.committee)
    assert case.filed_by_id == world.citizen.person_id
    assert case.helped_by_post_id == world.counter_a.post_id
    assert ActRecord.objects.get(key=application.submit_key).person_id == world.counter_a.person_id


def test_submission_writes_one_row_each(world: World) -> None:
    before = {table: len(rows) for table, rows in every_row().items()}
    sent(world)
    after = {table: len(rows) for table, rows in every_row().items()}
    assert {table: after[table] - n for table, n in before.items() if after[table] != n} == {
        "cases_case": 1,
        "cases_task": 1,
        "cases_casefile": 1,
        "cases_actrecord": 1,
        "cases_codeserial": 1,
        "events_journalentry": 1,
    }
