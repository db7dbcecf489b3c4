"""Two clocks: the lawful one, and the time that passed for the applicant, split by who had it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from congvu.platform.cases.models import Case
from congvu.web.formatting import written_span

NONE = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """`us`: the agencies; `you`: the applicant; `others`: consulted bodies."""

    us: timedelta
    you: timedelta
    others: timedelta

    @property
    def total(self) -> timedelta:
        return self.us + self.you + self.others


def split(case: Case, *, at: datetime) -> Split:
    """Return where the time since the dossier was sent went, up to its end or `at`."""
    end = min(case.finished_at or at, at)
    waits = [
        (asked.requested_at, asked.answered_at or asked.closed_at, asked.answer_by)
        for asked in case.supplements.all()
    ] + [
        (demand.demanded_at, demand.paid_at or demand.closed_at, demand.answer_by)
        for demand in case.demands.all()
    ]
    you = sum((_wait(*wait, end=end) for wait in waits), NONE)
    others = _covered(
        (asked.asked_at, min(asked.ended_at or end, end)) for asked in case.consultations.all()
    )
    return Split(us=max(end - case.submitted_at - you - others, NONE), you=you, others=others)


def _covered(stretches: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """Return how long at least one of the stretches lasted: several are asked at once."""
    total, until = NONE, None
    for since, ended in sorted(stretches):
        start = max(since, until) if until else since
        total += max(ended - start, NONE)
        until = max(ended, until) if until else ended
    return total


def _wait(
    since: datetime, until: datetime | None, limit: datetime | None, *, end: datetime
) -> timedelta:
    """A wait past its limit is the agency's again: the case came back to it."""
    ends = [instant for instant in (until, limit, end) if instant is not None]
    return max(min(ends) - since, NONE)


def time_rows(split: Split) -> list[dict[str, str]]:
    """Return the applicant's clock and whose time it was, as rows of a summary list."""
    return [
        {"label": "Từ khi nộp", "value": _span(split.total)},
        {"label": "Ở cơ quan nhà nước", "value": _span(split.us)},
        {"label": "Chờ người dân", "value": _span(split.you)},
        {"label": "Ở cơ quan được hỏi ý kiến", "value": _span(split.others)},
    ]


def _span(length: timedelta) -> str:
    return written_span(length) if length else "không"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """How long a unit held one step of one procedure."""

    procedure_code: str
    step_key: str
    count: int
    average: timedelta
    longest: timedelta
    late: int


_BY_STEP = """
SELECT c.procedure_code, t.step_key, count(*), avg(t.done_at - t.opened_at),
       max(t.done_at - t.opened_at), count(*) FILTER (WHERE t.done_at > t.due_at)
FROM cases_task t JOIN cases_case c ON c.id = t.case_id
WHERE t.unit_id = %s AND t.done_at >= %s AND t.done_at < %s
GROUP BY 1, 2 ORDER BY 4 DESC LIMIT 200
"""


def step_times(unit_id: UUID, *, since: datetime, until: datetime) -> list[StepTime]:
    """Return, for the steps a unit finished in that time, how long it held them; slowest first."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_STEP, [unit_id, since, until])
        return [
            StepTime(
                procedure_code=code, step_key=step, count=count, average=average,
                longest=longest, late=late,
            )
            for code, step, count, average, longest, late in cursor.fetchall()
        ]  # fmt: skip


_OF_UNIT = """
WITH ended AS (
    SELECT id, submitted_at, finished_at FROM cases_case
    WHERE handling_unit_id = %s AND finished_at >= %s AND finished_at < %s
), waits AS (
    SELECT s.case_id, least(coalesce(s.answered_at, s.closed_at), s.answer_by) - s.requested_at AS w
    FROM cases_supplement s JOIN ended e ON e.id = s.case_id
    UNION ALL
    SELECT d.case_id, least(coalesce(d.paid_at, d.closed_at), d.answer_by) - d.demanded_at
    FROM cases_paymentdemand d JOIN ended e ON e.id = d.case_id
), asked AS (
    SELECT max(coalesce(c.ended_at, e.finished_at)) - c.asked_at AS w
    FROM cases_consultation c JOIN ended e ON e.id = c.asking_id GROUP BY e.id, c.asked_at
)
SELECT count(*), coalesce(sum(finished_at - submitted_at), '0'),
       coalesce((SELECT sum(greatest(w, '0')) FROM waits), '0'),
       coalesce((SELECT sum(w) FROM asked), '0') FROM ended
"""


def unit_split(unit_id: UUID, *, since: datetime, until: datetime) -> tuple[int, Split]:
    """Return how many cases the unit finished in that time, and where their time went."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_UNIT, [unit_id, since, until])
        count, total, you, others = cursor.fetchone()
    return count, Split(us=total - you - others, you=you, others=others)
