"""Telling the people of a case, on the platform itself, what happened to it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.platform.cases.models import Case, Notice
from congvu.platform.events.models import JournalEntry

# What the applicant should know without asking. What they did themselves is not told to them.
TOLD = frozenset(
    {
        "CaseAccepted", "CaseNotAccepted", "SupplementRequested", "AnswerTimePassed",
        "AnswerTimeGiven", "PaymentDemanded", "PaymentConfirmed", "CaseExtended",
        "DelayApologised", "CaseStopped", "CaseDecided", "ResultReturned", "ProcedureChanged",
        "CaseTransferred", "CasePassedOn", "DueMoved", "CaseOverdue", "ComplaintAnswered",
        "CaseWithdrawn",
    }
)  # fmt: skip
_FACTS = ("due_at", "old_due_at", "answer_by", "promised_on", "amount_vnd", "outcome")


@transaction.atomic
def keep_notices(*, entries: Sequence[JournalEntry]) -> int:
    """Keep one notice per person and entry, whatever the number of readings. Return how many."""
    told = [entry for entry in entries if entry.event_type in TOLD]
    parties = {
        case_id: {applicant_id, filed_by_id}
        for case_id, applicant_id, filed_by_id in Case.objects.filter(
            id__in={entry.subject_id for entry in told}
        ).values_list("id", "applicant_id", "filed_by_id")
    }
    notices = [
        Notice(
            person_id=person_id,
            case_id=entry.subject_id,
            entry_seq=entry.seq,
            event_type=entry.event_type,
            facts={name: entry.facts[name] for name in _FACTS if name in entry.facts}
            | ({"basis": entry.legal_basis} if entry.legal_basis else {}),
            at=entry.at,
        )
        for entry in told
        if entry.subject_id in parties
        for person_id in parties[entry.subject_id]
        if person_id != entry.actor_person_id
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


@transaction.atomic
def mark_read(*, actor: Actor, at: datetime, case_id: UUID | None = None) -> int:
    """Mark the person's notices as read: all of them, or those of one case."""
    unread = Notice.objects.filter(person_id=actor.person_id, read_at=None)
    if case_id is not None:
        unread = unread.filter(case_id=case_id)
    return unread.update(read_at=at)
