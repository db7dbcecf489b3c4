"""What every act on a running case shares: take it, hand it on, record it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.clock import VIETNAM, local_date
from congvu.kernel.compiled import OneRow, insert, update
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict
from congvu.platform.agencies import queries as agencies
from congvu.platform.cases import policy
from congvu.platform.cases.alarms import next_alarm, warning_times
from congvu.platform.cases.events import CaseEvent
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, Task, WaitingFor
from congvu.platform.cases.replaying import CONTENT, changes, row_facts
from congvu.platform.cases.timeline import title_of
from congvu.platform.deadlines.queries import step_due_at, terms
from congvu.platform.events.actions import publish
from congvu.platform.events.models import JournalEntry
from congvu.platform.events.queries import history_of
from congvu.platform.indicators.figures import Delta, OpenSpot, OpenState, Place
from congvu.platform.people import queries as people
from congvu.platform.procedures.definition import Step, StepPlace


class Stale(Conflict):
    """The case was changed between reading the page and sending the form."""

    def __init__(self, meanwhile: Sequence[str] = ()) -> None:
        what = f" Đã thay đổi: {'; '.join(meanwhile)}." if meanwhile else ""
        super().__init__(
            "Hồ sơ vừa được người khác cập nhật nên thao tác của anh/chị chưa được ghi."
            f"{what} Hãy xem lại tình trạng mới nhất rồi thực hiện lại nếu còn cần."
        )


def take(*, case_id: UUID, revision: int, actor: Actor) -> Case:
    """Lock the case for this act. Raises NoSuchCase, or Stale when the page was read earlier."""
    case = _LOCKED.get(case_id)
    if case is None or not policy.sees(actor, case):
        raise policy.NoSuchCase
    _look(case)
    if case.revision != revision:
        raise Stale(changes_since(case, revision))
    return case


def take_for_rule(*, case_id: UUID, skip_locked: bool = True) -> Case | None:
    """Lock the case for what happens by itself; None while somebody else has it."""
    case = (_IF_FREE if skip_locked else _LOCKED).get(case_id)
    if case is not None:
        _look(case)
    return case


# The row alone: what is joined would be as it stood before the wait for the lock.
_LOCKED = OneRow(lambda id_: Case.objects.filter(id=id_).select_for_update(), UUID)
_IF_FREE = OneRow(lambda id_: Case.objects.filter(id=id_).select_for_update(skip_locked=True), UUID)


def _look(case: Case) -> None:
    """Remember how the case stood, and let it know its agencies."""
    case.taken, case.stood = row_facts(case), spot(case)
    case.receiving_agency = agencies.kept(case.receiving_agency_id)
    case.competent_agency = agencies.kept(case.competent_agency_id)


def unit_for(case: Case, step: Step) -> UUID:
    """Return the key of the unit where that step is done."""
    if step.done_by == PostKind.COUNTER or step.at is StepPlace.RECEIVING:
        return case.receiving_unit_id
    if step.done_by == PostKind.SIGNER:
        return agencies.signer_unit(case.competent_agency).id
    if step.unit:
        return agencies.handling_unit(case.competent_agency, step.unit).id
    return case.handling_unit_id


def hand_to(case: Case, *, step: Step, at: datetime, assignee_id: UUID | None = None) -> None:
    """Close the open task and open the next one; the case then waits for that post."""
    unit_id = unit_for(case, step)
    case.step_key = step.key
    case.waiting_for = WaitingFor.OFFICER
    case.holder_unit_id = unit_id
    case.holder_post_kind = step.done_by
    case.assignee_id = assignee_id
    task = Task(
        id=new_id(),
        case_id=case.id,
        step_key=step.key,
        unit_id=unit_id,
        post_kind=step.done_by,
        assignee_id=assignee_id,
        opened_at=at,
        due_at=_step_due(case, step, at=at),
    )
    insert(task)


def _step_due(case: Case, step: Step, *, at: datetime) -> datetime | None:
    """Return when the step should be done: its own hours, never beyond the case's due instant."""
    if not step.hours:
        return case.due_at
    own = step_due_at(hours=step.hours, agency_id=case.competent_agency_id, at=at)
    return min(own, case.due_at) if case.due_at else own


def finish_task(case: Case, *, actor: Actor | None, at: datetime, outcome: str) -> None:
    person_id = actor.person_id if actor else None
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, [at, person_id, outcome, case.id])


def give_task(case: Case, *, assignee_id: UUID | None) -> None:
    """Put the step at hand into somebody's hands, or back into the unit's."""
    case.assignee_id = assignee_id
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, [assignee_id, case.id])


