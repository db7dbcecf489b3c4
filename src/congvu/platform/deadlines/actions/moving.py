"""The due instant gets another date: once by an extension, or because the calendar changed."""

from datetime import date, datetime

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict, Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.deadlines import rules
from congvu.platform.deadlines.actions.clocks import (
    ClockStopped,
    EarlierThanLast,
    copied,
    due_of,
    last_change,
    locked,
    steady_calendar,
)
from congvu.platform.deadlines.models import Clock, DueMove, Extension
from congvu.platform.deadlines.queries import open_pause, term
from congvu.platform.deadlines.rules import WorkCalendar


class ExtensionRefused(Refusal):
    """The law does not let this clock have this new date."""


class AlreadyExtended(Conflict):
    """A new date was given as often as the law allows."""

    def __init__(self, *, most: int, legal_basis: str) -> None:
        super().__init__(
            f"Hồ sơ này đã được hẹn lại {most} lần, không hẹn lại thêm được ({legal_basis})."
            " Hãy trả kết quả sớm nhất có thể; quá hạn không ngăn việc trả kết quả."
        )


class ClockPaused(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "Thời hạn đang tạm dừng nên chưa gia hạn được. Hãy gia hạn sau khi tính tiếp."
        )


@atomic
def extend_clock(
    *, clock: Clock, until: date, reason: str, legal_basis: str, actor: Actor, at: datetime
) -> Clock:
    """Give a new date with the apology, before the old one expires. Repeating is refused.

    Decree 61/2018, Article 19. Waits after the extension move the new date.
    """
    running = locked(clock)
    calendar = steady_calendar(running.agency_id)
    _check_words(reason, legal_basis)
    _check_clock(running, at=at, calendar=calendar)
    _check_date(running, until=until, calendar=calendar)
    extension = Extension.objects.create(
        id=new_id(),
        clock=running,
        new_due_at=calendar.closing(until),
        reason=tidy(reason),
        legal_basis=tidy(legal_basis),
        decided_by_id=actor.person_id,
        at=at,
    )
    running.due_at = extension.new_due_at
    running.save(update_fields=["due_at"])
    return copied(running, into=clock)


def _check_words(reason: str, legal_basis: str) -> None:
    if not tidy(reason):
        raise ExtensionRefused("Hãy ghi lý do xin lỗi và hẹn lại.")
    if not tidy(legal_basis):
        raise ExtensionRefused("Hãy ghi căn cứ của việc hẹn lại.")


def _check_clock(running: Clock, *, at: datetime, calendar: WorkCalendar) -> None:
    if running.stopped_at is not None:
        raise ClockStopped
    today, due_day = local_date(at), local_date(running.due_at)
    allowed, notice = term("extensions", on=today), term("extension_notice_days", on=today)
    if running.extensions.count() >= allowed.value:
        raise AlreadyExtended(most=allowed.value, legal_basis=allowed.legal_basis)
    if open_pause(running) is not None:
        raise ClockPaused
    if at < last_change(running):
        raise EarlierThanLast
    if at >= running.due_at:
        raise ExtensionRefused(
            f"Hạn {due_day:%d/%m/%Y} đã qua nên không gia hạn được ({notice.legal_basis})."
            " Hãy xin lỗi và trả kết quả sớm nhất có thể."
        )
    if calendar.working_days_between(today, due_day) < notice.value:
        raise ExtensionRefused(
            f"Phải xin lỗi và hẹn lại trước khi hết hạn ít nhất {notice.value} ngày làm việc"
            f" ({notice.legal_basis}); hạn là {due_day:%d/%m/%Y}. Hãy trả kết quả đúng hạn."
        )


def _check_date(running: Clock, *, until: date, calendar: WorkCalendar) -> None:
    due_day = local_date(running.due_at)
    if until <= due_day:
        raise ExtensionRefused(
            f"Ngày hẹn lại {until:%d/%m/%Y} phải sau hạn hiện nay {due_day:%d/%m/%Y}."
            " Hãy chọn ngày muộn hơn."
        )
    if (until - due_day).days > rules.MOST[rules.Counting.DAY]:
        raise ExtensionRefused(f"Ngày hẹn lại {until:%d/%m/%Y} quá xa. Hãy kiểm tra lại năm.")
    if not calendar.is_working(until):
        following = calendar.working_day_from(until)
        raise ExtensionRefused(
            f"Ngày hẹn lại {until:%d/%m/%Y} là ngày nghỉ."
            f" Hãy chọn một ngày làm việc, ví dụ {following:%d/%m/%Y}."
        )


@atomic
def change_allowance(
    *,
    clock: Clock,
    quantity: int,
    unit: str,
    same_day_until: str,
    reason: str,
    legal_basis: str,
    at: datetime,
) -> bool:
    """Let a running clock run by another allowance from its start; what it waited stays counted.

    Return whether the due instant moved. A stopped clock keeps what it had.
    """
    running = locked(clock)
    if running.stopped_at is not None:
        return False
    running.quantity, running.unit = quantity, unit
    running.same_day_until, running.legal_basis = same_day_until, legal_basis
    running.save(update_fields=["quantity", "unit", "same_day_until", "legal_basis"])
    return recompute_clock(clock=clock, reason=reason, legal_basis=legal_basis, at=at)


@atomic
def recompute_clock(*, clock: Clock, reason: str, legal_basis: str, at: datetime) -> bool:
    """Count again by the calendar in force; return whether the due instant moved.

    A stopped clock keeps what it had. A paused one gets its new base, and moves when it goes on.
    Repeating writes nothing.
    """
    running = locked(clock)
    if running.stopped_at is not None:
        return False
    calendar = steady_calendar(running.agency_id)
    base = rules.due_at(
        start=running.started_at,
        quantity=running.quantity,
        unit=running.unit,
        calendar=calendar,
        same_day_until=running.same_day_until,
    )
    moved = due_of(running, base=base, calendar=calendar)
    if open_pause(running) is not None:
        before = due_of(running, base=running.base_due_at, calendar=calendar)
        has_moved = False
    else:
        before, has_moved = running.due_at, moved != running.due_at
        running.due_at = moved
    if before != moved:
        DueMove.objects.create(
            id=new_id(),
            clock=running,
            at=at,
            old_due_at=before,
            new_due_at=moved,
            reason=tidy(reason),
            legal_basis=tidy(legal_basis),
        )
    if before != moved or base != running.base_due_at:
        running.base_due_at = base
        running.save(update_fields=["base_due_at", "due_at"])
    copied(running, into=clock)
    return has_moved
