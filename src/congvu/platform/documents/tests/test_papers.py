"""The papers we make, read back from their bytes."""

import hashlib
import io
import threading
from collections.abc import Sequence
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
    ResultForm,
    result_pdf,
    sheet_pdf,
)
from congvu.platform.documents.sheets import Line, Sheet, Signature, Size, Table
from congvu.platform.documents.tests.conftest import AT
from congvu.platform.documents.tests.reading_pdf import words_of

CODE, KEY = "H50.05.12-261122-0001", "K7QM-2T"
URL = f"https://vidu.vn/tra-cuu/{CODE}/{KEY}"
EVIL = '#import "x.typ" $x^2$ *đậm* _ng_ `m` <a> @b \\ #sys.inputs // /* = H ]] #panic()'

LINES = {
    "Tiếp nhận hồ sơ của": "Nguyễn Thị Hoa",
    "Địa chỉ": "Thôn 2, xã Minh Hóa",
    "Số điện thoại": "0912 345 678",
    "Email": "hoa@vidu.vn",
    "Nội dung yêu cầu giải quyết": "Đăng ký khai sinh",
}
RECEIVER = Signature(heading="NGƯỜI TIẾP NHẬN HỒ SƠ", name="Trần Văn Bình")
RECEIPT = Sheet(
    form="01",
    size=Size.A5,
    code=CODE,
    agency_parent="Ủy ban nhân dân tỉnh Quảng Trị",
    agency="Trung tâm Phục vụ hành chính công xã Minh Hóa",
    is_test=False,
    made_at=AT,
    number=CODE,
    title="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    lines=tuple(Line(label=label, value=value) for label, value in LINES.items()),
    table=Table(
        heading="Thành phần hồ sơ nộp gồm:",
        columns=("TT", "Tên giấy tờ", "Số bản", "Loại bản"),
        widths=(2, 14, 3, 5),
        rows=(("1", "Giấy chứng sinh", "01", "bản điện tử"),),
        empty="không có giấy tờ kèm theo",
    ),
    paragraphs=("Giấy này chưa phải là giấy tiếp nhận.",),
    signatures=(Signature(heading="NGƯỜI NỘP HỒ SƠ", name="Nguyễn Thị Hoa"), RECEIVER),
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
    return sheet_pdf(msgspec.structs.replace(RECEIPT, **changed), follow_url=URL)


def with_line(label: str, value: str) -> tuple[Line, ...]:
    return tuple(Line(label=name, value=said) for name, said in {**LINES, label: value}.items())


def with_rows(rows: Sequence[tuple[str, ...]]) -> Table:
    assert RECEIPT.table
    return msgspec.structs.replace(RECEIPT.table, rows=tuple(rows))


def test_a_sheet_carries_everything_it_says() -> None:
    words = words_of(receipt())
    for value in (
        "ỦY BAN NHÂN DÂN TỈNH QUẢNG TRỊ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        f"Số: {CODE}",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        *(f"{label}: {value}" for label, value in LINES.items()),
        "1 Giấy chứng sinh 01 bản điện tử",
        "Giấy này chưa phải là giấy tiếp nhận.",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Văn Bình",
        f"mã tra cứu {KEY}",
    ):
        assert value in words
    assert "THỬ NGHIỆM" not in words


@pytest.mark.parametrize(
    ("size", "sides"),
    [(Size.A5, [420, 595]), (Size.A4, [595, 842]), (Size.WIDE, [842, 595])],
)
def test_a_sheet_has_its_size_of_paper(size: Size, sides: list[int]) -> None:
    with pikepdf.open(io.BytesIO(receipt(size=size))) as pdf:
        (page,) = pdf.pages
        assert [round(float(side)) for side in page.mediabox[2:]] == sides


def test_missing_values_are_said_to_be_missing() -> None:
    words = words_of(receipt(lines=with_line("Email", ""), table=with_rows([])))
    assert "Email: không khai" in words
    assert "không có giấy tờ kèm theo" in words


def test_without_an_address_nobody_is_sent_anywhere() -> None:
    words = words_of(sheet_pdf(msgspec.structs.replace(RECEIPT, follow_key="")))
    assert "Theo dõi hồ sơ" not in words


def test_one_signature_stands_at_the_right() -> None:
    assert "Trần Văn Bình" in words_of(receipt(signatures=(RECEIVER,)))


def test_test_data_are_marked_on_every_page() -> None:
    rows = [(str(n), f"Giấy {n}", "01", "bản sao") for n in range(60)]
    words = words_of(receipt(is_test=True, table=with_rows(rows)))
    assert words.count("DỮ LIỆU THỬ NGHIỆM") > 1


def test_a_long_table_repeats_its_heading_on_every_page() -> None:
    long = ("Bản sao giấy chứng nhận quyền sử dụng đất " * 30)[:1094].strip()
    rows = [(str(n), f"Giấy số {n}", "01", "bản sao") for n in range(136)]
    content = receipt(table=with_rows([*rows, ("137", long, "02", "bản chính")]))
    words = words_of(content)
    assert all(f"{n} Giấy số {n} 01 bản sao" in words for n in range(136))
    assert words.count("chứng") == long.count("chứng") == 26
    assert words.count("Tên giấy tờ") >= len(pikepdf.open(io.BytesIO(content)).pages) - 1


def test_a_register_of_five_thousand_rows_is_one_paper() -> None:
    rows = [(str(n), f"Dòng {n}", "01", "x") for n in range(5_000)]
    words = words_of(receipt(size=Size.WIDE, table=with_rows(rows)))
    assert "4999 Dòng 4999" in words


@pytest.mark.parametrize("field", ["title", "agency", "paragraphs", "lines", "rows"])
def test_what_people_write_is_never_markup(field: str) -> None:
    changes: dict[str, dict[str, Any]] = {
        "title": {"title": EVIL},
        "agency": {"agency": EVIL},
        "paragraphs": {"paragraphs": (EVIL,)},
        "lines": {"lines": with_line("Địa chỉ", EVIL)},
        "rows": {"table": with_rows([("1", EVIL, "01", "x")])},
    }
    words = words_of(receipt(**changes[field]))
    assert (EVIL.upper() if field in {"agency", "title"} else EVIL) in words


def test_a_word_without_end_stays_on_the_page() -> None:
    content = receipt(lines=with_line("Địa chỉ", "x" * 600))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) <= 2
    assert words_of(content).count("x") >= 600


@pytest.mark.parametrize("name", ["Hoa 😀", "李明", "\ue000", "Y Bhăm Êñuôl", "\x07", ""])
def test_a_letter_our_face_has_not_is_no_error(name: str) -> None:
    assert "Đăng ký khai sinh" in words_of(receipt(lines=with_line("Tiếp nhận hồ sơ của", name)))


def test_the_code_opens_the_follow_page() -> None:
    compiler = rendering._compiler("sheet")
    said = msgspec.json.encode(RECEIPT).decode()
    inputs = {"data": said, "follow_url": URL, "qr": rendering._qr(URL)}
    picture = compiler.compile(format="png", ppi=150, sys_inputs=inputs)
    assert isinstance(picture, bytes)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert found.text == URL


def test_a_sheet_kept_as_json_prints_the_same() -> None:
    kept = msgspec.json.decode(msgspec.json.encode(msgspec.to_builtins(RECEIPT)))
    assert msgspec.convert(kept, Sheet) == RECEIPT


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
    made.add(hashlib.sha256(receipt(number="2")).hexdigest())
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
