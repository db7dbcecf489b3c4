"""The three complete procedures to every ending, as citizen, counter, officer and leader see it."""

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from congvu.kernel.clock import local_date, now
from tests.journeys.demo_run import DemoRun
from tests.journeys.test_dossier_from_any_counter_to_result import LAST_PAGE, code_on, photograph
from tests.journeys.visiting import DESK, PHONE, SCREENSHOTS, Visitor, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

HANDLERS = {"1.001193": "thuly", "1.004873": "thuly", "1.001612": "thulykt"}
PLACE = "phường Đồng Hới, Quảng Trị"
# What each ending starts from: how far, and how many days ago, so that it has run out by now.
STARTS: Mapping[str, tuple[str, int]] = {
    "not_received": ("submitted", 0),
    "refused": ("claimed", 0),
    "stopped": ("claimed", 0),
    "withdrawn": ("claimed", 0),
    "extended": ("claimed", 0),
    "unanswered": ("waiting", 90),
    "overdue": ("claimed", 12),
}
PROCEDURES = pytest.mark.parametrize("procedure", list(HANDLERS))


@dataclass
class Town:
    """Everybody at their own browser, signed in once; and the dossiers made beforehand."""

    visitors: Visitors
    codes: Mapping[tuple[str, str], str]
    answers: Mapping[str, Mapping[str, Any]]
    here: dict[str, Visitor]

    def citizen(self, path: str) -> Visitor:
        return self._at("congdan", path, width=PHONE)

    def counter(self, code: str) -> Visitor:
        return self._at("motcua2", f"/viec/{code}/")

    def handler(self, procedure: str, code: str) -> Visitor:
        return self._at(HANDLERS[procedure], f"/viec/{code}/")

    def leader(self, code: str) -> Visitor:
        return self._at("lanhdao", f"/viec/{code}/")

    def _at(self, name: str, path: str, *, width: int = DESK) -> Visitor:
        if name not in self.here:
            self.here[name] = self.visitors.signed_in(name, width=width, after="/ho-so/")
        self.here[name].go(path)
        return self.here[name]


@pytest.fixture(scope="module")
def town(demo: DemoRun, browser: Browser) -> Iterator[Town]:
    visitors = Visitors(browser=browser, url=demo.url, password=demo.password())
    wishes = [
        {"procedure": procedure, "asked": asked, "days": days}
        for procedure in HANDLERS
        for asked, days in [*STARTS.values(), ("answers", 0)]
    ]
    made = iter(demo.earlier(wishes))
    codes: dict[tuple[str, str], str] = {}
    answers: dict[str, dict[str, Any]] = {}
    for procedure in HANDLERS:
        codes |= {(procedure, ending): next(made) for ending in STARTS}
        answers[procedure] = next(made)
    yield Town(visitors=visitors, codes=codes, answers=answers, here={})
    visitors.close()


def patiently(visitor: Visitor, words: str) -> None:
    """Look again until the clock's own work shows: the worker needs a moment."""
    until = time.monotonic() + 30
    while words not in visitor.text() and time.monotonic() < until:
        time.sleep(0.5)
        visitor.page.reload()
    assert words in visitor.text(), visitor.text()


def reads_form(visitor: Visitor, number: str, *words: str) -> None:
    """Open the form of that number from the case, on screen and as a PDF, and come back."""
    case_url = visitor.page.url
    links = visitor.page.locator("main a[href*='/phieu/']")
    for href in [links.nth(i).get_attribute("href") for i in range(links.count())]:
        visitor.page.goto(f"{visitor.url}{href}")
        if f"Mẫu số {number}" in visitor.text():
            break
    visitor.look(f"mau-{number}")
    assert f"Mẫu số {number}" in visitor.text()
    for word in words:
        assert word in visitor.text(), visitor.text()
    keeps_pdf(visitor, visitor.page.url.rstrip("/") + ".pdf", name=f"mau-{number}")
    visitor.page.goto(case_url)


def keeps_pdf(visitor: Visitor, url: str, *, name: str) -> None:
    """Leave the printed form beside the screenshots, to be looked at."""
    pdf = visitor.page.request.get(url)
    assert pdf.body().startswith(b"%PDF")
    (SCREENSHOTS / f"{name}.pdf").write_bytes(pdf.body())


def opens_more(visitor: Visitor, summary: str) -> None:
    visitor.page.locator("main summary", has_text=summary).first.click()


def written(value: Any) -> str:
    """Return an answer as a person types it."""
    if isinstance(value, dict):
        return PLACE
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return str(value)


