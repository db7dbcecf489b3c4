"""`congvu deadlines compute`: one JSON a line, whatever the lines hold."""

import csv
import io
import json
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.world import World

from congvu.kernel.clock import VIETNAM
from congvu.platform.deadlines import actions
from congvu.platform.deadlines.models import CalendarDay
from congvu.platform.deadlines.rules import Session

pytestmark = pytest.mark.django_db


class _Input:
    """Standard input that holds bytes which need not be UTF-8."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


def run(monkeypatch: pytest.MonkeyPatch, content: bytes, *words: str) -> tuple[str, bool]:
    monkeypatch.setattr("sys.stdin", _Input(content))
    out = io.StringIO()
    try:
        call_command("deadlines", "compute", *words, stdout=out, stderr=io.StringIO())
    except CommandError:
        return out.getvalue(), False
    return out.getvalue(), True


def answers(
    monkeypatch: pytest.MonkeyPatch, *lines: dict[str, Any] | bytes
) -> tuple[list[dict[str, Any]], bool]:
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    out, is_clean = run(monkeypatch, b"\n".join(written) + b"\n", "--json")
    return [json.loads(line) for line in out.splitlines()], is_clean


def asked(**changed: Any) -> dict[str, Any]:
    usual = {"received_on": "2026-02-12", "limit": 3, "unit": "WORKING_DAY", "agency": None}
    return {**usual, **changed}


def test_an_empty_installation_reads_the_shipped_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not CalendarDay.objects.exists()
    found, is_clean = answers(monkeypatch, asked())
    assert is_clean
    assert list(found[0]) == ["due_on", "explanation"]
    assert found[0]["due_on"] == "2026-02-24"
    assert found[0]["explanation"][1] == "thứ Sáu 13/02/2026: ngày làm việc thứ 1"
    assert "thứ Hai 23/02/2026: ngày làm việc thứ 2" in found[0]["explanation"]
    assert "nghỉ Tết Nguyên đán" in found[0]["explanation"][4]


@pytest.mark.shared_data
def test_every_published_case_is_equal(monkeypatch: pytest.MonkeyPatch, shared_data: Path) -> None:
    with (shared_data / "calendar/deadline_cases.tsv").open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file, delimiter="\t"))
    found, is_clean = answers(
        monkeypatch,
        *(
            asked(received_on=case["received_on"], limit=int(case["limit"]), unit=case["unit"])
            for case in cases
        ),
    )
    assert is_clean
    assert len(cases) == 40
    assert [each["due_on"] for each in found] == [case["due_on"] for case in cases]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (b"", "JSON"),
        (b"\xff\xfe{", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[]", "đối tượng"),
        (asked(received_on="2026-02-29"), "received_on"),
        (asked(received_on="12/02/2026"), "received_on"),
        (asked(received_on="9999-12-31"), "received_on"),
        (asked(received_on=None), "received_on còn thiếu"),
        (asked(limit="3"), "limit"),
        (asked(limit=True), "limit"),
        (asked(limit=-1), "limit"),
        (asked(limit=10**30), "limit"),
        (b'{"received_on":"2026-02-12","limit":1' + b"0" * 5_000 + b"}", "limit"),
        (asked(unit="FORTNIGHT"), "unit"),
        (asked(unit=["DAY"]), "unit"),
        (asked(agency="H00.99"), "agency"),
        (asked(agency={}), "agency"),
        (asked(limits=3), "limits"),
    ],
)
def test_a_bad_line_is_refused_in_its_place(
    line: dict[str, Any] | bytes, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, is_clean = answers(monkeypatch, asked(), line, asked())
    assert not is_clean
    assert [list(each) for each in found] == [
        ["due_on", "explanation"],
        ["error"],
        ["due_on", "explanation"],
    ]
    assert named in found[1]["error"]
    assert "Hãy" in found[1]["error"] or "Chỉ" in found[1]["error"]


def test_the_agency_has_its_own_calendar(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    actions.publish_hours(
        agency_id=world.a.centre.id,
        sessions=[
            Session(opens=time(7, 30), closes=time(17), weekdays=(1, 2, 3, 4, 5)),
            Session(opens=time(7, 30), closes=time(11, 30), weekdays=(6,)),
        ],
        legal_basis="Quyết định thử",
        actor=world.admin,
        at=datetime(2026, 11, 1, tzinfo=VIETNAM),
    )
    friday = asked(received_on="2026-11-20", limit=1)
    found, is_clean = answers(monkeypatch, friday, {**friday, "agency": world.a.centre.code})
    assert is_clean
    assert [each["due_on"] for each in found] == ["2026-11-23", "2026-11-21"]


def test_without_json_a_person_can_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = run(monkeypatch, json.dumps(asked(unit="HOUR", limit=48)).encode())
    assert out.splitlines()[0] == "2026-02-23"  # 48 hours end on a Saturday, before Tet
    assert "tính liên tục theo giờ" in out
