"""A counter and a desk without a mouse; an intake within ninety seconds of a practised hand."""

import sys

import pytest

from tests.journeys.demo_run import DemoRun
from tests.journeys.hands import Hands
from tests.journeys.test_work_changes_hands import Desks, desks

__all__ = ["desks"]  # the fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
COPIES, SINGLE = "2.000815", "1.004873"
LAST_PAGE = "Kiểm tra rồi gửi hồ sơ"
MOST_SECONDS = 90
ANSWERS = {
    COPIES: {
        "situation": "paper", "paper_name": "Bằng tốt nghiệp", "paper_issuer": "vietnam",
        "pages": "1", "copies": "2",
        "visit_date_day": "1", "visit_date_month": "12", "visit_date_year": "2026",
    },
    SINGLE: {
        "situation": "never_married", "place": "phường Đồng Hới, Quảng Trị",
        "for_whom": "self", "subject_sex": "female", "subject_ethnic_group": "Kinh",
        "subject_nationality": "Việt Nam", "subject_address": "Thôn Trung",
        "subject_place": "phường Đồng Hới, Quảng Trị", "period_kind": "now",
        "never_married": "yes", "purpose": "other", "other_purpose": "Xin việc", "copies": "1",
        "earlier": "no", "promise": "yes",
    },
}  # fmt: skip


@pytest.mark.parametrize("code", [COPIES, SINGLE])
def test_an_intake_at_the_counter_takes_ninety_seconds(
    demo: DemoRun, desks: Desks, code: str
) -> None:
    """The person stands there with their card; the officer never touches the mouse."""
    desk = desks.at("motcua", "/viec/")
    hands = Hands(visitor=desk)
    hands.shortcut("g q")
    (number,) = demo.earlier([{"asked": "number"}])
    hands.write(number)
    hands.go("Enter")
    hands.write(code)
    hands.go("Enter")
    hands.go("Enter")
    for _ in range(30):
        if desk.heading() == LAST_PAGE:
            break
        hands.fill(ANSWERS[code], then="iếp tục")
        assert "Có lỗi cần sửa" not in desk.text(), desk.text()
    hands.fill({"da_xem_original": "1"}, then="Nộp và tiếp nhận")
    assert "Được tiếp nhận" in desk.text()
    desk.look("da-gui-bang-ban-phim")
    told = f"{hands.seconds:.0f} s: {hands.keys} phím, {hands.thoughts} lần nghĩ"
    sys.stdout.write(f"{code} {told}\n")
    assert hands.seconds <= MOST_SECONDS, told


def test_an_officer_and_a_leader_never_touch_the_mouse(demo: DemoRun, desks: Desks) -> None:
    """Find, open, take, propose, go on to the next; find, open, sign."""
    codes = demo.earlier([{"procedure": SINGLE, "asked": "claimed", "days": 0}] * 2)
    hands = Hands(visitor=desks.at("thuly", "/viec/"))
    proposes(hands, codes[0])
    hands.shortcut("e")
    assert codes[0] not in hands.visitor.page.url
    hands.shortcut("g i")
    proposes(hands, codes[1])

    leader = Hands(visitor=desks.at("lanhdao", "/viec/"))
    for code in codes:
        finds(leader, code)
        leader.shortcut("k")
        assert "Đã ký duyệt" in leader.visitor.text()
        leader.shortcut("g i")
    leader.visitor.look("ban-phim-hop-viec")


def finds(hands: Hands, code: str) -> None:
    hands.key("/")
    hands.write(code)
    hands.go("Enter")
    hands.key("Escape")
    hands.key("j")
    hands.go("Enter")
    assert code in hands.visitor.page.url


def proposes(hands: Hands, code: str) -> None:
    finds(hands, code)
    hands.shortcut("d")
    hands.fill({"outcome": "GRANTED", "reason": "Đủ điều kiện."}, then="Trình lãnh đạo ký")
    assert "Đã trình lãnh đạo ký" in hands.visitor.text()
