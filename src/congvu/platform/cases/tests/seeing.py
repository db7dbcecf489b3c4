"""What tests look at: the journal, the open task, the figures an act carried."""

import msgspec

from congvu.platform.cases.models import Case, Task
from congvu.platform.events.models import JournalEntry
from congvu.platform.events.queries import history_of
from congvu.platform.indicators.figures import Delta


def last_entry(case: Case) -> JournalEntry:
    return history_of(case.id)[-1]


def entry_types(case: Case) -> list[str]:
    return [entry.event_type for entry in history_of(case.id)]


def figures_of(entry: JournalEntry) -> Delta:
    return msgspec.convert(entry.facts["figures"], Delta)


def open_task(case: Case) -> Task:
    return case.tasks.get(done_at=None)


def untouched(case: Case) -> bool:
    """True when the stored case, its tasks and journal are as they were in the hand-held copy."""
    return Case.objects.get(id=case.id).revision == case.revision
