"""An administrator publishes days off, days worked and office hours, or takes them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from congvu.kernel import keeping
from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Missing, Refusal
from congvu.kernel.transactions import reference_changed
from congvu.kernel.vietnamese import tidy
from congvu.platform.deadlines.actions.clocks import CALENDAR_LOCK
from congvu.platform.deadlines.events import CalendarPublished
from congvu.platform.deadlines.models import CalendarDay, OfficeSession
from congvu.platform.deadlines.policy import may_publish
from congvu.platform.deadlines.queries import work_calendar
from congvu.platform.deadlines.rules import Session, WorkCalendar
from congvu.platform.events.actions import publish

_YEARS_AHEAD = 2


class DayRefused(Refusal):
    """The day cannot be published or taken back so; nothing changed."""


class HoursRefused(Refusal):
    """The office hours cannot be published so; nothing changed."""


class NotYourCalendar(Missing):
    def __init__(self) -> None:
        super().__init__(
            "Anh/chị không quản trị lịch làm việc của cơ quan này."
            " Hãy chọn cơ quan của mình hoặc cơ quan trực thuộc."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDay:
    """A day to publish: off, or worked."""

    day: date
    is_working: bool
    name: str
    legal_basis: str


@transaction.atomic
def publish_days(
    *, agency_id: UUID | None, days: Sequence[NewDay], actor: Actor, at: datetime
) -> int:
    """Publish days of an agency and all below it (none: the whole country). Return how many.

    All or none. What an agency below says of the same day stays its own.
    """
    _require(actor, agency_id)
    alone()
    calendar = work_calendar(agency_id)
    if not days:
        raise DayRefused("Hãy chọn ít nhất một ngày để công bố.")
    for number, new in enumerate(days):
        _check(new, [earlier.day for earlier in days[:number]], calendar, at=at)
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                agency_id=agency_id,
                date=new.day,
                is_working=new.is_working,
                name=tidy(new.name),
                legal_basis=tidy(new.legal_basis),
                published_at=at,
            )
            for new in days
        ],
        update_conflicts=True,
        unique_fields=["date", "agency"],
        update_fields=["is_working", "name", "legal_basis", "is_estimate", "published_at"],
    )
    grounds = dict.fromkeys(tidy(new.legal_basis) for new in days)
    record(
        agency_id=agency_id,
        dates=sorted(new.day for new in days),
        legal_basis="; ".join(grounds),
        actor=actor,
        at=at,
    )
    return len(days)


@transaction.atomic
def withdraw_day(
    *, agency_id: UUID | None, day: date, legal_basis: str, actor: Actor, at: datetime
) -> None:
    """Take back a day that was published here: the calendar above, or the week, says it again."""
    _require(actor, agency_id)
    alone()
    _check_ground_and_day(day, legal_basis, at=at)
    row = CalendarDay.objects.filter(Q(agency_id=agency_id), date=day).first()
    if row is None:
        raise DayRefused(
            f"Lịch của cơ quan này không ghi riêng ngày {day:%d/%m/%Y} nên không có gì để gỡ bỏ."
            " Hãy chọn đúng cơ quan đã công bố ngày ấy."
        )
    if row.published_at is None:
        kind = "ngày nghỉ" if row.is_working else "ngày làm việc"
        raise DayRefused(
            f"Ngày {day:%d/%m/%Y} thuộc lịch chung theo luật. Nếu có văn bản thay đổi,"
            f" hãy công bố ngày ấy là {kind}."
        )
    row.delete()
    record(agency_id=agency_id, dates=[day], legal_basis=tidy(legal_basis), actor=actor, at=at)


@transaction.atomic
def publish_hours(
    *,
    agency_id: UUID,
    sessions: Sequence[Session],
    legal_basis: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Give an agency its own office hours, in place of all it inherits. None: it inherits again.

    Return how many rows changed; nothing is recorded when none did.
    """
    _require(actor, agency_id)
    alone()
    if not tidy(legal_basis):
        raise HoursRefused("Hãy ghi căn cứ của giờ làm việc.")
    _check_hours(sessions)
    rows = [
        OfficeSession(
            agency_id=agency_id,
            opens=session.opens,
            closes=session.closes,
            weekdays=sorted(set(session.weekdays)),
            legal_basis=tidy(legal_basis),
        )
        for session in sessions
    ]
    changed = replace_hours(agency_id=agency_id, wanted=rows)
    if changed:
        record(agency_id=agency_id, dates=[], legal_basis=tidy(legal_basis), actor=actor, at=at)
    return changed


