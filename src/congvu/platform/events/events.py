"""The shape of what is published."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, named in the past participle. Fields are ids, codes, instants; not texts."""

    subject_id: UUID
