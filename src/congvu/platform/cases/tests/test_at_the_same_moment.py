"""Acts at the same moment: numbers without holes, one decision, one case per act."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection
from tests.world import AT, HOUR, World

from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Refusal
from congvu.platform.cases.actions import drafts
from congvu.platform.cases.actions.accept import accept
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.decide import approve, send_back
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.actions.submit import Submitted, submit
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import ActRecord, Case, CodeSerial, Draft
from congvu.platform.events.models import JournalEntry
from congvu.platform.procedures.definition import Channel

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")
ROUNDS = 30


def at_once(acts: list[Callable[[], T]], *, workers: int) -> list[T | Refusal]:
    """Run the acts in threads that start together; return each one's answer or refusal."""
    barrier = Barrier(workers)

    def run(act: Callable[[], T]) -> T | Refusal:
        barrier.wait(timeout=20)
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, acts))


def batches(acts: list[Callable[[], T]], size: int) -> Iterator[list[Callable[[], T]]]:
    for start in range(0, len(acts), size):
        yield acts[start : start + size]


def all_equal(answers: Sequence[Submitted | Refusal], *, count: int) -> None:
    """Assert that every act was answered, all alike, and that one of them made the case."""
    sent = [a for a in answers if isinstance(a, Submitted)]
    assert len(sent) == count
    assert len({(a.case_id, a.code, a.follow_key) for a in sent}) == 1
    assert sum(not a.is_repeat for a in sent) == 1


def test_hundred_submissions_get_a_hundred_numbers(world: World) -> None:
    acts = [
        lambda: submit(application=world.application(), actor=world.citizen, at=AT)
        for _ in range(100)
    ]
    answers = [a for batch in batches(acts, 20) for a in at_once(batch, workers=20)]
    codes = sorted(a.code for a in answers if isinstance(a, Submitted))
    assert codes == [f"H50.01-261123-{serial:04d}" for serial in range(1, 101)]
    assert CodeSerial.objects.get().last == Case.objects.count() == 100
    assert JournalEntry.objects.filter(event_type="CaseSubmitted").count() == 100


def test_refused_submissions_leave_no_hole(world: World) -> None:
    """A failure after the number was taken gives the number back with everything else."""
    good = [
        lambda: submit(application=world.application(), actor=world.citizen, at=AT)
        for _ in range(10)
    ]
    lost = world.application()
    first = submit(application=lost, actor=world.citizen, at=AT)
    same = [lambda: submit(application=lost, actor=world.citizen, at=AT) for _ in range(10)]
    answers = at_once([act for pair in zip(good, same, strict=True) for act in pair], workers=20)
    assert {a.code for a in answers if isinstance(a, Submitted) and a.is_repeat} == {first.code}
    assert CodeSerial.objects.get().last == Case.objects.count() == 11


def test_one_act_sent_twenty_times_makes_one_case(world: World) -> None:
    application = world.application()
    act = lambda: submit(application=application, actor=world.citizen, at=AT)  # noqa: E731 - one act
    answers = at_once([act] * 20, workers=20)
    assert (
        len({(a.case_id, a.code, a.follow_key) for a in answers if isinstance(a, Submitted)}) == 1
    )
    assert [a for a in answers if not isinstance(a, Submitted)] == []
    assert sum(1 for a in answers if isinstance(a, Submitted) and not a.is_repeat) == 1
    assert Case.objects.count() == ActRecord.objects.count() == CodeSerial.objects.get().last == 1


def test_one_draft_sent_ten_times_makes_one_case(world: World) -> None:
    for _ in range(5):
        _send_one_draft_ten_times(world)
    assert Case.objects.count() == ActRecord.objects.count() == CodeSerial.objects.get().last == 5


def _send_one_draft_ten_times(world: World) -> None:
    draft = drafts.start_draft(
        version=world.version,
        applicant=world.person(world.citizen),
        channel=Channel.ONLINE,
        receiving_agency=None,
        actor=world.citizen,
        at=AT,
    )
    document = world.document(owner=world.citizen)
    drafts.attach_file(
        draft_id=draft.id,
        evidence_key="giay_chung",
        document=document,
        actor=world.citizen,
        at=AT,
    )
    Draft.objects.filter(id=draft.id).update(answers=world.answers(), situation="lan_dau")
    answers = at_once(
        [
            lambda: drafts.submit_draft(
                draft_id=draft.id, submit_key=draft.submit_key, actor=world.citizen, at=AT
            )
        ]
        * 10,
        workers=10,
    )
    all_equal(answers, count=10)


def test_approving_and_sending_back_never_both_win(world: World) -> None:
    won: list[int] = []
    for _ in range(ROUNDS):
        case = world.proposed()
        answers = at_once(
            [_approval(case, world.signer_b), _return(case, world.signer_b)], workers=2
        )
        refused = [a for a in answers if isinstance(a, Refusal)]
        assert [type(r) for r in refused] == [Stale]
        after = Case.objects.get(id=case.id)
        assert after.revision == case.revision + 1
        decided = case.decisions.get()
        assert decided.is_approved == (after.status == CaseStatus.DECIDED)
        assert after.tasks.filter(done_at=None).count() == 1
        won.append(after.status)
    assert len(won) == ROUNDS


def _approval(case: Case, actor: Actor) -> Callable[[], Case]:
    return lambda: approve(case_id=case.id, revision=case.revision, actor=actor, at=AT + HOUR)


def _return(case: Case, actor: Actor) -> Callable[[], Case]:
    return lambda: send_back(
        case_id=case.id, revision=case.revision, remark="Xem lại", actor=actor, at=AT + HOUR
    )


def _claiming(case: Case, actor: Actor) -> Callable[[], Case]:
    return lambda: claim(case_id=case.id, revision=2, actor=actor, at=AT)


def test_two_handlers_never_both_claim(world: World) -> None:
    for _ in range(10):
        case = world.accepted()
        acts = [_claiming(case, world.handler_b), _claiming(case, world.second_handler_b)]
        answers = at_once(acts, workers=2)
        assert [type(a) for a in answers if isinstance(a, Refusal)] == [Stale]
        winner = next(a for a in answers if isinstance(a, Case))
        assert Case.objects.get(id=case.id).assignee_id == winner.assignee_id


def test_case_accepted_by_five_is_accepted_once(world: World) -> None:
    case = world.submitted()
    act = lambda: accept(case_id=case.id, revision=1, actor=world.counter_b, at=AT)  # noqa: E731 - one act
    answers = at_once([act] * 5, workers=5)
    assert sum(isinstance(a, Stale) for a in answers) == 4
    assert JournalEntry.objects.filter(subject_id=case.id, event_type="CaseAccepted").count() == 1
