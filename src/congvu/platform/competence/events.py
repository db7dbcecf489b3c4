"""What happens to the rules of competence."""

from dataclasses import dataclass
from datetime import date

from congvu.platform.events.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePublished(Event):
    """From a day on another agency may be competent. What was filed keeps its agency."""

    procedure_code: str
    place_code: str
    kind: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleClosed(Event):
    """The rule ends before that day; what it stood in front of counts again."""

    procedure_code: str
    valid_until: date
