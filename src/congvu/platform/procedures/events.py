"""What happens to procedures."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from congvu.platform.events.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureVersionPublished(Event):
    """A version came into force. The subject is the procedure."""

    code: str
    version_id: UUID
    number: int
    origin: str
    content_sha256: str
    valid_from: date
