"""A dossier goes to the agency it belongs to; a deputy signs while the delegation lasts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from congvu.kernel.clock import local_date, now
from tests.journeys.demo_run import DemoRun
from tests.journeys.test_every_ending import opens_more
from tests.journeys.visiting import DESK, PHONE, Visitor, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PROCEDURE = "1.004873"
OURS, THEIRS = "Ủy ban nhân dân phường Đồng Hới", "Ủy ban nhân dân xã Vĩnh Linh"


@dataclass
class Desks:
    """People at their browsers, signed in once each."""

    visitors: Visitors
    here: dict[str, Visitor]

    def at(self, name: str, path: str, *, width: int = DESK) -> Visitor:
        if name not in self.here:
            self.here[name] = self.visitors.signed_in(name, width=width, after="/ho-so/")
        self.here[name].go(path)
        return self.here[name]


@pytest.fixture
def desks(demo: DemoRun, browser: Browser) -> Iterator[Desks]:
    visitors = Visitors(browser=browser, url=demo.url, password=demo.password())
    yield Desks(visitors=visitors, here={})
    visitors.close()


def promised(visitor: Visitor) -> str:
    found = re.search(r"Hẹn trả ([\d:]+ ngày [\d/]+)", visitor.text())
    assert found, visitor.text()
    return found[1]


def test_a_wrong_agency_hands_it_to_the_right_one(demo: DemoRun, desks: Desks) -> None:
    (code,) = demo.earlier([{"procedure": PROCEDURE, "asked": "claimed", "days": 0}])
    citizen = desks.at("congdan", f"/ho-so/{code}/", width=PHONE)
    before = promised(citizen)
    assert OURS in citizen.text()

    handler = desks.at("thuly", f"/viec/{code}/")
    opens_more(handler, "Thao tác khác")
    handler.press("Chuyển đến cơ quan có thẩm quyền")
    handler.fill({"to": "Phường Đồng Hới, Quảng Trị", "reason": "Người dân ghi nhầm nơi cư trú."})
    handler.press("Chuyển hồ sơ")
    assert "Hồ sơ đang ở chính" in handler.text()
    handler.fill({"to": "Xã Vĩnh Linh, tỉnh Quảng Trị"})
    handler.press("Chuyển hồ sơ")
    assert "Đã chuyển hồ sơ đến cơ quan có thẩm quyền" in handler.text()
    assert handler.heading() == "Hộp việc"
    handler.page.goto(f"{handler.url}/viec/{code}/")
    assert "Không tìm thấy" in handler.text()

    citizen = desks.at("congdan", f"/ho-so/{code}/", width=PHONE)
    assert THEIRS in citizen.text()
    assert "Người dân ghi nhầm nơi cư trú." in citizen.text()
    assert promised(citizen) == before
    assert "Chuyển đến cơ quan có thẩm quyền" in citizen.text()
    assert code in desks.at("motcua", f"/viec/{code}/").text()


def test_the_keyboard_ticks_a_dossier_and_many_are_done_at_once(
    demo: DemoRun, desks: Desks
) -> None:
    (code,) = demo.earlier([{"procedure": PROCEDURE, "asked": "submitted", "days": 0}])
    counter = desks.at("motcua2", f"/viec/?nhom=can-toi-lam&q={code}")
    counter.page.keyboard.press("j")
    counter.page.keyboard.press("x")
    assert counter.page.get_by_label(f"Chọn {code}").is_checked()
    counter.press("Tiếp nhận hồ sơ")
    assert counter.heading() == "Tiếp nhận hồ sơ: 1 hồ sơ"
    counter.press("Tiếp nhận hồ sơ")
    assert "1 trên 1 hồ sơ" in counter.text()
    assert "Được tiếp nhận" in desks.at("motcua2", f"/viec/{code}/").text()


def test_a_deputy_signs_until_it_is_taken_back(demo: DemoRun, desks: Desks) -> None:
    codes = two_to_sign(demo, desks)
    deputy = desks.at("thulykt", "/toi/")
    name = deputy.page.locator("dd").first.inner_text()
    leader = desks.at("lanhdao", "/toi/uy-quyen/")
    delegates(leader, to=name)
    assert "Đã ủy quyền đến 17:00" in leader.text()

    deputy = desks.at("thulykt", "/dang-nhap/vai-tro/")
    assert "Ký thừa lệnh (TL.)" in deputy.text()
    deputy.press("Chủ tịch Ủy ban nhân dân")
    assert "TL. Chủ tịch Ủy ban nhân dân" in deputy.page.locator("header").inner_text()
    deputy = desks.at("thulykt", f"/viec/{codes[0]}/")
    deputy.press("Ký duyệt")
    assert "Đã ký duyệt" in deputy.text()
    deputy = desks.at("thulykt", f"/viec/{codes[1]}/")
    assert deputy.page.get_by_role("button", name="Ký duyệt").count() == 1

    leader = desks.at("lanhdao", "/toi/uy-quyen/")
    leader.press("Thu hồi")
    assert "Đã thu hồi ủy quyền" in leader.text()
    deputy.page.get_by_role("button", name="Ký duyệt").click()  # the page that was open
    deputy.page.wait_for_load_state()
    assert "Không tìm thấy" in deputy.text()
    assert "Ký duyệt" in desks.at("lanhdao", f"/viec/{codes[1]}/").text()
    desks.at("thulykt", "/dang-nhap/vai-tro/").press("Chuyên viên")


def two_to_sign(demo: DemoRun, desks: Desks) -> list[str]:
    wish = {"procedure": PROCEDURE, "asked": "claimed", "days": 0}
    codes: list[str] = demo.earlier([wish, wish])
    for code in codes:
        handler = desks.at("thuly", f"/viec/{code}/")
        handler.press("Đề xuất kết quả")
        handler.fill({"outcome": "GRANTED", "reason": "Đủ điều kiện."})
        handler.press("Trình lãnh đạo ký")
    return codes


def delegates(leader: Visitor, *, to: str) -> None:
    option = leader.page.locator("select[name=receiver] option", has_text=to).first
    leader.page.locator("select[name=receiver]").select_option(option.get_attribute("value"))
    today = local_date(now())
    leader.fill(
        {
            "capacity": "BY_ORDER",
            "from_day": f"{today:%d/%m/%Y}",
            "from_time": "00:00",
            "until": f"{today + timedelta(days=2):%d/%m/%Y}",
            "until_time": "17:00",
            "decision_number": "12/UQ-UBND",
        }
    )
    leader.press("Ủy quyền")
