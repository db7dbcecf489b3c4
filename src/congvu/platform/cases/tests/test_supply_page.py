"""The page that completes a dossier, for the applicant and at the counter that received it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.world import World

from congvu.kernel.clock import now
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case
from congvu.platform.cases.tests.seeing import last_entry, nothing_changes
from congvu.platform.cases.tests.situations import MANY_DAYS, rung, unpaid
from congvu.platform.documents.tests.samples import pdf

BOTH = {"giay_chung": "Chụp lại", "ho_ten": "Ghi đủ họ tên"}


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("giấy.pdf", pdf(), content_type="application/pdf")


def address(case: Case, who: str) -> str:
    return f"/ho-so/{case.code}/bo-sung/" if who == "citizen" else f"/viec/{case.code}/bo-sung/"


def send(browser: Client, case: Case, who: str, **changed: Any) -> Any:
    given = {"revision": case.revision, "ho_ten": "Trần Thị Mừng", "giay_chung": paper()}
    return browser.post(address(case, who), {**given, **changed})


@pytest.mark.parametrize("who", ["citizen", "counter_b"])
def test_everything_asked_is_given_at_once(world: World, who: str) -> None:
    case = world.awaiting(at=now(), items=BOTH)
    browser = world.client(getattr(world, who))
    shown = browser.get(address(case, who)).content.decode()
    assert "Chụp lại" in shown
    assert "Ghi đủ họ tên" in shown
    answer = send(browser, case, who, ho_ten="Trần Thị Mừng Vui")
    assert answer.status_code == 302
    row = Case.objects.get(id=case.id)
    assert (row.status, row.answers["ho_ten"]) == (CaseStatus.IN_PROGRESS, "Trần Thị Mừng Vui")
    assert row.files.filter(evidence_key="giay_chung", round=1).exists()
    assert last_entry(row).actor_person_id == getattr(world, who).person_id


def test_the_counter_finds_the_act_on_the_case_page(world: World) -> None:
    case = world.awaiting(at=now())
    page = world.client(world.counter_b).get(f"/viec/{case.code}/").content.decode()
    assert address(case, "counter_b") in page
    for who in ("handler_b", "signer_b"):
        page = world.client(getattr(world, who)).get(f"/viec/{case.code}/").content.decode()
        assert address(case, "counter_b") not in page


@pytest.mark.parametrize("who", ["stranger", "handler_b", "counter_a", "admin"])
def test_nobody_else_finds_the_page(world: World, who: str) -> None:
    case = world.awaiting(at=now())
    browser = world.client(getattr(world, who))
    with nothing_changes():
        for path in (address(case, "citizen"), address(case, "counter_b")):
            assert browser.get(path).status_code == 404
            assert browser.post(path, {"revision": case.revision}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"giay_chung": ""}, "Hãy chọn tệp"),
        ({"ho_ten": "  "}, "Hãy"),
        ({"giay_chung": SimpleUploadedFile("a.pdf", b"not a pdf")}, "a.pdf"),
        ({"giay_chung": SimpleUploadedFile("a.exe", b"MZ" * 40)}, "a.exe"),
    ],
)
def test_what_is_missing_or_unfit_is_named_beside_its_field(
    world: World, changed: dict[str, Any], said: str
) -> None:
    case = world.awaiting(at=now(), items=BOTH)
    browser = world.client(world.citizen)
    answer = send(browser, case, "citizen", **changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Case.objects.get(id=case.id).status == CaseStatus.AWAITING_SUPPLEMENT
    assert Case.objects.get(id=case.id).revision == case.revision


def test_second_press_is_told_what_happened(world: World) -> None:
    case = world.awaiting(at=now(), items=BOTH)
    browser = world.client(world.citizen)
    assert send(browser, case, "citizen").status_code == 302
    again = send(browser, case, "citizen")
    assert again.status_code == 409
    assert "không chờ bổ sung" in again.content.decode()


@pytest.mark.parametrize("who", ["citizen", "counter_b"])
def test_after_its_time_the_page_says_so(world: World, who: str) -> None:
    at = now()
    case = rung(world.awaiting(at=at - MANY_DAYS), at=at)
    browser = world.client(getattr(world, who))
    for answer in (browser.get(address(case, who)), send(browser, case, who)):
        assert answer.status_code == 409
        assert "Đã hết thời gian bổ sung" in answer.content.decode()
    page = browser.get(f"/ho-so/{case.code}/" if who == "citizen" else f"/viec/{case.code}/")
    assert address(case, who) not in page.content.decode()


def test_place_that_is_no_commune_is_refused(world: World) -> None:
    case = world.awaiting(at=now(), items={"noi_cu_tru": "Ghi đúng xã"})
    browser = world.client(world.citizen)
    answer = browser.post(
        address(case, "citizen"), {"revision": case.revision, "noi_cu_tru": "Xã Không Có"}
    )
    assert answer.status_code == 422
    told = browser.post(
        f"/api/v1/ho-so/{case.code}/provide_supplement",
        {
            "revision": case.revision,
            "corrected": {"noi_cu_tru": {"text": "Xã Ma", "code": "99999"}},
        },
        content_type="application/json",
        headers={"Idempotency-Key": "01a2096c-40a2-7532-bd4b-4a0e07dbd278"},
    )
    assert told.status_code == 422
    assert Case.objects.get(id=case.id).revision == case.revision


def test_where_nothing_is_asked_nothing_is_taken(world: World) -> None:
    for case in (world.claimed(at=now()), unpaid(world, at=now())):
        browser = world.client(world.citizen)
        with nothing_changes():
            assert browser.get(address(case, "citizen")).status_code == 409
            assert send(browser, case, "citizen").status_code == 409
