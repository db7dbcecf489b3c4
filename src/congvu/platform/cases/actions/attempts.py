"""Doing a named act once: repeated it gives the first answer, refused it leaves a trace.

Every edge goes through here. The record of a legal act is never forgotten.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Conflict, Refusal
from congvu.platform.cases.actions.submit import KeyUsedBefore
from congvu.platform.cases.events import ActRefused
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import ActRecord, Case
from congvu.platform.events.actions import publish

PATIENCE = "5s"  # for the same act sent twice at once, and for another's act on the same case
_HOLD = (
    "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(hashtextextended(%s, 0))"
)


class InFlight(Conflict):
    """The same act, or another on the same case, is being written right now."""

    def __init__(self) -> None:
        super().__init__(
            "Hồ sơ này đang được ghi một thao tác khác. Hãy chờ vài giây, tải lại trang và xem"
            " tình trạng trước khi thực hiện lại."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the one who acted is told; the same for every repetition."""

    code: str
    status: int
    status_label: str
    revision: int


def attempt(
    *,
    name: str,
    key: UUID,
    case: Case,
    revision: int,
    given: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    act: Callable[[], object],
) -> Answer:
    """Do the act once under its key, in one transaction with its record.

    Raises KeyUsedBefore for the key of another act, InFlight, and whatever refuses the act: the
    refusal is then in the journal.
    """
    body_sha256 = _fingerprint(name, case, revision, given)
    try:
        return _once(
            name=name, key=key, case=case, actor=actor, at=at, act=act, body_sha256=body_sha256
        )
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise InFlight from error
        raise
    except Refusal as refusal:
        note_refusal(name=name, case=case, refusal=refusal, revision=revision, actor=actor, at=at)
        raise


@transaction.atomic
def _once(
    *,
    name: str,
    key: UUID,
    case: Case,
    actor: Actor,
    at: datetime,
    act: Callable[[], object],
    body_sha256: str,
) -> Answer:
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [PATIENCE, str(key)])
    earlier = ActRecord.objects.filter(key=key).first()
    if earlier is not None:
        if (earlier.person_id, earlier.body_sha256) != (actor.person_id, body_sha256):
            raise KeyUsedBefore
        return Answer(**earlier.answer)
    act()
    code, status, revision = Case.objects.values_list("code", "status", "revision").get(id=case.id)
    answer = Answer(
        code=code, status=status, status_label=CaseStatus(status).label, revision=revision
    )
    ActRecord.objects.create(
        key=key,
        person_id=actor.person_id,
        act=name,
        body_sha256=body_sha256,
        answer=asdict(answer),
        at=at,
    )
    return answer


@transaction.atomic
def note_refusal(
    *, name: str, case: Case, refusal: Refusal, revision: int, actor: Actor, at: datetime
) -> None:
    """Write into the journal that somebody tried this and why it was refused."""
    publish(
        event=ActRefused(
            subject_id=case.id,
            code=case.code,
            act=name,
            ground=type(refusal).__name__,
            revision=revision,
        ),
        actor=actor,
        agency_id=actor.agency_id or case.competent_agency_id,
        at=at,
    )


def _fingerprint(name: str, case: Case, revision: int, given: Mapping[str, Any]) -> str:
    packed = msgspec.json.encode([name, case.id, revision, given], order="sorted")
    return hashlib.sha256(packed).hexdigest()
