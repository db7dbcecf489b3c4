"""The dossier lies with the wrong agency: it moves, keeping code, dates and clock."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency
from congvu.platform.cases import policy
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import CaseTransferred
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case
from congvu.platform.competence import queries as competence
from congvu.platform.competence.facts import Facts, Question, Ruling
from congvu.platform.procedures.queries import definition_by_id

LONGEST_REASON = 500


class CannotTransfer(Refusal):
    """The dossier cannot go there; nothing changed."""


@atomic
def transfer(
    *, case_id: UUID, revision: int, to: str, reason: str, actor: Actor, at: datetime
) -> Case:
    """Hand a dossier to the agency that is competent for where the matter really lies.

    `to` is that place as written, old or new name, or the code of an agency. By a place the rules
    of competence decide, on the day it was filed; nothing done is done again, the due date stays.
    Raises CannotTransfer, CompetenceUndecided, NotServedHere.
    """
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_transfer(actor, case),
        "Chỉ người đang tiếp nhận hoặc thụ lý hồ sơ chuyển được đến cơ quan khác.",
    )
    agency, basis, unit_key = _destination(case, to, on=local_date(at))
    if agency.code == case.competent_agency.code:
        raise CannotTransfer(
            f"Hồ sơ đang ở chính {agency.name}. Hãy ghi nơi khác, hoặc giải quyết tại đây."
        )
    came_from = case.competent_agency
    _move(case, agency, unit_key=unit_key, reason=reason, actor=actor, at=at)
    steps.write(
        case,
        CaseTransferred,
        actor=actor,
        at=at,
        basis=basis,
        from_agency_id=came_from.id,
        to_agency_id=agency.id,
        step_key=case.step_key,
    )
    return case


def _destination(case: Case, to: str, *, on: date) -> tuple[Agency, str, str]:
    """Return the agency, its legal basis and the key of the unit that handles it there."""
    named = agencies.agency_on(to.strip(), on)
    own = definition_by_id(case.version_id).competence
    if named is not None:
        return named, own.legal_basis if own else "", own.unit if own else ""
    ruling = _ruling(case, to, on=on)
    if isinstance(ruling, Question):
        raise CannotTransfer(ruling.text)
    return ruling.agency, ruling.legal_basis, ruling.unit_key


def _ruling(case: Case, to: str, *, on: date) -> Ruling | Question:
    spot = competence.spot_of(to, on=on)
    if not spot.codes:
        raise CannotTransfer(
            f"Không nhận ra nơi “{to.strip()[:100]}”. Hãy ghi tên xã, phường và tỉnh, ví dụ"
            " “Xã Vĩnh Linh, Quảng Trị”, hoặc mã cơ quan trong danh bạ."
        )
    return competence.resolve(
        definition=definition_by_id(case.version_id),
        facts=Facts(
            home=settings.PROVINCE_CODE,
            situation=case.situation,
            answers={},
            place=spot,
            residence=spot,
            counter_commune=spot.code,
        ),
        on=on,
    )


def _move(
    case: Case, agency: Agency, *, unit_key: str, reason: str, actor: Actor, at: datetime
) -> None:
    case.handling_unit = agencies.handling_unit(agency, unit_key)
    case.competent_agency = agency
    case.competence_reason = f"Được chuyển đến: {reason.strip()[:LONGEST_REASON]}"
    case.handler_id = None
    if case.status == CaseStatus.SUBMITTED:
        return  # its counter goes on receiving it, for the other agency
    steps.finish_task(case, actor=actor, at=at, outcome="TRANSFERRED")
    step = next(s for s in definition_by_id(case.version_id).route if s.key == case.step_key)
    steps.hand_to(case, step=step, at=at)
