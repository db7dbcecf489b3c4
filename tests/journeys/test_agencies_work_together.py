"""A route is changed without code; others are asked; silence is agreement where the route says."""

import re
import time

import pytest
from playwright.sync_api import Route

from congvu.kernel.clock import local_date, now
from tests.journeys.demo_run import DemoRun
from tests.journeys.test_work_changes_hands import Desks, desks
from tests.journeys.visiting import PHONE, ROOT, Visitor

__all__ = ["desks"]  # the fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
ASKED, BY_COUNCIL, SILENT = "1.004873", "1.004884", "1.004772"
VIEWER = ROOT / "src/congvu/web/static/build/dev/bpmn-viewer.min.js"


def route_of(code: str) -> str:
    return f"/quan-tri/thu-tuc/{code}/quy-trinh/"


def written(visitor: Visitor, **fields: str) -> None:
    """Fill in the form of a step: boxes are written, lists chosen, ticks set."""
    visitor.page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    for name, value in fields.items():
        box = visitor.page.locator(f"main [name='{name}']")
        match box.evaluate("one => one.type"):
            case "checkbox":
                box.check()
            case "select-one":
                box.select_option(value)
            case _:
                box.fill(value)


def publishes(admin: Visitor, *, decision: str) -> None:
    admin.press("Công bố quy trình")
    today = f"{local_date(now()):%d/%m/%Y}"
    admin.fill({"decision_number": decision, "decision_date": today, "valid_from": today})
    admin.press("Công bố quy trình")
    assert "Đã công bố quy trình mới" in admin.text()
    assert decision in admin.text()


def test_a_council_is_added_in_the_browser(demo: DemoRun, desks: Desks) -> None:
    """New dossiers take the new route, running ones stay, and a dry run names who could move."""
    wish = {"procedure": BY_COUNCIL, "asked": "claimed", "days": 0}
    (before,) = demo.earlier([wish])
    admin = desks.at("quantri", route_of(BY_COUNCIL))
    admin.press("Sửa quy trình")
    admin.go(f"{route_of(BY_COUNCIL)}them-buoc/?sau=appraise")
    written(
        admin, label="Hội đồng thẩm định", kind="COUNCIL", done_by="HANDLER", hours="80",
        outcome_1="Thông qua", to_1="sign", outcome_2="Thẩm định lại", to_2="appraise",
    )  # fmt: skip
    admin.press("Lưu bước")
    assert "quá thời hạn" in admin.text()
    admin.press("Hội đồng thẩm định")
    written(admin, hours="0")
    admin.press("Lưu bước")
    assert "Quy trình hợp lệ" in admin.text()
    opens_in_the_viewer(admin)
    publishes(admin, decision="3456/QĐ-UBND")

    (after,) = demo.earlier([wish])
    goes_through_the_council(desks, after)
    handler = desks.at("thuly", f"/viec/{before}/")
    assert handler.page.get_by_role("button", name="Xong bước này").count() == 0
    assert "Đề xuất kết quả" in handler.text()
    moves_what_may_move(desks, before, stays=after)


def goes_through_the_council(desks: Desks, code: str) -> None:
    handler = desks.at("thuly", f"/viec/{code}/")
    handler.press("Xong bước này")
    handler.press("Ghi kết quả bước này")
    handler.fill({"outcome": "cach_2"})
    handler.press("Ghi kết quả bước này")
    handler.press("Xong bước này")
    assert "Đề xuất kết quả" in handler.text()  # “Thông qua” leads to the signature


def moves_what_may_move(desks: Desks, code: str, *, stays: str) -> None:
    admin = desks.at("quantri", f"/viec/ban-cu/{BY_COUNCIL}/")
    assert code in admin.text()
    assert stays not in admin.text()
    assert "Chuyển được" in admin.text()
    admin.press("Chuyển các hồ sơ đã đánh dấu")
    assert code not in desks.at("quantri", f"/viec/ban-cu/{BY_COUNCIL}/").text()
    handler = desks.at("thuly", f"/viec/{code}/")
    assert handler.page.get_by_role("button", name="Xong bước này").count() == 1