def applies(town: Town, procedure: str, photo: Path) -> str:
    citizen = town.citizen(f"/thu-tuc/{procedure}/")
    citizen.press("Bắt đầu nộp hồ sơ")
    if "Làm bản mới" in citizen.text():
        citizen.press("Làm bản mới")
    given = {name: written(value) for name, value in town.answers[procedure].items()}
    for _ in range(60):
        if citizen.heading() == LAST_PAGE:
            break
        inputs = citizen.page.locator("main input[type=file]")
        for number in range(inputs.count()):
            citizen.page.locator("main input[type=file]").nth(number).set_input_files(photo)
            citizen.page.get_by_role("button", name="Tải lên").nth(number).click()
            citizen.page.wait_for_load_state()
        citizen.fill(given)
        citizen.press("iếp tục")
        assert "Có lỗi cần sửa" not in citizen.text(), citizen.text()
    citizen.press("Gửi hồ sơ")
    assert "Đã gửi hồ sơ" in citizen.heading()
    return code_on(citizen)


@PROCEDURES
def test_result(town: Town, procedure: str, tmp_path: Path) -> None:
    code = applies(town, procedure, photograph(tmp_path / "giay.jpg"))
    town.counter(code).press("Tiếp nhận hồ sơ")
    officer = town.handler(procedure, code)
    officer.press("Nhận xử lý")
    officer.press("Đề xuất kết quả")
    officer.fill({"outcome": "GRANTED", "reason": "Đủ điều kiện."})
    officer.press("Trình lãnh đạo ký")
    town.leader(code).press("Ký duyệt")
    counter = town.counter(code)
    counter.press("Trả kết quả")
    assert "Đã trả kết quả" in counter.text()
    citizen = town.citizen(f"/ho-so/{code}/")
    assert "Hồ sơ đã xong" in citizen.text()
    result = citizen.page.request.get(f"{citizen.url}/ho-so/{code}/ket-qua.pdf")
    assert result.body().startswith(b"%PDF")
    reads_form(officer_on(town, procedure, code), "01", code)


def officer_on(town: Town, procedure: str, code: str) -> Visitor:
    return town.handler(procedure, code)


@PROCEDURES
def test_refusal_to_receive(town: Town, procedure: str) -> None:
    code = town.codes[procedure, "not_received"]
    counter = town.counter(code)
    opens_more(counter, "Thao tác khác")
    counter.press("Từ chối tiếp nhận")
    counter.press("Từ chối tiếp nhận")
    assert "Hãy ghi lý do" in counter.text()
    counter.fill({"reason": "Không thuộc thẩm quyền.", "instead": "Nộp tại nơi thường trú."})
    counter.press("Từ chối tiếp nhận")
    assert "Không được tiếp nhận" in counter.text()
    citizen = town.citizen(f"/ho-so/{code}/")
    assert "Không được tiếp nhận" in citizen.text()
    reads_form(citizen, "03", "Không thuộc thẩm quyền.", "Nộp tại nơi thường trú.")


@PROCEDURES
def test_refusal(town: Town, procedure: str) -> None:
    code = town.codes[procedure, "refused"]
    officer = town.handler(procedure, code)
    officer.press("Đề xuất kết quả")
    officer.fill({"outcome": "REFUSED", "reason": ""})
    officer.press("Trình lãnh đạo ký")
    assert "Hãy ghi lý do" in officer.text()
    officer.fill({"outcome": "REFUSED", "reason": "Không đủ điều kiện theo Điều 9."})
    officer.press("Trình lãnh đạo ký")
    town.leader(code).press("Ký duyệt")
    town.counter(code).press("Trả kết quả")
    citizen = town.citizen(f"/ho-so/{code}/")
    assert "Từ chối" in citizen.text()
    reads_form(citizen, "03", "Không đủ điều kiện theo Điều 9.")


@PROCEDURES
def test_stop(town: Town, procedure: str) -> None:
    code = town.codes[procedure, "stopped"]
    leader = town.leader(code)
    opens_more(leader, "Thao tác khác")
    leader.press("Dừng giải quyết")
    leader.fill({"reason": "Việc này đang được tòa án thụ lý."})
    leader.press("Dừng giải quyết")
    assert "Dừng xử lý" in leader.text()
    citizen = town.citizen(f"/ho-so/{code}/")
    assert "Dừng xử lý" in citizen.text()
    reads_form(citizen, "05", "Việc này đang được tòa án thụ lý.")


