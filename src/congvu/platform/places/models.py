"""Administrative units and what became of them."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models


class Level(models.TextChoices):
    PROVINCE = "PROVINCE", "Cấp tỉnh"
    DISTRICT = "DISTRICT", "Cấp huyện (đến hết 30/6/2025)"
    COMMUNE = "COMMUNE", "Cấp xã"


class UnitKind(models.TextChoices):
    PROVINCE = "PROVINCE", "Tỉnh"
    CENTRAL_CITY = "CENTRAL_CITY", "Thành phố trực thuộc trung ương"
    URBAN_DISTRICT = "URBAN_DISTRICT", "Quận"
    RURAL_DISTRICT = "RURAL_DISTRICT", "Huyện"
    TOWN = "TOWN", "Thị xã"
    CITY = "CITY", "Thành phố"
    WARD = "WARD", "Phường"
    COMMUNE = "COMMUNE", "Xã"
    TOWNSHIP = "TOWNSHIP", "Thị trấn"
    SPECIAL_ZONE = "SPECIAL_ZONE", "Đặc khu"


class AdministrativeUnitQuerySet(models.QuerySet["AdministrativeUnit"]):
    def in_force(self, on: date) -> Self:
        return self.filter(validity__contains=on)

    def communes(self) -> Self:
        return self.filter(level=Level.COMMUNE)

    def provinces(self) -> Self:
        return self.filter(level=Level.PROVINCE)


class AdministrativeUnit(models.Model):
    """A unit under one name, kind and parent for one span of days."""

    level = models.TextField(choices=Level.choices)
    code = models.TextField()
    kind = models.TextField(choices=UnitKind.choices)
    name = models.TextField()  # without the kind: "Ba Đình"
    full_name = models.TextField()  # "Phường Ba Đình"
    folded_name = models.TextField()
    sort_key = models.TextField()
    district_code = models.TextField(blank=True, default="")
    province_code = models.TextField()
    validity = DateRangeField()  # [from, until)
    legal_basis = models.TextField(blank=True, default="")
    source = models.TextField()

    objects = AdministrativeUnitQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_unit_per_code_and_day",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("validity", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="unit_in_force_some_day", condition=models.Q(validity__isempty=False)
            ),
        ]
        indexes = [models.Index(fields=["province_code", "level"], name="unit_of_province")]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.code})"


class Relation(models.TextChoices):
    WHOLE = "WHOLE", "Nhập toàn bộ"
    KEPT = "KEPT", "Giữ nguyên"
    RENAMED = "RENAMED", "Đổi tên hoặc đổi loại"
    PART = "PART", "Nhập một phần"


class Succession(models.Model):
    """From that day on, land of the old commune belongs to the new one."""

    on = models.DateField()
    old_code = models.TextField()
    new_code = models.TextField()
    relation = models.TextField(choices=Relation.choices)
    note = models.TextField(blank=True, default="")
    legal_basis = models.TextField(blank=True, default="")
    source = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on", "old_code", "new_code"], name="succession_once"),
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code} ({self.on})"


class DecidedChange(models.Model):
    """A decision of after the sources: laid over them at every load, in the order decided."""

    code = models.TextField()
    on = models.DateField()
    into = models.TextField(blank=True, default="")  # merged into that commune; empty: renamed
    full_name = models.TextField(blank=True, default="")
    legal_basis = models.TextField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "on"], name="one_change_per_commune_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.on}: {self.into or self.full_name}"


class OtherName(models.Model):
    """A former name, or the name of a unit merged into it before our records begin."""

    level = models.TextField(choices=Level.choices)
    code = models.TextField()
    kind = models.TextField(choices=UnitKind.choices, blank=True, default="")
    name = models.TextField()
    source = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["level", "code", "kind", "name"], name="other_name_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.code}"


class UnitSource(models.Model):
    """What the stored units were made from: the next load compares and does nothing."""

    name = models.TextField(primary_key=True)
    checksum = models.TextField()
    tables = models.JSONField(default=list)  # official tables laid over the package
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.checksum[:12]})"


class ImportProblem(models.Model):
    """A row of a source that is duplicated or does not fit: reported by line, not dropped."""

    source = models.TextField()
    line = models.IntegerField()
    problem = models.TextField()
    row = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "line", "problem"], name="problem_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.line} {self.problem}"
