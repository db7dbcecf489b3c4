"""One act on many dossiers: looked at first, each done by itself, none dragging another along."""

from typing import Any

import pytest
from django.urls import reverse
from tests.world import AT, MINUTE, World

from congvu.kernel.ids import new_id
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import ActRecord, Case
from congvu.platform.cases.tests.seeing import every_row

pytestmark = pytest.mark.django_db
URL = reverse("cases:many")


def ticked(*cases: Case) -> list[str]:
    return [f"{case.code}:{case.revision}" for case in cases]


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_offers_boxes_where_many_can_be_done(world: World) -> None:
    case = world.accepted()
    handler = world.client(world.handler_b)
    unclaimed = text(handler.get(reverse("cases:inbox"), {"nhom": "chua-ai-nhan"}))
    assert f'value="{case.code}:{case.revision}"' in unclaimed
    assert f'aria-label="Chọn {case.code}"' in unclaimed
    assert "cv-pick" not in text(handler.get(reverse("cases:inbox"), {"nhom": "ca-don-vi"}))


def test_looking_changes_nothing_and_confirming_does_each(world: World) -> None:
    cases = [world.accepted(at=AT + MINUTE * n) for n in range(3)]
    handler = world.client(world.handler_b)
    before = every_row()
    preview = text(handler.post(URL, {"viec": "claim", "chon": ticked(*cases)}))
    assert "Nhận xử lý: 3 hồ sơ" in preview
    assert every_row() == before
    words = {"viec": "claim", "chon": ticked(*cases), "xac-nhan": "1", "act_key": str(new_id())}
    assert "3 trên 3 hồ sơ" in text(handler.post(URL, words))
    assert {c.handler_id for c in Case.objects.all()} == {world.handler_b.person_id}
    assert ActRecord.objects.filter(act="claim").count() == 3
    again = text(handler.post(URL, words))
    assert "3 trên 3 hồ sơ" in again  # the same answer, nothing done twice
    assert ActRecord.objects.filter(act="claim").count() == 3


def test_one_that_somebody_took_meanwhile_stays_theirs(world: World) -> None:
    cases = [world.accepted(at=AT + MINUTE * n) for n in range(2)]
    chosen = ticked(*cases)
    claim(case_id=cases[0].id, revision=2, actor=world.second_handler_b, at=AT + MINUTE * 5)
    handler = world.client(world.handler_b)
    preview = text(handler.post(URL, {"viec": "claim", "chon": chosen}))
    assert "Không làm được" in preview
    done = text(handler.post(URL, {"viec": "claim", "chon": chosen, "xac-nhan": "1"}))
    assert "1 trên 2 hồ sơ" in done
    first, second = (Case.objects.get(id=case.id) for case in cases)
    assert first.handler_id == world.second_handler_b.person_id
    assert second.handler_id == world.handler_b.person_id


def test_a_leader_sees_what_each_signature_would_say(world: World) -> None:
    cases = [world.proposed(at=AT + MINUTE * n) for n in range(2)]
    leader = world.client(world.signer_b)
    preview = text(leader.post(URL, {"viec": "approve", "chon": ticked(*cases)}))
    assert preview.count("Đồng ý giải quyết") == 2
    words = {"viec": "approve", "chon": ticked(*cases), "xac-nhan": "1"}
    assert "2 trên 2 hồ sơ" in text(leader.post(URL, words))
    assert {c.status for c in Case.objects.all()} == {CaseStatus.DECIDED}


def test_what_is_not_theirs_or_nonsense_is_left_out(world: World) -> None:
    case = world.accepted()
    stranger = world.client(world.handler_a)
    assert "Chưa chọn hồ sơ nào" in text(
        stranger.post(URL, {"viec": "claim", "chon": ticked(case), "xac-nhan": "1"})
    )
    handler = world.client(world.handler_b)
    for chosen in ([], ["x"], [":"], [f"{case.code}"], [f"{case.code}:999"], ["\x00:1"]):
        answer = handler.post(URL, {"viec": "claim", "chon": chosen, "xac-nhan": "1"})
        assert answer.status_code == 200
    for name in ("", "stop", "xyz"):
        assert handler.post(URL, {"viec": name, "chon": ticked(case)}).status_code == 404
    assert Case.objects.get(id=case.id).handler_id is None
