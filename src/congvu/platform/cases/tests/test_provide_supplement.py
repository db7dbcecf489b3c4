"""Completing the dossier: only what was asked, all of it; the clock goes on by exactly the wait."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.world import AT, DUE, HOUR, World

from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM
from congvu.kernel.refusal import Refusal
from congvu.platform.cases import policy
from congvu.platform.cases.actions.provide_supplement import NotAskedFor, provide_supplement
from congvu.platform.cases.actions.request_supplement import request_supplement
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.actions.submit import IncompleteDossier
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, WaitingFor
from congvu.platform.cases.tests.seeing import figures_of, last_entry, nothing_changes, open_task
from congvu.platform.deadlines.queries import reception_due_at

BOTH = {"giay_chung": "Chụp lại cho rõ", "muc_dich": "Ghi đúng mục đích"}


def give(
    case: Case,
    *,
    actor: Actor,
    documents: Mapping[str, tuple[UUID, ...]] | None = None,
    corrected: Mapping[str, Any] | None = None,
    at: datetime = AT + HOUR,
    revision: int | None = None,
) -> Case:
    return provide_supplement(
        case_id=case.id,
        revision=revision or case.revision,
        documents=documents or {},
        corrected=corrected or {},
        actor=actor,
        at=at,
    )


def paper(world: World, owner: Actor | None = None) -> dict[str, tuple[UUID, ...]]:
    return {"giay_chung": (world.document(owner=owner or world.citizen).id,)}


def test_supplement_brings_the_case_back_to_its_handler(world: World) -> None:
    case = world.awaiting()
    give(case, actor=world.citizen, documents=paper(world))
    case.refresh_from_db()
    assert (case.status, case.waiting_for) == (CaseStatus.IN_PROGRESS, WaitingFor.OFFICER)
    assert case.assignee_id == world.handler_b.person_id
    task = open_task(case)
    assert (task.step_key, task.assignee_id) == ("tham_dinh", world.handler_b.person_id)
    assert case.supplements.get().answered_at == AT + HOUR


@pytest.mark.parametrize(
    ("until", "due"),
    [
        (AT + HOUR, DUE.replace(day=30, hour=8, minute=30)),  # one office hour
        (AT + timedelta(hours=5), DUE.replace(day=30, hour=11)),  # noon is not office time
        (AT + timedelta(days=1), DUE.replace(day=30)),  # one working day
        (AT + timedelta(days=3), datetime(2026, 12, 1, 17, tzinfo=VIETNAM)),  # over the holiday
    ],
)
def test_due_date_moves_by_exactly_the_wait(world: World, until: datetime, due: datetime) -> None:
    case = world.awaiting()
    after = give(case, actor=world.citizen, documents=paper(world), at=until)
    after.refresh_from_db()
    assert after.due_at == due
    assert after.clock is not None
    assert (after.clock.original_due_at, after.clock.due_at) == (DUE, due)
    assert open_task(after).due_at == due


def test_answer_given_at_once_moves_nothing(world: World) -> None:
    case = world.awaiting()
    assert give(case, actor=world.citizen, documents=paper(world), at=AT).due_at == DUE


def test_papers_and_answers_are_kept_by_round(world: World) -> None:
    case = world.awaiting(items=BOTH)
    documents = paper(world)
    corrected = {"muc_dich": "khac", "viec_khac": "Vay vốn"}
    with pytest.raises(NotAskedFor):  # the follow-up question was not flagged
        give(case, actor=world.citizen, documents=documents, corrected=corrected)
    give(case, actor=world.citizen, documents=documents, corrected={"muc_dich": "hoc"})
    case.refresh_from_db()
    added = case.files.get(round=1)
    assert (added.evidence_key, (added.document_id,)) == ("giay_chung", documents["giay_chung"])
    assert case.files.get(round=0).seen_note
    assert case.answers["muc_dich"] == "hoc"


def test_corrected_answers_are_kept_tidy(world: World) -> None:
    case = world.awaiting(items={"ho_ten": "Ghi đủ họ tên"})
    after = give(case, actor=world.citizen, corrected={"ho_ten": "  Trần   Thị Mừng "})
    assert after.answers["ho_ten"] == "Trần Thị Mừng"
    assert after.answers["noi_cu_tru"] == case.answers["noi_cu_tru"]


def test_supplement_moves_the_case_back_to_work(world: World) -> None:
    case = world.awaiting()
    after = give(case, actor=world.citizen, documents=paper(world))
    entry = last_entry(case)
    assert entry.event_type == "SupplementProvided"
    assert datetime.fromisoformat(entry.facts["due_at"]) == after.due_at
    figures = figures_of(entry)
    assert figures.before is not None
    assert (figures.before.state, figures.before.due_at) == ("AWAITING_CITIZEN", None)
    assert figures.after is not None
    assert (figures.after.state, figures.after.due_at) == ("AT_WORK", after.due_at)


def asked_at_the_counter(world: World) -> Case:
    case = world.submitted()
    request_supplement(
        case_id=case.id,
        revision=1,
        items={"giay_chung": "Nộp bản rõ"},
        explanation="Bản chụp mờ",
        actor=world.counter_b,
        at=AT,
    )
    return Case.objects.get(id=case.id)


def test_supplement_before_acceptance_returns_to_the_counter(world: World) -> None:
    case = asked_at_the_counter(world)
    give(case, actor=world.citizen, documents=paper(world))
    case.refresh_from_db()
    assert (case.status, case.assignee_id) == (CaseStatus.SUBMITTED, None)
    assert case.holder_unit_id == world.b.counter_unit.id
    assert open_task(case).step_key == "tiep_nhan"
    assert case.due_at == reception_due_at(at=AT + HOUR)  # the counter must answer again in time


def test_counter_hands_papers_in_for_the_applicant(world: World) -> None:
    case = world.awaiting()
    after = give(case, actor=world.counter_b, documents=paper(world, world.counter_b))
    assert after.status == CaseStatus.IN_PROGRESS


@pytest.mark.parametrize(
    ("documents", "corrected"),
    [
        ({}, {}),
        ({"giay_chung": ()}, {"muc_dich": "hoc"}),
        ({}, {"giay_chung": "đây", "muc_dich": "hoc"}),
        ("paper", {}),
        ("paper", {"muc_dich": "khong_co"}),
        ("paper", {"muc_dich": ""}),
        ("paper", {"muc_dich": {"la": 1}}),
    ],
)
def test_half_an_answer_is_refused(world: World, documents: Any, corrected: Any) -> None:
    case = world.awaiting(items=BOTH)
    brought = paper(world) if documents == "paper" else documents
    with nothing_changes(), pytest.raises(IncompleteDossier):
        give(case, actor=world.citizen, documents=brought, corrected=corrected)


@pytest.mark.parametrize("key", ["ban_cu", "giay_khac", "ho_ten"])
def test_only_what_was_asked_may_be_given(world: World, key: str) -> None:
    case = world.awaiting()
    document = world.document(owner=world.citizen).id
    with nothing_changes(), pytest.raises(NotAskedFor):
        give(case, actor=world.citizen, documents={**paper(world), key: (document,)})
    with nothing_changes(), pytest.raises(NotAskedFor):
        give(case, actor=world.citizen, documents=paper(world), corrected={key: "Khác"})


def test_paper_of_another_person_is_not_taken(world: World) -> None:
    case = world.awaiting()
    theirs = paper(world, world.stranger)
    with nothing_changes(), pytest.raises(Refusal) as refused:
        give(case, actor=world.citizen, documents=theirs)
    assert refused.value.status == 404


@pytest.mark.parametrize("who", ["stranger", "counter_a", "handler_a", "admin"])
def test_stranger_finds_no_case_to_complete(world: World, who: str) -> None:
    case = world.awaiting()
    documents = paper(world)
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        give(case, actor=getattr(world, who), documents=documents)


@pytest.mark.parametrize("who", ["handler_b", "signer_b", "leader"])
def test_officers_do_not_answer_their_own_request(world: World, who: str) -> None:
    case = world.awaiting()
    documents = paper(world)
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        give(case, actor=getattr(world, who), documents=documents)


@pytest.mark.parametrize(
    "stage", ["submitted", "accepted", "claimed", "proposed", "decided", "returned"]
)
def test_nothing_is_added_unasked(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    documents = paper(world)
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        give(case, actor=world.citizen, documents=documents)


def test_answer_sent_twice_is_stale(world: World) -> None:
    case = world.awaiting()
    documents = paper(world)
    give(case, actor=world.citizen, documents=documents)
    with nothing_changes(), pytest.raises(Stale):
        give(case, actor=world.citizen, documents=documents, revision=case.revision)
