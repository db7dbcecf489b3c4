"""A citizen sends a dossier, or an officer at a counter files it for them.

Everything is decided here in Python on cached reference data; then one SQL function writes the
case, its number, task, papers, journal row and the record of the act, all or nothing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import IntegrityError, connection

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_follow_key, new_id
from congvu.kernel.refusal import Refusal
from congvu.kernel.vietnamese import fold
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency, AgencyKind
from congvu.platform.cases import codes, routing
from congvu.platform.cases.actions.destination import Destination, destination
from congvu.platform.cases.axes import DeliveryStatus, PaymentStatus, SyncStatus
from congvu.platform.cases.events import CaseSubmitted
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Alarm, ChildKind, WaitingFor
from congvu.platform.cases.replaying import changes, facts_of_row
from congvu.platform.deadlines import queries as deadlines
from congvu.platform.events.actions import entry
from congvu.platform.indicators.figures import Delta, OpenSpot, OpenState
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import Channel, Definition

_LOST_RACE = ("cases_actrecord", "draft already sent")  # the same act, sent at the same moment


class IncompleteDossier(Refusal):
    """Answers or papers are missing or wrong. `problems` maps question and evidence keys."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__("Hồ sơ chưa gửi được: " + " ".join(problems.values()))


class KeyUsedBefore(Refusal):
    """The same act name came with another content or from another person."""

    def __init__(self) -> None:
        super().__init__(
            "Yêu cầu này trùng mã với một lần gửi khác nên chưa được ghi."
            " Hãy mở lại trang gửi hồ sơ và gửi lại."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """The holder of the right, as the case keeps them."""

    person_id: UUID
    full_name: str
    is_test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One complete request. `evidence` maps a paper's key to the documents that prove it."""

    version_id: UUID
    definition: Definition
    situation: str
    answers: Mapping[str, Any]
    evidence: Mapping[str, tuple[UUID, ...]]
    seen_evidence: Mapping[str, str]  # papers seen at a counter: key -> note
    applicant: Applicant
    channel: Channel
    chosen_commune: str = ""  # the counter's commune, where the rule leaves the choice
    counter: Agency | None = None  # the one-stop centre that receives it; None: the competent one's
    submit_key: UUID
    draft_id: UUID | None = None

    def fingerprint(self) -> str:
        """Return what the same act must look like when it is repeated."""
        body = [str(self.version_id), self.situation, self.answers, self.applicant.person_id]
        papers = {key: sorted(map(str, ids)) for key, ids in sorted(self.evidence.items())}
        packed = msgspec.json.encode([*body, papers], order="sorted")
        return hashlib.sha256(packed).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The answer to the act; repeated acts get the same one."""

    case_id: UUID
    code: str
    follow_key: str
    is_repeat: bool


def submit(*, application: Application, actor: Actor, at: datetime) -> Submitted:
    """Create the case. One SQL statement, durable when it returns.

    Raises IncompleteDossier, CompetenceUndecided, KeyUsedBefore. Repeating the act with the same
    `submit_key` returns the first answer and changes nothing.
    """
    problems = answers.check_all(
        application.definition,
        situation=application.situation,
        answers=application.answers,
        evidence_keys={*application.evidence, *application.seen_evidence},
        on=local_date(at),
        place_exists=lambda code: is_commune(code, on=local_date(at)),
    )
    if problems:
        raise IncompleteDossier(problems)
    where = destination(
        definition=application.definition,
        situation=application.situation,
        answers=application.answers,
        chosen_commune=application.chosen_commune,
        counter=application.counter,
        on=local_date(at),
    )
    payload = submission(application, where=where, actor=actor, at=at)
    try:
        return _write(payload, application=application, actor=actor)
    except IntegrityError as error:
        if not any(sign in str(error) for sign in _LOST_RACE):
            raise
        return _write(payload, application=application, actor=actor)  # the first one just won


def is_commune(code: str, *, on: date) -> bool:
    """True when a commune of that code has a committee that day."""
    kind = AgencyKind.COMMUNE_COMMITTEE
    return agencies.agency_of_commune(code, kind=kind, on=on) is not None


def _write(payload: bytes, *, application: Application, actor: Actor) -> Submitted:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_submit(%s::jsonb)", [payload.decode()])
        (answer,) = cursor.fetchone()
    if isinstance(answer, str):
        answer = msgspec.json.decode(answer)
    if answer["is_repeat"] and (
        answer["person_id"] != str(actor.person_id)
        or answer["body_sha256"] != application.fingerprint()
    ):
        raise KeyUsedBefore
    return Submitted(
        case_id=UUID(answer["case_id"]),
        code=answer["code"],
        follow_key=answer["follow_key"],
        is_repeat=answer["is_repeat"],
    )


def submission(
    application: Application, *, where: Destination, actor: Actor, at: datetime
) -> bytes:
    """Return the rows to write, as the JSON that `cases_submit` takes. Pure but for new ids."""
    step = routing.first_step(application.definition.route)
    case_id, due_at = (
        new_id(),
        deadlines.reception_due_at(at=at, agency_id=where.receiving_agency.id),
    )
    case = _case_row(application, where=where, actor=actor, at=at) | {
        "id": case_id,
        "due_at": due_at,
        "alarm_at": due_at,
        "step_key": step.key,
    }
    form = codes.code_form(
        template=settings.CASE_CODE_TEMPLATE,
        agency=agencies.code_for_dossiers(where.receiving_agency),
        day=local_date(at),
    )
    return msgspec.json.encode(
        {
            "series": form.series,
            "prefix": form.prefix,
            "width": form.width,
            "suffix": form.suffix,
            "draft_id": application.draft_id,
            "case": case,
            "task": _task_row(case, unit_id=where.receiving_unit.id, post_kind=step.done_by),
            "files": _file_rows(application, case_id=case_id),
            "entry": _entry_row(application, where=where, case=case, actor=actor, at=at),
            "act": {
                "key": application.submit_key,
                "person_id": actor.person_id,
                "act": "submit",
                "body_sha256": application.fingerprint(),
                "at": at,
            },
        }
    )


def _case_row(
    application: Application, *, where: Destination, actor: Actor, at: datetime
) -> dict[str, Any]:
    return {
        "follow_key": new_follow_key(),
        "version_id": application.version_id,
        "procedure_code": application.definition.code,
        "field_code": application.definition.field_code,
        "situation": application.situation,
        "channel": application.channel.value,
        "status": CaseStatus.SUBMITTED,
        "revision": 1,
        "applicant_id": application.applicant.person_id,
        "applicant_name": application.applicant.full_name,
        "folded_name": fold(application.applicant.full_name),
        "filed_by_id": application.applicant.person_id if actor.is_officer else actor.person_id,
        "helped_by_post_id": actor.post_id,
        "receiving_agency_id": where.receiving_agency.id,
        "competent_agency_id": where.competent_agency.id,
        "handling_unit_id": where.handling_unit.id,
        "receiving_unit_id": where.receiving_unit.id,
        "answers": answers.relevant(
            application.definition, situation=application.situation, answers=application.answers
        ),
        "submitted_at": at,
        "waiting_for": WaitingFor.OFFICER,
        "holder_unit_id": where.receiving_unit.id,
        "holder_post_kind": routing.first_step(application.definition.route).done_by,
        "is_test": application.applicant.is_test,
        "payment": PaymentStatus.NOTHING_DUE,
        "delivery": DeliveryStatus.NO_RESULT,
        "sync": SyncStatus.NOT_NEEDED,
        "counts_late": False,
        "child_kind": ChildKind.NONE,
        "alarm": Alarm.OVERDUE,
        "competence_reason": where.reason,
    }


def _entry_row(
    application: Application,
    *,
    where: Destination,
    case: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> dict[str, Any]:
    event = CaseSubmitted(
        subject_id=case["id"],
        code="",  # the number is taken inside the statement, which fills it in
        status=CaseStatus.SUBMITTED,
        changes=changes({}, facts_of_row(case)),
        channel=application.channel.value,
        receiving_agency_id=where.receiving_agency.id,
        figures=Delta(
            agency_id=where.competent_agency.id,
            field_code=application.definition.field_code,
            procedure_code=application.definition.code,
            month=local_date(at).replace(day=1),
            after=OpenSpot(state=OpenState.TO_RECEIVE, due_at=case["due_at"]),
        ),
    )
    row = entry(
        event=event,
        actor=actor,
        agency_id=where.receiving_agency.id,
        at=at,
        legal_basis=where.legal_basis,
    )
    names = (
        "event_type", "subject_id", "facts", "actor_person_id", "actor_post_id", "capacity",
        "agency_id", "classification", "legal_basis", "at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def _task_row(case: dict[str, Any], *, unit_id: UUID, post_kind: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": case["id"],
        "step_key": case["step_key"],
        "unit_id": unit_id,
        "post_kind": post_kind,
        "opened_at": case["submitted_at"],
        "due_at": case["due_at"],
        "outcome": "",
    }


def _file_rows(application: Application, *, case_id: UUID) -> list[dict[str, Any]]:
    brought = [
        {"evidence_key": key, "document_id": document_id, "seen_note": ""}
        for key, ids in application.evidence.items()
        for document_id in ids
    ]
    seen = [
        {"evidence_key": key, "document_id": None, "seen_note": note}
        for key, note in application.seen_evidence.items()
    ]
    return [{"id": new_id(), "case_id": case_id, "round": 0, **paper} for paper in brought + seen]
