"""A calendar changed: every open case moves once, says why, and the others stay as they were."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from tests.world import AT, DUE, HOUR, World

from congvu.kernel.clock import VIETNAM
from congvu.platform.cases.actions import recount as recounting
from congvu.platform.cases.actions.extend import extend
from congvu.platform.cases.actions.provide_supplement import provide_supplement
from congvu.platform.cases.actions.recount import ask_recount, recount_some
from congvu.platform.cases.actions.ring import ring
from congvu.platform.cases.models import Case, Recount
from congvu.platform.cases.tests.seeing import (
    entry_types,
    last_entry,
    nothing_changes,
    open_task,
    replayed,
)
from congvu.platform.deadlines.actions import NewDay, publish_days, withdraw_day
from congvu.platform.deadlines.queries import explanation_json

LATER = AT + HOUR
THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
MONDAY_AFTER = datetime(2026, 11, 30, 17, 0, tzinfo=VIETNAM)
BASIS = "Thông báo 7/TB-UBND"
REASON = "Thay đổi lịch làm việc ngày 26/11/2026"


def publish(
    world: World, *, at: datetime = LATER, agency_id: UUID | None = None, day: date = THURSDAY
) -> None:
    off = NewDay(day=day, is_working=False, name="Nghỉ bão", legal_basis=BASIS)
    publish_days(agency_id=agency_id, days=[off], actor=world.admin, at=at)


def recounted(*, at: datetime = LATER, seq: int = 1, agency_id: UUID | None = None) -> int:
    """Ask for a recount and do it to its end; return how many cases were looked at."""
    ask_recount(entry_seq=seq, agency_id=agency_id, reason=REASON, legal_basis=BASIS)
    looked = 0
    while some := recount_some(at=at):
        looked += some
    return looked


def fresh(case: Case) -> Case:
    return Case.objects.select_related("clock").get(id=case.id)


def test_holiday_moves_an_open_case_once_and_says_why(world: World) -> None:
    case = world.claimed()
    publish(world)
    assert recounted() == 1
    row = fresh(case)
    assert (row.due_at, row.clock and row.clock.due_at) == (MONDAY_AFTER, MONDAY_AFTER)
    assert row.revision == case.revision, "nobody's open form grows stale by a holiday"
    assert open_task(row).due_at == MONDAY_AFTER
    entry = last_entry(row)
    assert (entry.event_type, entry.legal_basis) == ("DueMoved", BASIS)
    moved = [datetime.fromisoformat(entry.facts[name]) for name in ("old_due_at", "due_at")]
    assert moved == [DUE, MONDAY_AFTER]
    assert row.clock is not None
    assert REASON in " ".join(str(line) for line in explanation_json(row.clock))
    assert replayed(row)


def test_running_again_or_reading_the_news_twice_changes_nothing(world: World) -> None:
    world.claimed()
    publish(world)
    recounted()
    with nothing_changes():
        assert recounted() == 0, "the same news is one recount"
        assert recounted(seq=2) == 1, "another look finds the case already moved"
    assert Recount.objects.filter(done_at=None).count() == 0


def test_taking_the_holiday_back_moves_the_date_back(world: World) -> None:
    case = world.claimed()
    publish(world)
    recounted()
    withdraw_day(agency_id=None, day=THURSDAY, legal_basis=BASIS, actor=world.admin, at=LATER)
    recounted(seq=2)
    assert fresh(case).due_at == DUE
    assert entry_types(case)[-2:] == ["DueMoved", "DueMoved"]


def test_finished_cases_keep_their_dates(world: World) -> None:
    cases = [world.decided(), world.returned()]
    publish(world)
    with nothing_changes():
        recounted()
    assert {fresh(case).due_at for case in cases} == {DUE}


def test_dossier_not_yet_received_is_counted_by_the_counters_calendar(world: World) -> None:
    saturday = datetime(2026, 11, 28, 9, tzinfo=VIETNAM)
    case = world.submitted(at=saturday)
    before = case.due_at
    publish(world, day=date(2026, 11, 30), agency_id=world.b.centre.id)
    assert recounted(agency_id=world.b.centre.id) == 1
    after = fresh(case).due_at
    assert before is not None
    assert after is not None
    assert after == before + timedelta(days=1)


def test_only_the_cases_of_that_agency_move(world: World) -> None:
    mine, other = world.claimed(), world.submitted(commune=world.a)
    before = fresh(other)
    publish(world, agency_id=world.b.committee.id)
    assert recounted(agency_id=world.b.committee.id) == 1
    assert fresh(mine).due_at == MONDAY_AFTER
    assert fresh(other).due_at == before.due_at


def test_waiting_case_moves_when_it_goes_on(world: World) -> None:
    case = world.awaiting()
    publish(world)
    with_pause = fresh(case).due_at
    recounted()
    assert fresh(case).due_at == with_pause
    paper = world.document(owner=world.citizen, at=LATER)
    provide_supplement(
        case_id=case.id,
        revision=fresh(case).revision,
        documents={"giay_chung": (paper.id,)},
        corrected={},
        actor=world.citizen,
        at=AT + timedelta(minutes=30),
    )
    due = fresh(case).due_at
    assert due is not None
    assert due >= MONDAY_AFTER


def test_late_case_that_is_in_time_after_all_loses_its_mark(world: World) -> None:
    case = world.claimed()
    publish(world, day=FRIDAY)
    late = datetime(2026, 11, 30, 8, tzinfo=VIETNAM)
    while fresh(case).overdue_at is None:
        assert ring(case_id=case.id, at=late) == 1
    recounted(at=late)
    row = fresh(case)
    assert (row.overdue_at, row.due_at) == (None, MONDAY_AFTER)
    assert row.alarm_at == MONDAY_AFTER, "it will be marked again if nobody acts"
    assert replayed(row)


def test_promised_date_never_comes_earlier(world: World) -> None:
    case = world.claimed()
    promised = date(2026, 12, 4)
    extend(
        case_id=case.id, revision=case.revision, until=promised, reason="Cần xác minh",
        actor=world.signer_b, at=AT,
    )  # fmt: skip
    before = fresh(case).due_at
    publish(world)
    recounted()
    assert fresh(case).due_at == before


def test_many_cases_go_in_batches_and_stopping_between_loses_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "BATCH", 2)
    cases = [world.accepted() for _ in range(5)]
    publish(world)
    ask_recount(entry_seq=1, agency_id=None, reason=REASON, legal_basis=BASIS)
    assert recount_some(at=LATER) == 2
    moved = [fresh(case).due_at == MONDAY_AFTER for case in cases]
    assert sum(moved) == 2
    while recount_some(at=LATER):
        pass
    assert {fresh(case).due_at for case in cases} == {MONDAY_AFTER}
    assert all(entry_types(case).count("DueMoved") == 1 for case in cases)
