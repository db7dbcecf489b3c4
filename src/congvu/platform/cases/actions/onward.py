"""A step has ended: the next one opens, or the branches of a group, or a branch comes home."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.platform.agencies import queries as agencies
from congvu.platform.cases import standing
from congvu.platform.cases.actions import children, steps
from congvu.platform.cases.events import BranchEnded, StepCompleted
from congvu.platform.cases.models import Case, ChildKind, WaitingFor
from congvu.platform.procedures import routes
from congvu.platform.procedures.definition import Step
from congvu.platform.procedures.queries import definition_by_id


def go_on(
    case: Case, *, to: str, actor: Actor | None, at: datetime, assignee_id: UUID | None = None
) -> None:
    """Open the step of that key; of a group every branch, with the case waiting for them all."""
    definition = definition_by_id(case.version_id)
    opening = routes.opened(definition.route, standing.step_of(case), to)
    if len(opening) == 1:
        steps.hand_to(case, step=opening[0], at=at, assignee_id=assignee_id)
        return
    case.step_key = to
    steps.rest(case, waiting_for=WaitingFor.OTHERS)
    for step in opening:
        part = children.Part(
            kind=ChildKind.BRANCH,
            version_id=case.version_id,
            definition=definition,
            step=step,
            agency=case.competent_agency,
            unit=agencies.kept_unit(steps.unit_for(case, step)),
        )
        children.open_child(case, part, actor=actor, at=at)


def end_branch(case: Case, *, step: Step, to: str, actor: Actor, at: datetime) -> None:
    """The last step of a branch is done; with the last branch the whole goes on to that step."""
    parent = children.parent_of(case)
    children.close(case, outcome="COMPLETED", actor=actor, at=at)
    steps.write(case, StepCompleted, actor=actor, at=at, step_key=step.key, next_step_key="")
    if children.are_over(parent):
        go_on(parent, to=to, actor=actor, at=at)
        parent.assignee_id = None
    steps.write(
        parent,
        BranchEnded,
        actor=actor,
        at=at,
        child_id=case.id,
        step_key=step.key,
        next_step_key=to if parent.waiting_for == WaitingFor.OFFICER else "",
    )
