"""The papers we make, read back from their bytes."""

import hashlib
import io
import threading
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest
import zxingcpp
from PIL import Image

from congvu.platform.documents import rendering
from congvu.platform.documents.rendering import (
    FontsMissing,
    ListedAnswer,
    ListedPaper,
    ReceiptForm,
    ResultForm,
    SupplementForm,
    receipt_pdf,
    result_pdf,
    supplement_pdf,
)
from congvu.platform.documents.tests.conftest import AT
from congvu.platform.documents.tests.reading_pdf import words_of

CODE, KEY = "H50.05.12-261122-0001", "K7QM-2T"
URL = f"https://vidu.vn/tra-cuu/{CODE}/{KEY}"
EVIL = '#import "x.typ" $x^2$ *đậm* _ng_ `m` <a> @b \\ #sys.inputs // /* = H ]] #panic()'

RECEIPT = ReceiptForm(
    code=CODE,
    agency_parent="Ủy ban nhân dân tỉnh Quảng Trị",
    agency="Trung tâm Phục vụ hành chính công xã Minh Hóa",
    is_test=False,
    made_at=AT,
    title="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    receiving="Trung tâm Phục vụ hành chính công xã Minh Hóa",
    applicant="Nguyễn Thị Hoa",
    address="Thôn 2, xã Minh Hóa",
    phone="0912 345 678",
    email="hoa@vidu.vn",
    request="Đăng ký khai sinh",
    competent="Ủy ban nhân dân xã Cồn Cỏ",
    papers=(ListedPaper(name="Giấy chứng sinh", count="01", kind="bản điện tử"),),
    sets="01 bộ",
    allowance="5 ngày làm việc",
    received_at="08 giờ 30, ngày 23/11/2026",
    due_at="17 giờ 00, ngày 30/11/2026",
    return_at="Bưu điện",
    receiver="Trần Văn Bình",
    follow_key=KEY,
    note="",
)
SUPPLEMENT = SupplementForm(
    code=CODE,
    agency_parent="",
    agency="Ủy ban nhân dân xã Minh Hóa",
    is_test=False,
    made_at=AT,
    place_and_date="ngày 24 tháng 11 năm 2026",
    applicant="Nguyễn Thị Hoa",
    address="",
    phone="0912 345 678",
    email="",
    request="Đăng ký khai sinh",
    items=(ListedAnswer(label="Giấy chứng sinh", value="Ảnh mờ, xin chụp lại."),),
    reason="Không đọc được số giấy.",
    legal_basis="Điều 16 Luật Hộ tịch",
    answer_by="ngày 10/12/2026",
    contact="số 0233 123 456",
    officer="Trần Thị Bình",
    follow_key=KEY,
)
RESULT = ResultForm(
    code=CODE,
    agency_parent="",
    agency="Ủy ban nhân dân xã Minh Hóa",
    is_test=False,
    made_at=AT,
    number="",
    place_and_date="ngày 30 tháng 11 năm 2026",
    title="Kết quả giải quyết thủ tục hành chính",
    subject="Về việc: Đăng ký khai sinh",
    applicant="Nguyễn Thị Hoa",
    outcome="Đồng ý giải quyết",
    reason="Hồ sơ đủ.",
    answers=(ListedAnswer(label="Họ tên người được khai sinh", value="Nguyễn Minh An"),),
    capacity="KT. ",
    signer_title="Chủ tịch",
    signer="Lê Văn Cường",
    note="Bản điện tử do nền tảng lập.",
    receivers=("Người đề nghị",),
)


def receipt(**changed: Any) -> bytes:
    return receipt_pdf(msgspec.structs.replace(RECEIPT, **changed), follow_url=URL)


def test_form_01_carries_every_field() -> None:
    words = words_of(receipt())
    for value in (
        "ỦY BAN NHÂN DÂN TỈNH QUẢNG TRỊ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        f"Số: {CODE}",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Hoa",
        "Địa chỉ: Thôn 2, xã Minh Hóa",
        "Số điện thoại: 0912 345 678",
        "Email: hoa@vidu.vn",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
        "1 Giấy chứng sinh 01 bản điện tử",
        "Số lượng hồ sơ: 01 bộ",
        "Thời gian giải quyết theo quy định: 5 ngày làm việc",
        "Thời gian nhận hồ sơ: 08 giờ 30, ngày 23/11/2026",
        "Thời gian trả kết quả: 17 giờ 00, ngày 30/11/2026",
        "Đăng ký nhận kết quả tại: Bưu điện",
        "NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên) Trần Văn Bình",
        f"mã tra cứu {KEY}",
    ):
        assert value in words
    assert "THỬ NGHIỆM" not in words


def test_form_01_is_one_upright_a5_page() -> None:
    with pikepdf.open(io.BytesIO(receipt())) as pdf:
        (page,) = pdf.pages
        assert [round(float(side)) for side in page.mediabox[2:]] == [420, 595]


