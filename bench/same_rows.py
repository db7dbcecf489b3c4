"""The rows of one submission as a pgbench transaction of plain INSERTs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from django.db import connection

# Stand for what differs from one submission to the next.
CASE_ID, CODE, NEW_ID = ":case_id::uuid", ":code::text", "{new_id}"
Row = Mapping[str, Any]


class Expression(str):
    """SQL text, not a value."""

    __slots__ = ()


def write_script(path: Path, *, payload: Mapping[str, Any]) -> Path:
    """Write the transaction: number, case, task, journal row, record of the act."""
    case, task, entry, act = (dict(payload[part]) for part in ("case", "task", "entry", "act"))
    answer = Expression(
        f"jsonb_build_object('case_id', {CASE_ID}, 'code', {CODE}, 'follow_key',"
        f" {_literal(case['follow_key'])})"
    )
    facts = Expression(f"jsonb_set({_literal(entry['facts'])}, '{{code}}', to_jsonb({CODE}))")
    case_id, new_id, code = Expression(CASE_ID), Expression(new_key()), Expression(CODE)
    lines = [
        "BEGIN;",
        _number(payload),
        _insert(
            "cases_case", case | {"id": new_id, "code": code}, "RETURNING id AS case_id \\gset"
        ),
        _insert("cases_task", task | {"id": new_id, "case_id": case_id}),
        _insert("events_journalentry", entry | {"subject_id": case_id, "facts": facts}),
        _insert("cases_actrecord", act | {"key": new_id, "answer": answer}),
        "END;",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _number(payload: Row) -> str:
    prefix, suffix = _literal(payload["prefix"]), _literal(payload["suffix"])
    serial = f"lpad(s.last::text, greatest({int(payload['width'])}, length(s.last::text)), '0')"
    return " ".join(
        [
            "INSERT INTO cases_codeserial AS s (prefix, last)",
            f"VALUES ({_literal(payload['series'])}, 1)",
            "ON CONFLICT (prefix) DO UPDATE SET last = s.last + 1",
            f"RETURNING {prefix} || {serial} || {suffix} AS code \\gset",
        ]
    )


def _insert(table: str, row: Row, after: str = ";") -> str:
    values = ", ".join(_literal(value) for value in row.values())
    return " ".join(["INSERT INTO", table, f"({', '.join(row)}) VALUES ({values})", after])


def _literal(value: Any) -> str:
    match value:
        case Expression():
            return str(value)
        case None:
            return "NULL"
        case bool() | int():
            return str(value)
        case dict() | list():
            return f"{quoted(msgspec.json.encode(value).decode())}::jsonb"
        case _:
            return quoted(str(value))


def quoted(text: str) -> str:
    # pgbench takes ":word" for one of its variables, also inside a literal: ours are escaped.
    return "U&'" + "".join(_character(c) for c in text) + "'"


def _character(character: str) -> str:
    if character.isascii() and (character.isalnum() or character in ' .,-_*{}[]"'):
        return character
    return f"\\{ord(character):04X}" if ord(character) < 0x10000 else f"\\+{ord(character):06X}"


def new_key() -> str:
    """Return the server's function of time-ordered keys, like ours, where it has one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proname = 'uuidv7'")
        (count,) = cursor.fetchone()
    return "uuidv7()" if count else "gen_random_uuid()"
