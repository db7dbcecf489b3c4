"""CON-01 … CON-07: many hands at one instant. CON-06, the oracle, is tested with the deadlines.

25 rounds each in an ordinary run; the campaign: `./congvu test tests/faults --rounds 1000`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from congvu.config.subscriptions import SUBSCRIPTIONS
from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.platform.cases import queries
from congvu.platform.cases.actions import drafts
from congvu.platform.cases.actions.provide_supplement import provide_supplement
from congvu.platform.cases.actions.refuse_to_receive import refuse_to_receive
from congvu.platform.cases.actions.request_supplement import request_supplement
from congvu.platform.cases.actions.ring import ring
from congvu.platform.cases.actions.submit import submit
from congvu.platform.cases.actions.void_form import void_form
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import ActRecord, Case, CodeSerial, FormBook, IssuedForm, Notice
from congvu.platform.cases.tests.seeing import every_row, nothing_changes, replayed
from congvu.platform.deadlines.queries import open_pause, waits
from congvu.platform.deadlines.rules import Wait
from congvu.platform.events.actions import dispatch
from congvu.platform.events.models import JournalEntry
from congvu.platform.people.models import Account, Appointment
from congvu.platform.procedures.definition import Channel
from tests.faults.barrier import Crowd, crowd
from tests.world import AT, DUE, World, wait_until_readable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SECOND = timedelta(seconds=1)
MOMENT = timedelta(milliseconds=1)


class Failed(Exception):
    """Something goes wrong after the number was taken."""


def post(client: Client, case: Case, act: str, *, key: UUID | None = None, **body: Any) -> Any:
    """Send one act as a machine would."""
    return client.post(
        f"/api/v1/ho-so/{case.code}/{act}",
        {"revision": case.revision, **body},
        content_type="application/json",
        headers={"Idempotency-Key": str(key or new_id())},
    )


def posting(client: Client, case: Case, act: str, **body: Any) -> Callable[[], HttpResponse]:
    return lambda: post(client, case, act, **body)


def refusing(world: World, case: Case, *, fails: bool) -> Callable[[], Case]:
    def act() -> Case:
        with transaction.atomic():
            refused = refuse_to_receive(
                case_id=case.id,
                revision=case.revision,
                reason="Không thuộc thẩm quyền",
                legal_basis="Điều 1",
                instead="",
                actor=world.counter_b,
                at=AT,
            )
            if fails:
                raise Failed
        return refused

    return act


def numbers(world: World) -> list[int]:
    forms = IssuedForm.objects.filter(agency=world.b.centre, form="03").order_by("number")
    return [number for number in forms.values_list("number", flat=True) if number is not None]


def test_CON_01_hundred_numbers_of_one_book_without_a_hole(world: World) -> None:  # noqa: N802
    cases = [world.submitted() for _ in range(100)]
    acts = [refusing(world, case, fails=i % 5 == 0) for i, case in enumerate(cases)]
    with crowd(20) as people:
        answers = [a for i in range(0, 100, 20) for a in people.at_once(acts[i : i + 20])]
    assert Counter(type(a).__name__ for a in answers) == {"Case": 80, "Failed": 20}
    assert numbers(world) == list(range(1, 81))
    _void_three(world)
    book = list(queries.form_book(world.b.centre.id, form="03", year=AT.year))
    assert [row.number for row in book] == list(range(1, 81))
    assert [row.number for row in book if row.voided_at] == [7, 40, 80]
    case = world.submitted()
    refusing(world, case, fails=False)()
    assert numbers(world)[-1] == 81  # a void number is never given again


def _void_three(world: World) -> None:
    for form in IssuedForm.objects.filter(number__in=[7, 40, 80]).select_related("case"):
        case = form.case
        void_form(
            case_id=case.id,
            revision=case.revision,
            form_id=form.id,
            reason="In hỏng",
            actor=world.signer_b,
            at=AT,
        )


def test_CON_01_numbers_and_codes_stay_contiguous(world: World, rounds: int) -> None:  # noqa: N802
    sending = lambda: submit(application=world.application(), actor=world.citizen, at=AT)  # noqa: E731 - one act, many times
    taken = 0
    with crowd(8) as people:
        for number in range(rounds):
            sent = [a for a in people.at_once([sending] * 8) if not isinstance(a, Exception)]
            assert len(sent) == 8
            cases = list(Case.objects.filter(id__in=[a.case_id for a in sent]))
            acts = [
                refusing(world, c, fails=i in {number % 8, (number * 3 + 1) % 8})
                for i, c in enumerate(cases)
            ]
            taken += sum(isinstance(a, Case) for a in people.at_once(acts))
            assert FormBook.objects.get(agency=world.b.centre, form="03").last == taken
    assert numbers(world) == list(range(1, taken + 1))
    serials = sorted(int(c.rpartition("-")[2]) for c in Case.objects.values_list("code", flat=True))
    assert serials == list(range(1, 8 * rounds + 1))
    assert CodeSerial.objects.get().last == 8 * rounds


def test_CON_02_two_signers_never_both_decide(world: World, rounds: int) -> None:  # noqa: N802
    first, second = world.client(world.signer_b), world.client(world.second_signer_b)
    won: Counter[str] = Counter()
    with crowd(2) as people:
        for _ in range(rounds):
            won[_decide_at_once(world, people, first, second)] += 1
    assert sum(won.values()) == rounds


def _decide_at_once(world: World, people: Crowd, first: Client, second: Client) -> str:
    case = world.proposed()
    acts = [
        posting(first, case, "approve"),
        posting(second, case, "send_back", remark="Xem lại giấy tờ"),
    ]
    answers: list[Any] = people.at_once(acts)
    assert sorted(a.status_code for a in answers) == [200, 409], [a.content for a in answers]
    loser = next(a for a in answers if a.status_code == 409)
    assert "Đã thay đổi" in loser.content.decode()
    rows = JournalEntry.objects.filter(subject_id=case.id).order_by("seq")
    after = [row.event_type for row in rows if row.event_type in LAST_ACTS]
    assert sorted(after) in (["ActRefused", "CaseDecided"], ["ActRefused", "ProposalSentBack"])
    decided = case.decisions.get()
    assert decided.is_approved == (Case.objects.get(id=case.id).status == CaseStatus.DECIDED)
    assert case.tasks.filter(done_at=None).count() == 1
    return "approved" if decided.is_approved else "sent back"


LAST_ACTS = {"ActRefused", "CaseDecided", "ProposalSentBack"}


def test_CON_03_twenty_equal_posts_are_one_act(world: World) -> None:  # noqa: N802
    case, key = world.submitted(), new_id()
    clients = [world.client(world.counter_b) for _ in range(20)]
    with crowd(20) as people:
        answers: list[Any] = people.at_once([posting(c, case, "accept", key=key) for c in clients])
    assert {a.status_code for a in answers} == {200}
    assert len({a.content for a in answers}) == 1
    assert JournalEntry.objects.filter(subject_id=case.id, event_type="CaseAccepted").count() == 1
    assert JournalEntry.objects.filter(event_type="ActRefused").count() == 0
    wait_until_readable()
    while dispatch(subscriptions=SUBSCRIPTIONS, at=AT):
        pass
    told = Notice.objects.filter(case=case, event_type="CaseAccepted")
    assert [notice.person_id for notice in told] == [world.citizen.person_id]


def test_CON_03_double_clicks_are_one_act(world: World, rounds: int) -> None:  # noqa: N802
    clients = [world.client(world.counter_b) for _ in range(4)]
    with crowd(4) as people:
        for _ in range(rounds):
            case, key = world.submitted(), new_id()
            answers: list[Any] = people.at_once(
                [posting(c, case, "accept", key=key) for c in clients]
            )
            assert {a.status_code for a in answers} == {200}
            assert len({a.content for a in answers}) == 1
            assert Case.objects.get(id=case.id).revision == case.revision + 1
    assert ActRecord.objects.filter(act="accept").count() == rounds


@pytest.mark.parametrize("who", ["handler_b", "second_handler_b", "handler_a"])
def test_CON_04_key_of_another_act_is_refused(world: World, who: str) -> None:  # noqa: N802
    """Another body under one's own key; the same body under another person's or agency's key."""
    case, key = world.claimed(), new_id()
    words = {"items": {"ho_ten": "Ghi rõ họ tên"}, "explanation": "Chưa rõ"}
    owner = world.client(world.handler_b)
    first = post(owner, case, "request_supplement", key=key, **words)
    assert first.status_code == 200
    stranger = world.client(getattr(world, who))
    body = {**words, "explanation": "Lý do khác"} if who == "handler_b" else words
    with nothing_changes():
        answer = post(stranger, case, "request_supplement", key=key, **body)
    # a person of another commune does not even learn that the case exists
    assert answer.status_code == (404 if who == "handler_a" else 422)
    assert first.json()["status_label"] not in answer.content.decode()


