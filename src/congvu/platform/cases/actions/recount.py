"""The working calendar changed: the dates of open cases move once, and say why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from congvu.kernel.transactions import atomic
from congvu.platform.agencies import queries as agencies
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import DueMoved
from congvu.platform.cases.lifecycle import OPEN, CaseStatus
from congvu.platform.cases.models import Case, Recount
from congvu.platform.deadlines import actions as clocks
from congvu.platform.deadlines import queries as deadlines

BATCH = 200


@atomic
def ask_recount(*, entry_seq: int, agency_id: UUID | None, reason: str, legal_basis: str) -> None:
    """Note that the open cases must be counted again. Asked twice for one change, done once."""
    Recount.objects.get_or_create(
        entry_seq=entry_seq,
        defaults={"agency_id": agency_id, "reason": reason, "legal_basis": legal_basis},
    )


def recount_some(*, at: datetime) -> int:
    """Count the next cases of the oldest open recount again. Return how many were looked at."""
    recount = Recount.objects.filter(done_at=None).order_by("entry_seq").first()
    if recount is None:
        return 0
    ids = list(_cases(recount)[:BATCH])
    for case_id in ids:
        recount_case(case_id=case_id, recount=recount, at=at)
    if ids:
        Recount.objects.filter(entry_seq=recount.entry_seq).update(after_id=ids[-1])
    else:
        Recount.objects.filter(entry_seq=recount.entry_seq).update(done_at=at)
    return len(ids)


def _cases(recount: Recount) -> Any:
    cases = Case.objects.open()
    if recount.agency_id is not None:
        below = agencies.below(recount.agency_id)  # the counter's calendar holds until acceptance
        cases = cases.filter(
            Q(competent_agency_id__in=below)
            | Q(receiving_agency_id__in=below, status=CaseStatus.SUBMITTED)
        )
    if recount.after_id is not None:
        cases = cases.filter(id__gt=recount.after_id)
    return cases.order_by("id").values_list("id", flat=True)


@atomic
def recount_case(*, case_id: UUID, recount: Recount, at: datetime) -> bool:
    """Move one case's date if the new calendar asks for it. True when it moved."""
    case = steps.take_for_rule(case_id=case_id, skip_locked=False)
    if case is None or case.status not in OPEN:
        return False
    old = case.due_at
    if not _moved(case, recount=recount, at=at):
        return False
    if case.due_at is not None and case.due_at > at:
        case.overdue_at = None
    case.tasks.filter(done_at=None).update(due_at=case.due_at)
    steps.write(
        case,
        DueMoved,
        actor=None,
        at=at,
        basis=recount.legal_basis,
        is_quiet=True,
        old_due_at=old,
        due_at=case.due_at,
    )
    return True


def _moved(case: Case, *, recount: Recount, at: datetime) -> bool:
    """Let the case show the new date. A clock that stands still moves when it goes on."""
    if case.clock is not None:
        moved = clocks.recompute_clock(
            clock=case.clock, reason=recount.reason, legal_basis=recount.legal_basis, at=at
        )
        if moved and case.due_at is not None:
            case.due_at = case.clock.due_at
        return moved
    if case.status != CaseStatus.SUBMITTED:
        return False
    answered = case.supplements.exclude(answered_at=None).order_by("-answered_at").first()
    start = answered.answered_at if answered and answered.answered_at else case.submitted_at
    due_at = deadlines.reception_due_at(at=start, agency_id=case.receiving_agency_id)
    moved, case.due_at = due_at != case.due_at, due_at
    return moved
