"""An act under its key: once for ever, in one transaction with its record; a refusal is noted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from tests.world import AT, HOUR, World

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Refusal
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.attempts import Answer, attempt
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.submit import KeyUsedBefore
from congvu.platform.cases.models import ActRecord, Case, Outcome
from congvu.platform.cases.tests.seeing import entry_types, last_entry, nothing_changes
from congvu.platform.events.models import JournalEntry

LATER = AT + HOUR
YEARS = timedelta(days=365 * 30)


def proposing(
    world: World, case: Case, *, key: UUID, reason: str = "Đủ", actor: Actor | None = None,
    at: Any = LATER, act: Callable[[], object] | None = None, revision: int = 0,
) -> Answer:  # fmt: skip
    by = actor or world.handler_b
    seen = revision or case.revision

    def do() -> object:
        return propose(
            case_id=case.id, revision=seen, outcome=Outcome.GRANTED, reason=reason, actor=by, at=at
        )

    return attempt(
        name="propose", key=key, case=case, revision=seen, given={"reason": reason}, actor=by,
        at=at, act=act or do,
    )  # fmt: skip


def test_record_is_kept_with_the_answer(world: World) -> None:
    case, key = world.claimed(), new_id()
    answer = proposing(world, case, key=key)
    row = Case.objects.get(id=case.id)
    assert answer == Answer(
        code=row.code, status=row.status, status_label="Đang xử lý", revision=row.revision
    )
    record = ActRecord.objects.get(key=key)
    assert (record.person_id, record.act, record.at) == (
        world.handler_b.person_id,
        "propose",
        LATER,
    )


def test_repeated_after_thirty_years_it_gives_the_first_answer(world: World) -> None:
    case, key = world.claimed(), new_id()
    first = proposing(world, case, key=key)
    with nothing_changes():
        assert proposing(world, case, key=key, at=LATER + YEARS) == first
    assert "ActRefused" not in entry_types(case)


@pytest.mark.parametrize("other", ["words", "person", "revision"])
def test_key_of_another_act_is_refused_and_noted(world: World, other: str) -> None:
    case, key = world.claimed(), new_id()
    proposing(world, case, key=key)
    ways: dict[str, dict[str, Any]] = {
        "words": {"reason": "Khác"},
        "person": {"actor": world.second_handler_b},
        "revision": {"revision": case.revision + 1},
    }
    with nothing_changes(), pytest.raises(KeyUsedBefore):
        proposing(world, case, key=key, **ways[other])
    assert last_entry(case).facts["ground"] == "KeyUsedBefore"


def test_refused_act_leaves_no_record_and_may_be_tried_again(world: World) -> None:
    case, key = world.accepted(), new_id()
    with nothing_changes(), pytest.raises(steps.Stale):
        proposing(world, case, key=key, revision=case.revision - 1)
    assert not ActRecord.objects.filter(key=key).exists()
    noted = last_entry(case)
    assert (noted.event_type, noted.facts["act"], noted.facts["ground"]) == (
        "ActRefused",
        "propose",
        "Stale",
    )
    assert noted.actor_person_id == world.handler_b.person_id
    assert proposing(world, case, key=key).revision == case.revision + 1


def test_stale_refusal_tells_what_changed_and_by_whom(world: World) -> None:
    case = world.accepted()
    proposing(world, case, key=new_id())
    told = "09:00 Chuyên viên B – Đã trình lãnh đạo ký"
    with nothing_changes(), pytest.raises(steps.Stale, match=told):
        proposing(world, case, key=new_id(), actor=world.second_handler_b)


def test_act_that_breaks_in_the_middle_writes_nothing(world: World) -> None:
    """Neither the rows of the act nor its record, and no note: it was not refused, it failed."""
    case, key = world.claimed(), new_id()

    def breaks() -> object:
        propose(
            case_id=case.id, revision=case.revision, outcome=Outcome.GRANTED, reason="",
            actor=world.handler_b, at=LATER,
        )  # fmt: skip
        raise RuntimeError("máy hỏng giữa chừng")

    before = JournalEntry.objects.count()
    with nothing_changes(), pytest.raises(RuntimeError), transaction.atomic():
        proposing(world, case, key=key, act=breaks)
    assert JournalEntry.objects.count() == before


def test_act_whose_key_was_just_taken_takes_itself_back(world: World) -> None:
    """Two requests under one key: the later finds the record there and undoes what it did."""
    case, other, key = world.claimed(), world.claimed(), new_id()
    first = proposing(world, case, key=key)

    def innocent() -> object:
        return propose(
            case_id=other.id, revision=other.revision, outcome=Outcome.GRANTED, reason="",
            actor=world.handler_b, at=LATER,
        )  # fmt: skip

    with nothing_changes():
        assert proposing(world, case, key=key, act=innocent) == first


def test_refusals_of_every_kind_are_noted_with_their_ground(world: World) -> None:
    case = world.claimed()

    class Odd(Refusal):
        """A refusal nobody thought of."""

    def refuses() -> object:
        raise Odd("không được")

    with nothing_changes(), pytest.raises(Odd):
        proposing(world, case, key=new_id(), act=refuses)
    assert last_entry(case).facts["ground"] == "Odd"
