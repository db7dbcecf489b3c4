"""A form being filled in: started, answered page by page, given papers, sent or thrown away."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict, Refusal
from congvu.platform.agencies.models import Agency
from congvu.platform.cases import policy
from congvu.platform.cases.actions.accept import accept
from congvu.platform.cases.actions.submit import Applicant, Application, Submitted, submit
from congvu.platform.cases.models import Case, Draft, DraftFile
from congvu.platform.documents.models import Document
from congvu.platform.people.models import Person
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import Channel, Definition
from congvu.platform.procedures.models import ProcedureVersion
from congvu.platform.procedures.queries import definition_by_id, published_version

FILES_PER_PAPER = 10


class DraftExpired(Conflict):
    """Kept for so many days after the last page; what was typed is still shown to its owner."""


class CannotApplyHere(Refusal):
    """The procedure is shown, but its form or route is not described on this installation."""


class WrongAnswers(Refusal):
    """Some answers of the page are wrong. `problems` maps question keys to what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class TooManyFiles(Refusal):
    pass


@transaction.atomic
def start_draft(
    *,
    version: ProcedureVersion,
    applicant: Person,
    channel: Channel,
    receiving_agency: Agency | None,
    actor: Actor,
    at: datetime,
) -> Draft:
    """Open a form. `applicant` is the holder of the right; the actor types."""
    definition = definition_by_id(version.id)
    if not definition.can_apply_online:
        raise CannotApplyHere(
            "Thủ tục này chưa nộp được trên nền tảng. Hãy xem nơi nộp trên trang thủ tục."
        )
    first = definition.situations[0].key if len(definition.situations) == 1 else ""
    return Draft.objects.create(
        id=new_id(),
        owner_id=actor.person_id,
        applicant=applicant,
        version=version,
        channel=channel.value,
        receiving_agency=receiving_agency,
        situation=first,
        submit_key=new_id(),
        created_at=at,
        updated_at=at,
        expires_at=at + timedelta(days=settings.DRAFT_KEPT_DAYS),
    )


@transaction.atomic
def choose_situation(*, draft_id: UUID, situation: str, actor: Actor, at: datetime) -> Draft:
    draft = _take(draft_id=draft_id, actor=actor, at=at)
    known = {s.key for s in definition_by_id(draft.version_id).situations}
    if situation not in known:
        raise WrongAnswers({"situation": "Hãy chọn một trường hợp trong danh sách."})
    draft.situation = situation
    return _keep(draft, at=at)


@transaction.atomic
def save_page(
    *, draft_id: UUID, page_key: str, given: Mapping[str, Any], actor: Actor, at: datetime
) -> Draft:
    """Keep the cleaned answers of one page. Raises WrongAnswers and keeps nothing of that page."""
    draft = _take(draft_id=draft_id, actor=actor, at=at)
    definition = definition_by_id(draft.version_id)
    merged = {**draft.answers, **given}
    problems = answers.check_page(
        definition, page_key, answers=merged, situation=draft.situation, on=local_date(at)
    )
    if problems:
        raise WrongAnswers(problems)
    draft.answers = answers.relevant(definition, situation=draft.situation, answers=merged)
    return _keep(draft, at=at)


@transaction.atomic
def attach_file(
    *, draft_id: UUID, evidence_key: str, document: Document, actor: Actor, at: datetime
) -> DraftFile:
    draft = _take(draft_id=draft_id, actor=actor, at=at)
    papers = {paper.key for paper in definition_by_id(draft.version_id).evidence}
    if evidence_key not in papers:
        raise WrongAnswers({"evidence": "Giấy tờ này không thuộc thủ tục đang làm."})
    if document.owner_id != actor.person_id:
        raise policy.NoSuchDraft
    if draft.files.filter(evidence_key=evidence_key).count() >= FILES_PER_PAPER:
        raise TooManyFiles(
            f"Mỗi loại giấy tờ nộp tối đa {FILES_PER_PAPER} tệp."
            " Hãy xóa bớt tệp hoặc gộp các trang vào một tệp PDF."
        )
    file = DraftFile.objects.create(draft=draft, evidence_key=evidence_key, document=document)
    _keep(draft, at=at)
    return file


@transaction.atomic
def detach_file(*, draft_id: UUID, file_id: int, actor: Actor, at: datetime) -> None:
    """Take a paper out of the draft. Taking it out twice is harmless."""
    draft = _take(draft_id=draft_id, actor=actor, at=at)
    draft.files.filter(id=file_id).delete()
    _keep(draft, at=at)


@transaction.atomic
def discard_draft(*, draft_id: UUID, actor: Actor, at: datetime) -> None:
    draft = _take(draft_id=draft_id, actor=actor, at=at)
    draft.delete()


