"""The SQL function and the ORM, given the same act, write the same rows; and the act is short."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec
import pytest
from bench.orm_submit import orm_submit
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.world import AT, World

from congvu.platform.cases.actions.destination import destination
from congvu.platform.cases.actions.drafts import attach_file, start_draft, submit_draft
from congvu.platform.cases.actions.submit import Application, submission, submit
from congvu.platform.cases.models import CodeSerial, Draft
from congvu.platform.documents.models import Document
from congvu.platform.procedures.definition import Channel

ROWS = {
    "cases_case": "id = %(case_id)s",
    "cases_task": "case_id = %(case_id)s",
    "cases_casefile": "case_id = %(case_id)s",
    "cases_draft": "case_id = %(case_id)s",
    "cases_actrecord": "key = %(key)s",
    "cases_codeserial": "prefix = %(series)s",
    "events_journalentry": "subject_id = %(case_id)s",
}
# New in every act: its internal ids, and the number the journal gives. Everything else must agree.
IDS = {"id", "case_id", "key", "subject_id", "submit_key", "seq"}


def by_function(payload: bytes) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_submit(%s::jsonb)", [payload.decode()])
        (answer,) = cursor.fetchone()
    return _decoded(answer)


def _decoded(value: Any) -> dict[str, Any]:
    text = value if isinstance(value, str) else msgspec.json.encode(value)
    return msgspec.json.decode(text, type=dict[str, Any])


def started(world: World) -> Draft:
    return start_draft(
        version=world.version,
        applicant=world.person(world.citizen),
        channel=Channel.ONLINE,
        receiving_agency=None,
        actor=world.citizen,
        at=AT,
    )


def payload(world: World, application: Application) -> bytes:
    where = destination(
        definition=application.definition,
        situation=application.situation,
        answers=application.answers,
        chosen_commune="",
        counter=None,
        on=AT.date(),
    )
    body = msgspec.json.decode(submission(application, where=where, actor=world.citizen, at=AT))
    body["case"]["follow_key"] = "BCDFGHJKMN"  # random otherwise
    del body["entry"]["facts"]["changes"]["content_sha256"]  # of the random key
    return msgspec.json.encode(body)


def written_by(
    write: Callable[[bytes], dict[str, Any]], *, world: World, document: Document, last: int
) -> dict[str, Any]:
    """Let one writer do the act, read what it wrote, and undo it."""
    with transaction.atomic():
        application = world.application(
            evidence={"giay_chung": (document.id,)},
            seen_evidence={"ban_cu": "đã xem “bản cũ” \\ 'gốc'"},
            draft_id=started(world).id,
        )
        given = payload(world, application)
        body = msgspec.json.decode(given)
        if last:
            CodeSerial.objects.create(prefix=body["series"], last=last)
        answer = write(given)
        found = {table: _read(table, where, body) for table, where in ROWS.items()}
        transaction.set_rollback(True)
    return {**found, "answer": _plain(answer)}


def _read(table: str, where: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    facts = {
        "case_id": UUID(body["case"]["id"]),
        "key": UUID(body["act"]["key"]),
        "series": body["series"],
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t) FROM {table} t WHERE {where}", facts)  # noqa: S608 - ours
        return sorted((_plain(_decoded(row)) for (row,) in cursor.fetchall()), key=str)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in IDS}
    if "answer" in kept:
        kept["answer"] = _plain(kept["answer"])
    return kept


@pytest.mark.parametrize("last", [0, 41, 9_998, 9_999])
def test_function_and_orm_write_equal_rows(world: World, last: int) -> None:
    document = world.document(owner=world.citizen)
    ours = written_by(by_function, world=world, document=document, last=last)
    orm = written_by(orm_submit, world=world, document=document, last=last)
    assert [table for table in ROWS if not ours[table]] == []
    assert len(ours["cases_casefile"]) == 2
    assert ours == orm


def test_function_and_orm_answer_a_repeat_alike(world: World) -> None:
    given = payload(world, world.application())
    by_function(given)
    orm, ours = orm_submit(given), by_function(given)
    assert {name: ours[name] for name in orm} == orm
    assert ours["is_repeat"]


def test_submission_costs_one_statement(world: World, kept_reference: None) -> None:
    submit(application=world.application(), actor=world.citizen, at=AT)  # reads what is kept
    application = world.application()
    with CaptureQueriesContext(connection) as queries:
        submit(application=application, actor=world.citizen, at=AT)
    assert [query["sql"][:19] for query in queries] == ["SELECT cases_submit"]


def test_draft_is_sent_in_three_statements(world: World, kept_reference: None) -> None:
    submit(application=world.application(), actor=world.citizen, at=AT)
    draft = started(world)
    attach_file(
        draft_id=draft.id,
        evidence_key="giay_chung",
        document=world.document(owner=world.citizen),
        actor=world.citizen,
        at=AT,
    )
    Draft.objects.filter(id=draft.id).update(answers=world.answers(), situation="lan_dau")
    with CaptureQueriesContext(connection) as queries:
        submit_draft(draft_id=draft.id, submit_key=draft.submit_key, actor=world.citizen, at=AT)
    assert len(queries) <= 3, [query["sql"] for query in queries]
