"""Names of acts and the dossier numbers: what makes a repeated act the same act."""

from django.db import models


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
