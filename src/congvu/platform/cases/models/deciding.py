"""What is proposed and decided, and the numbered forms that tell people."""

from django.db import models
from django.db.models import Q

from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Agency
from congvu.platform.cases.models.case import Case
from congvu.platform.documents.models import Document


class Outcome(models.TextChoices):
    GRANTED = "GRANTED", "Đồng ý giải quyết"
    REFUSED = "REFUSED", "Từ chối giải quyết"
    STOPPED = "STOPPED", "Dừng giải quyết"


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
    signer_title = models.TextField(blank=True, default="")  # as signed; kept when posts change
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


class FormBook(models.Model):
    """The last number given in one book: an agency's forms of one kind in one year."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    form = models.TextField()  # "01" … "05" of Circular 03/2025, Annex I
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "form", "year"], name="one_book_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.form}/{self.year}: {self.last}"


class IssuedForm(models.Model):
    """A form as it was issued: its number and a snapshot of everything printed on it.

    A number is never used again; one that was recalled stays in its book, marked void.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="forms")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    form = models.TextField()
    year = models.IntegerField()
    number = models.IntegerField(null=True)  # null: form 01, whose number is the dossier code
    written_number = models.TextField()
    facts = models.JSONField()
    issued_at = models.DateTimeField()
    issued_by_id = models.UUIDField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "form", "year", "number"], name="form_number_once"
            ),
        ]
        indexes = [models.Index(fields=["case", "issued_at"], name="form_of_case")]

    def __str__(self) -> str:
        return self.written_number
