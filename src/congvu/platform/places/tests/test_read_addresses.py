"""Addresses as people write them, each with what the lists in force say."""

import pytest

from congvu.platform.places.addresses import Status, resolve
from congvu.platform.places.gazetteer import Gazetteer
from congvu.platform.places.tests.conftest import EVE, TODAY

SINGLE = {
    "Phường Phúc Xá, Quận Ba Đình, Hà Nội": "00097",
    "phuc xa ba dinh ha noi": "00097",
    "Số 5 ngõ 12, P. Phúc Xá, Q. Ba Đình, TP. Hà Nội, Việt Nam": "00097",
    "Hà Nội, Quận Ba Đình, Phường Phúc Xá": "00097",
    "P.12, Q.10, TPHCM": "27163",
    "đường 3/2, phường 12, quận 10, Sài Gòn": "27163",
    "phuong 05 quan 3 tp hcm": "27154",
    "P5, Q3, TP. HCM 700000": "27154",
    "Phường Thủ Thiêm, Quận 2, TP. Hồ Chí Minh": "27094",
    "Phường Qui Nhơn, Gia Lai": "21583",
    "Phường Bắc Cạn, tỉnh Thái Nguyên": "01843",
    "X. Ea Hleo, H. Ea Hleo, Dak Lak": "24184",
    "NT Việt Trung, Bố Trạch, Quảng Bình": "19198",
    "Huyện Côn Đảo, Bà Rịa - Vũng Tàu": "26732",
    "Đặc khu Phú Quốc, An Giang": "31078",
    "Yên Viên, Gia Lâm, Hà Nội": "00541",
    "thôn Yên Viên, xã Gia Lâm, Hà Nội": "00565",
    "Phường Ba Đình, Quận Ba Đình, Hà Nội": "00004",
    "12 Trần Hưng Đạo, Phường Hoàn Kiếm, Hà Nội": "00070",
    "xã Long Thành, Đồng Nai": "26368",
    "Phường Long Thành, Thành phố Đồng Nai": "26368",
    "Xã Cẩm Giàng, Thành phố Hải Phòng": "10903",
    "Xã Vạn Yên (cũ), Mê Linh, Hà Nội": "08980",
    "Tứ Quận Yên Sơn Tuyên Quang": "02473",
    "Phường Thuận Hóa, Thành phố Huế": "19789",
    "Tp. Cần Thơ, Q. Ninh Kiều, P. An Khánh": "31147",
    "Ben Nghe Ward, District 1, Ho Chi Minh City, Vietnam": "26740",
    "P. Tân Lợi, TP. Ban Mê Thuột, Đắc Lắc": "24133",
    "Xóm 5, Nghi Kim, TP Vinh, Nghệ An": "17920",
    "Xã Nghi Kim - Thành phố Vinh - Nghệ An": "17920",
    "Hoàng Sa, Đà Nẵng": "20333",
}
SPLIT = {
    "Xã Kim Chung, Huyện Đông Anh, Hà Nội": {"00493", "00508"},
    "Phường 5, Quận 8, TP. Hồ Chí Minh": {"27418", "27424"},
    "Mỹ Đình II, Nam Từ Liêm, HN": {"00166", "00592"},
    "my dinh 2 nam tu liem ha noi": {"00166", "00592"},
}
AMBIGUOUS = {
    "Xã Kim Chung, Hà Nội": {"00493", "00508", "00613", "09832"},
    "Hoằng Thành, Hoằng Hóa, Thanh Hóa": {"15961", "16000"},
    "Xa Cam Giang, Hai Phong": {"10888", "10903"},
    "Q1, TP.HCM": {"26737", "26740", "26743", "26758"},
    "Phú Quốc, Kiên Giang": {"31078", "31105"},
}
UNKNOWN = (
    "",
    "   ",
    "không có thật",
    "123 Lê Lợi",
    "Hà Nội",
    "Sài Gòn",
    "Xã Không Có, Huyện Gia Lâm, Hà Nội",
    "Không Có, Gia Lâm, Hà Nội",
    "Xã Phúc Xá, Quận 1, Hà Nội",
    "abc\x00\x01\ufffd xyz",
    "xa " * 3000,
    "\u0301" * 5000,
    "," * 10_000,
)


@pytest.mark.parametrize(("text", "code"), SINGLE.items())
def test_one_place_is_one_commune(text: str, code: str, gazetteer: Gazetteer) -> None:
    found = resolve(text, on=TODAY, gazetteer=gazetteer)
    assert (found.status, [c.code for c in found.candidates]) == (Status.SINGLE, [code])


@pytest.mark.parametrize(("text", "codes"), SPLIT.items())
def test_divided_commune_shows_every_part(text: str, codes: set[str], gazetteer: Gazetteer) -> None:
    found = resolve(text, on=TODAY, gazetteer=gazetteer)
    assert (found.status, {c.code for c in found.candidates}) == (Status.SPLIT, codes)


@pytest.mark.parametrize(("text", "codes"), AMBIGUOUS.items())
def test_unclear_place_shows_all_it_may_be(
    text: str, codes: set[str], gazetteer: Gazetteer
) -> None:
    found = resolve(text, on=TODAY, gazetteer=gazetteer)
    assert found.status is Status.AMBIGUOUS
    assert codes <= {c.code for c in found.candidates}


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown_place_has_no_candidates(text: str, gazetteer: Gazetteer) -> None:
    found = resolve(text, on=TODAY, gazetteer=gazetteer)
    assert (found.status, found.candidates) == (Status.UNKNOWN, ())


def test_before_july_2025_the_old_commune_answers(gazetteer: Gazetteer) -> None:
    found = resolve("Phường Ngọc Hà, Quận Ba Đình, Hà Nội", on=EVE, gazetteer=gazetteer)
    assert [(c.code, c.name) for c in found.candidates] == [("00016", "Phường Ngọc Hà")]


def test_new_name_on_an_old_day_is_its_parts(gazetteer: Gazetteer) -> None:
    found = resolve("Phường Ba Đình, Hà Nội", on=EVE, gazetteer=gazetteer)
    assert found.status is Status.SPLIT
    assert {"00004", "00013"} <= {c.code for c in found.candidates}
    assert "Phường Trúc Bạch" in {c.name for c in found.candidates}


def test_name_follows_the_day(gazetteer: Gazetteer) -> None:
    text = "Xã Trảng Bom, Đồng Nai"
    before = resolve(text, on=TODAY.replace(month=4, day=29), gazetteer=gazetteer)
    after = resolve(text, on=TODAY.replace(month=4, day=30), gazetteer=gazetteer)
    assert [c.name for c in before.candidates] == ["Xã Trảng Bom"]
    assert [c.name for c in after.candidates] == ["Phường Trảng Bom"]


def test_reason_names_old_place_day_and_resolution(gazetteer: Gazetteer) -> None:
    found = resolve("Phúc Xá, Ba Đình, Hà Nội", on=TODAY, gazetteer=gazetteer)
    assert found.candidates[0].reason == (
        "Phường Phúc Xá (Quận Ba Đình): nay thuộc đơn vị này từ 01/07/2025"
        " theo Nghị quyết 1656/NQ-UBTVQH15."
    )