def opens_in_the_viewer(admin: Visitor) -> None:
    """Give the exported file to bpmn-js: every step and lane is drawn, nothing is warned of."""
    with admin.page.expect_download() as waiting:
        admin.page.get_by_role("link", name="Xuất tệp BPMN").click()
    xml = waiting.value.path().read_text(encoding="utf-8")
    page = admin.page.context.new_page()
    page.route("**/*", only_here)
    page.set_content("<div id='canvas' style='width:1400px;height:700px'></div>")
    page.add_script_tag(content=VIEWER.read_text(encoding="utf-8"))
    warnings = page.evaluate(
        "xml => { window.viewer = new BpmnJS({container: '#canvas'});"
        " return viewer.importXML(xml).then(r => r.warnings.map(String)) }",
        xml,
    )
    assert warnings == []
    drawn = page.evaluate(
        "() => viewer.get('elementRegistry').getAll().map(e => e.type).filter(t => t)"
    )
    assert drawn.count("bpmn:UserTask") == 5
    assert drawn.count("bpmn:ExclusiveGateway") == 1
    assert drawn.count("bpmn:Lane") == 3
    page.screenshot(path=ROOT / "tests" / "screenshots" / "bpmn-js.png")
    page.close()


def only_here(route: Route) -> None:
    """A viewer that asks the network for something would not be ours to serve."""
    route.abort()


def test_another_unit_is_asked_and_answers(demo: DemoRun, desks: Desks) -> None:
    (code,) = demo.earlier([{"procedure": ASKED, "asked": "claimed", "days": 0}])
    handler = desks.at("thuly", f"/viec/{code}/")
    handler.press("Xin ý kiến")
    handler.fill({"days": "2"})
    handler.press("Gửi xin ý kiến")
    assert "Hãy ghi nội dung cần xin ý kiến" in handler.text()
    handler.page.get_by_label(re.compile(r"^Phòng Kinh tế.*trong cơ quan")).check()
    handler.fill({"question": "Người đề nghị có đăng ký kinh doanh không?"})
    handler.press("Gửi xin ý kiến")
    assert "Đang chờ trả lời" in handler.text()

    answers(desks, code)
    handler = desks.at("thuly", f"/viec/{code}/")
    assert "Không đồng ý" in handler.text()
    assert "Đang nợ thuế khoán." in handler.text()
    assert "Đề xuất kết quả" in handler.text()
    citizen = desks.at("congdan", f"/ho-so/{code}/", width=PHONE)
    assert "Đã có ý kiến của cơ quan liên quan" in citizen.text()
    assert "Đang nợ thuế khoán." not in citizen.text()


def answers(desks: Desks, code: str) -> None:
    asked = desks.at("thulykt", f"/viec/?nhom=chua-ai-nhan&q={code}")
    asked.press(f"{code}-1")
    assert "Người đề nghị có đăng ký kinh doanh không?" in asked.text()
    asked.press("Nhận xử lý")
    asked.press("Đề xuất kết quả")
    asked.fill({"outcome": "REFUSED", "reason": "Đang nợ thuế khoán."})
    asked.press("Trình lãnh đạo ký")
    desks.at("lanhdao", f"/viec/{code}-1/").press("Ký duyệt")


def test_silence_is_shown_as_deemed_agreement(demo: DemoRun, desks: Desks) -> None:
    admin = desks.at("quantri", route_of(SILENT))
    admin.press("Sửa quy trình")
    admin.go(f"{route_of(SILENT)}buoc/appraise/")
    written(admin, kind="CONSULT", is_deemed="on", legal_basis="Quyết định 3457/QĐ-UBND, Điều 4")
    admin.press("Lưu bước")
    publishes(admin, decision="3457/QĐ-UBND")

    (code,) = demo.earlier([{"procedure": SILENT, "asked": "consulted", "days": 12}])
    handler = desks.at("thuly", f"/viec/{code}/")
    for _ in range(30):  # the worker looks every second
        if "Coi là đồng ý" in handler.text():
            break
        time.sleep(1)
        handler.page.reload()
    handler.look("coi-la-dong-y")
    assert "Coi là đồng ý do quá hạn không trả lời" in handler.text()
    assert "Đề xuất kết quả" in handler.text()
    late = desks.at("thulykt", f"/viec/{code}-1/")
    assert "Coi là đồng ý do quá hạn không trả lời" in late.text()
    assert re.search(r"Quyết định 3457/QĐ-UBND", desks.at("thuly", f"/viec/{code}/").page.content())
