"""What people say about a case, are told about it, and who looks at it now."""

from django.db import models
from django.db.models import Q

from congvu.kernel.ids import new_id
from congvu.platform.cases.models.case import Case


class Opinion(models.Model):
    """What the applicant says about how the case was handled: a rating or a complaint."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinions")
    person_id = models.UUIDField()
    stars = models.IntegerField(null=True)  # 1 to 5; null: a complaint
    text = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person_id"],
                condition=Q(stars__isnull=False),
                name="one_rating_a_person",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(stars=None, answered_at=None),
                name="one_open_complaint_per_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.stars or 'phản ánh'}"


class Presence(models.Model):
    """Who has the page of a case open now. Worth nothing a minute later."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    person_id = models.UUIDField()
    name = models.TextField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person_id"], name="one_presence_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.seen_at}"


class Notice(models.Model):
    """Something a person should know about their case, read on the platform itself."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField()
    event_type = models.TextField()
    facts = models.JSONField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry_seq", "person_id"], name="one_notice_an_entry"),
        ]
        indexes = [
            models.Index(fields=["person_id", "-at"], name="notice_of_person"),
            models.Index(
                fields=["person_id"], condition=Q(read_at=None), name="notice_unread_of_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.case_id}"


class Recount(models.Model):
    """A change of the working calendar whose open cases are being counted again."""

    entry_seq = models.BigIntegerField(primary_key=True)
    agency_id = models.UUIDField(null=True)  # null: the whole country
    reason = models.TextField()
    legal_basis = models.TextField()
    after_id = models.UUIDField(null=True)  # counted up to this case
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.entry_seq}: {self.reason}"
