"""Publishing one version; and what the database itself refuses."""

from datetime import timedelta

import msgspec
import pytest
from django.db import DatabaseError, transaction

from congvu.platform.events.models import JournalEntry
from congvu.platform.procedures import actions, queries
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.models import Origin, ProcedureVersion
from congvu.platform.procedures.tests.conftest import AT, ON, detail, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def definition() -> Definition:
    return read(detail()).definition


@pytest.fixture
def version(definition: Definition) -> ProcedureVersion:
    return actions.publish_version(definition=definition, origin=Origin.OURS, at=AT)


def test_the_same_content_again_is_the_same_version(
    version: ProcedureVersion, definition: Definition
) -> None:
    again = actions.publish_version(
        definition=definition, origin=Origin.OURS, at=AT + timedelta(days=3)
    )
    assert again == version
    assert JournalEntry.objects.count() == 1


def test_a_new_content_follows_without_a_gap(
    version: ProcedureVersion, definition: Definition
) -> None:
    changed = msgspec.structs.replace(definition, summary="Mở tiệm")
    later = AT + timedelta(days=3)
    second = actions.publish_version(definition=changed, origin=Origin.OURS, at=later)
    version.refresh_from_db()
    assert version.valid_until == second.valid_from == later.date()
    assert queries.published_version(code=definition.code, on=ON) == version
    assert queries.definition_of(second).summary == "Mở tiệm"


def test_a_national_text_is_not_published_over_ours(
    version: ProcedureVersion, definition: Definition
) -> None:
    with pytest.raises(actions.OursStands):
        actions.publish_version(
            definition=msgspec.structs.replace(definition, name="Khác"),
            origin=Origin.NATIONAL_CATALOGUE,
            at=AT,
        )
    assert ProcedureVersion.objects.get() == version


@pytest.mark.parametrize(
    "changes",
    [
        {"content": {"name": "khác"}},
        {"number": 9},
        {"origin": "NATIONAL_CATALOGUE"},
        {"valid_from": ON - timedelta(days=1)},
        {"valid_until": ON, "number": 9},
        {"valid_until": None, "published_at": AT},
        {"source_rank": 2},
    ],
)
def test_the_database_refuses_to_change_a_version(
    version: ProcedureVersion, changes: dict[str, object]
) -> None:
    rows = ProcedureVersion.objects.filter(id=version.id)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        rows.update(**changes)
    version.refresh_from_db()
    assert (version.number, version.origin) == (1, "OURS")


def test_the_database_refuses_to_delete_a_version(version: ProcedureVersion) -> None:
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        ProcedureVersion.objects.filter(id=version.id).delete()
    assert ProcedureVersion.objects.exists()


def test_a_version_is_closed_once_and_stays_closed(version: ProcedureVersion) -> None:
    rows = ProcedureVersion.objects.filter(id=version.id)
    assert rows.update(valid_until=ON) == 1
    for day in (ON + timedelta(days=1), None):
        with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
            rows.update(valid_until=day)


def test_only_one_version_stands_open(version: ProcedureVersion) -> None:
    version.pk, version.number = None, 2
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save(force_insert=True)


def test_a_version_is_decoded_once(
    version: ProcedureVersion, django_assert_num_queries: object
) -> None:
    queries.definition_by_id.cache_clear()
    first = queries.definition_of(version)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert queries.definition_of(version) is first
