"""What happens to a case. Ids, codes and instants; the texts stay in the rows they point to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from congvu.platform.events.events import Event
from congvu.platform.indicators.figures import Delta


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(Event):
    """`changes` maps columns of the case to `[old, new]`: replaying them gives the row back."""

    code: str
    status: int
    revision: int = 1
    changes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
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
    outcome: str = ""  # key of the way it ended in, of a step that has several


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildOpened(CaseEvent):
    """A part of another case's work begins: an opinion asked for, or a branch of its route."""

    parent_id: UUID
    kind: str
    step_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEnded(CaseEvent):
    """A part is not needed any more: its parent ended or goes on without it."""

    parent_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchEnded(CaseEvent):
    """Told of the parent. `next_step_key` is empty while other branches are open."""

    child_id: UUID
    step_key: str
    next_step_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationAsked(CaseEvent):
    child_ids: Sequence[UUID]
    answer_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven(CaseEvent):
    """Told of the child. `answer` is a models.Answer."""

    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationAnswered(CaseEvent):
    """Told of the case that asked."""

    child_id: UUID
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRecalled(CaseEvent):
    """The case goes on without the opinions that were still missing."""

    missing: int


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNotAccepted(CaseEvent):
    form_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementPermitted(CaseEvent):
    permit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTimePassed(CaseEvent):
    """The applicant did not answer within the limit; the case waits for an officer again."""

    answer_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTimeGiven(CaseEvent):
    answer_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDemanded(CaseEvent):
    demand_id: UUID
    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDeclared(CaseEvent):
    demand_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentConfirmed(CaseEvent):
    demand_id: UUID
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExtended(CaseEvent):
    form_id: UUID
    old_due_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayApologised(CaseEvent):
    """An apology after the due instant: people learn a new date, the case stays late."""

    form_id: UUID
    promised_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStopped(CaseEvent):
    form_id: UUID | None
    decision_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(CaseEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureChanged(CaseEvent):
    old_version_id: UUID
    version_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChanged(CaseEvent):
    """A running case goes on by another version of its procedure, at the step where it is."""

    old_version_id: UUID
    version_id: UUID
    old_due_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTransferred(CaseEvent):
    """Another agency decides from now on; code, dates and clock stay."""

    from_agency_id: UUID
    to_agency_id: UUID
    step_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePassedOn(CaseEvent):
    """The agency is no more; its heir goes on at the same step."""

    from_agency_id: UUID
    to_agency_id: UUID
    step_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReleased(CaseEvent):
    step_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAssigned(CaseEvent):
    step_key: str
    assignee_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ActUndone(CaseEvent):
    undone_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRated(CaseEvent):
    opinion_id: UUID
    stars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintMade(CaseEvent):
    opinion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintAnswered(CaseEvent):
    opinion_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSoon(CaseEvent):
    due_at: datetime
    percent_passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOverdue(CaseEvent):
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMoved(CaseEvent):
    """The working calendar changed, and with it the date that was told."""

    old_due_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVoided(CaseEvent):
    form_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRefused(Event):
    """Somebody tried what the law or the state of the case does not allow. Nothing changed."""

    code: str
    act: str
    ground: str  # the refusal's class
    revision: int