def test_CON_05_officer_who_lost_the_post_is_refused_at_once(world: World) -> None:  # noqa: N802
    case, client = world.submitted(), world.client(world.counter_b)
    page = client.get(f"/viec/{case.code}/tu-choi-tiep-nhan/")
    assert page.status_code == 200
    Appointment.objects.filter(person_id=world.counter_b.person_id).update(until=AT.date())
    with nothing_changes():
        answer = post(client, case, "accept")
        pressed = client.post(f"/viec/{case.code}/tiep-nhan/", {"revision": case.revision})
    assert answer.status_code in {401, 403, 404}
    assert pressed.status_code in {302, 403, 404}
    assert Case.objects.get(id=case.id).status == CaseStatus.SUBMITTED
    assert client.get(f"/viec/{case.code}/").status_code != 200


def test_CON_05_disabled_account_is_signed_out(world: World) -> None:  # noqa: N802
    case, client = world.submitted(), world.client(world.counter_b)
    assert client.get(f"/viec/{case.code}/").status_code == 200
    Account.objects.filter(person_id=world.counter_b.person_id).update(is_active=False)
    with nothing_changes():
        answer = post(client, case, "accept")
    assert answer.status_code in {401, 403, 404}
    assert client.get("/").wsgi_request.user.is_anonymous


