"""The agency cannot keep the date: it apologises, says why, and names a new one (form 04)."""

from datetime import date, datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.refusal import Conflict, Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import papers, policy
from congvu.platform.cases.actions import issuing, steps
from congvu.platform.cases.events import CaseExtended, DelayApologised
from congvu.platform.cases.models import Case, IssuedForm
from congvu.platform.deadlines import actions as clocks
from congvu.platform.deadlines.models import Clock

BASIS = "Nghị định 118/2025/NĐ-CP; mẫu số 04, Thông tư 03/2025/TT-VPCP"


class NoDate(Conflict):
    """No clock runs on the case: there is no date to move."""

    def __init__(self) -> None:
        super().__init__(
            "Hồ sơ này hiện không có thời hạn đang chạy nên không hẹn lại được. Thời hạn chỉ chạy"
            " sau khi tiếp nhận và khi không chờ người dân."
        )


class PromiseRefused(Refusal):
    """An apology needs a reason and a day that lies ahead."""


@atomic
def extend(
    *, case_id: UUID, revision: int, until: date, reason: str, actor: Actor, at: datetime
) -> Case:
    """Move the due instant to the close of that day: once, and before it has passed.

    Raises NoDate, PromiseRefused and what deadlines.actions.extend_clock raises.
    """
    case, running = _taken(case_id=case_id, revision=revision, reason=reason, actor=actor)
    old_due_at = running.due_at
    clocks.extend_clock(
        clock=running, until=until, reason=tidy(reason), legal_basis=BASIS, actor=actor, at=at
    )
    case.due_at = running.due_at
    case.tasks.filter(done_at=None).update(due_at=case.due_at)
    form = _issue(
        case, reason=tidy(reason), promised=local_date(running.due_at), actor=actor, at=at
    )
    steps.write(
        case,
        CaseExtended,
        actor=actor,
        at=at,
        basis=BASIS,
        form_id=form.id,
        old_due_at=old_due_at,
        due_at=running.due_at,
    )
    return case


@atomic
def apologise(
    *, case_id: UUID, revision: int, until: date, reason: str, actor: Actor, at: datetime
) -> Case:
    """Tell the applicant of a case that is late when they may expect it. It stays late."""
    case, running = _taken(case_id=case_id, revision=revision, reason=reason, actor=actor)
    if at <= running.due_at:
        raise PromiseRefused("Hồ sơ chưa quá hạn. Hãy dùng “Xin lỗi và hẹn lại” trước khi hết hạn.")
    if until <= local_date(at):
        raise PromiseRefused("Ngày hẹn lại phải sau hôm nay.")
    form = _issue(case, reason=tidy(reason), promised=until, actor=actor, at=at)
    steps.write(
        case,
        DelayApologised,
        actor=actor,
        at=at,
        basis=BASIS,
        form_id=form.id,
        promised_on=until,
    )
    return case


def _taken(*, case_id: UUID, revision: int, reason: str, actor: Actor) -> tuple[Case, Clock]:
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.leads(actor, case),
        "Chỉ lãnh đạo của cơ quan giải quyết hồ sơ được ký văn bản xin lỗi và hẹn lại.",
    )
    running = case.clock
    if running is None or case.due_at is None or not policy.may_promise(actor, case):
        raise NoDate
    if not tidy(reason):
        raise PromiseRefused("Hãy ghi lý do chậm: người dân đọc nguyên văn dòng này.")
    return case, running


def _issue(case: Case, *, reason: str, promised: date, actor: Actor, at: datetime) -> IssuedForm:
    return issuing.issue(
        case,
        form="04",
        agency=case.competent_agency,
        said=lambda number: papers.apology(
            case, number=number, reason=reason, promised=promised, actor=actor, at=at
        ),
        actor=actor,
        at=at,
    )
