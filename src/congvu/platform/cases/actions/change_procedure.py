"""The dossier was filed under the wrong procedure: it moves, keeping code, dates and papers."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.platform.cases import policy, routing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.destination import destination
from congvu.platform.cases.events import ProcedureChanged
from congvu.platform.cases.models import Case
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.queries import definition_of, published_version


class CannotMoveThere(Refusal):
    """The procedure cannot take this dossier."""


@atomic
def change_procedure(
    *,
    case_id: UUID,
    revision: int,
    procedure_code: str,
    situation: str,
    actor: Actor,
    at: datetime,
) -> Case:
    """Put a dossier that was not yet accepted under another procedure.

    Answers to questions that both ask are kept; what the new one misses is asked by a supplement.
    Raises CannotMoveThere, CompetenceUndecided.
    """
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_change_procedure(actor, case),
        "Chỉ nơi nhận hồ sơ đổi được thủ tục, trước khi tiếp nhận.",
    )
    version = published_version(code=procedure_code, on=local_date(at))
    definition = definition_of(version)
    _check(case, definition, situation=situation)
    where = destination(
        definition=definition,
        situation=situation,
        answers=case.answers,
        chosen_commune=case.receiving_agency.commune_code,
        counter=case.receiving_agency,
        on=local_date(at),
    )
    old_version_id, case.version = case.version_id, version
    case.procedure_code, case.field_code = definition.code, definition.field_code
    case.situation = situation
    case.answers = answers.relevant(definition, situation=situation, answers=case.answers)
    case.competent_agency, case.handling_unit = where.competent_agency, where.handling_unit
    case.competence_reason = where.reason
    steps.finish_task(case, actor=actor, at=at, outcome="PROCEDURE_CHANGED")
    steps.hand_to(case, step=routing.first_step(definition.route), at=at)
    steps.write(
        case,
        ProcedureChanged,
        actor=actor,
        at=at,
        basis=where.legal_basis,
        old_version_id=old_version_id,
        version_id=version.id,
    )
    return case


def _check(case: Case, definition: Definition, *, situation: str) -> None:
    if definition.code == case.procedure_code:
        raise CannotMoveThere("Hồ sơ đang ở đúng thủ tục này. Hãy chọn thủ tục khác.")
    if not definition.can_apply_online:
        raise CannotMoveThere(
            "Thủ tục này chưa được mô tả đủ để tiếp nhận trên nền tảng. Hãy chọn thủ tục khác."
        )
    known = {one.key for one in definition.situations}
    if (known or situation) and situation not in known:
        raise CannotMoveThere("Hãy chọn một trường hợp của thủ tục mới.")
