"""What every act on a running case shares: take it, hand it on, record it."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Unit
from congvu.platform.cases import policy
from congvu.platform.cases.events import CaseEvent
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, Task, WaitingFor
from congvu.platform.events.actions import publish
from congvu.platform.indicators.figures import Delta, OpenSpot, OpenState
from congvu.platform.procedures.definition import Step, StepPlace


class Stale(Conflict):
    """The case was changed between reading the page and sending the form."""

    def __init__(self) -> None:
        super().__init__(
            "Hồ sơ vừa được người khác cập nhật nên thao tác của bạn chưa được ghi."
            " Hãy xem lại tình trạng mới nhất rồi thực hiện lại nếu còn cần."
        )


def take(*, case_id: UUID, revision: int, actor: Actor) -> Case:
    """Lock the case for this act. Raises NoSuchCase, or Stale when the page was read earlier."""
    visible = policy.visible_case(actor, case_id)
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("version", "clock", "receiving_agency", "competent_agency")
        .get(id=visible.id)
    )
    if case.revision != revision:
        raise Stale
    return case


def unit_for(case: Case, step: Step) -> Unit:
    """Return the unit where that step is done."""
    if step.done_by == PostKind.COUNTER or step.at is StepPlace.RECEIVING:
        return case.receiving_unit
    if step.done_by == PostKind.SIGNER:
        return agencies.signer_unit(case.competent_agency)
    return case.handling_unit


def hand_to(case: Case, *, step: Step, at: datetime, assignee_id: UUID | None = None) -> None:
    """Close the open task and open the next one; the case then waits for that post."""
    unit = unit_for(case, step)
    case.step_key = step.key
    case.waiting_for = WaitingFor.OFFICER
    case.holder_unit_id = unit.id
    case.holder_post_kind = step.done_by
    case.assignee_id = assignee_id
    Task.objects.create(
        id=new_id(),
        case=case,
        step_key=step.key,
        unit=unit,
        post_kind=step.done_by,
        assignee_id=assignee_id,
        opened_at=at,
        due_at=case.due_at,
    )


def finish_task(case: Case, *, actor: Actor, at: datetime, outcome: str) -> None:
    case.tasks.filter(done_at=None).update(done_at=at, done_by_id=actor.person_id, outcome=outcome)


def rest(case: Case, *, waiting_for: WaitingFor) -> None:
    """Nobody in the agency has the turn: the citizen does, or the case is over."""
    case.waiting_for = waiting_for
    case.holder_unit_id = None
    case.holder_post_kind = ""
    case.assignee_id = None


def keep(case: Case) -> None:
    """Write the case as a new revision."""
    case.revision += 1
    case.save()


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


def delta(
    case: Case,
    *,
    before: OpenSpot | None,
    at: datetime,
    received: int = 0,
    finished: int = 0,
    in_time: int = 0,
) -> Delta:
    """Return what this act changes in the figures of the competent agency."""
    return Delta(
        agency_id=case.competent_agency_id,
        field_code=case.field_code,
        procedure_code=case.procedure_code,
        month=local_date(at).replace(day=1),
        before=before,
        after=spot(case),
        received=received,
        finished=finished,
        finished_in_time=in_time,
    )


def record(event: CaseEvent, *, case: Case, actor: Actor, at: datetime, basis: str = "") -> None:
    publish(
        event=event,
        actor=actor,
        agency_id=actor.agency_id or case.competent_agency_id,
        at=at,
        legal_basis=basis,
    )
