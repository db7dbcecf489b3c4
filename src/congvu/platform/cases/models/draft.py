"""A form being filled in, before there is a case."""

from django.db import models

from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Agency
from congvu.platform.cases.models.case import CHANNELS, Case
from congvu.platform.documents.models import Document
from congvu.platform.people.models import Person
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.models import ProcedureVersion


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
        indexes = [
            models.Index(fields=["owner", "-updated_at"], name="draft_of_owner"),
            models.Index(
                fields=["receiving_agency", "-updated_at"],
                condition=models.Q(channel=Channel.COUNTER.value, case=None),
                name="draft_of_counter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.procedure.code} ({self.updated_at:%d/%m/%Y})"


class DraftFile(models.Model):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    evidence_key = models.TextField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"{self.evidence_key}: {self.document}"
