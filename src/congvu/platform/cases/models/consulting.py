"""What one agency asks another about a dossier, and the answer."""

from django.db import models

from congvu.platform.cases.models.case import Case


class Answer(models.TextChoices):
    NONE = "", "Chưa trả lời"
    AGREED = "AGREED", "Đồng ý"
    OBJECTED = "OBJECTED", "Không đồng ý"
    DEEMED = "DEEMED", "Coi là đồng ý do quá hạn không trả lời"


class Consultation(models.Model):
    """One opinion asked for; the child case is the work of whoever must give it."""

    child = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="consultation"
    )
    asking = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consultations")
    question = models.TextField()
    is_deemed = models.BooleanField(default=False)  # silence until the due instant is agreement
    legal_basis = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()
    answer = models.TextField(choices=Answer.choices, blank=True, default=Answer.NONE)
    opinion = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)  # answered, deemed or recalled

    def __str__(self) -> str:
        return f"{self.child}: {self.answer}"
