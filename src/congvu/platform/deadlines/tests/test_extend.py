"""A date is extended once, with an apology in time; then it is a promise."""

from datetime import date, datetime
from typing import Any

import pytest

from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM
from congvu.kernel.refusal import Refusal
from congvu.platform.deadlines import actions, queries
from congvu.platform.deadlines.models import Clock, Extension

pytestmark = pytest.mark.usefixtures("loaded_calendar")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture
def clock(officer: Actor) -> Clock:
    """Due on Thursday 19 November at 17:00."""
    return actions.start_clock(
        quantity=3, unit="WORKING_DAY", at=at("2026-11-16 09:00"), actor=officer
    )


def extend(clock: Clock, officer: Actor, **changed: Any) -> Clock:
    given = {
        "until": date(2026, 11, 25),
        "reason": "Chờ ý kiến của Sở Xây dựng",
        "legal_basis": "Nghị định 61/2018/NĐ-CP, Điều 19",
        "at": at("2026-11-18 10:00"),
    }
    return actions.extend_clock(clock=clock, actor=officer, **{**given, **changed})


def test_the_new_date_is_kept_with_its_reason(clock: Clock, officer: Actor) -> None:
    extend(clock, officer)
    stored, kept = Clock.objects.get(), Extension.objects.get()
    assert stored.due_at == clock.due_at == kept.new_due_at == at("2026-11-25 17:00")
    assert stored.original_due_at == stored.base_due_at == at("2026-11-19 17:00")
    assert (kept.decided_by_id, kept.reason) == (officer.person_id, "Chờ ý kiến của Sở Xây dựng")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "lý do"),
        ({"legal_basis": ""}, "căn cứ"),
        ({"until": date(2026, 11, 19)}, "phải sau hạn hiện nay 19/11/2026"),
        ({"until": date(2026, 11, 18)}, "phải sau hạn"),
        ({"until": date(2026, 11, 24)}, "là ngày nghỉ.*25/11/2026"),
        ({"until": date(2026, 11, 22)}, "là ngày nghỉ.*23/11/2026"),
        ({"until": date(2126, 11, 22)}, "quá xa"),
        ({"at": at("2026-11-19 08:00")}, "ít nhất 1 ngày làm việc.*61/2018"),
        ({"at": at("2026-11-19 17:00")}, "đã qua.*61/2018"),
        ({"at": at("2026-11-16 08:00")}, "sớm hơn lần thay đổi trước"),
    ],
)
def test_what_the_law_does_not_allow_changes_nothing(
    changed: dict[str, Any], said: str, clock: Clock, officer: Actor
) -> None:
    with pytest.raises(Refusal, match=said):
        extend(clock, officer, **changed)
    assert Clock.objects.get().due_at == at("2026-11-19 17:00")
    assert not Extension.objects.exists()


def test_notice_counts_working_days(officer: Actor) -> None:
    # Due on Monday: Friday is one working day before it, Saturday and Sunday are too.
    clock = actions.start_clock(
        quantity=1, unit="WORKING_DAY", at=at("2026-11-20 09:00"), actor=officer
    )
    extend(clock, officer, at=at("2026-11-22 20:00"))
    assert clock.due_at == at("2026-11-25 17:00")


def test_a_second_extension_is_refused_by_law(clock: Clock, officer: Actor) -> None:
    extend(clock, officer)
    with pytest.raises(actions.AlreadyExtended, match=r"1 lần.*61/2018"):
        extend(clock, officer, until=date(2026, 12, 1), at=at("2026-11-19 10:00"))
    assert Extension.objects.count() == 1


def test_a_paused_or_stopped_clock_is_not_extended(clock: Clock, officer: Actor) -> None:
    actions.pause_clock(clock=clock, reason="Chờ", actor=officer, at=at("2026-11-17 09:00"))
    with pytest.raises(actions.ClockPaused):
        extend(clock, officer)
    actions.stop_clock(clock=clock, actor=officer, at=at("2026-11-18 09:00"))
    with pytest.raises(actions.ClockStopped):
        extend(clock, officer)
    assert not Extension.objects.exists()


def test_waits_before_do_not_move_it_and_waits_after_do(clock: Clock, officer: Actor) -> None:
    wait(clock, officer, "2026-11-17 08:00", "2026-11-17 10:00")
    assert clock.due_at == at("2026-11-20 09:30")
    extend(clock, officer)
    assert clock.due_at == at("2026-11-25 17:00")
    wait(clock, officer, "2026-11-19 08:00", "2026-11-19 10:00")
    assert Clock.objects.get().due_at == at("2026-11-26 09:30")


def test_no_wait_begins_before_the_extension(clock: Clock, officer: Actor) -> None:
    extend(clock, officer)
    with pytest.raises(actions.EarlierThanLast):
        actions.pause_clock(clock=clock, reason="Chờ", actor=officer, at=at("2026-11-17 09:00"))


def test_all_of_it_is_explained(clock: Clock, officer: Actor) -> None:
    wait(clock, officer, "2026-11-17 08:00", "2026-11-17 10:00")
    extend(clock, officer)
    wait(clock, officer, "2026-11-19 08:00", "2026-11-19 10:00")
    told = [str(line) for line in queries.explanation(clock)]
    assert told[-5:] == [
        "thứ Ba 17/11/2026: tạm dừng từ 08:00 đến 10:00 17/11/2026 (Chờ bổ sung; Điều 17),"
        " cộng thêm 2 giờ làm việc",
        "thứ Sáu 20/11/2026: hạn trả kết quả mới lúc 09:30",
        "thứ Tư 18/11/2026: gia hạn đến 17:00 ngày 25/11/2026 (Chờ ý kiến của Sở Xây dựng;"
        " Nghị định 61/2018/NĐ-CP, Điều 19)",
        "thứ Năm 19/11/2026: tạm dừng từ 08:00 đến 10:00 19/11/2026 (Chờ bổ sung; Điều 17),"
        " cộng thêm 2 giờ làm việc",
        "thứ Năm 26/11/2026: hạn trả kết quả mới lúc 09:30",
    ]


def wait(clock: Clock, officer: Actor, since: str, until: str) -> None:
    actions.pause_clock(
        clock=clock, reason="Chờ bổ sung", legal_basis="Điều 17", actor=officer, at=at(since)
    )
    actions.resume_clock(clock=clock, actor=officer, at=at(until))
