"""What happens to the working calendars."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from congvu.platform.events.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished(Event):
    """Days from now on count differently. No `dates`: the office hours changed."""

    agency_id: UUID | None  # whose calendar, and of all below it; none: the whole country's
    dates: tuple[date, ...]
