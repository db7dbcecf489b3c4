"""A table is refused as a whole when it is not that table, and told by line when a row is not."""

from pathlib import Path

import pytest

from congvu.platform.places.tables import BadTable, read_table

COLUMNS = ("code", "name", "on")


def written(folder: Path, content: bytes) -> Path:
    path = folder / "communes.tsv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"code\tname\n1\tA\n", "thiếu cột: on"),
        (b"", "thiếu cột"),
        ("code\tname\ton\n1\tHòa\t2025-07-01\n".encode("latin-1"), "không phải UTF-8 (dòng 2)"),
        (b"code\tname\ton\n1\tA\t2025-13-01\n", "dòng 2, cột on: «2025-13-01» không phải ngày"),
        (b"code\tname\ton\n1\tA\t01/07/2025\n", "không phải ngày"),
        (b"code\tname\ton\n\n", "không có dòng dữ liệu"),
    ],
)
def test_wrong_file_is_refused_with_file_and_remedy(
    content: bytes, told: str, tmp_path: Path
) -> None:
    with pytest.raises(BadTable) as refused:
        read_table(written(tmp_path, content), columns=COLUMNS, filled=COLUMNS, dates=["on"])
    assert "communes.tsv" in str(refused.value)
    assert told in str(refused.value)


def test_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="Không đọc được tệp"):
        read_table(tmp_path / "none.tsv", columns=COLUMNS, filled=COLUMNS)


def test_bad_rows_are_told_by_line_and_good_ones_kept(tmp_path: Path) -> None:
    content = (
        b"code\tname\ton\n1\tA\t2025-07-01\n2\t\t2025-07-01\n3\tC\n\n4\tD\t2025-07-01\textra\n"
    )
    table = read_table(written(tmp_path, content), columns=COLUMNS, filled=COLUMNS, dates=["on"])
    assert [line["code"] for line in table.lines] == ["1"]
    assert [(p.line, p.problem) for p in table.problems] == [
        (3, "Ô trống ở cột name."),
        (4, "Dòng có 2 ô, bảng có 3 cột."),
        (6, "Dòng có 4 ô, bảng có 3 cột."),
    ]


def test_byte_order_mark_and_decomposed_letters_are_tidied(tmp_path: Path) -> None:
    content = "\ufeffcode\tname\ton\n1\t Ho\u0300a  An \t2025-07-01\n".encode()
    table = read_table(written(tmp_path, content), columns=COLUMNS, filled=COLUMNS)
    assert table.lines[0]["name"] == "Hòa An"
