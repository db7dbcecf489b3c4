"""The clock acts by itself: it reminds, marks overdue at the instant, ends a wait; once each."""

from datetime import datetime, timedelta

import pytest
from tests.world import AT, DUE, HOUR, MINUTE, World

from congvu.platform.cases.actions.decide import approve
from congvu.platform.cases.actions.ring import ring, ring_due
from congvu.platform.cases.alarms import NOTHING, warning_times
from congvu.platform.cases.models import Alarm, Case
from congvu.platform.cases.tests.seeing import entry_types, last_entry, nothing_changes, replayed

SECOND = timedelta(seconds=1)


def alarms_until(at: datetime, case: Case) -> list[str]:
    """Ring everything due by then; return what rang, oldest first."""
    known = len(entry_types(case))
    while ring_due(at=at):
        pass
    return entry_types(case)[known:]


def test_case_at_work_waits_for_a_warning_then_for_its_due_instant(world: World) -> None:
    case = world.claimed()
    assert case.alarm == Alarm.WARNING
    assert case.alarm_at is not None
    assert AT < case.alarm_at < DUE
    assert set(alarms_until(DUE, case)) == {"DueSoon"}
    row = Case.objects.get(id=case.id)
    assert (row.alarm, row.alarm_at) == (Alarm.OVERDUE, DUE)


def test_overdue_is_marked_after_the_instant_not_at_it(world: World) -> None:
    case = world.claimed()
    alarms_until(DUE, case)
    with nothing_changes():
        assert ring(case_id=case.id, at=DUE) == 0
    assert ring(case_id=case.id, at=DUE + SECOND) == 1
    row = Case.objects.get(id=case.id)
    assert (row.overdue_at, row.alarm, row.alarm_at) == (DUE, Alarm.NONE, None)
    assert row.revision == case.revision, "a reminder makes nobody's page stale"
    entry = last_entry(row)
    assert (entry.event_type, entry.actor_person_id) == ("CaseOverdue", None)
    assert replayed(row)


def test_ringing_again_changes_nothing(world: World) -> None:
    case = world.claimed()
    alarms_until(DUE + HOUR, case)
    with nothing_changes():
        assert ring_due(at=DUE + 5 * HOUR) == 0
        assert ring(case_id=case.id, at=DUE + 5 * HOUR) == 0


def test_two_overdue_cases_are_both_marked(world: World) -> None:
    cases = [world.claimed(), world.accepted()]
    alarms_until(DUE + HOUR, cases[0])
    assert Case.objects.filter(overdue_at=DUE).count() == 2


@pytest.mark.parametrize("stage", ["decided", "returned"])
def test_finished_case_never_rings(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    assert (case.alarm, case.alarm_at) == NOTHING
    assert alarms_until(DUE + timedelta(days=400), case) == []


def test_waiting_case_is_never_overdue(world: World) -> None:
    case = world.awaiting()
    assert (case.alarm, case.alarm_at) == (Alarm.LIMIT, case.answer_by)
    assert alarms_until(DUE + timedelta(days=400), case) == ["AnswerTimePassed"]
    assert Case.objects.get(id=case.id).overdue_at is None


def test_dossier_nobody_received_is_marked_overdue_too(world: World) -> None:
    case = world.submitted()
    due = case.due_at
    assert due is not None
    assert (case.alarm, case.alarm_at) == (Alarm.OVERDUE, due)
    assert alarms_until(due + MINUTE, case) == ["CaseOverdue"]


def test_signed_in_the_last_second_is_in_time_although_marked_first(world: World) -> None:
    """The worker's mark may be written before the act whose instant lay earlier."""
    case = world.proposed()
    alarms_until(DUE + SECOND, case)
    marked = Case.objects.get(id=case.id)
    assert marked.overdue_at == DUE
    done = approve(case_id=case.id, revision=marked.revision, actor=world.signer_b, at=DUE)
    assert done.overdue_at is None
    assert replayed(done)


def test_warning_times_are_shares_of_the_time() -> None:
    day = timedelta(days=1)
    found = warning_times(start=AT, due=AT + 4 * day, percents=[50, 75])
    assert found == [AT + 2 * day, AT + 3 * day]