def test_missing_values_are_said_to_be_missing() -> None:
    words = words_of(receipt(phone="", email="", papers=(), allowance=""))
    assert "Số điện thoại: không khai Email: không khai" in words
    assert "không có giấy tờ kèm theo" in words
    assert "Thời gian giải quyết" not in words


def test_before_acceptance_nobody_signs_for_the_agency() -> None:
    words = words_of(receipt(receiver="", note="Giấy này chưa phải là giấy tiếp nhận."))
    assert "NGƯỜI TIẾP NHẬN" not in words
    assert "Giấy này chưa phải là giấy tiếp nhận." in words


def test_test_data_are_marked_on_every_page() -> None:
    many = tuple(ListedPaper(name=f"Giấy {n}", count="01", kind="bản sao") for n in range(60))
    words = words_of(receipt(is_test=True, papers=many))
    assert words.count("DỮ LIỆU THỬ NGHIỆM") > 1


def test_137_papers_and_a_very_long_name_all_stand_there() -> None:
    long = ("Bản sao giấy chứng nhận quyền sử dụng đất " * 30)[:1094].strip()
    papers = tuple(ListedPaper(name=f"Giấy số {n}", count="01", kind="bản sao") for n in range(136))
    content = receipt(papers=(*papers, ListedPaper(name=long, count="02", kind="bản chính")))
    words = words_of(content)
    assert all(f"{n + 1} Giấy số {n} 01 bản sao" in words for n in range(136))
    assert words.count("chứng") == long.count("chứng") == 26
    assert words.count("Tên giấy tờ") >= len(pikepdf.open(io.BytesIO(content)).pages) - 1


@pytest.mark.parametrize("field", ["applicant", "address", "request", "agency", "note"])
def test_what_people_write_is_never_markup(field: str) -> None:
    words = words_of(receipt(**{field: EVIL}))
    assert (EVIL.upper() if field == "agency" else EVIL) in words


def test_a_word_without_end_stays_on_the_page() -> None:
    with pikepdf.open(io.BytesIO(receipt(address="x" * 600))) as pdf:
        assert len(pdf.pages) <= 2
    assert words_of(receipt(address="x" * 600)).count("x") >= 600


@pytest.mark.parametrize("name", ["Hoa 😀", "李明", "\ue000", "Y Bhăm Êñuôl", "\x07", ""])
def test_a_letter_our_face_has_not_is_no_error(name: str) -> None:
    assert "Đăng ký khai sinh" in words_of(receipt(applicant=name))


def test_the_code_opens_the_follow_page() -> None:
    compiler = rendering._compiler("receipt")
    said = msgspec.json.encode(RECEIPT).decode()
    inputs = {"data": said, "follow_url": URL, "qr": rendering._qr(URL)}
    picture = compiler.compile(format="png", ppi=150, sys_inputs=inputs)
    assert isinstance(picture, bytes)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert found.text == URL


def test_form_02_says_what_is_to_be_mended_and_how() -> None:
    words = words_of(supplement_pdf(SUPPLEMENT, follow_url=URL))
    for value in (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "1 Giấy chứng sinh Ảnh mờ, xin chụp lại.",
        "Lý do: Không đọc được số giấy.",
        "Căn cứ: Điều 16 Luật Hộ tịch",
        "Nộp bổ sung trước: ngày 10/12/2026",
        "liên hệ số 0233 123 456",
        "NGƯỜI HƯỚNG DẪN (Ký và ghi rõ họ tên) Trần Thị Bình",
    ):
        assert value in words


def test_a_result_says_that_it_is_not_signed() -> None:
    words = words_of(result_pdf(RESULT))
    for value in (
        "KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
        "Số: ………",
        "Kết quả giải quyết: Đồng ý giải quyết",
        "Họ tên người được khai sinh Nguyễn Minh An",
        "KT. CHỦ TỊCH (Bản điện tử chưa ký số) Lê Văn Cường",
    ):
        assert value in words


def test_the_same_form_gives_the_same_bytes() -> None:
    made = {hashlib.sha256(receipt()).hexdigest() for _ in range(3)}
    made.add(hashlib.sha256(receipt(phone="0900")).hexdigest())
    assert len(made) == 2


def test_papers_are_tagged_and_made_to_last() -> None:
    with pikepdf.open(io.BytesIO(result_pdf(RESULT))) as pdf:
        with pdf.open_metadata() as about:
            assert about["pdfaid:part"] == "2"
            assert about["pdfuaid:part"] == "1"
        assert str(pdf.Root.Lang) == "vi-VN"


def test_many_threads_make_papers_at_once() -> None:
    made: list[bytes] = []

    def make() -> None:
        made.extend(receipt() for _ in range(5))

    threads = [threading.Thread(target=make) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 25
    assert len(set(made)) == 1


def test_without_our_faces_no_paper_is_made(settings: Any, tmp_path: Path) -> None:
    settings.BASE_FONTS = tmp_path
    rendering._compiler.cache_clear()
    try:
        with pytest.raises(FontsMissing, match="Tinos_700Bold"):
            receipt()
    finally:
        rendering._compiler.cache_clear()
