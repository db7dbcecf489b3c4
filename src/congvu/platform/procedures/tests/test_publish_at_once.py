"""Two publications of one procedure at the same moment: one follows the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import msgspec
import pytest
from django.db import connection

from congvu.platform.events.models import JournalEntry
from congvu.platform.procedures import actions
from congvu.platform.procedures.models import Origin, ProcedureVersion
from congvu.platform.procedures.tests.conftest import AT, detail, read

ROUNDS = 4


@pytest.mark.django_db(transaction=True)
def test_versions_published_at_once_follow_one_another() -> None:
    definition = read(detail()).definition
    start = Barrier(ROUNDS)

    def publish(number: int) -> None:
        changed = msgspec.structs.replace(definition, summary=f"Lần {number}")
        start.wait()
        try:
            actions.publish_version(definition=changed, origin=Origin.OURS, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(ROUNDS) as pool:
        list(pool.map(publish, range(ROUNDS)))
    numbers = ProcedureVersion.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]
    assert ProcedureVersion.objects.filter(valid_until=None).count() == 1
    assert JournalEntry.objects.count() == ROUNDS
