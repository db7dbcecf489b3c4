"""Applying by machine: the same rules, JSON in and out. The hot path of the platform."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from congvu.kernel import clock
from congvu.kernel.refusal import Refusal
from congvu.platform.access.requests import ActorRequest, signed_in
from congvu.platform.cases.actions.submit import Applicant, Application, IncompleteDossier, submit
from congvu.platform.documents import queries as documents
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.queries import definition_of, published_version


class NewCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    procedure_code: str
    situation: str = ""
    answers: dict[str, Any] = {}
    evidence: dict[str, tuple[UUID, ...]] = {}


class BadRequest(Refusal):
    """The body or the Idempotency-Key cannot be read."""

    status = 400


_decoder = msgspec.json.Decoder(NewCase)


@require_POST
def create(request: ActorRequest) -> HttpResponse:
    """Submit a dossier for oneself. Header `Idempotency-Key: <uuid>` names the act.

    201 with code and follow key; 200 with the first answer when repeated; 400 unreadable;
    422 with `problems` per question or paper.
    """
    actor, at = signed_in(request), clock.now()
    wanted = _read(request)
    version = published_version(code=wanted.procedure_code, on=clock.local_date(at))
    documents.require_owned(
        {id_ for ids in wanted.evidence.values() for id_ in ids}, owner_id=actor.person_id
    )
    application = Application(
        version_id=version.id,
        definition=definition_of(version),
        situation=wanted.situation,
        answers=wanted.answers,
        evidence=wanted.evidence,
        seen_evidence={},
        applicant=Applicant(person_id=actor.person_id, full_name=actor.name),
        channel=Channel.ONLINE,
        submit_key=_key(request),
    )
    try:
        sent = submit(application=application, actor=actor, at=at)
    except IncompleteDossier as incomplete:
        return _json({"error": str(incomplete), "problems": incomplete.problems}, status=422)
    answer = {"code": sent.code, "follow_key": sent.follow_key, "case_id": sent.case_id}
    return _json(answer, status=200 if sent.is_repeat else 201)


def _read(request: ActorRequest) -> NewCase:
    try:
        return _decoder.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"Nội dung gửi lên không đọc được: {error}") from error


def _key(request: ActorRequest) -> UUID:
    try:
        return UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError as error:
        raise BadRequest("Thiếu hoặc sai Idempotency-Key: hãy gửi một UUID.") from error


def _json(body: Any, *, status: int) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(body), status=status, content_type="application/json; charset=utf-8"
    )