def alone() -> None:
    """Publish one after another, while nobody counts; and read what the last one wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CALENDAR_LOCK])
    keeping.forget()


def record(
    *,
    agency_id: UUID | None,
    dates: Sequence[date],
    legal_basis: str,
    actor: Actor | None,
    at: datetime,
) -> None:
    event = CalendarPublished(subject_id=new_id(), agency_id=agency_id, dates=tuple(dates))
    publish(event=event, actor=actor, agency_id=agency_id, at=at, legal_basis=legal_basis)
    reference_changed()


def replace_hours(*, agency_id: UUID | None, wanted: Sequence[OfficeSession]) -> int:
    """Return how many rows were written or removed."""
    here = OfficeSession.objects.filter(Q(agency_id=agency_id))
    before = {_hours(row) for row in here}
    if before == {_hours(row) for row in wanted}:
        return 0
    here.delete()
    return len(OfficeSession.objects.bulk_create(wanted)) or len(before)


def _hours(row: OfficeSession) -> tuple[object, ...]:
    return row.opens, row.closes, tuple(row.weekdays), row.legal_basis


def _require(actor: Actor, agency_id: UUID | None) -> None:
    if not may_publish(actor, agency_id):
        raise NotYourCalendar


def _check(new: NewDay, earlier: Sequence[date], calendar: WorkCalendar, *, at: datetime) -> None:
    _check_ground_and_day(new.day, new.legal_basis, at=at)
    if not tidy(new.name):
        raise DayRefused(f"Hãy ghi tên của ngày {new.day:%d/%m/%Y}, ví dụ “Nghỉ bù Quốc khánh”.")
    if new.day in earlier:
        raise DayRefused(f"Ngày {new.day:%d/%m/%Y} ghi hai lần. Hãy bỏ bớt một.")
    if calendar.is_working(new.day) == new.is_working:
        kind = "ngày làm việc" if new.is_working else "ngày nghỉ"
        raise DayRefused(
            f"Ngày {new.day:%d/%m/%Y} vốn đã là {kind} trong lịch này. Hãy chọn ngày khác."
        )


def _check_ground_and_day(day: date, legal_basis: str, *, at: datetime) -> None:
    today = local_date(at)
    if not tidy(legal_basis):
        raise DayRefused(f"Hãy ghi căn cứ cho ngày {day:%d/%m/%Y}: số, ngày và tên văn bản.")
    if day < today:
        raise DayRefused(
            f"Ngày {day:%d/%m/%Y} đã qua nên lịch của ngày ấy không đổi được nữa."
            f" Hãy chọn từ ngày {today:%d/%m/%Y} trở đi."
        )
    if day.year > today.year + _YEARS_AHEAD:
        raise DayRefused(f"Ngày {day:%d/%m/%Y} quá xa. Hãy kiểm tra lại năm.")


def _check_hours(sessions: Sequence[Session]) -> None:
    taken: list[tuple[int, Session]] = []
    for session in sessions:
        if session.closes <= session.opens:
            raise HoursRefused(
                f"Ca {session.opens:%H:%M}–{session.closes:%H:%M}: giờ kết thúc phải sau giờ bắt"
                " đầu. Hãy sửa lại giờ."
            )
        if not session.weekdays or not set(session.weekdays) <= set(range(1, 8)):
            raise HoursRefused("Hãy chọn ít nhất một ngày trong tuần cho mỗi ca làm việc.")
        for weekday in set(session.weekdays):
            if any(day == weekday and _overlap(session, other) for day, other in taken):
                raise HoursRefused(
                    f"Ca {session.opens:%H:%M}–{session.closes:%H:%M} trùng giờ với ca khác trong"
                    " cùng ngày. Hãy sửa lại giờ."
                )
            taken.append((weekday, session))


def _overlap(one: Session, other: Session) -> bool:
    return one.opens < other.closes and other.opens < one.closes
