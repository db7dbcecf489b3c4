"""Submitting by machine: who, once, and what is refused."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.world import World

from congvu.kernel.clock import now
from congvu.platform.cases.models import Case
from congvu.platform.cases.tests.seeing import nothing_changes
from congvu.platform.documents.tests.samples import pdf

PATH = "/api/v1/ho-so"


def body(world: World, **changed: Any) -> dict[str, Any]:
    paper = world.document(owner=world.citizen, content=pdf(), at=now())
    return {
        "procedure_code": "9.000001",
        "situation": "lan_dau",
        "answers": world.answers(),
        "evidence": {"giay_chung": [str(paper.id)]},
        **changed,
    }


def send(browser: Client, given: object, *, key: object = "") -> Any:
    text = given if isinstance(given, str | bytes) else json.dumps(given)
    return browser.post(
        PATH,
        text,
        content_type="application/json",
        headers={"Idempotency-Key": str(key or uuid4())},
    )


def test_dossier_is_sent_once_under_its_key(world: World) -> None:
    browser, key, given = world.client(world.citizen), uuid4(), body(world)
    first = send(browser, given, key=key)
    assert first.status_code == 201, first.content.decode()
    again = send(browser, given, key=key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert Case.objects.get().code == first.json()["code"]
    other = send(browser, {**given, "situation": "cap_lai"}, key=key)
    assert other.status_code == 422


def test_nobody_sends_without_signing_in(world: World) -> None:
    answer = send(Client(), body(world))
    assert (answer.status_code, answer.json()) == (401, {"error": "Hãy đăng nhập."})


def test_papers_of_others_are_not_found(world: World) -> None:
    theirs = world.document(owner=world.stranger, content=pdf(), at=now())
    given = body(world, evidence={"giay_chung": [str(theirs.id)]})
    with nothing_changes():
        assert send(world.client(world.citizen), given).status_code == 404


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"situation": "la"}, "situation"),
        ({"evidence": {}}, "giay_chung"),
        ({"evidence": {"giay_la": []}}, "giay_la"),
        ({"answers": {}}, "ho_ten"),
    ],
)
def test_incomplete_dossier_names_what_is_missing(
    world: World, changed: dict[str, Any], named: str
) -> None:
    with nothing_changes():
        answer = send(world.client(world.citizen), body(world, **changed))
    assert answer.status_code == 422
    assert named in answer.json()["problems"]


@pytest.mark.parametrize("key", ["", "1", "x" * 5000, "00000000"])
def test_act_without_a_name_is_refused(world: World, key: str) -> None:
    with nothing_changes():
        answer = world.client(world.citizen).post(
            PATH, json.dumps(body(world)), content_type="application/json",
            headers={"Idempotency-Key": key},
        )  # fmt: skip
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "rubbish",
    [
        "", "null", "[]", "{", "[" * 5000, '{"procedure_code": 3}', '{"procedure_code": "\\u0000"}',
        '{"procedure_code": "9.000001", "extra": 1}', b"\xff\xfe", '{"answers": {"a": 1e999}}',
    ],
)  # fmt: skip
def test_unreadable_body_is_refused(world: World, rubbish: str | bytes) -> None:
    with nothing_changes():
        status = send(world.client(world.citizen), rubbish).status_code
    assert 400 <= status < 500


@pytest.mark.parametrize(
    "value", [None, 1, "\x00", "x" * 50_000, [], {"a": []}, True, "\u202e", "9999-99-99", 10**40]
)
def test_no_answer_breaks_it(world: World, value: Any) -> None:
    browser = world.client(world.citizen)
    for name in world.answers():
        given = body(world, answers={**world.answers(), name: value})
        assert send(browser, given).status_code in {201, 400, 422}
