"""One agency asks others for their opinion, in writing and by a date; silence may be agreement."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.compiled import insert
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency, Unit
from congvu.platform.cases import policy, routing, standing
from congvu.platform.cases.actions import children, steps
from congvu.platform.cases.actions.claim import begin
from congvu.platform.cases.events import ConsultationAsked, ConsultationRecalled
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, ChildKind, Consultation, WaitingFor
from congvu.platform.deadlines import actions as clocks
from congvu.platform.deadlines.queries import term
from congvu.platform.procedures.definition import StepKind, TimeUnit
from congvu.platform.procedures.queries import definition_of, published_version

PROCEDURE = "NB.01"  # what whoever is asked works by: data/procedures/NB.01.toml
OWN_UNIT = "unit:"  # before the key of a unit of the asking agency itself
MOST_ASKED = 30


class CannotConsult(Refusal):
    """The question cannot be sent as it stands; nothing changed."""


@atomic
def consult(
    *,
    case_id: UUID,
    revision: int,
    to: Sequence[str],
    question: str,
    days: int,
    actor: Actor,
    at: datetime,
) -> Case:
    """Ask agencies (codes, or "unit:key" of the own one) to answer within that many working days.

    The legal clock goes on. At a step that says so, who does not answer in time has agreed.
    Raises CannotConsult, NoSuchProcedure.
    """
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_consult(actor, case), "Chỉ người đang thụ lý hồ sơ xin được ý kiến nơi khác."
    )
    asked = _asked(case, to, on=local_date(at))
    _check(question, days, on=local_date(at))
    begin(case, actor=actor)
    steps.finish_task(case, actor=actor, at=at, outcome="CONSULTING")
    steps.rest(case, waiting_for=WaitingFor.OTHERS)
    opened = [
        _ask(case, agency, unit, question=tidy(question), days=days, actor=actor, at=at)
        for agency, unit in asked
    ]
    steps.write(
        case,
        ConsultationAsked,
        actor=actor,
        at=at,
        basis=opened[0].clock.legal_basis if opened[0].clock else "",
        child_ids=[child.id for child in opened],
        answer_by=max(child.due_at for child in opened if child.due_at),
    )
    return case


def _asked(case: Case, to: Sequence[str], *, on: date) -> list[tuple[Agency, Unit]]:
    wanted = list(dict.fromkeys(text.strip() for text in to if text.strip()))
    if not wanted:
        raise CannotConsult("Hãy chọn ít nhất một nơi để xin ý kiến.")
    if len(wanted) > MOST_ASKED:
        raise CannotConsult(f"Một lần chỉ xin ý kiến nhiều nhất {MOST_ASKED} nơi.")
    found = [_one_asked(case, text, on=on) for text in wanted]
    if any(unit.id == case.handling_unit_id for _, unit in found):
        raise CannotConsult("Đơn vị đang thụ lý không tự xin ý kiến chính mình. Hãy bỏ chọn.")
    return found


def _one_asked(case: Case, text: str, *, on: date) -> tuple[Agency, Unit]:
    if text.startswith(OWN_UNIT):
        unit = agencies.unit(case.competent_agency_id, text.removeprefix(OWN_UNIT))
        if unit is None:
            raise CannotConsult("Đơn vị được chọn không thuộc cơ quan này. Hãy chọn lại.")
        return case.competent_agency, unit
    agency = agencies.agency_on(text, on)
    if agency is None:
        raise CannotConsult(
            f"Không có cơ quan nào mang mã “{text[:60]}” vào ngày này. Hãy chọn trong danh sách."
        )
    return agency, agencies.handling_unit(agency, "")


def _check(question: str, days: int, *, on: date) -> None:
    if not tidy(question):
        raise CannotConsult("Hãy ghi nội dung cần xin ý kiến.")
    least, most = (term(f"consultation_days_{end}", on=on) for end in ("least", "most"))
    if not least.value <= days <= most.value:
        raise CannotConsult(
            f"Thời hạn trả lời phải từ {least.value} đến {most.value} ngày làm việc"
            f" ({most.legal_basis})."
        )


def _ask(
    case: Case, agency: Agency, unit: Unit, *, question: str, days: int, actor: Actor, at: datetime
) -> Case:
    version = published_version(code=PROCEDURE, on=local_date(at))
    asking = standing.step_of(case)
    basis = asking.legal_basis or term("consultation_days_most", on=local_date(at)).legal_basis
    clock = clocks.start_clock(
        quantity=days,
        unit=TimeUnit.WORKING_DAY.value,
        legal_basis=basis,
        agency_id=agency.id,
        at=at,
        actor=actor,
    )
    definition = definition_of(version)
    part = children.Part(
        kind=ChildKind.CONSULTATION,
        version_id=version.id,
        definition=definition,
        step=routing.first_step(definition.route),
        agency=agency,
        unit=unit,
        clock=clock,
    )
    child = children.open_child(case, part, actor=actor, at=at)
    consultation = Consultation(
        child=child,
        asking=case,
        question=question,
        is_deemed=asking.kind is StepKind.CONSULT and asking.is_deemed,
        legal_basis=basis,
        asked_at=at,
        asked_by_id=actor.person_id,
    )
    insert(consultation)
    return child


@atomic
def recall_consultation(
    *, case_id: UUID, revision: int, reason: str, actor: Actor, at: datetime
) -> Case:
    """Go on without the opinions still missing; whoever has not answered need not any more."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(policy.may_recall(actor, case), "Chỉ nơi đã xin ý kiến thôi chờ ý kiến được.")
    if not standing.waits_for_opinions(case):
        raise CannotConsult("Không còn ý kiến nào đang chờ. Hãy tải lại trang.")
    if not tidy(reason):
        raise CannotConsult("Hãy ghi lý do thôi chờ ý kiến.")
    missing = children.end_children(case, actor=actor, at=at)
    steps.hand_to(case, step=standing.step_of(case), at=at, assignee_id=case.handler_id)
    case.consultations.filter(child__status=CaseStatus.STOPPED, opinion="").update(
        opinion=tidy(reason)
    )
    steps.write(case, ConsultationRecalled, actor=actor, at=at, missing=missing)
    return case