def test_CON_05_what_was_begun_at_a_counter_stays_there(world: World) -> None:  # noqa: N802
    draft = drafts.start_draft(
        version=world.version,
        applicant=world.person(world.citizen),
        channel=Channel.COUNTER,
        receiving_agency=world.b.centre,
        actor=world.counter_b,
        at=AT,
    )
    page = f"/ho-so/ban-nhap/{draft.id}/"
    author = world.client(world.counter_b)
    assert author.get(page, follow=True).status_code == 200
    _replace(world.counter_b, by=world.counter_a)
    assert author.get(page, follow=True).status_code == 404
    successor = world.client(replace(world.counter_a, post_id=world.counter_b.post_id))
    assert successor.get(page, follow=True).status_code == 200


def _replace(officer: Actor, *, by: Actor) -> None:
    Appointment.objects.filter(person_id=officer.person_id).update(person_id=by.person_id)


def test_CON_07_clock_that_stands_still_is_never_overdue(world: World, rounds: int) -> None:  # noqa: N802
    """The officer stops the clock in the last instant; the scheduler marks what is overdue."""
    first: Counter[str] = Counter()
    with crowd(2) as people:
        for number in range(rounds):
            case = world.claimed()
            stopped_at = DUE - (number % 3) * MOMENT
            answers = people.at_once([_stopping(world, case, stopped_at), _ringing(case)])
            assert not [a for a in answers if isinstance(a, Exception)], answers
            first["scheduler" if answers[1] else "officer"] += 1
            after = Case.objects.select_related("clock").get(id=case.id)
            assert (after.status, after.overdue_at) == (CaseStatus.AWAITING_SUPPLEMENT, None)
            assert replayed(after)
            _resume_twice(world, after)
    assert sum(first.values()) == rounds


def _stopping(world: World, case: Case, at: Any) -> Callable[[], Any]:
    def stop() -> Any:
        return request_supplement(
            case_id=case.id,
            revision=case.revision,
            items={"ho_ten": "Ghi rõ họ tên"},
            explanation="Chưa rõ",
            actor=world.handler_b,
            at=at,
        )

    return stop


def _ringing(case: Case) -> Callable[[], Any]:
    return lambda: ring(case_id=case.id, at=DUE + MOMENT)


def _resume_twice(world: World, case: Case) -> None:
    """Counted time is what ran outside the wait, as a model of three numbers says."""
    resumed_at = DUE + timedelta(days=3)
    assert case.clock is not None
    pause = open_pause(case.clock)
    assert pause is not None
    answer: dict[str, Any] = {
        "case_id": case.id,
        "documents": {},
        "corrected": {"ho_ten": "Trần Thị Mừng"},
        "actor": world.citizen,
        "at": resumed_at,
    }
    provide_supplement(revision=case.revision, **answer)
    again = Case.objects.select_related("clock").get(id=case.id)
    before = every_row()
    with pytest.raises(Exception, match=r"cập nhật|không chờ bổ sung"):
        provide_supplement(revision=again.revision, **answer)
    assert every_row() == before
    assert again.clock is not None
    assert list(waits(again.clock)) == [Wait(since=pause.started_at, until=resumed_at)]
    assert again.due_at is not None
    assert again.due_at - resumed_at >= DUE - pause.started_at
