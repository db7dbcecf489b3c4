"""What happens to procedures."""

from dataclasses import dataclass
from uuid import UUID

from congvu.platform.events.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureVersionPublished(Event):
    code: str
    version_id: UUID
    number: int
    origin: str
    content_sha256: str
