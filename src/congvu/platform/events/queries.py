"""Reading the journal."""

from collections.abc import Sequence
from uuid import UUID

from congvu.platform.events.models import JournalEntry


def history_of(subject_id: UUID) -> Sequence[JournalEntry]:
    """Return what happened to one subject, oldest first."""
    return list(JournalEntry.objects.filter(subject_id=subject_id).order_by("seq"))
