"""An opinion is asked of another agency: answered, deemed, recalled, or dropped with the case."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from tests.world import AT, DEFINITION, World

from congvu.kernel.actor import Actor
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.consult import CannotConsult, consult, recall_consultation
from congvu.platform.cases.actions.decide import approve, send_back
from congvu.platform.cases.actions.propose import ReasonNeeded, propose
from congvu.platform.cases.actions.ring import ring_due
from congvu.platform.cases.actions.withdraw import withdraw
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Answer, Case, Outcome, WaitingFor
from congvu.platform.cases.policy import NotAllowed
from congvu.platform.cases.replaying import rebuilt, row_facts
from congvu.platform.cases.spent import split
from congvu.platform.cases.tests.situations import consulted, consulting_version
from congvu.platform.events.queries import history_of
from congvu.platform.procedures.actions import publish_version
from congvu.platform.procedures.definition import StepKind
from congvu.platform.procedures.models import Origin

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def fresh(case: Case) -> Case:
    return Case.objects.get(id=case.id)


def child_of(case: Case) -> Case:
    return Case.objects.get(parent=case)


def asked(world: World, *, at: datetime = AT) -> Case:
    return consulted(world, at=at)


def answer(
    child: Case, *, handler: Actor, signer: Actor, at: datetime, outcome: Outcome, words: str = ""
) -> Case:
    child = claim(case_id=child.id, revision=child.revision, actor=handler, at=at)
    propose(
        case_id=child.id, revision=child.revision, outcome=outcome, reason=words,
        actor=handler, at=at,
    )  # fmt: skip
    return approve(case_id=child.id, revision=fresh(child).revision, actor=signer, at=at)


def consult_route(world: World, *, at: datetime, is_deemed: bool) -> None:
    """Publish the world's procedure with a consulting step in place of its appraisal."""
    route = tuple(
        msgspec.structs.replace(step, kind=StepKind.CONSULT, is_deemed=is_deemed,
                                legal_basis="Điều 7 Quyết định thử")
        if step.kind is StepKind.APPRAISE else step
        for step in DEFINITION.route
    )  # fmt: skip
    definition = msgspec.structs.replace(DEFINITION, route=route)
    version = publish_version(definition=definition, origin=Origin.OURS, at=at)
    object.__setattr__(world, "version", version)


def test_the_asked_agency_gets_a_case_with_its_own_clock(world: World) -> None:
    case = asked(world)
    child = child_of(case)
    assert child.code == f"{case.code}-1"
    assert child.competent_agency_id == world.a.committee.id
    assert child.holder_unit_id == world.a.handling_unit.id
    assert child.due_at is not None
    assert case.due_at not in (None, child.due_at)
    assert (case.waiting_for, case.holder_unit_id) == (WaitingFor.OTHERS, None)
    assert case.clock is not None
    assert not case.clock.pauses.exists()


def test_the_answer_brings_the_case_back_to_who_asked(world: World) -> None:
    case = asked(world)
    later = AT + HOUR
    answer(child_of(case), handler=world.handler_a, signer=world.signer_a, at=later,
           outcome=Outcome.REFUSED, words="Vướng quy hoạch")  # fmt: skip
    case = fresh(case)
    given = case.consultations.get()
    assert (given.answer, given.opinion) == (Answer.OBJECTED, "Vướng quy hoạch")
    assert (case.waiting_for, case.assignee_id) == (WaitingFor.OFFICER, world.handler_b.person_id)
    assert case.status == CaseStatus.IN_PROGRESS
    assert split(case, at=later).others == HOUR


def test_the_case_waits_for_the_last_of_several(world: World) -> None:
    consulting_version(at=AT)
    case = world.claimed()
    case = consult(
        case_id=case.id, revision=case.revision, to=(world.a.committee.code, "unit:lanh_dao"),
        question="Ý kiến?", days=2, actor=world.handler_b, at=AT,
    )  # fmt: skip
    first, other = Case.objects.filter(parent=case).order_by("code")
    answer(first, handler=world.handler_a, signer=world.signer_a, at=AT, outcome=Outcome.GRANTED)
    assert fresh(case).waiting_for == WaitingFor.OTHERS
    assert other.competent_agency_id == world.b.committee.id


def test_silence_is_agreement_only_where_the_route_says_so(world: World) -> None:
    consult_route(world, at=AT, is_deemed=True)
    case = asked(world)
    child = child_of(case)
    assert child.due_at is not None
    while ring_due(at=child.due_at):
        pass
    assert fresh(case).waiting_for == WaitingFor.OTHERS
    late = child.due_at + timedelta(seconds=1)
    while ring_due(at=late):
        pass
    child, case = fresh(child), fresh(case)
    given = case.consultations.get()
    assert (given.answer, given.ended_at) == (Answer.DEEMED, late)
    assert (child.status, child.counts_late) == (CaseStatus.DECIDED, True)
    assert case.assignee_id == world.handler_b.person_id
    (row,) = [row for row in history_of(case.id) if row.event_type == "ConsultationAnswered"]
    assert row.actor_person_id is None
    assert row.legal_basis == "Điều 7 Quyết định thử"


