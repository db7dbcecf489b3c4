"""Whatever people and clocks do, in whatever order: the law, the clock and the journal hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.world import AT, World, council_definition, two_step_definition

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.refusal import Refusal
from congvu.platform.cases.actions.provide_supplement import provide_supplement
from congvu.platform.cases.actions.ring import ring
from congvu.platform.cases.actions.undo import undo
from congvu.platform.cases.acts import OFFICER_ACTS, PARTY_ACTS
from congvu.platform.cases.lifecycle import MOVES, RUNNING, CaseStatus
from congvu.platform.cases.models import Case, Outcome
from congvu.platform.cases.tests.seeing import replayed
from congvu.platform.cases.tests.situations import consulting_version
from congvu.platform.deadlines import rules
from congvu.platform.deadlines.queries import waits, work_calendar
from congvu.platform.procedures.actions import publish_version
from congvu.platform.procedures.models import Origin

PEOPLE = (
    "citizen", "counter_b", "handler_b", "second_handler_b", "head_b", "signer_b", "handler_a",
    "signer_a",
)  # fmt: skip
LONGEST = 25
Words = Mapping[str, Any]


@dataclass
class Walk:
    """One dossier pushed about; remembers every state and due instant it had."""

    world: World
    case: Case
    at: datetime
    chance: Random
    done: list[str] = field(default_factory=list)

    def see(self) -> None:
        """Read the row again and check what must always hold."""
        before = self.case.status
        self.case = Case.objects.select_related("clock", "version").get(id=self.case.id)
        after = self.case.status
        if after != before:
            assert all(_allowed(a, b) for a, b in _steps(before, after)), (before, after, self.done)
        assert not _late_while_paused(self.case, self.at)
        assert replayed(self.case), self.done
        self._count()

    def _count(self) -> None:
        """The due instant never comes before what the allowance and the waits give."""
        clock = self.case.clock
        if clock is None or clock.stopped_at is not None or self.case.due_at is None:
            return
        least = rules.moved_by_pause(
            due=clock.original_due_at, waits=waits(clock), unit=clock.unit, calendar=work_calendar()
        )
        assert self.case.due_at == clock.due_at >= least, self.done


def _steps(before: int, after: int) -> list[tuple[int, int]]:
    """An act may begin work on an accepted case and then move it on: two moves of the table."""
    if CaseStatus(after) in MOVES[CaseStatus(before)]:
        return [(before, after)]
    return [(before, CaseStatus.IN_PROGRESS), (CaseStatus.IN_PROGRESS, after)]


def _allowed(before: int, after: int) -> bool:
    return CaseStatus(after) in MOVES[CaseStatus(before)]


def _late_while_paused(case: Case, at: datetime) -> bool:
    return case.status not in RUNNING and case.due_at is not None and _is_waiting(case)


def _is_waiting(case: Case) -> bool:
    return case.status in {CaseStatus.AWAITING_SUPPLEMENT, CaseStatus.AWAITING_PAYMENT}


def words_for(name: str, walk: Walk) -> Words:
    """Return arguments an act can take; some of them senseless."""
    chance = walk.chance
    day: date = local_date(walk.at) + timedelta(days=chance.randint(-2, 9))
    given: dict[str, Words] = {
        "choose_outcome": {"outcome": chance.choice(["dat", "lam_lai", "khong_co"])},
        "consult": {
            "to": chance.choice([(walk.world.a.committee.code,), ("H00.00",)]),
            "question": "Ý kiến?", "days": chance.randint(0, 4),
        },
        "recall_consultation": {"reason": "Đã đủ căn cứ"},
        "propose": {"outcome": chance.choice(list(Outcome)), "reason": "Đủ căn cứ"},
        "send_back": {"remark": "Xem lại"},
        "request_supplement": {"items": {"giay_chung": "Chụp lại"}, "explanation": "Mờ"},
        "permit_supplement": {"reason": "Phát sinh mới"},
        "refuse": {"reason": "Sai nơi", "legal_basis": "Điều 1", "instead": ""},
        "stop": {"reason": "Không bổ sung", "legal_basis": "Điều 2"},
        "extend": {"until": day, "reason": "Cần xác minh"},
        "apologise": {"until": day, "reason": "Chậm"},
        "give_time": {"until": day},
        "demand_payment": {"amount_vnd": chance.randint(0, 3), "reason": "Lệ phí"},
        "confirm_payment": {"receipt_number": "BL-1"},
        "declare_payment": {"reference": "FT-1"},
        "assign": {"assignee_id": walk.world.second_handler_b.person_id},
        "rate": {"stars": chance.randint(0, 6), "text": ""},
        "complain": {"text": "Chậm quá"},
        "answer_complaint": {"answer": "Xin lỗi"},
        "transfer": {
            "to": chance.choice([walk.world.a.committee.code, walk.world.b.committee.code, "??"]),
            "reason": "Nhầm xã",
        },
        "change_procedure": {
            "procedure_code": f"9.00000{chance.randint(1, 3)}", "situation": "lan_dau",
        },
    }  # fmt: skip
    return given.get(name, {})


ACTS: dict[str, Callable[..., Any]] = {
    **{name: act.do for name, act in PARTY_ACTS.items()},
    **{name: act.do for name, act in OFFICER_ACTS.items() if name != "void_form"},
    "undo": undo,
}
SELDOM = {"withdraw", "refuse", "stop", "complain"}  # they end a walk, or never end


def offered(walk: Walk) -> list[tuple[str, str]]:
    """Return which act the pages would offer to whom."""
    found = [("ring", "handler_b"), *(("undo", who) for who in ("handler_b", "head_b"))]
    for who in PEOPLE:
        actor = getattr(walk.world, who)
        table = OFFICER_ACTS if actor.is_officer else PARTY_ACTS
        found += [
            (name, who)
            for name, act in table.items()
            if name in ACTS and act.may(actor, walk.case)
            if name not in SELDOM or walk.chance.random() < 0.12
        ]
    return found


def anything(walk: Walk) -> tuple[str, str]:
    return walk.chance.choice(list(ACTS)), walk.chance.choice(PEOPLE)


PAUSES = (timedelta(seconds=3), timedelta(hours=5), timedelta(days=1), timedelta(days=40))


def push(walk: Walk) -> None:
    """Let one person do one act, mostly one that is offered, or let the clock ring."""
    chance = walk.chance
    name, who = chance.choice(offered(walk)) if chance.random() < 0.8 else anything(walk)
    revision = walk.case.revision - (chance.random() < 0.05)
    before = Case.objects.filter(id=walk.case.id).values().get()
    try:
        act(name, walk, actor=getattr(walk.world, who), revision=revision)
        walk.done.append(name)
    except Refusal:
        assert Case.objects.filter(id=walk.case.id).values().get() == before


def act(name: str, walk: Walk, *, actor: Actor, revision: int) -> None:
    case_id, at = walk.case.id, walk.at
    if name == "ring":
        ring(case_id=case_id, at=at)
    elif name == "provide_supplement":
        paper = walk.world.document(owner=actor, at=at)
        provide_supplement(
            case_id=case_id, revision=revision, actor=actor, at=at,
            documents={"giay_chung": (paper.id,)}, corrected={},
        )  # fmt: skip
    else:
        ACTS[name](case_id=case_id, revision=revision, actor=actor, at=at, **words_for(name, walk))


@pytest.fixture
def with_a_check(world: World) -> World:
    """The world with a second procedure, whose route has a check before the appraisal."""
    publish_version(definition=two_step_definition(), origin=Origin.OURS, at=AT)
    publish_version(definition=council_definition(), origin=Origin.OURS, at=AT)
    consulting_version(at=AT)
    return world


class Life(RuleBasedStateMachine):
    """A dossier's life: people act, the clock rings, time passes; what must hold, holds."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.undone_at_the_end = transaction.atomic()
        self.undone_at_the_end.__enter__()
        case = self.world.submitted()
        self.walk = Walk(world=self.world, case=case, at=AT, chance=Random(0))  # noqa: S311

    @rule(chance=st.randoms(use_true_random=False), pause=st.sampled_from(PAUSES))
    def something_happens(self, chance: Random, pause: timedelta) -> None:
        self.walk.chance, self.walk.at = chance, self.walk.at + pause
        push(self.walk)

    @invariant()
    def law_clock_and_journal_hold(self) -> None:
        self.walk.see()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone_at_the_end.__exit__(None, None, None)


def test_every_life_keeps_the_law_the_clock_and_the_journal(with_a_check: World) -> None:
    class LifeHere(Life):
        world = with_a_check

    run_state_machine_as_test(
        LifeHere,
        settings=settings(
            max_examples=40,
            stateful_step_count=LONGEST,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def walked(world: World, seed: int) -> Walk:
    walk = Walk(world=world, case=world.submitted(), at=AT, chance=Random(seed))  # noqa: S311
    for _ in range(walk.chance.randint(10, LONGEST)):
        walk.at += walk.chance.choices(PAUSES, [6, 4, 2, 1])[0]
        push(walk)
        walk.see()
    return walk


def test_walks_do_every_act(with_a_check: World) -> None:
    """An act that no walk ever does would not be tested by them."""
    left = set(ACTS)
    for seed in range(300):
        left -= set(walked(with_a_check, seed).done)
        if not left:
            break
    assert left == set()
