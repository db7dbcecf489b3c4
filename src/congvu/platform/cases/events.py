"""What happens to a case. Ids, codes and instants; the texts stay in the rows they point to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from congvu.platform.events.events import Event
from congvu.platform.indicators.figures import Delta


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(Event):
    code: str
    status: int
    figures: Delta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSubmitted(CaseEvent):
    channel: str
    receiving_agency_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccepted(CaseEvent):
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClaimed(CaseEvent):
    step_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCompleted(CaseEvent):
    step_key: str
    next_step_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequested(CaseEvent):
    supplement_id: UUID
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementProvided(CaseEvent):
    supplement_id: UUID
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeProposed(CaseEvent):
    decision_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSentBack(CaseEvent):
    decision_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided(CaseEvent):
    decision_id: UUID
    outcome: str
    in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultReturned(CaseEvent):
    pass
