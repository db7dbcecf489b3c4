"""Rules of competence that a decision published beside a procedure's own."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from congvu.kernel.ids import new_id
from congvu.platform.competence.rules import Rule, RuleSource
from congvu.platform.procedures.definition import RULE_LABELS, Competence, CompetenceRule


class PublishedRuleQuerySet(models.QuerySet["PublishedRule"]):
    def overlapping(self, other: "PublishedRule") -> Self:
        """Return the rules of the same procedure, situation and place with a day in common."""
        same = self.filter(
            procedure_code=other.procedure_code,
            situation=other.situation,
            place_code=other.place_code,
        ).filter(Q(valid_until=None) | Q(valid_until__gt=other.valid_from))
        same = same.exclude(valid_until=F("valid_from"))  # closed before it began
        return same.filter(valid_from__lt=other.valid_until) if other.valid_until else same


class PublishedRule(models.Model):
    """One rule by one decision, for a span of days. It is never changed, only closed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    procedure_code = models.TextField()
    situation = models.TextField(blank=True, default="")
    place_code = models.TextField(blank=True, default="")  # province, commune; empty: everywhere
    kind = models.TextField(choices=[(kind.value, label) for kind, label in RULE_LABELS.items()])
    place_question = models.TextField(blank=True, default="")
    department = models.TextField(blank=True, default="")
    agency_code = models.TextField(blank=True, default="")
    unit = models.TextField(blank=True, default="")
    delegated_by = models.TextField(blank=True, default="")  # code of the delegating agency
    decision_number = models.TextField()
    legal_basis = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # exclusive
    published_at = models.DateTimeField()

    objects = PublishedRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="rule_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="one_rule_per_reach_and_day",
                expressions=[
                    ("procedure_code", RangeOperators.EQUAL),
                    ("situation", RangeOperators.EQUAL),
                    ("place_code", RangeOperators.EQUAL),
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
            models.Index(fields=["procedure_code", "-valid_from", "id"], name="rule_of_procedure")
        ]

    def __str__(self) -> str:
        return f"{self.procedure_code}: {self.get_kind_display()} ({self.decision_number})"

    def rule(self) -> Rule:
        return Rule(
            competence=Competence(
                rule=CompetenceRule(self.kind),
                legal_basis=self.legal_basis,
                place_question=self.place_question,
                department=self.department,
                agency=self.agency_code,
                unit=self.unit,
            ),
            source=RuleSource.PUBLISHED,
            situation=self.situation,
            place_code=self.place_code,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            decision_number=self.decision_number,
            delegated_by=self.delegated_by,
        )


class CoverageReport(models.Model):
    """What a check of every commune against every procedure found, as the page shows it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    on = models.DateField()
    made_at = models.DateTimeField()
    communes = models.IntegerField()
    resolved = models.IntegerField()
    asks = models.IntegerField()
    gaps = models.IntegerField()
    rows = models.JSONField()  # of coverage.Row
    first_gaps = models.JSONField()  # of coverage.Gap

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="coverage_latest")]

    def __str__(self) -> str:
        return f"{self.on}: {self.gaps}"
