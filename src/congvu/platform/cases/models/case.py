"""The case itself, its papers and its steps at work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Agency, Unit
from congvu.platform.cases.axes import DeliveryStatus, PaymentStatus, SyncStatus
from congvu.platform.cases.lifecycle import OPEN, CaseStatus
from congvu.platform.deadlines.models import Clock
from congvu.platform.documents.models import Document
from congvu.platform.indicators.figures import OpenSpot
from congvu.platform.people.models import Person
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.models import ProcedureVersion


class WaitingFor(models.TextChoices):
    OFFICER = "OFFICER", "Cơ quan"
    CITIZEN = "CITIZEN", "Người dân"
    OTHERS = "OTHERS", "Đơn vị khác"
    NOBODY = "NOBODY", "Không ai"


class Alarm(models.TextChoices):
    """What the clock will do to a case next, when nobody acts before."""

    NONE = "", "Không hẹn"
    WARNING = "WARNING", "Nhắc sắp đến hạn"
    OVERDUE = "OVERDUE", "Đến hạn"
    LIMIT = "LIMIT", "Hết thời gian chờ người dân"


class ChildKind(models.TextChoices):
    """Why a case hangs on another: it is asked for an opinion, or does a part of the work."""

    NONE = "", "Hồ sơ"
    CONSULTATION = "CONSULTATION", "Xin ý kiến"
    BRANCH = "BRANCH", "Nhánh song song"


CHANNELS = [
    (Channel.COUNTER.value, "Trực tiếp"),
    (Channel.ONLINE.value, "Trực tuyến"),
    (Channel.POST.value, "Bưu chính"),
]


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def overdue(self, *, at: datetime) -> Self:
        return self.open().filter(due_at__lt=at)

    def of_person(self, person_id: UUID) -> Self:
        """Return a person's dossiers; what agencies ask each other about them is not theirs."""
        return self.filter(Q(applicant_id=person_id) | Q(filed_by_id=person_id), parent=None)


class Case(models.Model):
    """One dossier. The holder columns say whose turn it is; history is in Task and the journal.

    `revision` rises with every act: a decision names the one it was taken on.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    follow_key = models.TextField()  # second factor of the anonymous look-up
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT)
    procedure_code = models.TextField()
    field_code = models.TextField()
    situation = models.TextField(blank=True, default="")
    channel = models.TextField(choices=CHANNELS)
    status = models.IntegerField(choices=CaseStatus.choices)
    revision = models.IntegerField(default=1)
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    applicant_name = models.TextField()
    folded_name = models.TextField()
    filed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    helped_by_post_id = models.UUIDField(null=True)  # the officer who filed it at a counter
    receiving_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    competent_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    competence_reason = models.TextField()  # the rule used, in words
    handling_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    receiving_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    handler_id = models.UUIDField(null=True)  # person who appraises it
    answers = models.JSONField()
    submitted_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    clock = models.ForeignKey(Clock, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)  # the running clock's; null while it stands still
    step_key = models.TextField()
    waiting_for = models.TextField(choices=WaitingFor.choices)
    holder_unit_id = models.UUIDField(null=True)
    holder_post_kind = models.TextField(blank=True, default="")
    assignee_id = models.UUIDField(null=True)
    is_test = models.BooleanField(default=False)
    payment = models.TextField(choices=PaymentStatus.choices, default=PaymentStatus.NOTHING_DUE)
    delivery = models.TextField(choices=DeliveryStatus.choices, default=DeliveryStatus.NO_RESULT)
    sync = models.TextField(choices=SyncStatus.choices, default=SyncStatus.NOT_NEEDED)
    answer_by = models.DateTimeField(null=True)  # the citizen's own limit, while it waits for them
    counts_late = models.BooleanField(default=False)  # asked to complete more than once
    overdue_at = models.DateTimeField(null=True)  # the due instant that passed without an answer
    alarm = models.TextField(choices=Alarm.choices, blank=True, default="")
    alarm_at = models.DateTimeField(null=True)

    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    child_kind = models.TextField(choices=ChildKind.choices, blank=True, default=ChildKind.NONE)

    taken: Mapping[str, Any] = {}  # what the row told when an act took it, for its journal row
    stood: OpenSpot | None = None  # and where it stood in the figures

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["assignee_id", "due_at", "id"],
                condition=Q(waiting_for="OFFICER"),
                name="case_inbox_mine",
            ),
            models.Index(
                fields=["holder_unit_id", "holder_post_kind", "due_at", "id"],
                condition=Q(waiting_for="OFFICER", assignee_id=None),
                name="case_inbox_unclaimed",
            ),
            models.Index(
                fields=["handling_unit", "due_at", "id"],
                condition=~Q(waiting_for="NOBODY"),
                name="case_inbox_unit",
            ),
            models.Index(
                fields=["receiving_unit", "due_at", "id"],
                condition=~Q(waiting_for="NOBODY"),
                name="case_inbox_counter",
            ),
            models.Index(
                fields=["handling_unit", "-finished_at", "id"],
                condition=Q(finished_at__isnull=False),
                name="case_done_by_unit",
            ),
            models.Index(
                fields=["receiving_unit", "-finished_at", "id"],
                condition=Q(finished_at__isnull=False),
                name="case_done_at_counter",
            ),
            models.Index(
                fields=["competent_agency", "-finished_at", "id"],
                condition=Q(finished_at__isnull=False),
                name="case_done_by_agency",
            ),
            # A case that waits for the citizen has no due date: among the others it comes last.
            models.Index(
                fields=["handling_unit", "due_at", "id"],
                condition=Q(waiting_for="CITIZEN"),
                name="case_with_citizen_of_unit",
            ),
            models.Index(
                fields=["receiving_unit", "due_at", "id"],
                condition=Q(waiting_for="CITIZEN"),
                name="case_with_citizen_at_counter",
            ),
            models.Index(fields=["applicant", "-submitted_at"], name="case_of_applicant"),
            models.Index(fields=["filed_by", "-submitted_at"], name="case_filed_by"),
            models.Index(fields=["competent_agency", "due_at", "id"], name="case_of_agency"),
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="case_of_parent"
            ),
            models.Index(
                fields=["alarm_at", "id"], condition=Q(alarm_at__isnull=False), name="case_alarm"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def dossier(self) -> "Case":
        """The case whose answers and papers this one works on: its own, or its parent's."""
        return self.parent.dossier if self.parent is not None else self

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the names of the row's columns."""
        return tuple(str(field.attname) for field in cls._meta.concrete_fields)

    def put_back(self, column: str, value: Any) -> None:
        """Set a column from its JSON value, as the journal holds it."""
        field = next(f for f in self._meta.concrete_fields if f.attname == column)
        stored = field.target_field if isinstance(field, models.ForeignKey) else field
        setattr(self, column, stored.to_python(value))


class CaseFile(models.Model):
    """A paper of the case: a file, or a paper seen at the counter (document null)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    evidence_key = models.TextField()
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT)
    round = models.IntegerField(default=0)  # 0: as filed; 1, 2, …: supplements
    seen_note = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["case", "round"], name="case_file_of_case")]

    def __str__(self) -> str:
        return f"{self.evidence_key} ({self.round})"


class Task(models.Model):
    """A step at work: who, by when, with which outcome."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    step_key = models.TextField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    post_kind = models.TextField()
    assignee_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)
    outcome = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(done_at=None), name="one_open_task_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_key} {self.opened_at}"
