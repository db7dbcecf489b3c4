"""Acting in another's post: from an instant until another, and not one second longer."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.world import AT, World

from congvu.kernel.actor import Actor, Capacity
from congvu.kernel.clock import now
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Missing
from congvu.platform.events.models import JournalEntry
from congvu.platform.people.actions import (
    DelegationRefused,
    delegate,
    end_appointment,
    revoke_delegation,
)
from congvu.platform.people.models import Appointment, Delegation
from congvu.platform.people.queries import deputy
from congvu.platform.people.session import DELEGATION_KEY, POST_KEY

pytestmark = pytest.mark.django_db
UNTIL = AT + timedelta(days=3)
SECOND = timedelta(seconds=1)


def held(world: World, actor: Actor) -> Appointment:
    return Appointment.objects.get(person_id=actor.person_id, post=actor.post_id)


def delegated(world: World, *, at: datetime = AT, **changed: Any) -> Delegation:
    given = {
        "receiver_appointment_id": held(world, world.head_b).id,
        "capacity": Capacity.BY_ORDER,
        "valid_from": at,
        "valid_until": at + timedelta(days=3),
        "decision_number": "5/QĐ-UBND",
        "actor": world.signer_b,
        "at": at,
    }
    return delegate(**{**given, **changed})


def acting(world: World, made: Delegation, *, at: datetime) -> Actor | None:
    account = world.accounts[made.receiver_id]
    return deputy(account.id, delegation_id=made.id, at=at)


def test_the_deputy_acts_at_the_post_in_that_capacity(world: World) -> None:
    made = delegated(world)
    actor = acting(world, made, at=AT)
    assert actor is not None
    assert actor.person_id == world.head_b.person_id
    assert (actor.post_id, actor.unit_id) == (world.signer_b.post_id, world.signer_b.unit_id)
    assert actor.capacity is Capacity.BY_ORDER
    assert actor.own_title == world.head_b.post_title
    entry = JournalEntry.objects.get(event_type="DelegationMade")
    assert entry.legal_basis == "5/QĐ-UBND"


def test_it_ends_to_the_second(world: World) -> None:
    made = delegated(world)
    assert acting(world, made, at=AT - SECOND) is None
    assert acting(world, made, at=UNTIL - SECOND) is not None
    assert acting(world, made, at=UNTIL) is None


def test_nobody_else_acts_by_it(world: World) -> None:
    made = delegated(world)
    stranger = world.accounts[world.handler_b.person_id]
    assert deputy(stranger.id, delegation_id=made.id, at=AT) is None
    assert deputy(stranger.id, delegation_id=new_id(), at=AT) is None


@pytest.mark.parametrize("who", ["signer_b", "head_b"])
def test_it_lapses_with_either_post(world: World, who: str) -> None:
    made = delegated(world)
    leaving = held(world, getattr(world, who))
    tomorrow = AT.date() + timedelta(days=1)
    end_appointment(appointment_id=leaving.id, until=tomorrow, actor=world.admin, at=AT)
    assert acting(world, made, at=AT) is not None
    assert acting(world, made, at=AT + timedelta(days=1)) is None


def test_revoked_it_is_over_at_once(world: World) -> None:
    made = delegated(world)
    with pytest.raises(Missing):
        revoke_delegation(delegation_id=made.id, actor=world.head_b, at=AT)
    revoke_delegation(delegation_id=made.id, actor=world.signer_b, at=AT + SECOND)
    assert acting(world, made, at=AT + SECOND) is None
    revoke_delegation(delegation_id=made.id, actor=world.signer_b, at=AT + 2 * SECOND)
    assert JournalEntry.objects.filter(event_type="DelegationRevoked").count() == 1


def test_one_that_outlives_the_post_of_either_is_refused(world: World) -> None:
    for who, name in ((world.signer_b, "Anh/chị"), (world.head_b, "Trưởng phòng B")):
        Appointment.objects.filter(person_id=who.person_id).update(until=date(2026, 11, 25))
        with pytest.raises(DelegationRefused) as refused:
            delegated(world)
        assert refused.value.field == "until"
        assert name in str(refused.value)
        assert "24/11/2026" in str(refused.value)
        Appointment.objects.filter(person_id=who.person_id).update(until=None)
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"receiver_appointment_id": new_id()}, "receiver"),
        ({"valid_until": AT}, "until"),
        ({"valid_from": AT - timedelta(days=9), "valid_until": AT - SECOND}, "until"),
        ({"decision_number": " "}, "decision_number"),
    ],
)
def test_what_is_wrong_is_named(world: World, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(DelegationRefused) as refused:
        delegated(world, **changed)
    assert refused.value.field == field
    assert not Delegation.objects.exists()


def test_neither_to_oneself_nor_to_another_agency_nor_onward(world: World) -> None:
    for receiver in (world.signer_b, world.signer_a):
        with pytest.raises(DelegationRefused):
            delegated(world, receiver_appointment_id=held(world, receiver).id)
    made = delegated(world)
    actor = acting(world, made, at=AT)
    assert actor is not None
    with pytest.raises(DelegationRefused):
        delegated(world, actor=actor, receiver_appointment_id=held(world, world.handler_b).id)
    with pytest.raises(DelegationRefused):
        delegated(world, actor=replace(world.citizen))


def test_signing_by_a_deputy_is_refused_one_second_after_the_end(world: World) -> None:
    """On the very request: the page was open, the session is the same, only the time is over."""
    start = now() - timedelta(hours=1)
    made = delegated(world, at=start)
    first, second = world.proposed(at=start), world.proposed(at=start)
    browser = world.client(world.head_b)
    chosen = browser.post(reverse("people:choose_post"), {"delegation": str(made.id)})
    assert chosen.headers["Location"] == reverse("cases:inbox")
    assert browser.session[DELEGATION_KEY] == str(made.id)

    def sign(code: str, revision: int) -> Any:
        return browser.post(reverse("cases:approve", args=[code]), {"revision": str(revision)})

    assert sign(first.code, first.revision).status_code == 302
    decision = first.decisions.get()
    assert decision.is_approved
    assert decision.decided_by_id == world.head_b.person_id
    assert (decision.capacity, decision.signer_title) == (
        "BY_ORDER",
        f"{world.signer_b.post_title}\n{world.head_b.post_title}",
    )
    entry = JournalEntry.objects.get(event_type="CaseDecided", subject_id=first.id)
    assert (entry.capacity, entry.actor_post_id) == ("BY_ORDER", world.signer_b.post_id)

    Delegation.objects.filter(id=made.id).update(valid_until=now() - SECOND)
    refused = sign(second.code, second.revision)
    assert refused.status_code == 404
    assert not second.decisions.get().is_approved


def test_the_pages_offer_it_and_take_it_back(world: World) -> None:
    giver, receiver = world.client(world.signer_b), world.client(world.head_b)
    url = reverse("people:delegations")
    assert "Chưa ủy quyền cho ai" in giver.get(url).content.decode()
    words = {
        "receiver": str(held(world, world.head_b).id), "capacity": "FOR_HEAD",
        "from_day": "23/11/2026", "from_time": "00:00", "until": "31/12/2027",
        "until_time": "17:00", "decision_number": "6/UQ",
    }  # fmt: skip
    wrong = giver.post(url, {**words, "until": "1/1/2020"})
    assert wrong.status_code == 422
    assert "Lúc kết thúc phải sau" in wrong.content.decode()
    done = giver.post(url, words, follow=True).content.decode()
    assert "Đã ủy quyền đến 17:00" in done
    made = Delegation.objects.get()
    offered = receiver.get(reverse("people:choose_post")).content.decode()
    assert "Ký thay (KT.) cho Chủ tịch B" in offered
    receiver.post(reverse("people:choose_post"), {"delegation": str(made.id)})
    assert f"KT. {world.signer_b.post_title}" in receiver.get("/viec/").content.decode()
    gone = giver.post(reverse("people:revoke", args=[made.id]), follow=True).content.decode()
    assert "Đã thu hồi" in gone
    receiver.post(reverse("people:choose_post"), {"post": str(world.head_b.post_id)})
    assert DELEGATION_KEY not in receiver.session
    assert receiver.session[POST_KEY] == str(world.head_b.post_id)


def test_a_hat_by_delegation_is_not_put_on_by_forging(world: World) -> None:
    made = delegated(world, at=now())
    browser = world.client(world.handler_b)
    answer = browser.post(reverse("people:choose_post"), {"delegation": str(made.id)})
    assert answer.status_code == 200
    session = browser.session
    session[DELEGATION_KEY], session[POST_KEY] = str(made.id), str(made.post_id)
    session.save()
    assert browser.get(reverse("cases:inbox")).status_code == 404
