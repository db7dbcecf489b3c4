"""Procedures and their versions."""

from datetime import date
from typing import Self

import msgspec
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from congvu.kernel.ids import new_id
from congvu.platform.procedures.definition import Definition


class Origin(models.TextChoices):
    OURS = "OURS", "Biên soạn trên nền tảng"
    NATIONAL_CATALOGUE = "NATIONAL_CATALOGUE", "Cơ sở dữ liệu quốc gia về TTHC"


class Procedure(models.Model):
    """A procedure under its national code. What it says is in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    name = models.TextField()
    folded_text = models.TextField()  # name, keywords, field: what search reads
    field_code = models.TextField(blank=True, default="")
    field_name = models.TextField(blank=True, default="")
    promulgator = models.TextField(blank=True, default="")
    is_internal = models.BooleanField(default=False)  # between agencies only: not for the public
    can_apply_online = models.BooleanField(default=False)
    doubt_count = models.IntegerField(default=0)

    class Meta:
        indexes = [
            GinIndex(
                fields=["folded_text"], opclasses=["gin_trgm_ops"], name="procedure_folded_text"
            ),
            models.Index(fields=["field_code", "code"], name="procedure_field"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcedureVersionQuerySet(models.QuerySet["ProcedureVersion"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)


class ProcedureVersion(models.Model):
    """A published definition: immutable (a trigger refuses changes except closing it)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    origin = models.TextField(choices=Origin.choices)
    content = models.JSONField()
    content_sha256 = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # exclusive; set once, when the next one follows
    published_at = models.DateTimeField()

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(valid_until=None), name="one_open_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} (bản {self.number})"

    @property
    def definition(self) -> Definition:
        return msgspec.convert(self.content, Definition)
