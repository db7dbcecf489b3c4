"""Composed once, they say and write what the ORM says and writes."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from django.db.models import Model
from tests.world import AT, World

from congvu.kernel.compiled import OneRow, insert, insert_once, update
from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Agency
from congvu.platform.cases.models import ActRecord, Case, Task
from congvu.platform.events.models import JournalEntry
from congvu.platform.people.models import Appointment


def columns(row: Model) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}


def test_row_is_the_same_as_the_querysets(world: World) -> None:
    one = OneRow(lambda id_: Case.objects.filter(id=id_), UUID)
    for case in (world.submitted(), world.claimed(), world.returned()):
        found = one.get(case.id)
        assert found is not None
        assert columns(found) == columns(Case.objects.get(id=case.id))
        assert found == case
        assert not found._state.adding
    assert one.get(uuid4()) is None


def test_joined_rows_come_along_without_another_query(
    world: World, django_assert_num_queries: Any
) -> None:
    case = world.claimed()
    one = OneRow(
        lambda code: Case.objects.select_related("clock", "competent_agency").filter(code=code), str
    )
    one.get(case.code)
    with django_assert_num_queries(1):
        found = one.get(case.code)
        assert found is not None
        assert found.clock is not None
        names = (found.competent_agency.name, found.clock.due_at)
    assert names == (world.b.committee.name, case.due_at)


def test_missing_join_is_none(world: World) -> None:
    case = world.submitted()
    one = OneRow(lambda id_: Case.objects.select_related("clock").filter(id=id_), UUID)
    found = one.get(case.id)
    assert found is not None
    assert found.clock is None


def test_arguments_of_three_kinds_go_to_their_places(world: World) -> None:
    one = OneRow(
        lambda person, since, kind: Appointment.objects.filter(
            person_id=person, since__lte=since, post__kind=kind
        ),
        UUID, type(AT.date()), str,
    )  # fmt: skip
    held = one.get(world.handler_b.person_id, AT.date(), "HANDLER")
    assert held is not None
    assert held.person_id == world.handler_b.person_id
    assert one.get(world.handler_b.person_id, AT.date(), "SIGNER") is None
    assert one.get(world.handler_b.person_id, AT.date() - timedelta(days=3000), "HANDLER") is None


def test_text_is_never_read_as_sql(world: World) -> None:
    one = OneRow(lambda code: Case.objects.filter(code=code), str)
    for text in ("' OR true --", "%s", "%(x)s", "\\", "\x01", world.submitted().code + "'"):
        assert one.get(text) is None


def test_query_that_bends_its_argument_is_refused_at_once(world: World) -> None:
    bent = OneRow(lambda code: Case.objects.filter(code__startswith=code), str)
    with pytest.raises(TypeError, match="as it is"):
        bent.get(world.submitted().code)


def test_insert_writes_what_save_writes(world: World) -> None:
    case = world.claimed()
    task = Task(
        id=new_id(), case_id=case.id, step_key="ky", unit_id=world.b.handling_unit.id,
        post_kind="SIGNER", opened_at=AT, done_at=AT,
    )  # fmt: skip
    written = columns(Task.objects.get(id=insert(task).id))
    Task.objects.filter(id=task.id).delete()
    task.save(force_insert=True)
    assert columns(Task.objects.get(id=task.id)) == written


def test_insert_sets_the_key_the_database_counted(world: World) -> None:
    entry = JournalEntry(event_type="Rang", subject_id=new_id(), at=AT, facts={"a": [1, "é"]})
    before = JournalEntry.objects.count()
    insert(entry)
    assert entry.pk is not None
    kept = JournalEntry.objects.get(pk=entry.pk)
    assert (kept.facts, kept.at) == ({"a": [1, "é"]}, AT)
    assert JournalEntry.objects.count() == before + 1


def record(key: UUID, act: str = "propose") -> ActRecord:
    return ActRecord(
        key=key, person_id=new_id(), act=act, body_sha256="0" * 64, answer={"n": 1}, at=AT
    )


def test_second_row_under_a_key_is_not_written(world: World) -> None:
    key = new_id()
    assert insert_once(record(key))
    assert not insert_once(record(key, act="accept"))
    assert ActRecord.objects.get(key=key).act == "propose"


def test_update_writes_these_columns_and_no_other(world: World) -> None:
    case = world.claimed()
    case.applicant_name, case.note_for_test = "Tên Mới", "x"  # type: ignore[attr-defined]
    case.due_at, case.answers = None, {"ho_ten": "Ế"}
    before = columns(Case.objects.get(id=case.id))
    update(case, {"due_at", "answers"})
    after = columns(Case.objects.get(id=case.id))
    assert {name for name in after if after[name] != before[name]} == {"due_at", "answers"}
    assert (after["due_at"], after["answers"]) == (None, {"ho_ten": "Ế"})


def test_update_of_a_row_that_is_gone_is_an_error(world: World) -> None:
    case = world.submitted()
    case.id = new_id()
    with pytest.raises(DatabaseError, match="not there"):
        update(case, {"due_at"})


@pytest.mark.django_db(transaction=True)
def test_threads_that_compose_together_read_their_own_rows(world: World) -> None:
    cases = [world.submitted() for _ in range(8)]
    one = OneRow(lambda id_: Case.objects.filter(id=id_), UUID)
    found: dict[UUID, UUID | None] = {}
    start = threading.Barrier(len(cases))

    def read(case: Case) -> None:
        start.wait(timeout=20)
        for _ in range(20):
            row = one.get(case.id)
            found[case.id] = row.id if row else None
        connection.close()

    threads = [threading.Thread(target=read, args=[case]) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {case.id: case.id for case in cases}


def test_agencies_in_a_foreign_key_are_not_loaded(
    world: World, django_assert_num_queries: Any
) -> None:
    one = OneRow(lambda id_: Agency.objects.filter(id=id_), UUID)
    one.get(world.a.centre.id)
    with django_assert_num_queries(1):
        found = one.get(world.a.centre.id)
        assert found is not None
        assert found.parent_id == world.a.committee.id
