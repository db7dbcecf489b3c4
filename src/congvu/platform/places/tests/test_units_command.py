"""`congvu units`: one JSON a line, whatever the lines hold."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units_loaded")]


class _Input:
    """Standard input that holds bytes which need not be UTF-8."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


def run(monkeypatch: pytest.MonkeyPatch, content: bytes, *words: str) -> tuple[str, str]:
    monkeypatch.setattr("sys.stdin", _Input(content))
    out, err = io.StringIO(), io.StringIO()
    call_command("units", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def answers(monkeypatch: pytest.MonkeyPatch, content: bytes) -> list[dict[str, Any]]:
    out, _ = run(monkeypatch, content, "resolve", "--on", "2026-11-22", "--json")
    return [json.loads(line) for line in out.split("\n") if line]


def test_candidate_has_exactly_four_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    found = answers(monkeypatch, "Phường Phúc Xá, Quận Ba Đình, Hà Nội\n".encode())
    assert list(found[0]) == ["input", "status", "candidates"]
    assert list(found[0]["candidates"][0]) == ["code", "name", "province_code", "reason"]


def test_strange_lines_are_answered_and_echoed(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [b"\xff\xfe\x00 abc", b"x" * 10_000, b"\x00\x01\x02", b"   ", "\u2028Hà".encode()]
    found = answers(monkeypatch, b"\r\n".join(lines) + b"\r\n")
    assert [f["status"] for f in found] == ["unknown"] * 5
    assert found[1]["input"] == "x" * 10_000
    assert found[0]["input"] == "\ufffd\ufffd\x00 abc"
    assert all(f["candidates"] == [] for f in found)


def test_without_json_a_person_can_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Phường 5, Quận 8, TPHCM\n".encode()
    out, _ = run(monkeypatch, text, "resolve", "--on", "2026-11-22")
    assert "[đơn vị cũ đã chia]" in out
    assert "27418  Phường Chánh Hưng" in out


def test_counts_of_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = run(monkeypatch, b"", "counts", "--on", "2026-04-30")
    assert "Cấp tỉnh: 34" in out
    assert "Xã: 2611" in out
    assert "Phường: 697" in out
    assert "Đặc khu: 13" in out


def test_day_before_the_first_list_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    _, err = run(monkeypatch, b"", "counts", "--on", "1999-01-01")
    assert "Danh sách sớm nhất có hiệu lực từ 01/03/2025" in err