def test_elsewhere_silence_is_only_late(world: World) -> None:
    case = asked(world)
    child = child_of(case)
    assert child.due_at is not None
    while ring_due(at=child.due_at + timedelta(seconds=1)):
        pass
    assert fresh(case).waiting_for == WaitingFor.OTHERS
    assert fresh(child).overdue_at == child.due_at


def test_who_asked_may_go_on_without_the_answer(world: World) -> None:
    case = asked(world)
    case = recall_consultation(
        case_id=case.id, revision=case.revision, reason="Đã đủ căn cứ", actor=world.handler_b, at=AT
    )
    child = child_of(case)
    assert (child.status, child.waiting_for) == (CaseStatus.STOPPED, WaitingFor.NOBODY)
    assert case.waiting_for == WaitingFor.OFFICER
    assert case.consultations.get().opinion == "Đã đủ căn cứ"
    with pytest.raises(NotAllowed):
        claim(case_id=child.id, revision=child.revision, actor=world.handler_a, at=AT)


def test_what_hangs_on_a_withdrawn_dossier_ends_with_it(world: World) -> None:
    case = asked(world)
    withdraw(case_id=case.id, revision=case.revision, actor=world.citizen, at=AT)
    child = child_of(case)
    assert child.status == CaseStatus.STOPPED
    assert not child.tasks.filter(done_at=None).exists()


def test_an_answer_sent_back_is_written_again(world: World) -> None:
    child = child_of(asked(world))
    child = claim(case_id=child.id, revision=child.revision, actor=world.handler_a, at=AT)
    propose(case_id=child.id, revision=child.revision, outcome=Outcome.GRANTED, reason="",
            actor=world.handler_a, at=AT)  # fmt: skip
    child = send_back(case_id=child.id, revision=fresh(child).revision, remark="Nêu căn cứ",
                      actor=world.signer_a, at=AT)  # fmt: skip
    assert (child.step_key, child.assignee_id) == ("appraise", world.handler_a.person_id)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"to": ()}, "ít nhất một nơi"),
        ({"to": ("H99.99",)}, "Không có cơ quan nào mang mã “H99.99”"),
        ({"to": ("unit:khong_co",)}, "không thuộc cơ quan này"),
        ({"to": ("unit:phong_viec",)}, "không tự xin ý kiến chính mình"),
        ({"question": "  "}, "nội dung cần xin ý kiến"),
        ({"days": 0}, "từ 1 đến 5 ngày làm việc"),
        ({"days": 6}, "từ 1 đến 5 ngày làm việc"),
    ],
)
def test_a_senseless_question_changes_nothing(
    world: World, words: dict[str, Any], message: str
) -> None:
    consulting_version(at=AT)
    case = world.claimed()
    given = {"to": (world.a.committee.code,), "question": "Ý kiến?", "days": 3, **words}
    with pytest.raises(CannotConsult, match=message):
        consult(case_id=case.id, revision=case.revision, actor=world.handler_b, at=AT, **given)
    assert fresh(case).revision == case.revision
    assert not Case.objects.filter(parent=case).exists()


def test_who_is_asked_cannot_stop_withdraw_or_ask_on(world: World) -> None:
    child = child_of(asked(world))
    child = claim(case_id=child.id, revision=child.revision, actor=world.handler_a, at=AT)
    with pytest.raises(NotAllowed):
        consult(case_id=child.id, revision=child.revision, to=(world.b.committee.code,),
                question="?", days=2, actor=world.handler_a, at=AT)  # fmt: skip
    with pytest.raises(ReasonNeeded):
        propose(case_id=child.id, revision=child.revision, outcome=Outcome.STOPPED, reason="Dừng",
                actor=world.handler_a, at=AT)  # fmt: skip


def test_citizens_see_one_code_and_strangers_nothing(world: World) -> None:
    case = asked(world)
    child = child_of(case)
    assert list(Case.objects.of_person(world.citizen.person_id)) == [case]
    assert world.client(world.citizen).get(f"/ho-so/{child.code}/").status_code == 404
    assert world.client(world.handler_a).get(f"/viec/{child.code}/").status_code == 200
    assert world.client(world.handler_a).get(f"/viec/{case.code}/").status_code == 404


def test_the_journal_tells_both_rows(world: World) -> None:
    case = asked(world)
    child = child_of(case)
    answer(child, handler=world.handler_a, signer=world.signer_a, at=AT, outcome=Outcome.GRANTED)
    for row in (fresh(case), fresh(child)):
        assert rebuilt(history_of(row.id)) == row_facts(row)


def test_the_figures_count_the_dossier_only(world: World) -> None:
    case = asked(world)
    answer(child_of(case), handler=world.handler_a, signer=world.signer_a, at=AT,
           outcome=Outcome.GRANTED)  # fmt: skip
    assert all(row.facts["figures"] is None for row in history_of(child_of(case).id))
