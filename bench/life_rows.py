"""The rows that one dossier's whole life writes, as a pgbench script of plain statements.

One life is lived in this process and its writing statements are kept as they were sent; what
differs from one life to the next (keys, the dossier code) becomes a variable.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import ClientCursor

from bench.same_rows import new_key, quoted

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
LITERAL = re.compile(r"(E?)'((?:[^']|'')*)'")
BARE_KEY = re.compile(r"'([0-9a-f]{32})'")  # as the driver writes a key
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass
class Listener:
    """Counts the statements of each act and keeps those that write."""

    counts: dict[str, int] = field(default_factory=dict)
    written: dict[str, list[str]] = field(default_factory=dict)
    act: str = ""

    def hear(self, execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        self.counts[self.act] = self.counts.get(self.act, 0) + 1
        if WRITES.match(sql):
            self.written.setdefault(self.act, []).append(_told(sql, params))
        return execute(sql, params, *rest)

    @contextmanager
    def hearing(self, act: str) -> Iterator[None]:
        self.act = act
        with connection.execute_wrapper(self.hear):
            yield


def _told(sql: str, params: Any) -> str:
    """Return the statement with its values written into it."""
    connection.ensure_connection()
    told = ClientCursor(connection.connection).mogrify(sql, params)
    return BARE_KEY.sub(lambda found: f"'{UUID(found[1])}'", told)


def write_script(
    path: Path,
    *,
    submitting: str,
    acts: Sequence[Sequence[str]],
    known: Mapping[str, str],
    since_ms: int,
) -> Path:
    """Write one life: the submission's own script, then each act as one transaction.

    `known` maps what the submission names (case id, code) to its variables; a key made after
    `since_ms` is new in every life.
    """
    told = "\n".join(line for lines in acts for line in lines)
    made = sorted({key for key in KEY.findall(told) if _made_at(key) >= since_ms} - set(known))
    names = {**known, **{key: f"u{number}" for number, key in enumerate(made)}}
    given = ", ".join(f"{new_key()} AS u{number}" for number in range(len(made)))
    parts = [f"SELECT {given} \\gset", submitting.strip()]
    for lines in acts:
        parts += ["BEGIN;", *(f"{_varied(line, names)};" for line in lines), "END;"]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")
    return path


def _made_at(key: str) -> int:
    """Return the milliseconds with which a time-ordered key begins."""
    return UUID(key).int >> 80


def _varied(statement: str, names: Mapping[str, str]) -> str:
    """Put the variables in place of what differs, also inside a longer literal."""
    pieces = re.compile("|".join(map(re.escape, names)))

    def spoken(found: re.Match[str]) -> str:
        text = found[2].replace("''", "'")
        text = text.replace("\\\\", "\\") if found[1] else text
        parts, at = [], 0
        for name in pieces.finditer(text):
            parts += [quoted(text[at : name.start()]), f":{names[name[0]]}::text"]
            at = name.end()
        parts.append(quoted(text[at:]))
        said = [part for part in parts if part != quoted("")] or [quoted("")]
        return f"({' || '.join(said)})" if len(parts) > 1 else said[0]

    return " ".join(LITERAL.sub(spoken, statement).split("\n"))
