"""Official tables over a small country: what fits is stored, what does not is told by line."""

from datetime import date
from pathlib import Path

import pytest

from congvu.platform.places import official
from congvu.platform.places.records import (
    TWO_LEVELS_FROM,
    SuccessionRow,
    UnitData,
    UnitRow,
    split_kind,
)
from congvu.platform.places.tables import BadTable

MAPPING = (
    *("new_province_code", "new_province", "new_code", "new_name", "old_code", "old_name"),
    *("relation", "note", "old_district_code", "old_district", "old_province_code"),
    "old_province",
)
OLD = (
    ("DISTRICT", "049", "Huyện Quảng Hòa"),
    ("COMMUNE", "01615", "Xã Hồng Quang"),
    ("COMMUNE", "01651", "Xã Mỹ Hưng"),
    ("COMMUNE", "01636", "Xã Bế Văn Đàn"),
)
NEW = (("COMMUNE", "01636", "Xã Bế Văn Đàn"), ("COMMUNE", "01648", "Xã Phục Hòa"))


def unit(level: str, code: str, full_name: str, *, start: date, until: date | None) -> UnitRow:
    kind, name = split_kind(full_name, level) or ("", full_name)
    is_old_commune = level == "COMMUNE" and until is not None
    return UnitRow(
        level=level,
        code=code,
        kind=kind,
        name=name,
        full_name=full_name,
        district_code="049" if is_old_commune else "",
        province_code="04",
        start=start,
        until=until,
        legal_basis="",
        source="test",
    )


def succession(old_code: str, new_code: str) -> SuccessionRow:
    return SuccessionRow(
        on=TWO_LEVELS_FROM,
        old_code=old_code,
        new_code=new_code,
        relation="WHOLE",
        note="",
        legal_basis="",
        source="test",
    )


@pytest.fixture
def base() -> UnitData:
    before = date(2025, 3, 1)
    old = [unit(*row, start=before, until=TWO_LEVELS_FROM) for row in OLD]
    new = [unit(*row, start=TWO_LEVELS_FROM, until=None) for row in NEW]
    province = unit("PROVINCE", "04", "Tỉnh Cao Bằng", start=TWO_LEVELS_FROM, until=None)
    told = (succession("01615", "01648"), succession("01636", "01636"))
    return UnitData(units=(province, *old, *new), successions=told, other_names=(), problems=())


def laid(base: UnitData, folder: Path, rows: list[str]) -> UnitData:
    """Rows as `new code, new name, old code, old name, relation`."""
    lines = ["\t".join(MAPPING)]
    for row in rows:
        new_code, new_name, old_code, old_name, relation = row.split("|")
        told = ["04", "Cao Bằng", new_code, new_name, old_code, old_name, relation, ""]
        lines.append("\t".join([*told, "049", "Huyện Quảng Hòa", "04", "Cao Bằng"]))
    path = folder / "commune_mapping_2025-07-01.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return official.overlay(base, official.read_folder(folder))


def told(data: UnitData) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in data.successions:
        found.setdefault(row.old_code, set()).add(row.new_code)
    return found


def test_official_table_wins_and_the_difference_is_told(base: UnitData, tmp_path: Path) -> None:
    data = laid(base, tmp_path, ["01636|Xã Bế Văn Đàn|01615|Xã Hồng Quang|all"])
    assert told(data)["01615"] == {"01636"}
    assert told(data)["01636"] == {"01636"}  # not in the table: the package still tells
    assert any("gói dữ liệu ghi 01648; bảng chính thức ghi 01636" in p.problem
               for p in data.problems)  # fmt: skip


def test_name_decides_where_code_and_name_differ(base: UnitData, tmp_path: Path) -> None:
    data = laid(
        base,
        tmp_path,
        [
            "01636|Xã Bế Văn Đàn|01615|Xã Hồng Quang|all",
            "01648|Xã Phục Hòa|01615|Xã Mỹ Hưng|all",
        ],
    )
    assert told(data)["01615"] == {"01636"}
    assert told(data)["01651"] == {"01648"}
    problem = next(p for p in data.problems if p.line == 3)
    assert "đã hiểu là mã 01651" in problem.problem
    assert problem.row["old_name"] == "Xã Mỹ Hưng"


def test_misprinted_code_that_is_divided_keeps_the_doubt(base: UnitData, tmp_path: Path) -> None:
    data = laid(
        base,
        tmp_path,
        [
            "01636|Xã Bế Văn Đàn|01615|Xã Hồng Quang|part",
            "01648|Xã Phục Hòa|01615|Xã Mỹ Hưng|part",
        ],
    )
    assert told(data)["01615"] == {"01636", "01648"}
    doubtful = next(s for s in data.successions if (s.old_code, s.new_code) == ("01615", "01648"))
    assert "cần kiểm tra" in doubtful.note


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("99999|Xã Lạ|01615|Xã Hồng Quang|all", "Mã mới 99999 không có"),
        ("01636|Xã Bế Văn Đàn|99999|Xã Lạ|all", "Mã cũ 99999 không có"),
        ("01636|Xã Bế Văn Đàn|01615|Xã Hồng Quang|half", "Mức độ «half» không biết"),
        ("01636|Xã Tên Khác|01615|Xã Hồng Quang|all", "dòng này ghi Xã Tên Khác"),
        ("01636|Xã Bế Văn Đàn|01615|Xã Không Ai Biết|all", "đã theo mã"),
    ],
)
def test_row_that_does_not_fit_is_told_by_line(
    row: str, problem: str, base: UnitData, tmp_path: Path
) -> None:
    good = "01648|Xã Phục Hòa|01651|Xã Mỹ Hưng|all"
    data = laid(base, tmp_path, [good, row])
    assert [p.problem for p in data.problems if p.line == 3 and problem in p.problem]
    assert told(data)["01651"] == {"01648"}


def test_repeated_row_and_two_wholes_are_told(base: UnitData, tmp_path: Path) -> None:
    row = "01636|Xã Bế Văn Đàn|01615|Xã Hồng Quang|all"
    data = laid(base, tmp_path, [row, row, "01648|Xã Phục Hòa|01615|Xã Hồng Quang|all"])
    problems = {p.line: p.problem for p in data.problems if p.line}
    assert problems[3] == "Trùng với dòng 2."
    assert "nhập toàn bộ vào nhiều nơi" in problems[4]
    assert told(data)["01615"] == {"01636", "01648"}


def test_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="không có bảng nào"):
        official.read_folder(tmp_path)
    with pytest.raises(BadTable, match="Không có thư mục"):
        official.read_folder(tmp_path / "none")
