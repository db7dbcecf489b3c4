"""What people read of a case's history: words for everything, and who did it."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.world import AT, World

from congvu.kernel.ids import new_id
from congvu.platform.cases.actions.ring import ring_due
from congvu.platform.cases.models import Case
from congvu.platform.cases.timeline import REFUSED_ATTEMPT, timeline
from congvu.platform.events.models import JournalEntry

pytestmark = pytest.mark.django_db


def titles(case: Case, *, is_for_officer: bool) -> list[str]:
    return [one.title for one in timeline(case, is_for_officer=is_for_officer)]


def test_an_attempt_that_was_refused_is_not_told_to_the_citizen(world: World) -> None:
    case = world.claimed()
    refused = world.client(world.handler_b).post(
        reverse("cases_api:act", args=[case.code, "transfer"]),
        json.dumps({"revision": case.revision, "to": "Đâu đó", "reason": "x"}),
        content_type="application/json",
        headers={"Idempotency-Key": str(new_id())},
    )
    assert refused.status_code == 422
    assert JournalEntry.objects.filter(event_type="ActRefused", subject_id=case.id).exists()
    assert REFUSED_ATTEMPT not in titles(case, is_for_officer=False)
    assert REFUSED_ATTEMPT in titles(case, is_for_officer=True)
    assert "ActRefused" not in {
        title for kind in (True, False) for title in titles(case, is_for_officer=kind)
    }
    page = world.client(world.citizen).get(reverse("public_services:case", args=[case.code]))
    assert "ActRefused" not in page.content.decode()


def test_what_the_clock_did_is_not_told_as_the_citizens_act(world: World) -> None:
    case = world.claimed()
    while ring_due(at=AT + timedelta(days=20)):
        pass
    told = {one.title: one.actor for one in timeline(Case.objects.get(id=case.id))}
    assert told["Quá hạn"] == "Tự động theo quy định"
    assert told["Đã gửi hồ sơ"] == "Người dân"
