"""Procedures and their versions."""

from datetime import date
from typing import Self

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from congvu.kernel.ids import new_id
from congvu.platform.procedures.definition import Definition, Step


class Origin(models.TextChoices):
    OURS = "OURS", "Biên soạn trên nền tảng"
    NATIONAL_CATALOGUE = "NATIONAL_CATALOGUE", "Cơ sở dữ liệu quốc gia về TTHC"


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def in_force(self, on: date) -> Self:
        """Return the procedures that have a version in force on that day."""
        return self.filter(
            Exists(ProcedureVersion.objects.in_force(on).filter(procedure=OuterRef("pk")))
        )

    def for_the_public(self) -> Self:
        return self.filter(is_internal=False)


class Procedure(models.Model):
    """A procedure under its national code. What it says is in its versions.

    The columns beside code and name are facts of the latest version, kept for lists and search.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    name = models.TextField()
    sort_key = models.TextField()
    folded_name = models.TextField()
    folded_text = models.TextField()  # name | keywords | field, folded: what search reads
    words = models.GeneratedField(
        expression=SearchVector("folded_text", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    phrases = ArrayField(models.TextField(), default=list)  # folded words people use for it
    life_events = ArrayField(models.TextField(), default=list)
    field_code = models.TextField(blank=True, default="")
    field_name = models.TextField(blank=True, default="")
    promulgator = models.TextField(blank=True, default="")
    origin = models.TextField(choices=Origin.choices)
    is_internal = models.BooleanField(default=False)  # between agencies only: not for the public
    can_apply_online = models.BooleanField(default=False)
    doubt_count = models.IntegerField(default=0)
    doubt_kinds = ArrayField(models.TextField(), default=list)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        # fastupdate off: rows come in bulk and seldom; a pending list would slow every search.
        indexes = [
            GinIndex(
                fields=["folded_text"],
                opclasses=["gin_trgm_ops"],
                fastupdate=False,
                name="procedure_folded_text",
            ),
            GinIndex(fields=["words"], fastupdate=False, name="procedure_words"),
            GinIndex(fields=["phrases"], fastupdate=False, name="procedure_phrases"),
            GinIndex(fields=["doubt_kinds"], name="procedure_doubt_kinds"),
            models.Index(fields=["field_code", "code"], name="procedure_field"),
            models.Index(fields=["sort_key", "code"], name="procedure_sort_key"),
            models.Index(
                fields=["sort_key", "code"],
                condition=Q(can_apply_online=True),
                name="procedure_applyable",
            ),
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
    source_rank = models.IntegerField(default=0)  # how full the national record was
    source_updated_at = models.DateTimeField(null=True)  # the national record's own stamp
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


class RouteDraft(models.Model):
    """A route that an administrator is changing. It becomes law only as a published version."""

    procedure = models.OneToOneField(
        Procedure, on_delete=models.CASCADE, related_name="route_draft", primary_key=True
    )
    base = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    revision = models.IntegerField(default=0)
    updated_at = models.DateTimeField()
    updated_by_id = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.procedure_id} ({self.revision})"

    @property
    def steps(self) -> tuple[Step, ...]:
        return msgspec.convert(self.content, tuple[Step, ...])


class CatalogueDifference(models.Model):
    """What the national catalogue says of a procedure that we wrote ourselves.

    Kept beside ours and shown; never published over it. The latest record replaces the former.
    """

    procedure = models.OneToOneField(
        Procedure, on_delete=models.CASCADE, related_name="difference", primary_key=True
    )
    content = models.JSONField()
    content_sha256 = models.TextField()
    source_rank = models.IntegerField()
    source_updated_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.procedure_id.hex

    @property
    def definition(self) -> Definition:
        return msgspec.convert(self.content, Definition)
