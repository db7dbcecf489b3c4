"""The counter accepts a dossier: the receipt with its appointment is issued, the clock starts."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.transactions import atomic
from congvu.platform.cases import papers, policy, routing
from congvu.platform.cases.actions import issuing, steps
from congvu.platform.cases.actions.onward import go_on
from congvu.platform.cases.events import CaseAccepted
from congvu.platform.cases.lifecycle import CaseStatus, basis_of
from congvu.platform.cases.models import Case
from congvu.platform.deadlines import actions as clocks
from congvu.platform.deadlines.models import Clock
from congvu.platform.procedures.definition import Channel, Definition, TimeUnit, allowance_for
from congvu.platform.procedures.queries import definition_by_id


@atomic
def accept(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    """Receive the dossier for the competent agency; its day of receipt is not counted."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    basis = basis_of(case.status, CaseStatus.ACCEPTED)
    policy.require(
        policy.may_accept(actor, case),
        "Chỉ cán bộ tiếp nhận của nơi nhận hồ sơ được tiếp nhận hồ sơ này.",
    )
    definition = definition_by_id(case.version_id)
    case.status = CaseStatus.ACCEPTED
    case.accepted_at, case.overdue_at = at, None  # from here on the date of the result counts
    case.clock = _start_clock(case, definition, actor=actor, at=at)
    case.due_at = case.clock.due_at if case.clock else None
    steps.finish_task(case, actor=actor, at=at, outcome="ACCEPTED")
    following = routing.step_after(definition.route, case.step_key)
    if following is None:
        raise routing.StepMissing(case.step_key)
    go_on(case, to=following.key, actor=actor, at=at)
    steps.write(
        case,
        CaseAccepted,
        actor=actor,
        at=at,
        basis=basis,
        counted={"received": 1},
        due_at=case.due_at,
    )
    issuing.issue_receipt(
        case,
        said=lambda _: papers.receipt(case, receiver=actor.name),
        actor=actor,
        at=at,
    )
    return case


def _start_clock(case: Case, definition: Definition, *, actor: Actor, at: datetime) -> Clock | None:
    """Return the running clock, or None when the procedure states no usable time limit."""
    allowance = allowance_for(definition, situation=case.situation, channel=Channel(case.channel))
    if allowance is None or allowance.quantity is None or allowance.unit is TimeUnit.UNKNOWN:
        return None
    return clocks.start_clock(
        quantity=allowance.quantity,
        unit=allowance.unit.value,
        same_day_until=allowance.same_day_until,
        legal_basis=allowance.legal_basis,
        agency_id=case.competent_agency_id,
        at=at,
        actor=actor,
    )