@transaction.atomic
def renew_draft(*, draft_id: UUID, actor: Actor, at: datetime) -> Draft:
    """Carry an expired draft, or one of an old version, over to the version now in force.

    Answers that still fit are kept; `dropped_answers` tells the rest before the person agrees.
    """
    draft = _own(draft_id=draft_id, actor=actor)
    version = published_version(code=draft.version.procedure.code, on=local_date(at))
    definition = definition_by_id(version.id)
    draft.version = version
    draft.situation = _standing_situation(definition, draft)
    draft.answers = _fitting(definition, draft)
    draft.files.exclude(evidence_key__in=[paper.key for paper in definition.evidence]).delete()
    draft.expires_at = at + timedelta(days=settings.DRAFT_KEPT_DAYS)
    return _keep(draft, at=at)


def _standing_situation(definition: Definition, draft: Draft) -> str:
    known = [s.key for s in definition.situations]
    if draft.situation in known:
        return draft.situation
    return known[0] if len(known) == 1 else ""  # to be chosen again


def _fitting(definition: Definition, draft: Draft) -> dict[str, Any]:
    return answers.relevant(definition, situation=draft.situation, answers=draft.answers)


def submit_draft(*, draft_id: UUID, submit_key: UUID, actor: Actor, at: datetime) -> Submitted:
    """Send the draft as it stands. Sending twice gives the first answer."""
    draft = (
        policy.visible_drafts(actor)
        .select_related("applicant", "receiving_agency", "case")
        .prefetch_related("files")
        .filter(id=draft_id)
        .first()
    )
    if draft is None:
        raise policy.NoSuchDraft
    if draft.case is not None:
        return _sent_already(draft.case)
    _check_alive(draft, at=at)
    if draft.submit_key != submit_key:
        raise Conflict("Trang gửi hồ sơ này đã cũ. Hãy mở lại trang kiểm tra thông tin và gửi lại.")
    return submit(application=_application(draft), actor=actor, at=at)


@transaction.atomic
def submit_at_counter(
    *,
    draft_id: UUID,
    submit_key: UUID,
    seen_evidence: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> Case:
    """File a draft for the citizen standing here and accept it at once: one legal act.

    `seen_evidence` maps the keys of papers that the officer has seen or holds on paper to a note.
    """
    policy.require(actor.is_officer and actor.unit_id, "Chỉ cán bộ tiếp nhận được nộp hộ tại quầy.")
    draft = (
        policy.visible_drafts(actor)
        .select_for_update(of=("self",))
        .select_related("applicant", "receiving_agency")
        .filter(id=draft_id)
        .first()
    )
    if draft is None:
        raise policy.NoSuchDraft
    if draft.case_id is not None:
        return Case.objects.get(id=draft.case_id)
    _check_alive(draft, at=at)
    application = _application(draft, seen_evidence=seen_evidence)
    if draft.submit_key != submit_key:
        raise Conflict("Trang này đã cũ. Hãy mở lại trang kiểm tra và gửi lại.")
    sent = submit(application=application, actor=actor, at=at)
    return accept(case_id=sent.case_id, revision=1, actor=actor, at=at)


def _sent_already(case: Case) -> Submitted:
    return Submitted(case_id=case.id, code=case.code, follow_key=case.follow_key, is_repeat=True)


def _application(draft: Draft, *, seen_evidence: Mapping[str, str] | None = None) -> Application:
    evidence: dict[str, tuple[UUID, ...]] = {}
    for file in draft.files.all():
        brought = evidence.get(file.evidence_key, ())
        evidence[file.evidence_key] = (*brought, file.document_id)
    definition = definition_by_id(draft.version_id)
    return Application(
        version_id=draft.version_id,
        definition=definition,
        situation=draft.situation,
        answers=answers.relevant(definition, situation=draft.situation, answers=draft.answers),
        evidence=evidence,
        seen_evidence=seen_evidence or {},
        applicant=Applicant(
            person_id=draft.applicant_id,
            full_name=draft.applicant.full_name,
            is_test=draft.applicant.is_test,
        ),
        channel=Channel(draft.channel),
        chosen_commune=draft.receiving_agency.commune_code if draft.receiving_agency else "",
        counter=draft.receiving_agency,
        submit_key=draft.submit_key,
        draft_id=draft.id,
    )


def _own(*, draft_id: UUID, actor: Actor) -> Draft:
    draft = (
        policy.visible_drafts(actor)
        .select_for_update(of=("self",))
        .select_related("version__procedure")
        .filter(id=draft_id, case=None)
        .first()
    )
    if draft is None:
        raise policy.NoSuchDraft
    return draft


def _take(*, draft_id: UUID, actor: Actor, at: datetime) -> Draft:
    draft = _own(draft_id=draft_id, actor=actor)
    _check_alive(draft, at=at)
    return draft


def _check_alive(draft: Draft, *, at: datetime) -> None:
    if draft.expires_at <= at:
        raise DraftExpired(
            "Bản đang soạn đã hết hạn giữ. Thông tin đã nhập vẫn còn: hãy bấm “Tiếp tục từ bản cũ”"
            " trong “Hồ sơ của tôi” rồi kiểm tra lại trước khi gửi."
        )


def _keep(draft: Draft, *, at: datetime) -> Draft:
    draft.updated_at = at
    draft.save()
    return draft
