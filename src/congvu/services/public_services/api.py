"""Applying by machine: the same rules, JSON in and out. The hot path of the platform."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest, signed_in
from congvu.platform.cases.actions.submit import Applicant, Application, IncompleteDossier, submit
from congvu.platform.documents import queries as documents
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.queries import definition_of, published_version
from congvu.web.machine import idempotency_key, json_answer, read_json


class NewCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    procedure_code: str
    situation: str = ""
    answers: dict[str, Any] = {}
    evidence: dict[str, tuple[UUID, ...]] = {}


_decoder = msgspec.json.Decoder(NewCase)


@require_POST
def create(request: ActorRequest) -> HttpResponse:
    """Submit a dossier for oneself. Header `Idempotency-Key: <uuid>` names the act.

    201 with code and follow key; 200 with the first answer when repeated; 400 unreadable;
    422 with `problems` per question or paper.
    """
    actor, at = signed_in(request), clock.now()
    wanted = read_json(request, _decoder)
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
        submit_key=idempotency_key(request),
    )
    try:
        sent = submit(application=application, actor=actor, at=at)
    except IncompleteDossier as incomplete:
        return json_answer({"error": str(incomplete), "problems": incomplete.problems}, status=422)
    answer = {"code": sent.code, "follow_key": sent.follow_key, "case_id": sent.case_id}
    return json_answer(answer, status=200 if sent.is_repeat else 201)
