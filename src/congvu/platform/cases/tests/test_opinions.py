"""What applicants say: one rating when it is over, one open complaint, answered by a leader."""

import pytest
from tests.world import AT, HOUR, World

from congvu.kernel.actor import Actor
from congvu.platform.cases import policy, standing
from congvu.platform.cases.actions.opinions import (
    OpinionRefused,
    SaidBefore,
    answer_complaint,
    complain,
    rate,
)
from congvu.platform.cases.models import Case
from congvu.platform.cases.tests.seeing import last_entry, nothing_changes, replayed

LATER = AT + HOUR


def stars(case: Case, *, actor: Actor, many: int = 4, text: str = "Tốt") -> Case:
    return rate(
        case_id=case.id, revision=case.revision, stars=many, text=text, actor=actor, at=LATER
    )


def object_to(case: Case, *, actor: Actor, text: str = "Chậm trả lời") -> Case:
    return complain(case_id=case.id, revision=case.revision, text=text, actor=actor, at=LATER)


def reply(case: Case, *, actor: Actor, text: str = "Đã nhắc người thụ lý") -> Case:
    return answer_complaint(
        case_id=case.id, revision=case.revision, answer=text, actor=actor, at=LATER + HOUR
    )


@pytest.mark.parametrize("stage", ["decided", "returned"])
def test_applicant_rates_once_when_it_is_over(world: World, stage: str) -> None:
    case = stars(world.at_stage(stage), actor=world.citizen)
    opinion = case.opinions.get()
    assert (opinion.stars, opinion.text, opinion.person_id) == (4, "Tốt", world.citizen.person_id)
    assert last_entry(case).facts["stars"] == 4
    assert "Tốt" not in str(last_entry(case).facts), "words of people stay out of the journal"
    assert not standing.may_rate_now(world.citizen, case)
    with nothing_changes(), pytest.raises(SaidBefore):
        stars(case, actor=world.citizen)
    assert replayed(case)


@pytest.mark.parametrize("stage", ["submitted", "claimed", "awaiting"])
def test_open_case_is_not_rated(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        stars(case, actor=world.citizen)


@pytest.mark.parametrize(("many", "text"), [(0, ""), (6, ""), (-1, ""), (3, "x" * 2001)])
def test_rating_out_of_measure_is_refused(world: World, many: int, text: str) -> None:
    case = world.returned()
    with nothing_changes(), pytest.raises(OpinionRefused):
        stars(case, actor=world.citizen, many=many, text=text)


def test_complaint_waits_for_a_leaders_answer(world: World) -> None:
    case = object_to(world.claimed(), actor=world.citizen)
    with nothing_changes(), pytest.raises(SaidBefore):
        object_to(case, actor=world.citizen)
    answered = reply(case, actor=world.signer_b)
    opinion = answered.opinions.get()
    assert (opinion.answer, opinion.answered_by_id) == (
        "Đã nhắc người thụ lý",
        world.signer_b.person_id,
    )
    with nothing_changes(), pytest.raises(OpinionRefused):
        reply(answered, actor=world.signer_b)
    again = object_to(answered, actor=world.citizen, text="Vẫn chậm")
    assert again.opinions.count() == 2
    assert replayed(again)


def test_empty_or_endless_words_are_refused(world: World) -> None:
    case = world.claimed()
    for text in ("   ", "x" * 2001):
        with nothing_changes(), pytest.raises(OpinionRefused):
            object_to(case, actor=world.citizen, text=text)
    complained = object_to(case, actor=world.citizen)
    with nothing_changes(), pytest.raises(OpinionRefused):
        reply(complained, actor=world.signer_b, text=" ")


def test_officers_do_not_complain_and_handlers_do_not_answer(world: World) -> None:
    case = object_to(world.claimed(), actor=world.citizen)
    for who in ("handler_b", "counter_b", "citizen", "leader"):
        with nothing_changes(), pytest.raises(policy.NotAllowed):
            reply(case, actor=getattr(world, who))
    other = world.claimed()
    for who in ("handler_b", "signer_b"):
        with nothing_changes(), pytest.raises(policy.NotAllowed):
            object_to(other, actor=getattr(world, who))
    with nothing_changes(), pytest.raises(policy.NoSuchCase):
        object_to(other, actor=world.stranger)
