"""An agency is no more: its open dossiers pass to its heir, at the step where they stand."""

from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import Q, QuerySet

from congvu.kernel.clock import local_date
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import CasePassedOn
from congvu.platform.cases.lifecycle import FINAL
from congvu.platform.cases.models import Case, Draft
from congvu.platform.people import queries as people

BATCH = 200
BASIS = "Nghị quyết 190/2025/QH15"  # nobody is asked to file again or to repeat a step

log = structlog.get_logger()


def pass_on_all(*, at: datetime) -> int:
    """Pass the open dossiers of agencies that are no more to their heirs. Return how many.

    One that no single agency inherits stays where it is and is logged: a person transfers it.
    """
    today = local_date(at)
    gone = agencies.ended(on=today)
    if not gone:
        return 0
    passed = pass_on_drafts(gone=gone, on=today)
    ids = list(_left(gone).values_list("id", flat=True)[:BATCH])
    while ids:
        passed += sum(_passed(case_id, at=at) for case_id in ids)
        ids = list(_left(gone).filter(id__gt=ids[-1]).values_list("id", flat=True)[:BATCH])
    return passed


def _left(gone: frozenset[UUID]) -> QuerySet[Case]:
    left = Q(competent_agency_id__in=gone) | Q(receiving_agency_id__in=gone)
    return Case.objects.filter(left).exclude(status__in=FINAL).order_by("id")


def _passed(case_id: UUID, *, at: datetime) -> bool:
    try:
        return pass_on(case_id=case_id, at=at)
    except Refusal as refusal:  # the heir does not work here
        log.warning("case_not_passed_on", case_id=str(case_id), why=str(refusal))
        return False


@atomic
def pass_on(*, case_id: UUID, at: datetime) -> bool:
    """Let the heir take over one dossier: same step, same dates, nothing done again."""
    case = steps.take_for_rule(case_id=case_id, skip_locked=False)
    if case is None or case.status in FINAL:
        return False
    today = local_date(at)
    decides = agencies.heir(case.competent_agency, on=today)
    receives = agencies.heir(case.receiving_agency, on=today)
    if decides is None or receives is None:
        log.warning("case_without_heir", code=case.code)
        return False
    before = (case.competent_agency, case.receiving_agency)
    if before == (decides, receives):
        return False
    _move(case, decides=decides, receives=receives, on=today)
    steps.write(
        case,
        CasePassedOn,
        actor=None,
        at=at,
        basis=BASIS,
        from_agency_id=before[0].id,
        to_agency_id=decides.id,
        step_key=case.step_key,
    )
    return True


def _move(case: Case, *, decides: Agency, receives: Agency, on: date) -> None:
    """Point the dossier at the heirs' units; who holds it keeps it when they serve there too."""
    units = {case.holder_unit_id: case.holder_unit_id}
    if decides.code != case.competent_agency.code:
        old = agencies.kept_unit(case.handling_unit_id)
        signers = agencies.signer_unit(case.competent_agency).id
        case.competent_agency = decides
        case.handling_unit = agencies.handling_unit(decides, old.key)
        units |= {old.id: case.handling_unit_id, signers: agencies.signer_unit(decides).id}
    if receives.code != case.receiving_agency.code:
        old_counter = case.receiving_unit_id
        case.receiving_agency = receives
        case.receiving_unit = agencies.counter_unit(receives)
        units[old_counter] = case.receiving_unit_id
    moved_to = units[case.holder_unit_id]
    if moved_to is None or moved_to == case.holder_unit_id:
        return
    case.holder_unit_id = moved_to
    serving = people.holders_of(unit_id=moved_to, post_kind=case.holder_post_kind, on=on)
    if case.assignee_id not in set(serving):
        case.assignee_id = None
    with connection.cursor() as cursor:
        cursor.execute(_TASK, [moved_to, case.assignee_id, case.id])


_TASK = (
    "UPDATE cases_task SET unit_id = %s, assignee_id = %s WHERE case_id = %s AND done_at IS NULL"
)


@atomic
def pass_on_drafts(*, gone: frozenset[UUID], on: date) -> int:
    """Let the heir's counter go on with what was begun at a counter that is no more."""
    moved = 0
    for draft in Draft.objects.filter(case=None, receiving_agency_id__in=gone)[:BATCH]:
        assert draft.receiving_agency is not None  # noqa: S101 - filtered above
        heir = agencies.heir(draft.receiving_agency, on=on)
        if heir is not None:
            moved += Draft.objects.filter(id=draft.id).update(receiving_agency=heir)
    return moved
