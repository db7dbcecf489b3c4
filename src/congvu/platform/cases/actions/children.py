"""Cases that hang on another: opened with it waiting, ended into it going on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.compiled import insert
from congvu.kernel.ids import new_follow_key, new_id
from congvu.kernel.refusal import Conflict
from congvu.platform.agencies.models import Agency, Unit
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import ChildEnded, ChildOpened
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, ChildKind, Consultation, WaitingFor
from congvu.platform.deadlines import actions as clocks
from congvu.platform.deadlines.models import Clock
from congvu.platform.procedures.definition import Definition, Step


class ParentBusy(Conflict):
    """Somebody is acting on the parent at this very moment."""

    def __init__(self) -> None:
        super().__init__(
            "Hồ sơ gốc đang được người khác cập nhật nên thao tác chưa được ghi."
            " Hãy thực hiện lại sau vài giây."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is to be done in another unit: from which step of which version, by whom, by when."""

    kind: ChildKind
    version_id: UUID
    definition: Definition
    step: Step
    agency: Agency
    unit: Unit
    clock: Clock | None = None  # None: due when the parent is


def open_child(parent: Case, part: Part, *, actor: Actor | None, at: datetime) -> Case:
    """Open a part of the work in a unit. It starts accepted: nobody receives a dossier twice."""
    case = _new_child(parent, part, at=at)
    insert(case)
    steps.hand_to(case, step=part.step, at=at)
    steps.write(
        case,
        ChildOpened,
        actor=actor,
        at=at,
        parent_id=parent.id,
        kind=part.kind.value,
        step_key=part.step.key,
    )
    return case


def _new_child(parent: Case, part: Part, *, at: datetime) -> Case:
    number = Case.objects.filter(parent_id=parent.id).count() + 1
    return Case(
        id=new_id(),
        parent=parent,
        child_kind=part.kind,
        code=f"{parent.code}-{number}",
        follow_key=new_follow_key(),
        version_id=part.version_id,
        procedure_code=part.definition.code,
        field_code=parent.field_code,
        situation=parent.situation,
        channel=parent.channel,
        status=CaseStatus.ACCEPTED,
        revision=0,
        applicant_id=parent.applicant_id,
        applicant_name=parent.applicant_name,
        folded_name=parent.folded_name,
        filed_by_id=parent.filed_by_id,
        receiving_agency=parent.competent_agency,
        receiving_unit_id=parent.handling_unit_id,
        competent_agency=part.agency,
        handling_unit=part.unit,
        clock=part.clock,
        due_at=part.clock.due_at if part.clock else parent.due_at,
        step_key=part.step.key,
        competence_reason=f"Theo hồ sơ {parent.code}",
        answers={},
        submitted_at=at,
        accepted_at=at,
        waiting_for=WaitingFor.OFFICER,
        is_test=parent.is_test,
    )


def parent_of(child: Case) -> Case:
    """Lock the case on which this one hangs. Raises ParentBusy rather than wait for it."""
    parent = steps.take_for_rule(case_id=child.parent_id) if child.parent_id else None
    if parent is None:
        raise ParentBusy
    return parent


def are_over(parent: Case) -> bool:
    """True when nothing that hangs on the case is open any more."""
    return not Case.objects.filter(parent_id=parent.id, finished_at=None).exists()


def close(child: Case, *, outcome: str, actor: Actor | None, at: datetime) -> None:
    """Let the child be done; the caller writes it, and lets the parent go on."""
    child.status, child.finished_at = CaseStatus.DECIDED, at
    if child.clock and child.clock.stopped_at is None:
        clocks.stop_clock(clock=child.clock, actor=actor, at=at)
    steps.finish_task(child, actor=actor, at=at, outcome=outcome)
    steps.rest(child, waiting_for=WaitingFor.NOBODY)


def end_children(parent: Case, *, actor: Actor | None, at: datetime) -> int:
    """End what still hangs on a case that ends or goes on without it. Return how many."""
    open_ids = Case.objects.filter(parent_id=parent.id, finished_at=None).order_by("id")
    ended = 0
    for case_id in list(open_ids.values_list("id", flat=True)):
        child = steps.take_for_rule(case_id=case_id, skip_locked=False)
        if child is None or child.finished_at is not None:
            continue
        end_children(child, actor=actor, at=at)
        Consultation.objects.filter(child_id=child.id, ended_at=None).update(ended_at=at)
        close(child, outcome="RECALLED", actor=actor, at=at)
        child.status = CaseStatus.STOPPED
        child.decisions.filter(is_approved=None).update(
            is_approved=False, decided_at=at, remark="Không cần trả lời nữa"
        )
        steps.write(child, ChildEnded, actor=actor, at=at, parent_id=parent.id)
        ended += 1
    return ended
