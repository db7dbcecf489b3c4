"""A running case goes on by a newer version of its procedure, where the law and the step allow."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import VersionChanged
from congvu.platform.cases.lifecycle import OPEN
from congvu.platform.cases.models import Case, WaitingFor
from congvu.platform.cases.policy import NoSuchCase, NotAllowed
from congvu.platform.deadlines import actions as clocks
from congvu.platform.procedures import policy as procedures
from congvu.platform.procedures.definition import (
    Allowance,
    Channel,
    Definition,
    TimeUnit,
    allowance_for,
    evidence_for,
)
from congvu.platform.procedures.queries import definition_by_id, definition_of, published_version


class StaysAsItIs(Refusal):
    """The case cannot go on by the other version; the message says why."""


@atomic
def change_version(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    """Let an open case follow the version of its procedure now in force.

    The step at hand stays; a date that the new version sets otherwise is counted from the same
    start. Raises StaysAsItIs, Stale.
    """
    if not procedures.may_change_routes(actor):
        raise NotAllowed("Chỉ quản trị của nền tảng chuyển được hồ sơ sang bản mới của thủ tục.")
    case = steps.take_for_rule(case_id=case_id, skip_locked=False)
    if case is None:
        raise NoSuchCase
    if case.revision != revision:
        raise steps.Stale(steps.changes_since(case, revision))
    version = published_version(code=case.procedure_code, on=local_date(at))
    former, following = definition_by_id(case.version_id), definition_of(version)
    _check(case, former, following)
    old_version_id, old_due_at = case.version_id, case.due_at
    case.version_id = version.id
    _change_date(case, former, following, at=at)
    steps.write(
        case,
        VersionChanged,
        actor=actor,
        at=at,
        basis=following.route_decision or following.decision_number,
        old_version_id=old_version_id,
        version_id=version.id,
        old_due_at=old_due_at,
        due_at=case.due_at,
    )
    return case


def _check(case: Case, former: Definition, following: Definition) -> None:
    if case.parent_id is not None:
        raise StaysAsItIs("Việc này đi theo hồ sơ gốc.")
    if case.status not in OPEN:
        raise StaysAsItIs("Hồ sơ đã có kết quả hoặc đã kết thúc.")
    if following == former:
        raise StaysAsItIs("Hồ sơ đang theo đúng bản này.")
    if case.waiting_for == WaitingFor.OTHERS:
        raise StaysAsItIs("Hồ sơ đang chờ ý kiến hoặc chờ các phần việc song song.")
    _check_step(case, former, following)
    asked = [
        (one.form, evidence_for(one, situation=case.situation), one.situations, one.competence)
        for one in (former, following)
    ]
    if asked[0] != asked[1]:
        raise StaysAsItIs("Bản mới hỏi người dân điều khác; hồ sơ đã khai theo bản cũ.")


def _check_step(case: Case, former: Definition, following: Definition) -> None:
    here = next(step for step in former.route if step.key == case.step_key)
    there = next((step for step in following.route if step.key == case.step_key), None)
    if there is None:
        raise StaysAsItIs(f"Bước đang làm “{here.label}” không còn ở quy trình mới.")
    if (there.done_by, there.unit, there.kind) != (here.done_by, here.unit, here.kind):
        raise StaysAsItIs(f"Bước đang làm “{here.label}” do người khác làm ở quy trình mới.")
    if there.group:
        raise StaysAsItIs(f"Bước đang làm “{here.label}” là một nhánh song song ở quy trình mới.")


def _change_date(case: Case, former: Definition, following: Definition, *, at: datetime) -> None:
    before, after = (_allowance(case, one) for one in (former, following))
    if case.clock is None or after is None or after == before:
        return
    assert after.quantity is not None  # noqa: S101 - checked where it was taken
    moved = clocks.change_allowance(
        clock=case.clock,
        quantity=after.quantity,
        unit=after.unit.value,
        same_day_until=after.same_day_until,
        reason="Thủ tục có thời hạn mới",
        legal_basis=after.legal_basis or following.decision_number or "Bản mới của thủ tục",
        at=at,
    )
    if moved and case.due_at is not None:
        case.due_at = case.clock.due_at
        case.tasks.filter(done_at=None).update(due_at=case.due_at)


def _allowance(case: Case, definition: Definition) -> Allowance | None:
    """Return what the clock of that case runs by under a definition, when it can be counted."""
    found = allowance_for(definition, situation=case.situation, channel=Channel(case.channel))
    if found is None or found.quantity is None or found.unit is TimeUnit.UNKNOWN:
        return None
    return found
