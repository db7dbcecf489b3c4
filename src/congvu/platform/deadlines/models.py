"""The working calendars, the terms of the law, and the clocks that run on them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Agency


def monday_to_friday() -> list[int]:
    return [1, 2, 3, 4, 5]


class CalendarDay(models.Model):
    """A day that differs from the ordinary week: off on a weekday, or worked on a weekend.

    An agency's own row wins over its parent's, and that over the whole country's.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    agency = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="+"
    )  # none: the whole country
    date = models.DateField()
    is_working = models.BooleanField()
    name = models.TextField()
    legal_basis = models.TextField()
    is_estimate = models.BooleanField(default=False)  # no notice yet: computed by us
    published_at = models.DateTimeField(null=True)  # none: from the files, which may take it back

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["date", "agency"], nulls_distinct=False, name="one_row_per_day_and_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class OfficeSession(models.Model):
    """A stretch of office hours. An agency's own ones replace all those it would inherit."""

    id = models.UUIDField(primary_key=True, default=new_id)
    agency = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="+"
    )  # none: the whole country
    weekdays = ArrayField(models.SmallIntegerField(), default=monday_to_friday)  # ISO: 1 is Monday
    opens = models.TimeField()
    closes = models.TimeField()
    legal_basis = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="session_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7], weekdays__len__gt=0),
                name="session_on_days_of_the_week",
            ),
            models.UniqueConstraint(
                fields=["agency", "weekdays", "opens"],
                nulls_distinct=False,
                name="session_opens_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


class LegalTerm(models.Model):
    """A number the law sets, for a span of days: how many hours, how many times."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField()
    value = models.IntegerField()
    unit = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # exclusive
    legal_basis = models.TextField()
    is_verified = models.BooleanField(default=False)  # the text of the law itself was read

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="term_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["key", "value", "valid_from"], name="one_term_per_value_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value} {self.unit}"


class StartEvent(models.TextChoices):
    """What the law lets the allowance run from."""

    SUBMISSION = "SUBMISSION", "khi nộp hồ sơ"
    COMPLETE_DOSSIER = "COMPLETE_DOSSIER", "khi nhận đủ hồ sơ"


class Clock(models.Model):
    """One allowance running. `original_due_at` is what was first told, and never changes.

    `base_due_at` is what the allowance gives under the calendar as now published; `due_at` is
    that, moved by the waits, or the extended date, moved by the waits after it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    agency = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # whose calendar; none: the whole country's
    start_event = models.TextField(choices=StartEvent.choices, default=StartEvent.COMPLETE_DOSSIER)
    started_at = models.DateTimeField()
    quantity = models.IntegerField()
    unit = models.TextField()
    same_day_until = models.TextField(blank=True, default="")
    original_due_at = models.DateTimeField()
    base_due_at = models.DateTimeField()
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
    legal_basis = models.TextField(blank=True, default="")
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


class Extension(models.Model):
    """A new date given before the old one expired, with the apology (form 04)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="extensions")
    new_due_at = models.DateTimeField()
    reason = models.TextField()
    legal_basis = models.TextField()
    decided_by_id = models.UUIDField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reason}: {self.new_due_at}"


class DueMove(models.Model):
    """A due instant that moved because the calendar changed, and why.

    Of a clock that stood still: what it would have been without the open pause.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="moves")
    at = models.DateTimeField()
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    reason = models.TextField()
    legal_basis = models.TextField()

    def __str__(self) -> str:
        return f"{self.old_due_at} → {self.new_due_at}: {self.reason}"
