"""At the counter: who stands there, what they need, and whose draft it is."""

from typing import Any

import pytest
from django.test import Client
from tests.world import World

from congvu.platform.cases.models import Case, Draft
from congvu.platform.people.models import Person

NEW = {
    "full_name": "Lê Văn Mới",
    "personal_id": "044 090 123456",
    "birth_date_day": "2",
    "birth_date_month": "9",
    "birth_date_year": "1990",
    "sex": "MALE",
}


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def counter(world: World) -> Client:
    return world.client(world.counter_b)


def begun(counter: Client, world: World) -> str:
    """Begin a dossier for the citizen; return the address of its draft."""
    return str(counter.post(f"/quay/{world.citizen.person_id}/9.000001/").headers["Location"])


@pytest.mark.parametrize("asked", ["tran thi mung", "Trần Thị Mừng"])
def test_person_is_found_by_name_with_the_number_masked(
    world: World, counter: Client, asked: str
) -> None:
    person = world.person(world.citizen)
    shown = text(counter.get("/quay/", {"q": asked}))
    assert person.full_name in shown
    assert person.personal_id not in shown
    assert person.personal_id[-4:] in shown


def test_whole_number_finds_its_person_only(world: World, counter: Client) -> None:
    person = world.person(world.citizen)
    answer = counter.get("/quay/", {"q": person.personal_id})
    assert answer.headers["Location"] == f"/quay/{person.id}/"
    shown = text(counter.get(answer.headers["Location"]))
    assert person.full_name in shown
    assert world.stranger.name not in shown


def test_new_person_is_recorded_once(world: World, counter: Client) -> None:
    first = counter.post("/quay/nguoi-moi/", NEW)
    assert first.status_code == 302
    again = counter.post("/quay/nguoi-moi/", {**NEW, "full_name": "Tên Khác"})
    assert again.headers["Location"] == first.headers["Location"]
    assert Person.objects.get(personal_id="044090123456").full_name == "Lê Văn Mới"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"personal_id": "123"}, "12 chữ số"),
        ({"personal_id": "04409012345x"}, "12 chữ số"),
        ({"full_name": " "}, "Hãy nhập họ tên"),
        ({"birth_date_day": "31", "birth_date_month": "2"}, "không có thật"),
        ({"birth_date_year": "2999"}, "sau ngày hôm nay"),
        ({"sex": "X"}, "error-summary"),
    ],
)
def test_wrong_detail_is_named_and_nobody_is_recorded(
    world: World, counter: Client, changed: dict[str, str], said: str
) -> None:
    before = Person.objects.count()
    answer = counter.post("/quay/nguoi-moi/", {**NEW, **changed})
    assert answer.status_code == 422
    assert said in text(answer)
    assert Person.objects.count() == before


def test_only_counters_reach_the_counter(world: World) -> None:
    for who in ("citizen", "handler_b", "signer_b", "leader", "admin"):
        browser = world.client(getattr(world, who))
        assert browser.get("/quay/", {"q": "tran"}).status_code == 404
        assert browser.post(f"/quay/{world.citizen.person_id}/9.000001/").status_code == 404


def test_draft_begun_at_a_counter_is_the_counters(world: World, counter: Client) -> None:
    address = begun(counter, world)
    assert counter.get(address, follow=True).status_code == 200
    for who in ("citizen", "counter_a", "handler_b", "stranger"):
        assert world.client(getattr(world, who)).get(address).status_code == 404
    assert Draft.objects.get().channel == "COUNTER"
    assert "Trần Thị Mừng" in text(counter.get("/quay/"))


def test_whole_dossier_is_filled_in_and_received_at_once(world: World, counter: Client) -> None:
    address = begun(counter, world)
    pages: dict[str, dict[str, str]] = {
        "truong-hop/": {"situation": "lan_dau"},
        "trang/ban_than/": {
            "ho_ten": "Trần Thị Mừng",
            "ngay_sinh_day": "2",
            "ngay_sinh_month": "5",
            "ngay_sinh_year": "1990",
        },
        "trang/noi_o/": {"noi_cu_tru": "Xã Bình Yên"},
        "trang/muc_dich/": {"muc_dich": "hoc"},
    }
    for path, given in pages.items():
        answer = counter.post(f"{address}{path}", given)
        assert answer.status_code == 302, (path, text(answer)[:3000])
    check = text(counter.get(f"{address}kiem-tra/"))
    assert "Trần Thị Mừng" in check
    draft = Draft.objects.get()
    unseen = counter.post(f"{address}gui/", {"submit_key": str(draft.submit_key)})
    assert unseen.status_code == 422, "a paper that nobody saw and nobody copied is missing"
    sent = {"submit_key": str(draft.submit_key), "da_xem_giay_chung": "1"}
    answer = counter.post(f"{address}gui/", sent)
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/viec/{case.code}/"
    assert case.receiving_agency_id == world.b.centre.id
    assert (case.applicant_id, case.accepted_at is not None) == (world.citizen.person_id, True)
