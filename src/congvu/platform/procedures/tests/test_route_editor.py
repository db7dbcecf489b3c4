"""An administrator changes a route without code: draft, steps, faults, publication, files."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.world import World

from congvu.kernel.clock import local_date
from congvu.platform.procedures import actions, bpmn_reading, queries, route_editing
from congvu.platform.procedures.actions import RouteFlawed, RouteStale
from congvu.platform.procedures.models import ProcedureVersion, RouteDraft
from congvu.platform.procedures.tests.conftest import AT, FOLDER, ON

CODE = "1.004222"
TOMORROW = ON + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(ours: actions.ImportReport) -> None:
    del ours


def opened(world: World) -> RouteDraft:
    return actions.open_route(code=CODE, actor=world.admin, at=AT)


def post(world: World, name: str, *args: str, **fields: Any) -> Any:
    draft = RouteDraft.objects.filter(procedure__code=CODE).first()
    sent = {"revision": draft.revision if draft else 0, **fields}
    query = sent.pop("query", "")
    address = reverse(f"procedures:{name}", args=[CODE, *args]) + query
    return world.client(world.admin).post(address, sent)


def page(world: World, name: str = "route", *args: str) -> str:
    address = reverse(f"procedures:{name}", args=[CODE, *args])
    return world.client(world.admin).get(address).content.decode()


COUNCIL = {
    "label": "Hội đồng thẩm định", "kind": "COUNCIL", "done_by": "HANDLER", "at": "COMPETENT",
    "hours": "1", "outcome_1": "Thông qua", "to_1": "sign",
    "outcome_2": "Thẩm định lại", "to_2": "appraise",
}  # fmt: skip


def with_council(world: World) -> RouteDraft:
    """Put a council between appraisal and signature by the pages alone."""
    opened(world)
    added = post(world, "route_add", query="?sau=appraise", **COUNCIL)
    assert added.status_code == 302, added.content.decode()
    draft = RouteDraft.objects.get(procedure__code=CODE)
    appraise = next(step for step in draft.steps if step.key == "appraise")
    assert appraise.next == "hoi_dong_tham_dinh"
    return draft


def publish(world: World, **changes: Any) -> ProcedureVersion:
    draft = RouteDraft.objects.get(procedure__code=CODE)
    given = {
        "revision": draft.revision, "decision_number": "12/QĐ-UBND", "decision_date": ON,
        "valid_from": TOMORROW, **changes,
    }  # fmt: skip
    return actions.publish_route(code=CODE, actor=world.admin, at=AT, **given)


def test_shares_become_hours_within_the_allowance(world: World) -> None:
    draft = opened(world)
    hours = [step.hours for step in draft.steps]
    assert sum(hours) > 0
    assert all(step.share_percent == 0 for step in draft.steps)
    assert opened(world).revision == draft.revision  # going on, not beginning again


def test_a_council_added_in_the_browser_is_published_from_a_day(world: World) -> None:
    with_council(world)
    shown = page(world)
    assert "Quy trình hợp lệ" in shown
    assert "Thông qua → " in shown
    answer = post(
        world, "route_publish", decision_number="12/QĐ-UBND",
        decision_date_day="1", decision_date_month="11", decision_date_year="2026",
        valid_from_day="1", valid_from_month="1", valid_from_year="2027",
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    before = queries.published_version(code=CODE, on=date(2026, 12, 31)).definition
    after = queries.published_version(code=CODE, on=date(2027, 1, 1)).definition
    assert [step.key for step in before.route] != [step.key for step in after.route]
    assert after.route_decision == "12/QĐ-UBND"
    assert not RouteDraft.objects.exists()
    assert "Theo quyết định 12/QĐ-UBND" in page(world)


def test_loading_the_files_again_keeps_the_decided_route(world: World) -> None:
    with_council(world)
    version = publish(world, valid_from=ON)
    report = actions.load_files(folder=FOLDER, at=AT)
    assert report.changed == 0
    assert queries.latest_version(CODE).id == version.id


def test_a_later_day_is_not_overtaken_by_the_files(world: World) -> None:
    with_council(world)
    publish(world, valid_from=TOMORROW)
    definition = msgspec.structs.replace(
        queries.latest_version(CODE).definition, summary="Câu khác hẳn."
    )
    again = actions.publish_version(definition=definition, origin="OURS", at=AT)  # type: ignore[arg-type]
    assert again.valid_from == TOMORROW
    assert queries.published_version(code=CODE, on=ON).number == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"decision_number": " "}, "decision_number", "số quyết định"),
        ({"valid_from": ON - timedelta(days=1)}, "valid_from", "quá khứ"),
        ({"decision_date": ON + timedelta(days=9)}, "decision_date", "không sau ngày có hiệu lực"),
    ],
)
def test_publication_needs_a_decision_and_a_day(
    world: World, changes: dict[str, Any], field: str, words: str
) -> None:
    with_council(world)
    with pytest.raises(RouteFlawed) as refused:
        publish(world, **changes)
    assert words in refused.value.problems[field]
    assert queries.latest_version(CODE).number == 1


def test_what_did_not_change_or_does_not_hold_is_not_published(world: World) -> None:
    draft = opened(world)
    actions.change_route(
        code=CODE, revision=draft.revision, actor=world.admin, at=AT,
        change=lambda route: queries.latest_version(CODE).definition.route,
    )  # fmt: skip
    with pytest.raises(RouteFlawed, match="không khác bản đang dùng"):
        publish(world)
    draft = RouteDraft.objects.get()
    actions.change_route(
        code=CODE, revision=draft.revision, actor=world.admin, at=AT,
        change=lambda route: route_editing.removed(route, "sign"),
    )  # fmt: skip
    with pytest.raises(RouteFlawed, match="phải có một bước ký duyệt"):
        publish(world)
    assert "phải có một bước ký duyệt" in page(world)


def test_two_administrators_do_not_overwrite_each_other(world: World) -> None:
    draft = opened(world)
    post(world, "route_shift", "appraise", "len")
    with pytest.raises(RouteStale):
        actions.discard_route(code=CODE, revision=draft.revision, actor=world.admin, at=AT)
    for rubbish in ("", "x", "9" * 30, "-1"):
        answer = world.client(world.admin).post(
            reverse("procedures:route_discard", args=[CODE]), {"revision": rubbish}
        )
        assert answer.status_code == 409
    post(world, "route_discard")
    assert not RouteDraft.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"label": ""}, "Hãy ghi tên bước"),
        ({"done_by": ""}, "Hãy chọn người làm"),
        ({"hours": "-1"}, "không được âm"),
        ({"hours": "nhiều"}, "bằng chữ số"),
        ({"to_1": ""}, "dẫn tới bước nào"),
        ({"outcome_2": "", "to_2": ""}, "ít nhất hai kết quả"),
        ({"unit": "Văn phòng"}, "chữ thường không dấu"),
    ],
)
def test_a_step_written_wrong_comes_back_with_its_words(
    world: World, fields: dict[str, str], words: str
) -> None:
    opened(world)
    answer = post(world, "route_add", query="?sau=appraise", **{**COUNCIL, **fields})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert len(RouteDraft.objects.get().steps) == 4


def test_steps_are_edited_moved_and_taken_out(world: World) -> None:
    with_council(world)
    key = "hoi_dong_tham_dinh"
    assert "Hội đồng thẩm định" in page(world, "route_step", key)
    post(world, "route_step", key, **{**COUNCIL, "label": "Hội đồng xét duyệt"})
    steps = {step.key: step for step in RouteDraft.objects.get().steps}
    assert steps[key].label == "Hội đồng xét duyệt"
    assert [way.key for way in steps[key].outcomes] == ["cach_1", "cach_2"]
    post(world, "route_shift", key, "bo")
    route = RouteDraft.objects.get().steps
    assert [(step.key, step.next) for step in route] == [
        ("receive", "appraise"), ("appraise", "sign"), ("sign", "return"), ("return", ""),
    ]  # fmt: skip
    for way in ("len", "xuong"):
        post(world, "route_shift", "appraise", way)
    assert RouteDraft.objects.get().steps == route
    assert post(world, "route_shift", "appraise", "xoay").status_code == 404
    assert post(world, "route_step", "khong_co").status_code == 404


def test_a_file_goes_out_and_comes_back(world: World) -> None:
    with_council(world)
    browser = world.client(world.admin)
    answer = browser.get(reverse("procedures:route_export", args=[CODE]))
    assert bpmn_reading.read(answer.content) == RouteDraft.objects.get().steps
    before = RouteDraft.objects.get().revision
    back = post(world, "route_import", tep=SimpleUploadedFile("q.bpmn", answer.content))
    assert back.status_code == 302
    assert RouteDraft.objects.get().revision == before + 1
    for rubbish, words in ((b"<a/>", "không phải BPMN"), (b"", "trống"), (b"\x00", "XML")):
        bad = post(world, "route_import", tep=SimpleUploadedFile("q.bpmn", rubbish))
        assert bad.status_code == 422
        assert words in bad.content.decode()
    assert RouteDraft.objects.get().revision == before + 1


def test_only_administrators_of_the_province_change_routes(world: World) -> None:
    assert local_date(AT) == ON
    with pytest.raises(actions.CannotEdit):
        actions.open_route(code=CODE, actor=world.signer_b, at=AT)
    address = reverse("procedures:route", args=[CODE])
    assert world.client(world.handler_b).get(address).status_code == 404
