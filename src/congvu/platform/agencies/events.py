"""What happens to the agencies."""

from dataclasses import dataclass

from congvu.platform.events.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AgenciesLoaded(Event):
    """The reference data were read and something differed."""

    agencies: int
    units: int
    posts: int
