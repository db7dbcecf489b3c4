"""Rollups of journal facts. Every row can be rebuilt by replay."""

from django.db import models


class MonthFigure(models.Model):
    """Counts of one month, agency, field and procedure."""

    month = models.DateField()
    agency_id = models.UUIDField()
    field_code = models.TextField()
    procedure_code = models.TextField()
    received = models.IntegerField(default=0)
    finished = models.IntegerField(default=0)
    finished_in_time = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "agency_id", "field_code", "procedure_code"],
                name="month_figure_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.procedure_code}"


class OpenFigure(models.Model):
    """Open cases per state and due instant: late and due soon are sums at reading, always exact."""

    agency_id = models.UUIDField()
    field_code = models.TextField()
    procedure_code = models.TextField()
    state = models.TextField()  # figures.OpenState
    due_at = models.DateTimeField(null=True)  # null: no clock runs
    open = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "field_code", "procedure_code", "state", "due_at"],
                name="open_figure_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_code} {self.state} {self.due_at}: {self.open}"
