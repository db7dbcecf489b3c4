"""What the clock does by itself: remind, mark overdue, give the case back when nobody answered.

Each case in its own transaction, taken by compare-and-set on its row: two workers never ring
twice, and an act that came first wins.
"""

from datetime import datetime
from uuid import UUID

from congvu.kernel.transactions import atomic
from congvu.platform.cases import routing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.answer import deem_agreed
from congvu.platform.cases.actions.children import ParentBusy
from congvu.platform.cases.events import AnswerTimePassed, CaseOverdue, DueSoon
from congvu.platform.cases.models import Alarm, Case, ChildKind
from congvu.platform.procedures.queries import definition_by_id

BATCH = 200


def ring_due(*, at: datetime) -> int:
    """Ring the alarms whose instant has passed, oldest first. Return how many rang."""
    due = Case.objects.filter(alarm_at__lt=at).order_by("alarm_at").values_list("id", flat=True)
    return sum(_rang(case_id, at=at) for case_id in due[:BATCH])


def _rang(case_id: UUID, *, at: datetime) -> int:
    try:
        return ring(case_id=case_id, at=at)
    except ParentBusy:  # the next tick finds it free
        return 0


@atomic
def ring(*, case_id: UUID, at: datetime) -> int:
    """Ring one case's alarm if it is still due. Return 1 when it rang."""
    case = steps.take_for_rule(case_id=case_id)
    if case is None or case.alarm_at is None or case.alarm_at >= at:
        return 0
    match Alarm(case.alarm):
        case Alarm.WARNING:
            _warn(case, at=at)
        case Alarm.OVERDUE:
            if not _deemed(case, at=at):
                _mark_overdue(case, at=at)
        case Alarm.LIMIT:
            _give_back(case, at=at)
        case Alarm.NONE:
            return 0
    return 1


def _warn(case: Case, *, at: datetime) -> None:
    if case.due_at is None or case.accepted_at is None:
        return
    share = (at - case.accepted_at) / (case.due_at - case.accepted_at)
    steps.write(
        case,
        DueSoon,
        actor=None,
        at=at,
        is_quiet=True,
        due_at=case.due_at,
        percent_passed=round(share * 100),
    )


def _deemed(case: Case, *, at: datetime) -> bool:
    return case.child_kind == ChildKind.CONSULTATION and deem_agreed(case, at=at)


def _mark_overdue(case: Case, *, at: datetime) -> None:
    case.overdue_at = case.due_at
    steps.write(case, CaseOverdue, actor=None, at=at, is_quiet=True, due_at=case.due_at)


def _give_back(case: Case, *, at: datetime) -> None:
    """The applicant did not answer: whoever asked decides whether to stop or to wait longer."""
    answer_by, route = case.answer_by, definition_by_id(case.version_id).route
    steps.hand_to(
        case,
        step=routing.step(route, case.step_key),
        at=at,
        assignee_id=case.handler_id if case.accepted_at else None,
    )
    case.answer_by = None
    steps.write(case, AnswerTimePassed, actor=None, at=at, answer_by=answer_by)
