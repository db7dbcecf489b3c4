"""What one journal entry changes in the figures. Additive: the order of entries does not matter."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class OpenState(StrEnum):
    TO_RECEIVE = "TO_RECEIVE"  # chờ tiếp nhận
    AT_WORK = "AT_WORK"  # đang giải quyết
    AWAITING_CITIZEN = "AWAITING_CITIZEN"  # chờ người dân bổ sung


class OpenSpot(msgspec.Struct, frozen=True, kw_only=True):
    """Where an open case stands."""

    state: OpenState
    due_at: datetime | None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Under which agency, field and procedure a case is counted."""

    agency_id: UUID
    field_code: str
    procedure_code: str


class Delta(msgspec.Struct, frozen=True, kw_only=True):
    """Carried under `figures` in the facts of an entry that moves a count.

    `before` and `after` are None when the case was not or is no longer open; `came_from` is where
    it was counted before, when this entry moved it to another agency or procedure.
    """

    agency_id: UUID
    field_code: str
    procedure_code: str
    month: date
    before: OpenSpot | None = None
    after: OpenSpot | None = None
    received: int = 0
    finished: int = 0
    finished_in_time: int = 0
    came_from: Place | None = None

    @property
    def place(self) -> Place:
        return Place(
            agency_id=self.agency_id,
            field_code=self.field_code,
            procedure_code=self.procedure_code,
        )
