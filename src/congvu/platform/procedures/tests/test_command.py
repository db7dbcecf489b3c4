"""`procedures load` and `procedures import`, as a person runs them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from congvu.platform.procedures.models import Procedure, ProcedureVersion
from congvu.platform.procedures.tests.conftest import answer, detail, row

pytestmark = pytest.mark.django_db


def written(tmp_path: Path, *documents: dict[str, Any], name: str = "a.jsonl") -> Path:
    path = tmp_path / name
    lines = [json.dumps(document, ensure_ascii=False) for document in documents]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[int, str]:
    out = StringIO()
    code = 0
    try:
        call_command("procedures", *map(str, arguments), stdout=out, stderr=StringIO())
    except SystemExit as left:
        code = int(left.code or 0)
    return code, out.getvalue()


def test_load_publishes_ours_and_again_changes_nothing() -> None:
    code, told = run("load")
    count = Procedure.objects.count()
    assert code == 0
    assert f"Tạo mới: {count}" in told
    code, told = run("load")
    assert (code, ProcedureVersion.objects.count()) == (0, count)
    assert f"Không đổi: {count}" in told


def test_load_names_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "1.000001.toml").write_text("code = 1\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"1\.000001\.toml"):
        run("load", "--folder", tmp_path)


def test_import_reports_and_leaves_by_what_was_refused(tmp_path: Path) -> None:
    good = written(tmp_path, row(code="9.000002", departments=[]), detail())
    whole = tmp_path / "9.000001.json"
    whole.write_text(json.dumps(answer(), indent=1), encoding="utf-8")
    code, told = run("import", good, whole)
    assert code == 0
    for words in ("Đã đọc: 3", "Tạo mới: 2", "Không đổi: 1", "AGENCY_MISSING: 1 (9.000002)"):
        assert words in told
    bad = written(tmp_path, {"x": 1}, name="b.jsonl")
    code, told = run("import", good, bad)
    assert code == 1
    assert "b.jsonl:1" in told


def test_import_tells_all_as_json(tmp_path: Path) -> None:
    good = written(tmp_path, row(code="9.000002", departments=[]), {"x": 1})
    code, told = run("import", good, "--json")
    report = json.loads(told)
    assert code == 1
    assert (report["read"], report["created"]) == (2, 1)
    assert report["refused"][0]["where"] == "a.jsonl:2"
    assert any("AGENCY_MISSING" in line for line in report["doubtful"]["9.000002"])


def test_import_of_a_procedure_of_ours_is_told(tmp_path: Path) -> None:
    run("load")
    code, told = run("import", written(tmp_path, detail(code="1.001193")))
    assert code == 0
    assert "Đã có bản biên soạn: 1.001193" in told


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, told = run("import", tmp_path / "không-có.jsonl")
    assert code == 1
    assert "không-có.jsonl" in told
