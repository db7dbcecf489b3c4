"""Agencies, their units and posts."""

from datetime import date
from functools import reduce
from operator import and_
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Deferrable, F, Func, Q

from congvu.kernel.actor import POST_KIND_LABELS, PostKind
from congvu.kernel.ids import new_id
from congvu.kernel.vietnamese import fold


class Bloc(models.TextChoices):
    PARTY = "PARTY", "Đảng"
    STATE = "STATE", "Nhà nước"
    FRONT = "FRONT", "Mặt trận Tổ quốc"
    UNION = "UNION", "Tổ chức chính trị - xã hội"


class AgencyKind(models.TextChoices):
    MINISTRY = "MINISTRY", "Bộ, cơ quan ngang bộ"
    PROVINCE_COMMITTEE = "PROVINCE_COMMITTEE", "Ủy ban nhân dân cấp tỉnh"
    DEPARTMENT = "DEPARTMENT", "Sở, cơ quan chuyên môn cấp tỉnh"
    COMMUNE_COMMITTEE = "COMMUNE_COMMITTEE", "Ủy ban nhân dân cấp xã"
    SERVICE_CENTRE = "SERVICE_CENTRE", "Trung tâm phục vụ hành chính công"
    POLICE = "POLICE", "Công an"
    PARTY_COMMITTEE = "PARTY_COMMITTEE", "Cơ quan Đảng"
    FRONT_COMMITTEE = "FRONT_COMMITTEE", "Ủy ban Mặt trận Tổ quốc"
    UNION_BODY = "UNION_BODY", "Tổ chức chính trị - xã hội"


# Who signs first; an agency whose posts are known here has its own title.
HEAD_TITLES = {
    AgencyKind.MINISTRY: "Bộ trưởng, Thủ trưởng cơ quan ngang bộ",
    AgencyKind.PROVINCE_COMMITTEE: "Chủ tịch Ủy ban nhân dân",
    AgencyKind.DEPARTMENT: "Thủ trưởng cơ quan",
    AgencyKind.COMMUNE_COMMITTEE: "Chủ tịch Ủy ban nhân dân",
    AgencyKind.SERVICE_CENTRE: "Giám đốc Trung tâm",
    AgencyKind.POLICE: "Trưởng Công an",
    AgencyKind.PARTY_COMMITTEE: "Bí thư",
    AgencyKind.FRONT_COMMITTEE: "Chủ tịch Ủy ban Mặt trận Tổ quốc",
    AgencyKind.UNION_BODY: "Người đứng đầu",
}

# What people write for it, in folded words.
SHORT = {
    "ubnd": "uy ban nhan dan",
    "mttq": "mat tran to quoc",
    "hcc": "hanh chinh cong",
    "ttpvhcc": "trung tam phuc vu hanh chinh cong",
    "tnmt": "moi truong",
    "nnmt": "nong nghiep moi truong",
    "gddt": "giao duc dao tao",
    "khcn": "khoa hoc cong nghe",
    "tp": "thanh pho",
}


class AgencyQuerySet(models.QuerySet["Agency"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)

    def matching(self, text: str) -> Self:
        """Keep the names that hold every word, with or without accents, or the code itself."""
        words = [part for word in fold(text).split() for part in SHORT.get(word, word).split()]
        if not words:
            return self
        named = reduce(and_, (Q(folded_name__contains=word) for word in words))
        return self.filter(named | Q(code=text.strip().upper()))


class Agency(models.Model):
    """One agency under one name for one span of days: a new name is a new row of the same code.

    What was done under a name keeps pointing at its row; the code ties the rows together. It is
    the official identifier of the H50 form where it is known (Decision 20/2020/QD-TTg), else one
    of ours that starts with digits. Units and posts belong to the latest row.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField()
    is_code_official = models.BooleanField(default=False)
    key = models.TextField(blank=True, default="")  # so_tu_phap, … within the province
    name = models.TextField()
    folded_name = models.TextField()
    sort_key = models.TextField()
    bloc = models.TextField(choices=Bloc.choices)
    kind = models.TextField(choices=AgencyKind.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    province_code = models.TextField(blank=True, default="")
    commune_code = models.TextField(blank=True, default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # exclusive
    legal_basis = models.TextField(blank=True, default="")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="agency_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="one_agency_name_per_code_and_day",
                deferrable=Deferrable.DEFERRED,  # a corrected date moves two rows at once
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from",
                            "valid_until",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            GinIndex(fields=["folded_name"], opclasses=["gin_trgm_ops"], name="agency_folded_name"),
            models.Index(fields=["sort_key", "id"], name="agency_in_order"),
            models.Index(fields=["province_code", "kind"], name="agency_of_province"),
            models.Index(fields=["commune_code", "kind"], name="agency_of_commune"),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A unit inside an agency: a division, an office, a counter."""

    id = models.UUIDField(primary_key=True, default=new_id)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    key = models.TextField()  # van_phong, phong_kinh_te, …
    name = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "key"], name="unit_key_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.agency}"


class Post(models.Model):
    """A post that a person may hold."""

    id = models.UUIDField(primary_key=True, default=new_id)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    key = models.TextField(blank=True, default="")  # of data/agencies; empty: made here
    kind = models.TextField(choices=[(k.value, POST_KIND_LABELS[k]) for k in PostKind])
    title = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "key"], condition=~Q(key=""), name="post_key_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"
