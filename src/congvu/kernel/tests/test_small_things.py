"""Clock, identifiers, posts, money, and what is kept in the process."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.kernel import keeping, money
from congvu.kernel.actor import POST_KIND_LABELS, Actor, PostKind
from congvu.kernel.clock import VIETNAM, local_date, now
from congvu.kernel.ids import new_follow_key, new_id
from congvu.kernel.refusal import Conflict, Missing, Refusal


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM), date(2026, 12, 31)),
    ],
)
def test_day_is_the_day_in_vietnam(at: datetime, day: date) -> None:
    assert local_date(at) == day


def test_present_instant_carries_its_zone() -> None:
    assert now().utcoffset() == timedelta(0)


def test_ids_rise_with_time_and_never_repeat() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(set(ids))
    assert {one.version for one in ids} == {7}


def test_follow_keys_can_be_read_aloud() -> None:
    keys = {new_follow_key() for _ in range(500)}
    assert len(keys) == 500
    assert {len(key) for key in keys} == {10}
    assert not set("".join(keys)) & set("AEIOU01L")


def test_actor_without_a_post_is_a_citizen() -> None:
    citizen = Actor(person_id=new_id(), name="Mừng")
    assert not citizen.is_officer
    assert not citizen.has_post(*PostKind)


def test_officer_has_the_post_they_hold_only() -> None:
    officer = Actor(person_id=new_id(), name="Lan", post_id=new_id(), post_kind=PostKind.COUNTER)
    assert officer.is_officer
    assert [kind for kind in PostKind if officer.has_post(kind)] == [PostKind.COUNTER]
    assert officer.has_post(PostKind.SIGNER, PostKind.COUNTER)


def test_every_post_has_a_name() -> None:
    assert set(POST_KIND_LABELS) == set(PostKind)


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0 đồng"), (999, "999 đồng"), (1_234_567, "1.234.567 đồng")]
)
def test_money_is_written_as_agencies_do(amount: int, text: str) -> None:
    assert money.written(amount) == text


@given(st.integers(min_value=0, max_value=10**15))
def test_written_money_reads_back(amount: int) -> None:
    assert int(money.written(amount).removesuffix(" đồng").replace(".", "")) == amount


def test_kept_rows_are_read_again_after_forgetting() -> None:
    reads: list[object] = []

    @lru_cache
    def read(slot: object) -> int:
        reads.append(slot)
        return len(reads)

    first = keeping.slot(10_000)
    assert (read(first), read(keeping.slot(10_000))) == (1, 1)
    keeping.forget()
    assert read(keeping.slot(10_000)) == 2
    assert (read(keeping.slot(0)), read(keeping.slot(0))) == (3, 4)  # nothing is kept


@pytest.mark.parametrize(("kind", "status"), [(Refusal, 422), (Conflict, 409), (Missing, 404)])
def test_refusals_carry_their_answer(kind: type[Refusal], status: int) -> None:
    assert kind("vì sao").status == status
