"""What tests look at: the journal, the open task, the figures of an act, and that nothing moved."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from django.db import connection

from congvu.platform.cases.models import Case, Task
from congvu.platform.cases.replaying import rebuilt, row_facts
from congvu.platform.events.models import JournalEntry
from congvu.platform.events.queries import history_of
from congvu.platform.indicators.figures import Delta

TABLES = (
    "cases_case",
    "cases_task",
    "cases_casefile",
    "cases_supplement",
    "cases_decision",
    "cases_supplementpermit",
    "cases_paymentdemand",
    "cases_issuedform",
    "cases_formbook",
    "cases_opinion",
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


def replayed(case: Case) -> bool:
    """True when the journal gives the row back exactly."""
    row = Case.objects.get(id=case.id)
    return rebuilt(history_of(case.id)) == row_facts(row)


def figures_of(entry: JournalEntry) -> Delta:
    return msgspec.convert(entry.facts["figures"], Delta)


def open_task(case: Case) -> Task:
    return case.tasks.get(done_at=None)


def every_row() -> dict[str, list[str]]:
    """Return the text of every row that an act on a case may write."""
    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            told = "WHERE event_type <> 'ActRefused'" if table == "events_journalentry" else ""
            cursor.execute(f"SELECT t::text FROM {table} t {told} ORDER BY 1")  # noqa: S608 - ours
            rows[table] = [text for (text,) in cursor.fetchall()]
    return rows


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Fail unless every row reads the same afterwards, but for the note of a refused attempt."""
    before = every_row()
    yield
    assert every_row() == before
