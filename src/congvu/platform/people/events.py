"""What happens to people and posts. Names and numbers stay in the rows."""

from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationMade(Event):
    """Somebody may act in a post of another from an instant until another."""

    giver_id: UUID
    receiver_id: UUID
    post_id: UUID
    capacity: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationRevoked(Event):
    """From now on not any more."""

    giver_id: UUID
    receiver_id: UUID
    post_id: UUID
