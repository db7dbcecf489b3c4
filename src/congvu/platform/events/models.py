"""The journal and the positions of its readers."""

from django.db import models
from django.db.models import Q

TRANSACTION_ID = models.expressions.RawSQL("(pg_current_xact_id()::text::bigint)", ())


class JournalEntry(models.Model):
    """One thing that happened. Written in its act's transaction; never changed or removed.

    `facts` holds ids, codes and instants, not people's texts. Readers take rows in commit order:
    (xid, seq), below the horizon of transactions still in flight.
    """

    seq = models.BigAutoField(primary_key=True)
    event_type = models.TextField()
    subject_id = models.UUIDField(null=True)
    facts = models.JSONField()
    actor_person_id = models.UUIDField(null=True)
    actor_post_id = models.UUIDField(null=True)
    capacity = models.TextField()
    agency_id = models.UUIDField(null=True)
    classification = models.TextField(default="NONE")
    legal_basis = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    xid = models.BigIntegerField(db_default=TRANSACTION_ID)

    class Meta:
        indexes = [
            models.Index(fields=["xid", "seq"], name="journal_commit_order"),
            models.Index(fields=["subject_id", "seq"], name="journal_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.event_type}"


class Reader(models.Model):
    """How far one reaction has read."""

    name = models.TextField(primary_key=True)
    xid = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class SetAside(models.Model):
    """A row that a reaction could not take: kept with its reason, so that it stops nothing."""

    reader = models.ForeignKey(Reader, on_delete=models.PROTECT)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT)
    tries = models.IntegerField()
    reason = models.TextField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "entry"], name="set_aside_once"),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(settled_at=None), name="set_aside_open"),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id}: {self.reason}"
