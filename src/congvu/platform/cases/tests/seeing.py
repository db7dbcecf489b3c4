"""What tests look at: the journal, the open task, the figures of an act, and that nothing moved."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from django.db import connection

from congvu.platform.cases.models import Case, Task
from congvu.platform.events.models import JournalEntry
from congvu.platform.events.queries import history_of
from congvu.platform.indicators.figures import Delta

TABLES = (
    "cases_case",
    "cases_task",
    "cases_casefile",
    "cases_supplement",
    "cases_decision",
    "cases_draft",
    "cases_draftfile",
    "cases_actrecord",
    "cases_codeserial",
    "deadlines_clock",
    "deadlines_pause",
    "events_journalentry",
)


def last_entry(case: Case) -> JournalEntry:
    return history_of(case.id)[-1]


def entry_types(case: Case) -> list[str]:
    return [entry.event_type for entry in history_of(case.id)]


def figures_of(entry: JournalEntry) -> Delta:
    return msgspec.convert(entry.facts["figures"], Delta)


def open_task(case: Case) -> Task:
    return case.tasks.get(done_at=None)


def every_row() -> dict[str, list[str]]:
    """Return the text of every row that an act on a case may write."""
    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")  # noqa: S608 - our names
            rows[table] = [text for (text,) in cursor.fetchall()]
    return rows


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Fail unless every row reads the same afterwards."""
    before = every_row()
    yield
    assert every_row() == before
