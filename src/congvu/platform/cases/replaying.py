"""The row of a case told by the journal: every act writes what it changed, replay gives it back.

The words of people (answers, names, the key of the look-up, the reason of competence) are not in
the journal; it holds their digest, so that a replay also proves them unchanged.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from congvu.platform.cases.models import Case
from congvu.platform.events.models import JournalEntry

CONTENT = ("answers", "applicant_name", "folded_name", "follow_key", "competence_reason")
_NOT_TOLD = {*CONTENT, "id", "code", "alarm", "alarm_at"}  # alarms follow from the rest


def told_columns() -> tuple[str, ...]:
    return tuple(name for name in Case.columns() if name not in _NOT_TOLD)


def row_facts(case: Case) -> dict[str, Any]:
    """Return the columns that the journal tells, as JSON values, and the digest of the words."""
    return facts_of_row(
        {name: getattr(case, name) for name in (*told_columns(), *CONTENT)},
    )


def facts_of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same from plain values, of a row that is about to be written."""
    told = {name: _plain(row.get(name)) for name in told_columns()}
    return {**told, "content_sha256": content_sha256(row)}


def content_sha256(row: Mapping[str, Any]) -> str:
    packed = msgspec.json.encode([row[name] for name in CONTENT], order="deterministic")
    return hashlib.sha256(packed).hexdigest()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return `{column: [old, new]}` for what differs."""
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value
    }


def rebuilt(entries: Iterable[JournalEntry]) -> dict[str, Any]:
    """Return the facts of the row after these entries of one case, oldest first.

    Raises ValueError where an entry starts from something else than the one before left behind.
    """
    row: dict[str, Any] = dict.fromkeys((*told_columns(), "content_sha256"))
    for entry in entries:
        for name, (old, new) in entry.facts.get("changes", {}).items():
            if row.get(name) != old:
                raise ValueError(f"{entry.seq} {name}: {row.get(name)!r} != {old!r}")
            row[name] = new
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return msgspec.to_builtins(value)
