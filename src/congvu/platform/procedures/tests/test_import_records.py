"""Importing records of the national catalogue."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from congvu.platform.events.models import JournalEntry
from congvu.platform.procedures import actions, queries
from congvu.platform.procedures.catalogue_files import read_files
from congvu.platform.procedures.definition import Definition, DoubtKind
from congvu.platform.procedures.models import CatalogueDifference, Procedure, ProcedureVersion
from congvu.platform.procedures.tests.conftest import AT, ON, answer, detail, read, row

pytestmark = pytest.mark.django_db


def imported(*documents: dict[str, Any], days: int = 0) -> actions.ImportReport:
    records = [read(document) for document in documents]
    return actions.import_records(records=records, at=AT + timedelta(days=days))


def standing(code: str = "9.000001") -> Definition:
    on = ON + timedelta(days=100)
    return queries.definition_of(queries.published_version(code=code, on=on))


def counts(report: actions.ImportReport) -> tuple[int, int, int, int]:
    return (report.created, report.changed, report.unchanged, report.kept_apart)


def test_importing_twice_changes_nothing() -> None:
    documents = (row(), detail(), answer(), row(code="9.000002"))
    assert counts(imported(*documents)) == (2, 0, 2, 0)
    assert counts(imported(*documents, days=1)) == (0, 0, 4, 0)
    assert ProcedureVersion.objects.count() == JournalEntry.objects.count() == 2


def test_a_row_after_a_detail_takes_nothing_away() -> None:
    imported(detail())
    before = standing()
    assert counts(imported(row(name="Tên khác", departments=["Nơi khác"]), days=1)) == (0, 0, 1, 0)
    assert standing() == before


def test_a_row_fills_the_head_facts_that_a_detail_lacks() -> None:
    imported(detail(executing=[], subjects=[]))
    assert DoubtKind.AGENCY_MISSING in {d.kind for d in standing().doubts}
    imported(row(), days=1)
    assert standing().executing == ("Sở Bánh",)
    assert standing().subjects == ("Công dân Việt Nam",)
    assert DoubtKind.AGENCY_MISSING not in {d.kind for d in standing().doubts}
    assert standing().allowances


def test_a_detail_replaces_a_row() -> None:
    imported(row())
    assert DoubtKind.DETAILS_MISSING in {d.kind for d in standing().doubts}
    assert counts(imported(detail(), days=1)) == (0, 1, 0, 0)
    assert standing().evidence
    assert not standing().doubts
    assert Procedure.objects.get().doubt_count == 0


def test_an_older_record_does_not_undo_a_newer_one() -> None:
    imported(detail(name="Mới", updated_at="2026-06-01T00:00:00Z"))
    imported(detail(name="Cũ", updated_at="2026-05-01T00:00:00Z"), days=1)
    assert standing().name == "Mới"
    imported(detail(name="Mới nữa", updated_at="2026-07-01T00:00:00Z"), days=2)
    assert standing().name == "Mới nữa"


def test_of_the_same_stamp_the_fuller_record_wins() -> None:
    whole = answer(updatedAt=1776249621000, name="Đầy đủ")
    for documents in ((detail(), whole), (whole, detail())):
        imported(*documents)
        assert standing().name == "Đầy đủ"


def test_a_stray_space_in_a_code_is_kept_as_a_doubt() -> None:
    documents = (row(code=" 9.000001"), row(), detail())
    assert counts(imported(*documents)) == (1, 0, 2, 0)
    assert [d.kind for d in standing().doubts] == [DoubtKind.CODE_CHANGED]
    assert counts(imported(*documents, days=1)) == (0, 0, 3, 0)


def test_ours_is_kept_and_the_national_text_stands_beside(ours: actions.ImportReport) -> None:
    before = standing("1.001193")
    report = imported(detail(code="1.001193", name="Khai sinh bản quốc gia"), days=1)
    assert counts(report) == (0, 0, 0, 1)
    assert report.ours == ["1.001193"]
    assert standing("1.001193") == before
    beside = queries.national_record(queries.published_version(code="1.001193", on=ON))
    assert beside is not None
    assert beside.name == "Khai sinh bản quốc gia"
    seen = CatalogueDifference.objects.get().seen_at
    imported(detail(code="1.001193", name="Khai sinh bản quốc gia"), days=2)
    assert CatalogueDifference.objects.get().seen_at == seen


def test_when_ours_comes_later_the_national_text_is_kept(tmp_path: Path) -> None:
    imported(detail(code="1.001193", name="Bản quốc gia"))
    (tmp_path / "1.001193.toml").write_text(
        'code = "1.001193"\nname = "Bản của ta"\nfield_code = "A"\nfield_name = "B"\n'
        'promulgator = "C"\nlevels = []\nsubjects = []\nchannels = []\n',
        encoding="utf-8",
    )
    report = actions.load_files(folder=tmp_path, at=AT + timedelta(days=1))
    assert (report.created, report.changed) == (0, 1)
    assert standing("1.001193").name == "Bản của ta"
    assert CatalogueDifference.objects.get().definition.name == "Bản quốc gia"


def test_a_field_known_by_name_gets_its_code() -> None:
    imported(row(code="9.000002"))
    assert Procedure.objects.get().field_code == "~an-toan-banh-mi"
    imported(detail(), days=1)
    assert set(Procedure.objects.values_list("field_code", flat=True)) == {"G99-AT01"}
    assert queries.field_name("G99-AT01") == "An toàn bánh mì"
    assert counts(imported(row(code="9.000002"), detail(), days=2)) == (0, 0, 2, 0)


def test_internal_procedures_are_not_for_the_public() -> None:
    imported(row(type="STANDARD_INTERNAL"), row(code="9.000002"))
    assert [p.code for p in queries.listed(on=ON)] == ["9.000002"]
    assert [p.code for p in queries.search("tiệm bánh", on=ON)] == ["9.000002"]


def test_a_broken_part_stops_nothing(tmp_path: Path) -> None:
    good = tmp_path / "tốt.jsonl"
    good.write_text(
        '{"code": "9.000007", "name": "Mở lò bánh", "targets": []}\nkhông phải JSON\n[]\n42\n'
        '{"code": 5, "name": "x", "targets": []}\n\n{"code": "9.000008", "targets": []}\n',
        encoding="utf-8",
    )
    (tmp_path / "rỗng.json").write_bytes(b"")
    (tmp_path / "ảnh.json").write_bytes(b"\x89PNG\x00\x01")
    paths = [good, tmp_path / "rỗng.json", tmp_path / "ảnh.json", tmp_path / "không có.json"]
    report = actions.import_records(records=read_files(paths), at=AT)
    assert report.created == 1
    told = {refused.where: refused.reason for refused in report.refused}
    assert set(told) == {
        "tốt.jsonl:2", "tốt.jsonl:4", "tốt.jsonl:5", "tốt.jsonl:7",
        "rỗng.json", "ảnh.json", "không có.json",
    }  # fmt: skip
    assert "code" in told["tốt.jsonl:5"]
    assert "name" in told["tốt.jsonl:7"]
    assert "rỗng" in told["rỗng.json"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", b"[" * 200_000, "JSON"),
        ("a.jsonl", b'{"code": "' + b"x" * 5_100_000 + b'"}\n', "5 MB"),
        ("a.jsonl", b"\xef\xbb\xbf\n\n", "rỗng"),
        ("a.jsonl", '{"code": "é"}'.encode("latin-1"), "JSON"),
        ("a.json", "{}".encode("utf-16"), "nhị phân"),
        ("a.json", b'{"code": "OK", "data": 1e999}', "JSON"),
        ("a.json", b'"\\ud800"', "JSON"),
    ],
)
def test_a_hostile_file_is_told_and_writes_nothing(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    report = actions.import_records(records=read_files([tmp_path / name]), at=AT)
    assert [told in refused.reason for refused in report.refused] == [True]
    assert not Procedure.objects.exists()


def test_a_folder_given_for_a_file_is_told(tmp_path: Path) -> None:
    report = actions.import_records(records=read_files([tmp_path]), at=AT)
    assert [refused.where for refused in report.refused] == [tmp_path.name]


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a.jsonl"])
def test_lines_are_read_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    lines = [json.dumps(row(code=f"9.00000{i}")) for i in range(3)]
    (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    assert actions.import_records(records=read_files([tmp_path / name]), at=AT).created == 3


def test_a_list_in_one_document_is_read_item_by_item(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([row(), 5, row(code="9.000002")], indent=1), encoding="utf-8")
    report = actions.import_records(records=read_files([path]), at=AT)
    assert report.created == 2
    assert [refused.where for refused in report.refused] == ["a.json[1]"]


@pytest.mark.shared_data
def test_the_whole_shared_catalogue_imports(
    shared_files: list[Path], ours: actions.ImportReport
) -> None:
    first = actions.import_records(records=read_files(shared_files), at=AT)
    assert [refused.where for refused in first.refused] == ["_provinces.json"]
    assert first.read == 4331 == sum(counts(first)) + 1
    assert first.created + len(first.ours) == 3964  # one code comes twice, once with a space
    versions = ProcedureVersion.objects.count()
    second = actions.import_records(records=read_files(shared_files), at=AT + timedelta(days=1))
    assert (second.created, second.changed) == (0, 0)
    assert ProcedureVersion.objects.count() == versions
    spaced = Procedure.objects.get(code="1.014325")
    assert DoubtKind.CODE_CHANGED in spaced.doubt_kinds
