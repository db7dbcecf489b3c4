"""The journal refuses UPDATE, DELETE and TRUNCATE at the database, whoever asks."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from congvu.kernel import clock
from congvu.platform.events.models import JournalEntry

STATEMENTS = [
    "UPDATE events_journalentry SET event_type = 'x'",
    "DELETE FROM events_journalentry",
    "TRUNCATE events_journalentry CASCADE",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_journal_refuses(statement: str) -> None:
    JournalEntry.objects.create(
        event_type="Tried", subject_id=uuid4(), facts={}, capacity="", at=clock.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_journalentry ENABLE TRIGGER journal_no_truncate")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
    assert JournalEntry.objects.count() == 1
