"""`congvu units` on an installation that has no units yet."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from congvu.platform.places.queries import is_loaded
from congvu.platform.places.tests.test_units_command import run

pytestmark = pytest.mark.django_db


def test_each_line_gives_one_json_on_an_empty_database(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_loaded()
    out, err = run(
        monkeypatch,
        "Phường Phúc Xá, Quận Ba Đình, Hà Nội\n\nKim Chung, Hà Nội".encode(),
        *("resolve", "--on", "2026-11-22", "--json"),
    )
    found = [json.loads(line) for line in out.splitlines()]
    assert [list(f) for f in found] == [["input", "status", "candidates"]] * 3
    assert [f["status"] for f in found] == ["single", "unknown", "ambiguous"]
    assert list(found[0]["candidates"][0]) == ["code", "name", "province_code", "reason"]
    assert "đang nạp" in err


def test_wrong_day_and_wrong_folder_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="không phải ngày"):
        run(monkeypatch, b"", "resolve", "--on", "22/11/2026")
    with pytest.raises(CommandError, match="không có bảng nào"):
        run(monkeypatch, b"", "import", str(tmp_path))
    assert not is_loaded()
