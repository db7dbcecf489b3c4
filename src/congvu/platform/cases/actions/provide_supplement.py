"""The applicant completes the flagged items; the clock goes on, moved by exactly the wait."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM, local_date
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict, Refusal
from congvu.kernel.transactions import atomic
from congvu.platform.cases import policy, routing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.actions.submit import IncompleteDossier, is_commune
from congvu.platform.cases.events import SupplementProvided
from congvu.platform.cases.lifecycle import CaseStatus, basis_of
from congvu.platform.cases.models import Case, CaseFile, Supplement
from congvu.platform.deadlines import actions as clocks
from congvu.platform.deadlines import queries as deadlines
from congvu.platform.documents.queries import require_owned
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.queries import definition_by_id


class TooLate(Conflict):
    """The time to complete the dossier has passed."""

    def __init__(self, answer_by: datetime) -> None:
        super().__init__(
            f"Đã hết thời gian bổ sung (đến {answer_by.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y},"
            " Nghị định 118/2025/NĐ-CP) nên không nhận thêm được. Hãy liên hệ cơ quan giải quyết,"
            " hoặc nộp hồ sơ mới."
        )


class NotAskedFor(Refusal):
    """Only the flagged items are open; everything else stays as it was filed."""


@atomic
def provide_supplement(
    *,
    case_id: UUID,
    revision: int,
    documents: Mapping[str, tuple[UUID, ...]],
    corrected: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> Case:
    """Add the papers and corrected answers that were asked for; all of them, nothing else.

    Raises NotAskedFor, IncompleteDossier, MoveNotAllowed, NoSuchDocument.
    """
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    supplement = (
        Supplement.objects.select_for_update()
        .filter(case=case, answered_at=None, closed_at=None)
        .first()
    )
    if supplement is None or not policy.may_supplement(actor, case):
        raise policy.NotAllowed("Hồ sơ này hiện không chờ bổ sung từ anh/chị.")
    if supplement.answer_by is not None and at > supplement.answer_by:
        raise TooLate(supplement.answer_by)
    definition = definition_by_id(case.version_id)
    _check_owner(documents, actor)
    _check_answer(supplement, definition, case, documents, corrected, at=at)
    back_to = CaseStatus.SUBMITTED if case.accepted_at is None else CaseStatus.IN_PROGRESS
    basis = basis_of(case.status, back_to)
    supplement.answered_at = at
    supplement.save(update_fields=["answered_at"])
    _add_files(case, documents, round_number=supplement.round)
    case.answers = _corrected(case, definition, corrected)
    case.status, case.answer_by = back_to, None
    _run_on(case, actor=actor, at=at)
    steps.hand_to(
        case,
        step=routing.step(definition.route, case.step_key),
        at=at,
        assignee_id=case.handler_id if case.accepted_at else None,
    )
    steps.write(
        case,
        SupplementProvided,
        actor=actor,
        at=at,
        basis=basis,
        supplement_id=supplement.id,
        due_at=case.due_at,
    )
    return case


def _check_owner(documents: Mapping[str, tuple[UUID, ...]], actor: Actor) -> None:
    owned = {document_id for ids in documents.values() for document_id in ids}
    require_owned(owned, owner_id=actor.person_id)


def _check_answer(
    supplement: Supplement,
    definition: Definition,
    case: Case,
    documents: Mapping[str, tuple[UUID, ...]],
    corrected: Mapping[str, Any],
    *,
    at: datetime,
) -> None:
    asked = {item["key"] for item in supplement.items}
    if not asked.issuperset({*documents, *corrected}):
        raise NotAskedFor("Chỉ bổ sung được những mục cơ quan đã yêu cầu.")
    missing = {
        key: "Hãy bổ sung đủ các mục cơ quan đã yêu cầu."
        for key in asked
        if not documents.get(key) and key not in corrected
    }
    if missing:
        raise IncompleteDossier(missing)
    papers = {file.evidence_key for file in case.files.all()} | set(documents)
    problems = answers.check_all(
        definition,
        situation=case.situation,
        answers={**case.answers, **corrected},
        evidence_keys=papers,
        on=local_date(at),
        place_exists=lambda code: is_commune(code, on=local_date(at)),
    )
    if problems:
        raise IncompleteDossier(problems)


def _corrected(case: Case, definition: Definition, corrected: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**case.answers, **corrected}
    return answers.relevant(definition, situation=case.situation, answers=merged)


def _add_files(case: Case, documents: Mapping[str, tuple[UUID, ...]], *, round_number: int) -> None:
    CaseFile.objects.bulk_create(
        CaseFile(
            id=new_id(), case=case, evidence_key=key, document_id=document_id, round=round_number
        )
        for key, ids in documents.items()
        for document_id in ids
    )


def _run_on(case: Case, *, actor: Actor, at: datetime) -> None:
    if case.clock:
        clocks.resume_clock(clock=case.clock, actor=actor, at=at)
        case.clock.refresh_from_db()
        case.due_at = case.clock.due_at
    elif case.accepted_at is None:  # the counter must answer again, within the same time
        case.due_at, case.overdue_at = (
            deadlines.reception_due_at(at=at, agency_id=case.receiving_agency_id),
            None,
        )
