"""What every ending without a result shares: nothing runs, nothing is asked of anybody."""

from datetime import datetime

from congvu.kernel.actor import Actor
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.children import end_children
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, WaitingFor
from congvu.platform.deadlines import actions as clocks


def end(case: Case, *, status: CaseStatus, outcome: str, actor: Actor | None, at: datetime) -> None:
    """Close the case's clock, open requests and open task; the caller writes the case."""
    if case.clock and actor:
        clocks.stop_clock(clock=case.clock, actor=actor, at=at)
    case.supplements.filter(answered_at=None, closed_at=None).update(closed_at=at)
    case.demands.filter(paid_at=None, closed_at=None).update(closed_at=at)
    end_children(case, actor=actor, at=at)
    steps.finish_task(case, actor=actor, at=at, outcome=outcome)
    steps.rest(case, waiting_for=WaitingFor.NOBODY)
    case.status = status
    case.answer_by = None
    case.finished_at = at
