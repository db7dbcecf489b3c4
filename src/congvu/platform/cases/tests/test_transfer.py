"""A dossier at the wrong agency goes to the right one: same code, same dates, nothing again."""

import json

import pytest
from django.urls import reverse
from tests.world import AT, COMMUNE_A, HOUR, World

from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Refusal
from congvu.platform.cases.actions.accept import accept
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.decide import approve
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.return_result import return_result
from congvu.platform.cases.actions.transfer import CannotTransfer, transfer
from congvu.platform.cases.models import Case, Notice, Outcome
from congvu.platform.cases.policy import NotAllowed, visible_cases
from congvu.platform.cases.tests.seeing import last_entry, nothing_changes, open_task, replayed
from congvu.platform.events.models import JournalEntry
from congvu.platform.indicators.models import OpenFigure
from congvu.platform.indicators.reactions import fold

pytestmark = pytest.mark.django_db
LATER = AT + HOUR


def moved(world: World, case: Case, *, to: str = COMMUNE_A) -> Case:
    actor = world.counter_b if case.accepted_at is None else world.handler_b
    return transfer(
        case_id=case.id, revision=case.revision, to=to, reason="Ghi nhầm xã", actor=actor, at=LATER
    )


def test_code_dates_clock_and_step_stay(world: World) -> None:
    before = world.claimed()
    after = moved(world, before)
    after = Case.objects.get(id=after.id)
    kept = ("code", "follow_key", "submitted_at", "accepted_at", "due_at", "clock_id", "step_key",
            "status", "answers", "receiving_agency_id")  # fmt: skip
    assert {n: getattr(after, n) for n in kept} == {n: getattr(before, n) for n in kept}
    assert after.competent_agency_id == world.a.committee.id
    assert after.handling_unit_id == world.a.handling_unit.id
    assert (after.assignee_id, after.handler_id) == (None, None)
    assert "Ghi nhầm xã" in after.competence_reason
    task = open_task(after)
    assert (task.unit_id, task.step_key) == (world.a.handling_unit.id, before.step_key)
    entry = last_entry(after)
    assert entry.event_type == "CaseTransferred"
    assert entry.facts["from_agency_id"] == str(world.b.committee.id)
    assert entry.legal_basis == "Điều 1 Quyết định thử nghiệm"
    assert replayed(after)


def test_the_right_agency_finishes_it_and_the_counter_returns_it(world: World) -> None:
    case = moved(world, world.claimed())
    case = claim(case_id=case.id, revision=case.revision, actor=world.handler_a, at=LATER)
    propose(
        case_id=case.id, revision=case.revision, outcome=Outcome.GRANTED, reason="",
        actor=world.handler_a, at=LATER,
    )  # fmt: skip
    case = Case.objects.get(id=case.id)
    case = approve(case_id=case.id, revision=case.revision, actor=world.signer_a, at=LATER)
    case = return_result(case_id=case.id, revision=case.revision, actor=world.counter_b, at=LATER)
    assert case.returned_at == LATER


def test_before_reception_its_counter_goes_on_receiving_for_the_other(world: World) -> None:
    case = moved(world, world.submitted())
    assert open_task(case).unit_id == world.b.counter_unit.id
    case = accept(case_id=case.id, revision=case.revision, actor=world.counter_b, at=LATER)
    assert open_task(case).unit_id == world.a.handling_unit.id


def test_who_gave_it_away_no_longer_sees_it_and_the_other_does(world: World) -> None:
    case = moved(world, world.claimed())
    assert not visible_cases(world.handler_b).filter(id=case.id).exists()
    assert visible_cases(world.handler_a).filter(id=case.id).exists()
    assert visible_cases(world.counter_b).filter(id=case.id).exists()


@pytest.mark.parametrize(
    ("to", "said"),
    [("19901", "chính"), ("H50.01", "chính"), ("Không Đâu Cả", "Không nhận ra"), ("99999", "")],
)
def test_to_itself_or_nowhere_is_refused_and_nothing_moves(
    world: World, to: str, said: str
) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(CannotTransfer) as refused:
        moved(world, case, to=to)
    assert said in str(refused.value)


def test_an_agency_without_a_handler_here_is_refused(world: World) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(Refusal) as refused:
        moved(world, case, to=world.a.centre.code)
    assert "chưa tiếp nhận hồ sơ trên hệ thống này" in str(refused.value)


def test_a_signer_and_a_stranger_cannot(world: World) -> None:
    case = world.proposed()
    with nothing_changes(), pytest.raises(NotAllowed):
        transfer(
            case_id=case.id, revision=case.revision, to=COMMUNE_A, reason="x",
            actor=world.signer_b, at=LATER,
        )  # fmt: skip


def test_the_figures_move_with_it(world: World) -> None:
    case = moved(world, world.claimed())
    fold(list(JournalEntry.objects.order_by("seq")))
    cells = list(OpenFigure.objects.values_list("agency_id", "open", "state"))
    assert cells == [(world.a.committee.id, 1, "AT_WORK")]
    assert case.competent_agency_id == world.a.committee.id


def test_people_are_told(world: World) -> None:
    from congvu.platform.cases.reactions import tell

    case = moved(world, world.claimed())
    tell(list(JournalEntry.objects.order_by("seq")))
    told = Notice.objects.filter(case=case, event_type="CaseTransferred")
    assert [notice.person_id for notice in told] == [world.citizen.person_id]


def test_by_page_the_desk_comes_next_and_the_machine_gets_one_answer(world: World) -> None:
    case = world.claimed(at=AT)
    words = {"to": COMMUNE_A, "reason": "Nhầm xã", "revision": str(case.revision)}
    url = reverse("cases:transfer", args=[case.code])
    desk = world.client(world.handler_b)
    assert "Nơi đúng của sự việc" in desk.get(url).content.decode()
    refused = desk.post(url, {**words, "to": "Đâu đó", "act_key": str(new_id())})
    assert refused.status_code == 422
    assert "Không nhận ra nơi" in refused.content.decode()
    api = reverse("cases_api:act", args=[case.code, "transfer"])
    key = {"Idempotency-Key": str(new_id())}
    body = json.dumps({"revision": case.revision, "to": COMMUNE_A, "reason": "Nhầm xã"})
    first = desk.post(api, body, content_type="application/json", headers=key)
    again = desk.post(api, body, content_type="application/json", headers=key)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.status_code == 200
    assert Case.objects.get(id=case.id).competent_agency_id == world.a.committee.id
    assert desk.get(reverse("cases:case", args=[case.code])).status_code == 404


def test_after_giving_it_away_the_page_is_the_inbox(world: World) -> None:
    case = world.claimed()
    words = {"to": COMMUNE_A, "reason": "Nhầm", "revision": str(case.revision)}
    done = world.client(world.handler_b).post(
        reverse("cases:transfer", args=[case.code]), words, follow=True
    )
    assert done.redirect_chain[-1][0].startswith(reverse("cases:inbox"))
    assert "Đã chuyển hồ sơ" in done.content.decode()
