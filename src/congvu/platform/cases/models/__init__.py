"""Cases and what hangs on them."""

from congvu.platform.cases.models.acts import ActRecord, CodeSerial
from congvu.platform.cases.models.asking import PaymentDemand, Supplement, SupplementPermit
from congvu.platform.cases.models.case import (
    CHANNELS,
    Alarm,
    Case,
    CaseFile,
    CaseQuerySet,
    ChildKind,
    Task,
    WaitingFor,
)
from congvu.platform.cases.models.consulting import Answer, Consultation
from congvu.platform.cases.models.deciding import Decision, FormBook, IssuedForm, Outcome
from congvu.platform.cases.models.draft import Draft, DraftFile
from congvu.platform.cases.models.voices import Notice, Opinion, Presence, Recount

__all__ = [
    "CHANNELS",
    "ActRecord",
    "Alarm",
    "Answer",
    "Case",
    "CaseFile",
    "CaseQuerySet",
    "ChildKind",
    "CodeSerial",
    "Consultation",
    "Decision",
    "Draft",
    "DraftFile",
    "FormBook",
    "IssuedForm",
    "Notice",
    "Opinion",
    "Outcome",
    "PaymentDemand",
    "Presence",
    "Recount",
    "Supplement",
    "SupplementPermit",
    "Task",
    "WaitingFor",
]
