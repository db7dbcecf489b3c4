"""Which hat a session wears: chosen among one's own, lost with the post, never somebody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.world import World

from congvu.kernel.clock import local_date, now
from congvu.platform.people import queries
from congvu.platform.people.actions import end_appointment
from congvu.platform.people.models import Account, Appointment
from congvu.platform.people.session import POST_KEY

HATS = "/dang-nhap/vai-tro/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_post_that_ended_opens_nothing_on_the_next_request(world: World) -> None:
    browser = world.client(world.handler_b)
    assert browser.get("/viec/").status_code == 200
    held = Appointment.objects.get(person_id=world.handler_b.person_id)
    today = local_date(now())
    end_appointment(appointment_id=held.id, until=today, actor=None, at=now())
    assert browser.get("/viec/").status_code == 404
    assert browser.get("/ho-so/").status_code == 200, "they are still a citizen"


def test_closed_account_is_out_on_the_next_request(world: World) -> None:
    for who in ("citizen", "handler_b"):
        actor = getattr(world, who)
        browser = world.client(actor)
        Account.objects.filter(person_id=actor.person_id).update(is_active=False)
        assert browser.get("/ho-so/").status_code == 302
        assert browser.get("/viec/").status_code == 302


def test_nobody_puts_on_the_hat_of_another(world: World) -> None:
    browser = world.client(world.handler_b)
    for wanted in (str(world.signer_b.post_id), "x", "00000000-0000-0000-0000-000000000000"):
        browser.post(HATS, {"post": wanted})
        assert browser.session[POST_KEY] == str(world.handler_b.post_id)


def test_hat_forged_into_the_session_is_not_believed(world: World) -> None:
    browser = world.client(world.citizen)
    session = browser.session
    session[POST_KEY] = str(world.signer_b.post_id)
    session.save()
    assert browser.get("/viec/").status_code == 404


def test_officer_goes_on_as_a_citizen_and_back(world: World) -> None:
    browser = world.client(world.handler_b)
    assert browser.post(HATS, {"post": ""}).headers["Location"] == "/ho-so/"
    assert browser.get("/viec/").status_code == 404
    back = browser.post(HATS, {"post": str(world.handler_b.post_id)})
    assert back.headers["Location"] == "/viec/"
    assert browser.get("/viec/").status_code == 200


def test_signing_out_ends_the_session_at_once(world: World) -> None:
    browser = world.client(world.citizen)
    key = browser.session.session_key
    assert browser.post("/dang-xuat/").status_code == 302
    again = Client()
    again.cookies["sessionid"] = str(key)
    assert again.get("/ho-so/").status_code == 302


@pytest.mark.parametrize("query", ["", "?code=x&state=y", "?error=access_denied", "?state=%00"])
def test_answer_that_nobody_asked_for_has_its_own_page(world: World, query: str) -> None:
    answer = Client().get(f"/dang-nhap/xong/{query}")
    assert answer.status_code in {400, 503}
    assert "đăng nhập" in text(answer).lower()


def test_officer_is_found_with_post_unit_and_agency_in_one_question(
    world: World, django_assert_num_queries: Any
) -> None:
    account, today = world.accounts[world.handler_b.person_id], local_date(now())
    own, other = world.handler_b.post_id, world.signer_b.post_id
    assert own is not None
    assert other is not None
    queries.officer(account.id, post_id=own, on=today)
    with django_assert_num_queries(1):
        found = queries.officer(account.id, post_id=own, on=today)
    assert found == world.handler_b
    assert queries.officer(account.id, post_id=other, on=today) is None
    before = world.a.committee.valid_from - timedelta(days=1)
    assert queries.officer(account.id, post_id=own, on=before) is None
