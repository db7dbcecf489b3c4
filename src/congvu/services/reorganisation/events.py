"""What a rearrangement publishes."""

from dataclasses import dataclass
from datetime import date

from congvu.platform.events.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunesRearranged(Event):
    """Decided: from that day on these communes are one, or one bears another name."""

    codes: tuple[str, ...]
    into: str
    on: date
