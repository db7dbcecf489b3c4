"""What the clock does to a case when nobody acts: warn, mark overdue, end the wait. Pure.

One alarm a case, kept in its own row: the next one. The worker takes rows whose instant came.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from congvu.platform.cases.lifecycle import AWAITING, RUNNING
from congvu.platform.cases.models import Alarm, Case

NOTHING = (Alarm.NONE, None)
Next = tuple[Alarm, datetime | None]


def next_alarm(case: Case, *, warnings: Iterable[datetime], after: datetime) -> Next:
    """Return the first alarm after that instant. `warnings` are instants before the due one."""
    if case.status in AWAITING:
        return (Alarm.LIMIT, case.answer_by) if case.answer_by else NOTHING
    if case.status not in RUNNING or case.due_at is None:
        return NOTHING
    coming = [at for at in warnings if after < at < case.due_at]
    if coming:
        return Alarm.WARNING, min(coming)
    return NOTHING if case.overdue_at else (Alarm.OVERDUE, case.due_at)


def warning_times(*, start: datetime, due: datetime, percents: Iterable[int]) -> list[datetime]:
    """Return when those shares of the time between start and due have passed."""
    return [start + timedelta(seconds=(due - start).total_seconds() * p / 100) for p in percents]
