"""What the cases do about what happened: tell people, count again after a calendar change."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from congvu.platform.cases.actions.notices import keep_notices
from congvu.platform.cases.actions.recount import ask_recount
from congvu.platform.events.models import JournalEntry


def tell(entries: Sequence[JournalEntry]) -> None:
    keep_notices(entries=entries)


def count_again(entries: Sequence[JournalEntry]) -> None:
    for entry in entries:
        ask_recount(
            entry_seq=entry.seq,
            agency_id=UUID(owner) if (owner := entry.facts.get("agency_id")) else None,
            reason=_reason(entry.facts.get("dates", ())),
            legal_basis=entry.legal_basis,
        )


def _reason(dates: Sequence[str]) -> str:
    if not dates:
        return "Thay đổi giờ làm việc"
    days = ", ".join(f"{date.fromisoformat(day):%d/%m/%Y}" for day in dates[:10])
    return f"Thay đổi lịch làm việc ngày {days}"
