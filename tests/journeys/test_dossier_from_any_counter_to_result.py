"""A citizen files from a phone; another commune's counter, an officer and a leader do the rest."""

import re
import time
from pathlib import Path

import pytest
from PIL import Image

from congvu.kernel.vietnamese import fold
from tests.journeys.visiting import DESK, PHONE, Visitor, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

ANSWERS = {
    "situation": "never_married",
    "applicant_personal_id": "045200000123",
    "applicant_birth_date": "2/3/1998",
    "applicant_address": "Thôn Trung, xã Vĩnh Linh, Quảng Trị",
    "applicant_phone": "0912 345 678",
    "for_whom": "self",
    "subject_sex": "female",
    "subject_ethnic_group": "Kinh",
    "subject_nationality": "Việt Nam",
    "subject_address": "Thôn Trung",
    "period_kind": "now",
    "never_married": "yes",
    "purpose": "other",
    "other_purpose": "Bổ túc hồ sơ xin việc",
    "copies": "1",
    "earlier": "no",
    "promise": "yes",
}
LAST_PAGE = "Kiểm tra rồi gửi hồ sơ"


def photograph(path: Path) -> Path:
    Image.effect_noise((1200, 900), 40).convert("RGB").save(path, "JPEG", quality=85)
    return path


def fill_all_pages(visitor: Visitor, *, place: str, photo: Path) -> None:
    """Walk the form to the check page; a place that means several communes must be chosen."""
    for _ in range(40):
        if visitor.heading() == LAST_PAGE:
            return
        if "giay-to" in visitor.page.url:
            visitor.page.locator("#tep-old_certificate").set_input_files(photo)
            visitor.press("Tải lên")
            assert photo.name in visitor.text()
            visitor.press("Tiếp tục")
            continue
        visitor.fill({**ANSWERS, "place": place, "subject_place": place})
        visitor.press("iếp tục")
        if "Có lỗi cần sửa" in visitor.text():
            choices = visitor.page.locator("main input[type=radio][name$='_code']")
            assert choices.count() > 1, visitor.text()
            choices.first.check()
            visitor.press("iếp tục")
    raise AssertionError(f"không tới trang kiểm tra: {visitor.text()}")


def code_on(visitor: Visitor) -> str:
    found = re.search(r"\d{2}\.\d{5}-\d{6}-\d{4,}", visitor.text())
    assert found, visitor.text()
    return found.group()


def test_a_citizen_finds_a_service_and_applies_from_a_phone(
    visitors: Visitors, tmp_path: Path
) -> None:
    code = citizen_applies(visitors, photograph(tmp_path / "giay-cu.jpg"))
    counter_accepts(visitors, code)


def test_a_dossier_goes_from_another_communes_counter_to_its_result(
    visitors: Visitors, tmp_path: Path
) -> None:
    photo = photograph(tmp_path / "giay-cu.jpg")
    code = another_commune_files(visitors, photo)
    officer_asks_for_a_supplement(visitors, code)
    citizen_supplements(visitors, code, photo)
    officer_proposes(visitors, code)
    leader_sees_and_signs(visitors, code)
    counter_returns(visitors, code)
    citizen_has_the_result(visitors, code)


def citizen_applies(visitors: Visitors, photo: Path) -> str:
    citizen = visitors.arrive("congdan", width=PHONE)
    citizen.go("/")
    citizen.page.locator("#home-q").fill("giay doc than")
    citizen.press("Tìm")
    citizen.press("xác nhận tình trạng hôn nhân")
    assert "3 ngày làm việc" in citizen.text()
    citizen.press("Bắt đầu nộp hồ sơ")
    citizen.fill({"username": "congdan", "password": visitors.password})
    citizen.press("Đăng nhập")
    if "Làm bản mới" in citizen.text():
        citizen.press("Làm bản mới")
    fill_all_pages(citizen, place="phường Đồng Hới, Quảng Trị", photo=photo)
    assert "phường Đồng Hới" in citizen.text()
    citizen.press("Gửi hồ sơ")
    assert "Đã gửi hồ sơ" in citizen.heading()
    sent_url, code = citizen.page.url, code_on(citizen)
    citizen.page.go_back()  # a sent form is no page any more: back is the receipt
    assert (citizen.page.url, code_on(citizen)) == (sent_url, code)
    pdf = citizen.page.request.get(f"{citizen.url}/ho-so/{code}/giay-tiep-nhan.pdf")
    assert pdf.ok
    assert pdf.body().startswith(b"%PDF")
    return code


def counter_accepts(visitors: Visitors, code: str) -> None:
    counter = visitors.signed_in("motcua2", width=DESK, after="/viec/")
    counter.go(f"/viec/?q={code}")
    counter.press(code)
    assert "Mới đăng ký" in counter.text()
    counter.press("Tiếp nhận hồ sơ")
    assert "bắt đầu tính thời hạn" in counter.page.inner_text("body")


