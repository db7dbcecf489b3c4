"""The record of reads: who looked at whose data, and for which case."""

from django.db import models

from congvu.kernel.ids import new_id


class PersonalDataRead(models.Model):
    """An officer saw a person's data. Shown to the person (Law 91/2025/QH15)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    subject_id = models.UUIDField()
    reader_person_id = models.UUIDField()
    reader_post_id = models.UUIDField()
    agency_id = models.UUIDField(null=True)
    purpose = models.TextField()  # the code of the case
    page = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_id", "-at"], name="reads_of_person")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at}"
