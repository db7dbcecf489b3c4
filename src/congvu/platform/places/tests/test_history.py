"""A list, what changed after it, and a later list make one history without holes."""

from datetime import date
from pathlib import Path

from congvu.platform.places import history
from congvu.platform.places.records import UnitRow
from congvu.platform.places.tables import Table, read_table

FIRST = "ward_code ward district_code district province_code"
DELTAS = "effective_from level change code name_before name_after parent_before parent_after"


def table(folder: Path, name: str, columns: str, rows: list[str]) -> Table:
    lines = ["\t".join(columns.split()), *("\t".join(row.split("|")) for row in rows)]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_table(path, columns=columns.split(), filled=())


def spans(rows: list[UnitRow], code: str) -> list[tuple[str, str, date, date | None]]:
    found = [(r.full_name, r.district_code, r.start, r.until) for r in rows if r.code == code]
    return sorted(found, key=lambda r: r[2])


def joined(folder: Path, deltas: list[str], last: list[str]) -> tuple[list[UnitRow], list[str]]:
    first = table(folder, "a.tsv", FIRST, ["00001|Xã An|001|Huyện Bắc|01"])
    changes = table(folder, "b.tsv", DELTAS, deltas)
    ended, problems = history.last_list(table(folder, "c.tsv", FIRST, last))
    rows, more = history.whole_history(first, changes, ended)
    return rows, [p.problem for p in [*problems, *more]]


def test_renamed_commune_has_two_spans_that_meet(tmp_path: Path) -> None:
    delta = "2024-11-01|ward|renamed_or_retyped|00001|Xã An|Phường An|001|001"
    rows, problems = joined(tmp_path, [delta], ["00001|Phường An|001|Huyện Bắc|01"])
    assert problems == []
    assert spans(rows, "00001") == [
        ("Xã An", "001", date(2021, 11, 1), date(2024, 11, 1)),
        ("Phường An", "001", date(2024, 11, 1), date(2025, 7, 1)),
    ]


def test_abolished_commune_ends_on_its_day(tmp_path: Path) -> None:
    deltas = [
        "2025-01-01|ward|abolished|00001|Xã An||001|",
        "2025-01-01|ward|created|00002||Xã Bình||001",
    ]
    rows, problems = joined(tmp_path, deltas, ["00002|Xã Bình|001|Huyện Bắc|01"])
    assert problems == []
    assert spans(rows, "00001")[-1][3] == date(2025, 1, 1)
    assert spans(rows, "00002") == [("Xã Bình", "001", date(2025, 1, 1), date(2025, 7, 1))]


def test_change_of_an_unknown_code_is_told(tmp_path: Path) -> None:
    deltas = ["2025-01-01|ward|abolished|09999|Xã Lạ||001|"]
    _, problems = joined(tmp_path, deltas, ["00001|Xã An|001|Huyện Bắc|01"])
    assert problems == ["Mã 09999 không có đơn vị nào vào ngày này."]


def test_last_list_begins_where_history_does_not_lead_to_it(tmp_path: Path) -> None:
    delta = "2025-03-01|ward|renamed_or_retyped|00001|Xã An|Xã Khác|001|001"
    rows, _ = joined(tmp_path, [delta], ["00001|Phường Nữa|001|Huyện Bắc|01"])
    assert spans(rows, "00001") == [
        ("Xã An", "001", date(2021, 11, 1), date(2025, 3, 1)),
        ("Phường Nữa", "001", date(2025, 3, 1), date(2025, 7, 1)),
    ]
