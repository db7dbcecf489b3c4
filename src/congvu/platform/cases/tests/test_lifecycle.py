"""The ten national states: every one reachable, the final ones final."""

from itertools import product

import pytest

from congvu.platform.cases.lifecycle import (
    FINAL,
    MOVES,
    OPEN,
    CaseStatus,
    MoveNotAllowed,
    check_move,
)


def test_the_ten_national_states_keep_their_numbers() -> None:
    assert [status.value for status in CaseStatus] == list(range(1, 11))
    assert set(MOVES) == set(CaseStatus)


def test_every_state_is_reached_from_the_first() -> None:
    reached = {CaseStatus.SUBMITTED}
    while more := {new for old in reached for new in MOVES[old]} - reached:
        reached |= more
    assert reached == set(CaseStatus)


def test_final_states_lead_nowhere_and_others_somewhere() -> None:
    assert {status for status in CaseStatus if not MOVES[status]} == FINAL


def test_every_state_leads_to_a_final_one() -> None:
    ending = set(FINAL)
    while more := {old for old, news in MOVES.items() if set(news) & ending} - ending:
        ending |= more
    assert ending == set(CaseStatus)


def test_no_state_follows_itself() -> None:
    assert [old for old, news in MOVES.items() if old in news] == []


def test_open_states_are_those_that_owe_an_answer() -> None:
    assert {CaseStatus(n) for n in (1, 2, 4, 5, 6)} == OPEN


@pytest.mark.parametrize(("old", "new"), list(product(CaseStatus, CaseStatus)))
def test_check_agrees_with_the_table(old: CaseStatus, new: CaseStatus) -> None:
    if new in MOVES[old]:
        check_move(old.value, new)
        return
    with pytest.raises(MoveNotAllowed, match=old.label):
        check_move(old.value, new)