_GIVE = "UPDATE cases_task SET assignee_id = %s WHERE case_id = %s AND done_at IS NULL"
_FINISH = """
UPDATE cases_task SET done_at = %s, done_by_id = %s, outcome = %s
WHERE case_id = %s AND done_at IS NULL
"""


def rest(case: Case, *, waiting_for: WaitingFor) -> None:
    """Nobody in the agency has the turn: the citizen does, or the case is over."""
    case.waiting_for = waiting_for
    case.holder_unit_id = None
    case.holder_post_kind = ""
    case.assignee_id = None


def spot(case: Case) -> OpenSpot | None:
    """Return where the case stands in the figures, None when it is no longer open."""
    match case.status:
        case CaseStatus.SUBMITTED:
            return OpenSpot(state=OpenState.TO_RECEIVE, due_at=case.due_at)
        case CaseStatus.AWAITING_SUPPLEMENT | CaseStatus.AWAITING_PAYMENT:
            return OpenSpot(state=OpenState.AWAITING_CITIZEN, due_at=None)
        case CaseStatus.ACCEPTED | CaseStatus.IN_PROGRESS:
            return OpenSpot(state=OpenState.AT_WORK, due_at=case.due_at)
        case _:
            return None


def write(
    case: Case,
    event: type[CaseEvent],
    *,
    actor: Actor | None,
    at: datetime,
    basis: str = "",
    counted: Mapping[str, int] = MappingProxyType({}),
    is_quiet: bool = False,
    **facts: Any,
) -> JournalEntry:
    """Write the case as a new revision, with the journal row that tells what changed.

    What is quiet leaves the revision: nobody's open form grows stale by a reminder.

    `counted` are the numbers of the act in the figures (received, finished, finished_in_time);
    `facts` the event's own fields.
    """
    case.revision += 0 if is_quiet else 1
    if case.overdue_at is not None and at <= case.overdue_at:
        case.overdue_at = None  # done in time, though the mark was written first
    set_alarm(case, after=at)
    changed = changes(case.taken, row_facts(case))
    update(case, _columns(changed))
    return publish(
        event=event(
            subject_id=case.id,
            code=case.code,
            status=case.status,
            revision=case.revision,
            changes=changed,
            figures=_delta(case, at=at, counted=counted),
            **facts,
        ),
        actor=actor,
        agency_id=(actor.agency_id if actor else None) or case.competent_agency_id,
        at=at,
        legal_basis=basis,
    )


def _columns(changed: Mapping[str, object]) -> set[str]:
    """Return the columns to write: what the journal tells, the alarm, and changed words."""
    words = CONTENT if "content_sha256" in changed else ()
    return {*(name for name in changed if name != "content_sha256"), *words, "alarm", "alarm_at"}


def set_alarm(case: Case, *, after: datetime) -> None:
    case.alarm, case.alarm_at = next_alarm(case, warnings=_warnings(case), after=after)


def _warnings(case: Case) -> list[datetime]:
    if case.accepted_at is None or case.due_at is None:
        return []
    percents = [term.value for term in terms("warn_at_percent", on=local_date(case.accepted_at))]
    return warning_times(start=case.accepted_at, due=case.due_at, percents=percents)


def _delta(case: Case, *, at: datetime, counted: Mapping[str, int]) -> Delta | None:
    """Return what the figures learn: dossiers are counted, parts of one are not."""
    if case.parent_id is not None:
        return None
    return Delta(
        came_from=_came_from(case),
        agency_id=case.competent_agency_id,
        field_code=case.field_code,
        procedure_code=case.procedure_code,
        month=local_date(at).replace(day=1),
        before=case.stood,
        after=spot(case),
        **counted,
    )


def _came_from(case: Case) -> Place | None:
    """Return where the case was counted, when this act moves it elsewhere."""
    before = Place(
        agency_id=UUID(str(case.taken["competent_agency_id"])),
        field_code=case.taken["field_code"],
        procedure_code=case.taken["procedure_code"],
    )
    now = (case.competent_agency_id, case.field_code, case.procedure_code)
    return None if (before.agency_id, before.field_code, before.procedure_code) == now else before


def changes_since(case: Case, revision: int) -> list[str]:
    """Return what was done to the case after that revision, and by whom, for the one too late."""
    rows = [row for row in history_of(case.id) if int(row.facts.get("revision", 0)) > revision][-3:]
    names = people.names_of({row.actor_person_id for row in rows if row.actor_person_id})
    return [
        f"{row.at.astimezone(VIETNAM):%H:%M} {_who(row, names)} – {title_of(row.event_type)}"
        for row in rows
    ]


def _who(row: JournalEntry, names: Mapping[UUID, str]) -> str:
    return names.get(row.actor_person_id, "") if row.actor_person_id else "hệ thống"