def officer_asks_for_a_supplement(visitors: Visitors, code: str) -> None:
    officer = visitors.signed_in("thuly", width=DESK, after="/viec/")
    officer.go(f"/viec/?nhom=chua-ai-nhan&q={code}")
    officer.press(code)
    officer.press("Nhận xử lý")
    officer.press("Yêu cầu bổ sung")
    officer.press("Gửi yêu cầu bổ sung")
    assert "Có lỗi cần sửa" in officer.text()
    officer.page.locator("[name=on_old_certificate]").check()
    officer.page.locator("[name=remark_old_certificate]").fill("Ảnh mờ, chụp lại rõ bốn góc.")
    officer.page.locator("[name=explanation]").fill("Giấy cũ không đọc được số và ngày cấp.")
    officer.press("Gửi yêu cầu bổ sung")
    assert "Yêu cầu bổ sung giấy tờ" in officer.text()


def citizen_supplements(visitors: Visitors, code: str, photo: Path) -> None:
    citizen = visitors.signed_in("congdan", width=PHONE, after=f"/ho-so/{code}/")
    assert "Cần anh/chị bổ sung" in citizen.text()
    citizen.press("Bổ sung hồ sơ")
    assert "Ảnh mờ, chụp lại rõ bốn góc." in citizen.text()
    citizen.press("Gửi bổ sung")
    assert "Hãy chọn tệp" in citizen.text()
    citizen.page.locator("input[type=file]").set_input_files(photo)
    citizen.press("Gửi bổ sung")
    assert "Đang xử lý" in citizen.text()


def officer_proposes(visitors: Visitors, code: str) -> None:
    officer = visitors.signed_in("thuly", width=DESK, after="/viec/")
    officer.go(f"/viec/?q={code}")
    officer.press(code)
    officer.press("Đề xuất kết quả")
    officer.fill({"outcome": "GRANTED", "reason": "Đủ điều kiện theo quy định."})
    officer.press("Trình lãnh đạo ký")
    assert "Kết quả đang trình ký" in officer.text()


def leader_sees_and_signs(visitors: Visitors, code: str) -> None:
    leader = visitors.signed_in("lanhdao", width=DESK, after="/dieu-hanh/")
    before = figure(leader, "da-xong")
    leader.go(f"/viec/?q={code}")
    leader.press(code)
    leader.press("Ký duyệt")
    assert "Đã xử lý xong" in leader.text()
    deadline = time.monotonic() + 5
    while figure(leader, "da-xong") == before and time.monotonic() < deadline:
        time.sleep(0.2)
        leader.page.goto(f"{leader.url}/dieu-hanh/")
    assert figure(leader, "da-xong") == before + 1
    leader.look("dieu-hanh")
    leader.page.locator("#o-da-xong").click()
    leader.page.wait_for_load_state()
    assert code in leader.text()


def figure(leader: Visitor, which: str) -> int:
    leader.page.goto(f"{leader.url}/dieu-hanh/")
    text = leader.page.locator(f"#o-{which}").inner_text()
    return int(re.sub(r"\D", "", text.split("\n")[-1]) or re.sub(r"\D", "", text))


def counter_returns(visitors: Visitors, code: str) -> None:
    counter = visitors.signed_in("motcua", width=DESK, after="/viec/")
    counter.go(f"/viec/?q={code}")
    counter.press(code)
    counter.press("Trả kết quả")
    assert "Đã trả kết quả" in counter.text()


def citizen_has_the_result(visitors: Visitors, code: str) -> None:
    citizen = visitors.signed_in("congdan", width=PHONE, after=f"/ho-so/{code}/")
    assert "Hồ sơ đã xong" in citizen.text()
    pdf = citizen.page.request.get(f"{citizen.url}/ho-so/{code}/ket-qua.pdf")
    assert pdf.body().startswith(b"%PDF")
    stranger = visitors.signed_in("thuly", width=PHONE, after="/viec/")
    assert stranger.page.request.get(f"{stranger.url}/ho-so/{code}/").status == 404


def another_commune_files(visitors: Visitors, photo: Path) -> str:
    """The citizen stands in Vĩnh Linh; the competent agency is Đồng Hới."""
    citizen = visitors.signed_in("congdan", width=PHONE, after="/toi/")
    name = citizen.page.locator("dd").first.inner_text()
    counter = visitors.signed_in("motcua", width=DESK, after="/quay/")
    counter.page.locator("main [name=q]").fill(fold(name))
    counter.press("Tìm người")
    counter.press(name)
    counter.page.locator("#choose-q").fill("tinh trang hon nhan")
    counter.press("Tìm")
    counter.press("tình trạng hôn nhân")
    fill_all_pages(counter, place="phường Đồng Hới, Quảng Trị", photo=photo)
    assert "Ủy ban nhân dân phường Đồng Hới" in counter.text()
    assert "Vĩnh Linh" in counter.text()  # where it is received
    counter.press("Nộp và tiếp nhận hồ sơ")
    assert "Được tiếp nhận" in counter.text()
    return code_on(counter)


def test_a_counter_records_a_person_who_has_no_account(visitors: Visitors) -> None:
    counter = visitors.signed_in("motcua", width=DESK, after="/quay/")
    counter.press("Nhập người mới")
    counter.press("Lưu và chọn thủ tục")
    assert "Có lỗi cần sửa" in counter.text()
    counter.fill(
        {
            "full_name": "Lê Thị Thử",
            "personal_id": "044199000321",
            "birth_date": "5/6/1999",
            "sex": "FEMALE",
            "phone": "0987654321",
        }
    )
    counter.press("Lưu và chọn thủ tục")
    assert "Lê Thị Thử" in counter.text()