@PROCEDURES
def test_withdrawal(town: Town, procedure: str) -> None:
    code = town.codes[procedure, "withdrawn"]
    citizen = town.citizen(f"/ho-so/{code}/")
    opens_more(citizen, "Việc khác với hồ sơ này")
    citizen.press("Rút hồ sơ")
    assert "không lấy lại được" in citizen.text()
    citizen.press("Rút hồ sơ")
    assert "rút hồ sơ" in citizen.text()
    officer = town.handler(procedure, code)
    assert "Công dân yêu cầu rút hồ sơ" in officer.text()
    assert officer.page.get_by_role("button", name="Đề xuất kết quả").count() == 0


@PROCEDURES
def test_supplement_that_nobody_answered(town: Town, procedure: str) -> None:
    code = town.codes[procedure, "unanswered"]
    officer = town.handler(procedure, code)
    patiently(officer, "Cho thêm thời gian bổ sung")
    reads_form(officer, "02", code)
    citizen = town.citizen(f"/ho-so/{code}/bo-sung/")
    assert "Đã hết thời gian bổ sung" in citizen.text()
    assert "Đã hết thời gian chờ anh/chị" in town.citizen(f"/ho-so/{code}/").text()
    officer = town.handler(procedure, code)
    opens_more(officer, "Thao tác khác")
    officer.press("Dừng giải quyết")
    officer.fill({"reason": "Quá thời gian mà không bổ sung."})
    officer.press("Dừng giải quyết")
    citizen = town.citizen(f"/ho-so/{code}/")
    reads_form(citizen, "05", "Quá thời gian mà không bổ sung.")


@PROCEDURES
def test_overdue_with_apology(town: Town, procedure: str) -> None:
    code = town.codes[procedure, "overdue"]
    leader = town.leader(code)
    patiently(leader, "Quá hạn")
    opens_more(leader, "Thao tác khác")
    leader.press("Xin lỗi vì trễ hẹn")
    promised = local_date(now()) + timedelta(days=7)
    leader.fill({"until": f"{promised:%d/%m/%Y}", "reason": "Phải xác minh ở nơi khác."})
    leader.press("Xin lỗi vì trễ hẹn")
    reads_form(leader, "04", "Phải xác minh ở nơi khác.", f"{promised:%d/%m/%Y}")
    officer = town.handler(procedure, code)
    officer.press("Đề xuất kết quả")
    officer.fill({"outcome": "GRANTED", "reason": "Đủ điều kiện."})
    officer.press("Trình lãnh đạo ký")
    town.leader(code).press("Ký duyệt")
    town.counter(code).press("Trả kết quả")  # late never stands in the way of the result
    citizen = town.citizen(f"/ho-so/{code}/")
    assert "Quá hạn" in citizen.text()
    reads_form(citizen, "04", "Phải xác minh ở nơi khác.")


@PROCEDURES
def test_extension_before_the_date(town: Town, procedure: str) -> None:
    code = town.codes[procedure, "extended"]
    leader = town.leader(code)
    opens_more(leader, "Thao tác khác")
    leader.press("Xin lỗi và hẹn lại")
    leader.fill({"until": "1/2/2020", "reason": "Phải xác minh."})
    leader.press("Xin lỗi và hẹn lại")
    assert "Ngày hẹn" in leader.page.inner_text("body")
    leader = town.leader(code)
    opens_more(leader, "Thao tác khác")
    leader.press("Xin lỗi và hẹn lại")
    promised = local_date(now()) + timedelta(days=14)
    leader.fill({"until": f"{promised:%d/%m/%Y}", "reason": "Phải xác minh."})
    leader.press("Xin lỗi và hẹn lại")
    opens_more(leader, "Vì sao có ngày hẹn này?")
    assert f"{promised:%d/%m/%Y}" in leader.text()
    citizen = town.citizen(f"/ho-so/{code}/")
    reads_form(citizen, "04", "Phải xác minh.")


def test_registers_show_what_happened(town: Town) -> None:
    """Forms 06 and 07, and the books of numbers, after everything above."""
    code = town.codes["1.004873", "overdue"]
    officer = town.handler("1.004873", code)
    officer.go(f"/viec/{code}/phieu-kiem-soat/")
    assert "Mẫu số 06" in officer.text()
    assert "quá hạn" in officer.text()
    officer.go("/viec/so-theo-doi/")
    officer.go("/viec/so-phieu/?mau=04&nam=" + str(local_date(now()).year))
    assert "Mẫu 04" in officer.text()
    assert "còn hiệu lực" in officer.text()
    officer.go("/viec/thoi-gian/")
    keeps_pdf(officer, f"{officer.url}/viec/{code}/phieu-kiem-soat.pdf", name="mau-06")
    keeps_pdf(officer, f"{officer.url}/viec/so-theo-doi.pdf", name="mau-07")
