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
from django.db import OperationalError
from psycopg.errors import LockNotAvailable

from congvu.kernel.actor import Actor
from congvu.kernel.compiled import insert_once
from congvu.kernel.refusal import Conflict, Refusal
from congvu.kernel.transactions import atomic, whole
from congvu.platform.cases.actions.submit import KeyUsedBefore
from congvu.platform.cases.events import ActRefused
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import ActRecord, Case
from congvu.platform.events.actions import publish


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
    said = ActRecord(
        key=key,
        person_id=actor.person_id,
        act=name,
        body_sha256=_fingerprint(name, case, revision, given),
        at=at,
    )
    try:
        return _once(said, case=case, act=act)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise InFlight from error
        raise
    except Refusal as refusal:
        told = _told_before(said, refusal)
        if isinstance(told, Answer):
            return told
        note_refusal(name=name, case=case, refusal=told, revision=revision, actor=actor, at=at)
        raise told from None


class _DoneBefore(Refusal):
    """The key names an act that was done meanwhile: this one is taken back."""


def _once(said: ActRecord, *, case: Case, act: Callable[[], object]) -> Answer:
    """Do the act and keep its record; the key is unique, so a second one takes itself back."""
    with whole():
        done = act()
        after = done if isinstance(done, Case) else getattr(done, "case", case)
        answer = Answer(
            code=after.code,
            status=after.status,
            status_label=CaseStatus(after.status).label,
            revision=after.revision,
        )
        said.answer = asdict(answer)
        if not insert_once(said):
            raise _DoneBefore
    return answer


def _told_before(said: ActRecord, refusal: Refusal) -> Answer | Refusal:
    """Return the answer this act got when it was done, for repeated it is refused; else why not."""
    earlier = ActRecord.objects.filter(key=said.key).first()
    if earlier is None:
        return refusal
    if (earlier.person_id, earlier.body_sha256) != (said.person_id, said.body_sha256):
        return KeyUsedBefore()
    return Answer(**earlier.answer)


@atomic
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
