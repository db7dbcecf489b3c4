"""What the agency asks of the applicant: papers, money."""

from django.db import models
from django.db.models import Q

from congvu.kernel.ids import new_id
from congvu.platform.cases.models.case import Case


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
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # ended without an answer: stopped or withdrawn

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="supplement_round_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at=None, closed_at=None),
                name="one_open_supplement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} ({self.round})"


class SupplementPermit(models.Model):
    """A superior allows one more request than the law's one; it counts against the agency."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="permits")
    reason = models.TextField()
    permitted_at = models.DateTimeField()
    permitted_by_id = models.UUIDField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(used_at=None), name="one_open_permit_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.reason}"


class PaymentDemand(models.Model):
    """What the applicant must pay before the work goes on, and the proof that they did."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="demands")
    amount_vnd = models.BigIntegerField()
    reason = models.TextField()
    demanded_at = models.DateTimeField()
    demanded_by_id = models.UUIDField()
    answer_by = models.DateTimeField(null=True)
    declared = models.TextField(blank=True, default="")  # the payer's own reference
    receipt_number = models.TextField(blank=True, default="")
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # ended unpaid: stopped or withdrawn

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(paid_at=None, closed_at=None),
                name="one_open_demand_per_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.amount_vnd}"
