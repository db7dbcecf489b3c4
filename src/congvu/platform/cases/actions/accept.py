"""The counter accepts a dossier: the receipt with its appointment is issued, the clock starts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.platform.cases import policy, routing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import CaseAccepted
from congvu.platform.cases.lifecycle import CaseStatus, check_move
from congvu.platform.cases.models import Case
from congvu.platform.deadlines import actions as clocks
from congvu.platform.deadlines.models import Clock
from congvu.platform.procedures.definition import Channel, Definition, TimeUnit, allowance_for
from congvu.platform.procedures.queries import definition_of

BASIS = "Nghị định 118/2025/NĐ-CP"


@transaction.atomic
def accept(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    """Receive the dossier for the competent agency; its day of receipt is not counted."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    check_move(case.status, CaseStatus.ACCEPTED)
    policy.require(
        policy.may_accept(actor, case),
        "Chỉ cán bộ tiếp nhận của nơi nhận hồ sơ được tiếp nhận hồ sơ này.",
    )
    before = steps.spot(case)
    definition = definition_of(case.version)
    case.status = CaseStatus.ACCEPTED
    case.accepted_at = at
    case.clock = _start_clock(case, definition, actor=actor, at=at)
    case.due_at = case.clock.due_at if case.clock else None
    steps.finish_task(case, actor=actor, at=at, outcome="ACCEPTED")
    following = routing.step_after(definition.route, case.step_key)
    if following is None:
        raise routing.StepMissing(case.step_key)
    steps.hand_to(case, step=following, at=at)
    steps.keep(case)
    steps.record(
        CaseAccepted(
            subject_id=case.id,
            code=case.code,
            status=case.status,
            due_at=case.due_at,
            figures=steps.delta(case, before=before, at=at, received=1),
        ),
        case=case,
        actor=actor,
        at=at,
        basis=BASIS,
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
        at=at,
        actor=actor,
    )
