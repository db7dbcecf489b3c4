"""A clock starts, pauses, goes on and stops; repeated acts do no harm."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from congvu.kernel import keeping
from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM
from congvu.platform.deadlines import actions, queries
from congvu.platform.deadlines.models import CalendarDay, Clock, OfficeSession, Pause
from congvu.platform.deadlines.rules import AllowanceRefused

pytestmark = pytest.mark.usefixtures("loaded_calendar")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture
def clock(officer: Actor) -> Clock:
    return start(officer)


def start(officer: Actor, **changed: Any) -> Clock:
    allowance = {"quantity": 3, "unit": "WORKING_DAY", "at": at("2026-11-16 09:00")}
    return actions.start_clock(**{**allowance, **changed}, actor=officer)


def test_starts_with_its_due_instant(clock: Clock) -> None:
    stored = Clock.objects.get(id=clock.id)
    assert stored.due_at == stored.original_due_at == at("2026-11-19 17:00")


def test_same_day_counts_from_the_cut_off(officer: Actor) -> None:
    late = start(officer, quantity=1, same_day_until="15:00", at=at("2026-11-23 15:10"))
    assert late.due_at == at("2026-11-25 17:00")


def test_an_unknown_unit_starts_nothing(officer: Actor) -> None:
    with pytest.raises(AllowanceRefused, match="UNKNOWN"):
        start(officer, unit="UNKNOWN")
    assert not Clock.objects.exists()


def test_a_wait_moves_the_due_instant(clock: Clock, officer: Actor) -> None:
    pause(clock, officer, "2026-11-17 10:00")
    actions.resume_clock(clock=clock, actor=officer, at=at("2026-11-19 10:00"))
    stored = Clock.objects.get(id=clock.id)
    # Two days of waiting: Thursday 19 becomes Monday 23.
    assert stored.due_at == clock.due_at == at("2026-11-23 17:00")
    assert stored.original_due_at == at("2026-11-19 17:00")


def test_two_waits_add_up(clock: Clock, officer: Actor) -> None:
    for since, until in [("17 08:00", "17 10:00"), ("18 14:00", "18 15:30")]:
        pause(clock, officer, f"2026-11-{since}")
        actions.resume_clock(clock=clock, actor=officer, at=at(f"2026-11-{until}"))
    assert clock.due_at == at("2026-11-20 11:00")


def test_pausing_twice_keeps_the_first(clock: Clock, officer: Actor) -> None:
    first = pause(clock, officer, "2026-11-17 10:00")
    again = pause(clock, officer, "2026-11-18 10:00")
    assert again.id == first.id
    assert Pause.objects.get().started_at == at("2026-11-17 10:00")


def test_resuming_twice_moves_once(clock: Clock, officer: Actor) -> None:
    pause(clock, officer, "2026-11-17 10:00")
    for moment in ("2026-11-18 10:00", "2026-11-25 10:00"):
        actions.resume_clock(clock=clock, actor=officer, at=at(moment))
    assert clock.due_at == at("2026-11-20 17:00")


def test_a_pause_needs_its_ground(clock: Clock, officer: Actor) -> None:
    with pytest.raises(actions.GroundNeeded):
        actions.pause_clock(clock=clock, reason="  ", actor=officer, at=at("2026-11-17 10:00"))
    assert not Pause.objects.exists()


def test_time_does_not_run_backwards(clock: Clock, officer: Actor) -> None:
    with pytest.raises(actions.EarlierThanLast):
        pause(clock, officer, "2026-11-15 10:00")
    pause(clock, officer, "2026-11-17 10:00")
    with pytest.raises(actions.EarlierThanLast):
        actions.resume_clock(clock=clock, actor=officer, at=at("2026-11-17 09:00"))
    assert Clock.objects.get().due_at == at("2026-11-19 17:00")


def test_waits_do_not_overlap(clock: Clock, officer: Actor) -> None:
    pause(clock, officer, "2026-11-17 10:00")
    actions.resume_clock(clock=clock, actor=officer, at=at("2026-11-17 16:00"))
    with pytest.raises(actions.EarlierThanLast):
        pause(clock, officer, "2026-11-17 15:00")


def test_a_stopped_clock_neither_waits_nor_moves(clock: Clock, officer: Actor) -> None:
    for moment in ("2026-11-18 10:00", "2026-11-25 10:00"):
        actions.stop_clock(clock=clock, actor=officer, at=at(moment))
    assert Clock.objects.get().stopped_at == at("2026-11-18 10:00")
    with pytest.raises(actions.ClockStopped):
        pause(clock, officer, "2026-11-18 11:00")


def test_stopping_ends_an_open_pause(clock: Clock, officer: Actor) -> None:
    pause(clock, officer, "2026-11-17 10:00")
    actions.stop_clock(clock=clock, actor=officer, at=at("2026-11-18 10:00"))
    assert Pause.objects.get().ended_at == at("2026-11-18 10:00")
    assert clock.due_at == at("2026-11-20 17:00")


def test_the_database_allows_one_open_pause(clock: Clock, officer: Actor) -> None:
    pause(clock, officer, "2026-11-17 10:00")
    row = {"reason": "x", "started_at": at("2026-11-17 11:00"), "actor_person_id": clock.id}
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(clock=clock, **row)


def test_reception_is_eight_office_hours() -> None:
    # Seven and a half hours a day: the rest of Friday, then Monday; Tuesday 24 is a holiday.
    assert queries.reception_due_at(at=at("2026-11-20 15:30")) == at("2026-11-23 16:00")
    assert queries.reception_due_at(at=at("2026-11-23 16:00")) == at("2026-11-25 16:30")


def test_the_stored_calendar_explains_a_clock(clock: Clock) -> None:
    told = [line.reason for line in queries.explanation(clock)]
    assert told[0] == (
        "thời hạn 3 ngày làm việc, tính từ khi nhận đủ hồ sơ, theo lịch làm việc chung của cả nước"
    )
    assert told[2:5] == ["ngày làm việc thứ 1", "ngày làm việc thứ 2", "ngày làm việc thứ 3"]


def test_the_waits_are_explained_after_the_days(clock: Clock, officer: Actor) -> None:
    pause(clock, officer, "2026-11-17 10:00")
    actions.resume_clock(clock=clock, actor=officer, at=at("2026-11-19 10:00"))
    assert [str(line) for line in queries.explanation(clock)[-2:]] == [
        "thứ Ba 17/11/2026: tạm dừng từ 10:00 đến 10:00 19/11/2026 (Chờ người dân bổ sung),"
        " cộng thêm 15 giờ làm việc",
        "thứ Hai 23/11/2026: hạn trả kết quả mới lúc 17:00",
    ]


def test_ten_pauses_are_explained_in_three_queries(
    clock: Clock, officer: Actor, settings: Settings, django_assert_num_queries: Any
) -> None:
    for day in range(1, 11):
        since = at("2026-11-16 10:00") + timedelta(days=180 * day)
        actions.pause_clock(clock=clock, reason="Chờ", actor=officer, at=since)
        actions.resume_clock(clock=clock, actor=officer, at=since + timedelta(days=170))
    settings.REFERENCE_KEPT_SECONDS = 600
    keeping.forget()
    queries.work_calendar()
    with django_assert_num_queries(3):
        told = queries.explanation_json(clock)
    assert [line["treatment"] for line in told].count("WAITED") == 10
    assert told[0].keys() == {"day", "treatment", "reason", "text"}
    assert told[-1]["day"] == clock.due_at.astimezone(VIETNAM).date().isoformat()
    keeping.forget()


def test_an_open_pause_is_told(clock: Clock, officer: Actor) -> None:
    pause(clock, officer, "2026-11-17 10:00")
    assert str(queries.explanation(clock)[-1]) == (
        "thứ Ba 17/11/2026: tạm dừng từ 10:00 (Chờ người dân bổ sung), chưa tính tiếp;"
        " hạn sẽ lùi đúng bằng thời gian tạm dừng"
    )


def test_loading_again_changes_nothing() -> None:
    assert actions.load_calendar(at=at("2026-11-20 09:00")) == 0
    assert CalendarDay.objects.filter(date__year=2026).count() == 17


def test_loading_follows_the_files(tmp_path: Path, officer: Actor) -> None:
    days = "days = [{name='Lụt', legal_basis='QĐ', off=2026-11-17}]"
    (tmp_path / "2026.toml").write_text(f"year = 2026\n{days}", encoding="utf-8")
    hours = "sessions = [{opens=08:00:00, closes=16:00:00, legal_basis='QĐ'}]"
    (tmp_path / "office_hours.toml").write_text(hours, encoding="utf-8")
    changed = actions.load_calendar(at=at("2026-11-20 09:00"), folder=tmp_path)
    assert changed == 1 + 17 + 1  # one day came, the others of 2026 went, one session replaced two
    assert CalendarDay.objects.filter(date__year=2025).exists()
    assert OfficeSession.objects.get().closes == time(16)
    assert start(officer).due_at == at("2026-11-20 16:00")


def test_the_calendar_is_kept_for_a_while(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.REFERENCE_KEPT_SECONDS = 600
    keeping.forget()
    with django_assert_num_queries(2):
        assert queries.work_calendar() is queries.work_calendar()
    keeping.forget()
    with django_assert_num_queries(2):
        queries.work_calendar()
    keeping.forget()


def pause(clock: Clock, officer: Actor, moment: str) -> Pause:
    return actions.pause_clock(
        clock=clock, reason="Chờ người dân bổ sung", actor=officer, at=at(moment)
    )
