"""The working calendar and the clocks that run on it."""

from django.db import models
from django.db.models import F, Q

from congvu.kernel.ids import new_id


class CalendarDay(models.Model):
    """A day that differs from the ordinary week: off on a weekday, or worked on a weekend."""

    date = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.TextField()
    legal_basis = models.TextField()
    is_estimate = models.BooleanField(default=False)  # no notice yet: computed by us

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class OfficeSession(models.Model):
    """A stretch of office hours, the same on every working day."""

    opens = models.TimeField(primary_key=True)
    closes = models.TimeField()
    legal_basis = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="session_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


class Clock(models.Model):
    """One allowance running. `due_at` is stored; `original_due_at` never changes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    started_at = models.DateTimeField()
    quantity = models.IntegerField()
    unit = models.TextField()
    same_day_until = models.TextField(blank=True, default="")
    original_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    legal_basis = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit} → {self.due_at}"


class Pause(models.Model):
    """A stretch in which a clock stood still: reason, who, from, until."""

    id = models.UUIDField(primary_key=True, default=new_id)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    reason = models.TextField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    actor_person_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(ended_at=None), name="one_open_pause_per_clock"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="pause_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.started_at}–{self.ended_at}"
