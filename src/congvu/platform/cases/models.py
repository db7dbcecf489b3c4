"""Cases and what hangs on them."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Agency, Unit
from congvu.platform.cases.lifecycle import OPEN, CaseStatus
from congvu.platform.deadlines.models import Clock
from congvu.platform.documents.models import Document
from congvu.platform.people.models import Person
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.models import ProcedureVersion


class WaitingFor(models.TextChoices):
    OFFICER = "OFFICER", "Cơ quan"
    CITIZEN = "CITIZEN", "Người dân"
    OTHERS = "OTHERS", "Đơn vị khác"
    NOBODY = "NOBODY", "Không ai"


class Outcome(models.TextChoices):
    GRANTED = "GRANTED", "Đồng ý giải quyết"
    REFUSED = "REFUSED", "Từ chối giải quyết"


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
        return self.filter(Q(applicant_id=person_id) | Q(filed_by_id=person_id))


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
        ]

    def __str__(self) -> str:
        return self.code


class Draft(models.Model):
    """A form being filled in: kept on the server page by page, resumed from any device."""

    id = models.UUIDField(primary_key=True, default=new_id)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # who types
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT)
    channel = models.TextField(choices=CHANNELS)
    receiving_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT)
    situation = models.TextField(blank=True, default="")
    answers = models.JSONField(default=dict)
    submit_key = models.UUIDField(default=new_id)  # the client's name for the act of sending
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="draft")

    class Meta:
        indexes = [models.Index(fields=["owner", "-updated_at"], name="draft_of_owner")]

    def __str__(self) -> str:
        return f"{self.version.procedure.code} ({self.updated_at:%d/%m/%Y})"


class DraftFile(models.Model):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    evidence_key = models.TextField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"{self.evidence_key}: {self.document}"


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


class Supplement(models.Model):
    """A request to complete the dossier: everything at once, each item with its remark."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="supplements")
    round = models.IntegerField()
    items = models.JSONField()  # [{"key": evidence or question key, "remark": text}]
    explanation = models.TextField()
    requested_at = models.DateTimeField()
    requested_by_id = models.UUIDField()
    before_status = models.IntegerField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="supplement_round_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at=None), name="one_open_supplement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} ({self.round})"


class Decision(models.Model):
    """What the handler proposed and what the competent signer decided."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.TextField(choices=Outcome.choices)
    reason = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by_id = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    capacity = models.TextField(blank=True, default="")
    is_approved = models.BooleanField(null=True)  # null: waiting; False: sent back
    remark = models.TextField(blank=True, default="")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_approved=None), name="one_open_proposal"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_approved=True), name="one_decision_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.outcome}"


class ActRecord(models.Model):
    """The client names the act: repeating the name gives the first answer. Never forgotten."""

    key = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    act = models.TextField()
    body_sha256 = models.TextField()
    answer = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.act} {self.key}"


class CodeSerial(models.Model):
    """The last serial given under one code prefix: locked by the act that takes the next."""

    prefix = models.TextField(primary_key=True)
    last = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"
