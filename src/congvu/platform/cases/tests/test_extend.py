"""A new date with an apology: once, by a leader, before the old one; afterwards only sorry."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.world import AT, DUE, HOUR, World

from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM
from congvu.kernel.refusal import Refusal
from congvu.platform.cases import policy, standing
from congvu.platform.cases.actions.decide import approve
from congvu.platform.cases.actions.extend import NoDate, PromiseRefused, apologise, extend
from congvu.platform.cases.models import Alarm, Case
from congvu.platform.cases.tests.seeing import (
    figures_of,
    last_entry,
    nothing_changes,
    open_task,
    replayed,
)
from congvu.platform.cases.tests.situations import late
from congvu.platform.deadlines.actions import AlreadyExtended, ExtensionRefused

PROMISED = date(2026, 12, 4)
NEW_DUE = datetime(2026, 12, 4, 17, 0, tzinfo=VIETNAM)
LATER = AT + HOUR


def promise(
    case: Case, *, actor: Actor, until: date = PROMISED, reason: str = "Cần xác minh",
    at: datetime = LATER,
) -> Case:  # fmt: skip
    return extend(
        case_id=case.id, revision=case.revision, until=until, reason=reason, actor=actor, at=at
    )


def sorry(case: Case, *, actor: Actor, until: date, at: datetime, reason: str = "Chậm") -> Case:
    return apologise(
        case_id=case.id, revision=case.revision, until=until, reason=reason, actor=actor, at=at
    )


def said_on(case: Case) -> dict[str, str]:
    sheet = standing.sheet_of(case.forms.get(form="04"))
    return {line.label: line.value for line in sheet.lines}


@pytest.mark.parametrize("who", ["signer_b", "head_b"])
def test_leader_moves_the_date_with_form_04(world: World, who: str) -> None:
    case = promise(world.claimed(), actor=getattr(world, who))
    row = Case.objects.select_related("clock").get(id=case.id)
    assert row.due_at == NEW_DUE
    assert row.clock is not None
    assert (row.clock.due_at, row.clock.original_due_at) == (NEW_DUE, DUE)
    assert open_task(row).due_at == NEW_DUE
    entry = last_entry(row)
    assert entry.event_type == "CaseExtended"
    assert "118/2025" in entry.legal_basis
    assert "04/12/2026" in " ".join(said_on(row).values())
    assert "Cần xác minh" in " ".join(said_on(row).values())
    assert replayed(row)


def test_finished_by_the_promised_date_counts_as_in_time(world: World) -> None:
    case = promise(world.proposed(), actor=world.signer_b)
    approve(
        case_id=case.id, revision=case.revision, actor=world.signer_b, at=DUE + timedelta(days=3)
    )
    assert figures_of(last_entry(case)).finished_in_time == 1


def test_only_once(world: World) -> None:
    case = promise(world.claimed(), actor=world.signer_b)
    with nothing_changes(), pytest.raises(AlreadyExtended, match="1 lần"):
        promise(case, actor=world.signer_b, until=date(2026, 12, 11))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": "   "}, "lý do chậm"),
        ({"until": date(2026, 11, 27)}, "phải sau hạn hiện nay"),
        ({"until": date(2026, 11, 20)}, "phải sau hạn hiện nay"),
        ({"until": date(2026, 12, 5)}, "là ngày nghỉ"),
        ({"until": date(9999, 12, 31)}, "quá xa"),
        ({"at": DUE - timedelta(minutes=5)}, "trước khi hết hạn"),
        ({"at": DUE + HOUR}, "đã qua"),
        ({"at": AT - HOUR}, "sớm hơn"),
    ],
)
def test_what_the_law_does_not_allow_changes_nothing(
    world: World, changed: dict[str, Any], said: str
) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(Refusal, match=said):
        promise(case, actor=world.signer_b, **changed)


@pytest.mark.parametrize("stage", ["submitted", "awaiting", "decided", "returned"])
def test_without_a_running_clock_there_is_no_date_to_move(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    with nothing_changes(), pytest.raises(NoDate):
        promise(case, actor=world.signer_b)


@pytest.mark.parametrize("who", ["citizen", "handler_b", "counter_b", "leader"])
def test_others_promise_nothing(world: World, who: str) -> None:
    case = world.claimed()
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        promise(case, actor=getattr(world, who))
    for who_else in ("signer_a", "stranger", "admin"):
        with nothing_changes(), pytest.raises(policy.NoSuchCase):
            promise(case, actor=getattr(world, who_else))


def test_late_case_gets_an_apology_and_stays_late(world: World) -> None:
    at = datetime(2027, 2, 22, 8, 0, tzinfo=VIETNAM)
    case = late(world, at=at)
    assert case.overdue_at is not None
    after = sorry(case, actor=world.signer_b, until=date(2027, 2, 26), at=at)
    assert (after.overdue_at, after.due_at) == (case.overdue_at, case.due_at)
    assert after.alarm == Alarm.NONE
    assert "26/02/2027" in " ".join(said_on(after).values())
    again = sorry(after, actor=world.signer_b, until=date(2027, 3, 1), at=at + HOUR)
    assert again.forms.filter(form="04").count() == 2
    assert replayed(again)
    with nothing_changes(), pytest.raises(ExtensionRefused, match="đã qua"):
        promise(again, actor=world.signer_b, until=date(2027, 3, 5), at=at + HOUR)


def test_apology_needs_lateness_a_coming_day_and_a_reason(world: World) -> None:
    at = datetime(2027, 2, 22, 8, 0, tzinfo=VIETNAM)
    case, in_time = late(world, at=at), world.claimed(at=at)
    for until in (date(2027, 2, 22), date(2020, 1, 1)):
        with nothing_changes(), pytest.raises(PromiseRefused, match="sau hôm nay"):
            sorry(case, actor=world.signer_b, at=at, until=until)
    with nothing_changes(), pytest.raises(PromiseRefused, match="lý do"):
        sorry(case, actor=world.signer_b, at=at, until=date(2027, 2, 26), reason=" ")
    with nothing_changes(), pytest.raises(PromiseRefused, match="chưa quá hạn"):
        sorry(in_time, actor=world.signer_b, at=at, until=date(2027, 2, 26))
