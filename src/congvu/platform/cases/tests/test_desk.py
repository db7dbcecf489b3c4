"""The officer's desk through the browser: acts, strangers, old pages, and senseless input."""

import pytest
from django.urls import reverse
from tests.world import AT, MINUTE, World

from congvu.kernel.clock import now
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case
from congvu.platform.cases.tests.seeing import nothing_changes

# act -> (where the case stands, who does it, what the form carries)
ACTS: dict[str, tuple[str, str, dict[str, str]]] = {
    "accept": ("submitted", "counter_b", {}),
    "claim": ("accepted", "handler_b", {}),
    "request_supplement": (
        "claimed",
        "handler_b",
        {"explanation": "Mờ", "on_giay_chung": "on", "remark_giay_chung": "Chụp lại"},
    ),
    "propose": ("claimed", "handler_b", {"outcome": "GRANTED", "reason": "Đủ"}),
    "approve": ("proposed", "signer_b", {}),
    "send_back": ("proposed", "signer_b", {"remark": "Xem lại"}),
    "return_result": ("decided", "counter_b", {}),
}
EVERY_ACT = pytest.mark.parametrize("act", list(ACTS))


def post(world: World, case: Case, act: str, *, who: str = "", revision: str = "") -> int:
    _, does, body = ACTS[act]
    client = world.client(getattr(world, who or does))
    data = {**body, "revision": revision or str(case.revision)}
    return client.post(reverse(f"cases:{act}", args=[case.code]), data).status_code


@EVERY_ACT
def test_act_is_done_and_leads_back_to_the_case(world: World, act: str) -> None:
    case = world.at_stage(ACTS[act][0], at=now())
    assert post(world, case, act) == 302
    assert Case.objects.get(id=case.id).revision == case.revision + 1
    page = world.client(getattr(world, ACTS[act][1])).get(reverse("cases:case", args=[case.code]))
    assert page.status_code == 200
    assert case.code in page.content.decode()


@EVERY_ACT
@pytest.mark.parametrize("who", ["citizen", "handler_a", "counter_a", "admin"])
def test_case_of_others_is_not_found(world: World, act: str, who: str) -> None:
    case = world.at_stage(ACTS[act][0], at=now())
    with nothing_changes():
        assert post(world, case, act, who=who) == 404


@EVERY_ACT
@pytest.mark.parametrize("revision", ["1000000", "abc", "-1", " ", "9" * 5000])
def test_page_of_another_moment_is_refused(world: World, act: str, revision: str) -> None:
    case = world.at_stage(ACTS[act][0], at=now())
    with nothing_changes():
        assert post(world, case, act, revision=revision) == 409


@pytest.mark.parametrize("act", ["accept", "claim", "complete_step", "approve", "return_result"])
def test_acts_are_not_done_by_following_a_link(world: World, act: str) -> None:
    case = world.submitted(at=now())
    with nothing_changes():
        answer = world.client(world.counter_b).get(reverse(f"cases:{act}", args=[case.code]))
    assert answer.status_code == 405


@pytest.mark.parametrize("act", ["request_supplement", "propose", "send_back"])
def test_empty_form_says_what_is_missing(world: World, act: str) -> None:
    stage, who, _ = ACTS[act]
    case = world.at_stage(stage, at=now())
    client = world.client(getattr(world, who))
    address = reverse(f"cases:{act}", args=[case.code])
    assert client.get(address).status_code == 200
    with nothing_changes():
        answer = client.post(address, {"revision": case.revision})
    assert answer.status_code == 422
    assert "Hãy" in answer.content.decode()


@pytest.mark.parametrize("code", ["khong-co", "%00", "H50'--", "x" * 3000, "\u202e"])
def test_senseless_code_is_not_found(world: World, code: str) -> None:
    answer = world.client(world.counter_b).get(f"{reverse('cases:inbox')}{code}/")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "query", ["q=%00", "q=a%00b", "q=%27", "nhom=%00", "q=" + "a" * 5000, "q=%25_"]
)
def test_senseless_search_finds_nothing(world: World, query: str) -> None:
    world.submitted(at=now())
    answer = world.client(world.counter_b).get(f"{reverse('cases:inbox')}?{query}")
    assert answer.status_code == 200


def test_altered_cursor_is_refused(world: World) -> None:
    answer = world.client(world.counter_b).get(reverse("cases:inbox"), {"cursor": "abc"})
    assert answer.status_code == 400


def test_name_is_found_without_accents(world: World) -> None:
    case = world.submitted(at=now())
    client = world.client(world.counter_b)
    for text in ("tran thi mung", "MỪNG", case.code.lower()):
        assert case.code in client.get(reverse("cases:inbox"), {"q": text}).content.decode()
    assert case.code not in client.get(reverse("cases:inbox"), {"q": "le"}).content.decode()


def test_counter_officer_sees_what_waits_for_them(world: World) -> None:
    case = world.submitted(at=now())
    assert case.status == CaseStatus.SUBMITTED
    page = world.client(world.counter_b).get(reverse("cases:inbox")).content.decode()
    assert case.code in page
    assert case.applicant_name in page
    assert (
        case.code not in world.client(world.counter_a).get(reverse("cases:inbox")).content.decode()
    )


def test_the_next_dossier_comes_by_time_left_and_round_again(world: World) -> None:
    first, second, third = (world.claimed(at=AT + MINUTE * n) for n in range(3))
    handler = world.client(world.handler_b)

    def after(case: Case) -> str:
        return str(handler.get(reverse("cases:next"), {"sau": case.code}).headers["Location"])

    assert after(first) == reverse("cases:case", args=[second.code])
    assert after(second) == reverse("cases:case", args=[third.code])
    assert after(third) == reverse("cases:case", args=[first.code])
    page = handler.get(reverse("cases:case", args=[first.code])).content.decode()
    assert f'?sau={first.code}" data-variant="tertiary" data-shortcut="e"' in page
    other = world.client(world.second_handler_b)
    fourth = world.accepted(at=AT + MINUTE * 9)
    found = other.get(reverse("cases:next"), {"sau": first.code}).headers["Location"]
    assert found == reverse("cases:case", args=[fourth.code])


def test_nothing_left_is_said(world: World) -> None:
    handler = world.client(world.handler_b)
    for after in ("", "H50-x", "\x00"):
        done = handler.get(reverse("cases:next"), {"sau": after}, follow=True)
        assert "Không còn hồ sơ nào đang chờ" in done.content.decode()
