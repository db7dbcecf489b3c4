"""What happens to people and posts. Names and numbers stay in the rows."""

from dataclasses import dataclass
from uuid import UUID

from congvu.platform.events.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecorded(Event):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMade(Event):
    person_id: UUID
    post_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentEnded(Event):
    person_id: UUID
    post_id: UUID
