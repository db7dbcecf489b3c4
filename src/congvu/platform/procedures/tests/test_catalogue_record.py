"""Reading records of the three real shapes; what is doubtful is kept, flagged, never guessed."""

import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.platform.procedures.catalogue_record import Record, Refused, read_record
from congvu.platform.procedures.definition import (
    Channel,
    Definition,
    DoubtKind,
    EvidenceKind,
    TimeUnit,
)
from congvu.platform.procedures.merging import Rank
from congvu.platform.procedures.tests.conftest import answer, detail, read, row


def definition(document: dict[str, Any]) -> Definition:
    return read(document).definition


def doubts(document: dict[str, Any]) -> dict[DoubtKind, str]:
    return {d.kind: d.where for d in definition(document).doubts}


def method(time: Any, unit: str, **more: Any) -> dict[str, Any]:
    return {"method": "DIRECT", "time": time, "unit": unit, "note": "", "fees": []} | more


def fee(value: Any, note: str = "", kind: str = "FEE") -> dict[str, Any]:
    found = method(5, "WORKING_DAY", fees=[{"type": kind, "value": value, "note": note}])
    return detail(methods=[found])


def test_a_row_tells_its_head_facts_and_that_details_are_missing() -> None:
    record = read(row())
    assert record.known.rank == Rank.ROW
    assert record.definition.executing == ("Sở Bánh",)
    assert record.definition.field_name == "An toàn bánh mì"
    assert doubts(row()) == {DoubtKind.DETAILS_MISSING: ""}


def test_a_sound_detail_has_no_doubt() -> None:
    found = definition(detail())
    assert found.doubts == ()
    assert found.levels == ("PROVINCE",)
    assert found.is_non_territorial is True
    assert found.channels == (Channel.COUNTER, Channel.ONLINE)
    assert found.instructions == ("Bước 1: nộp.", "Bước 2: nhận.")
    assert [(a.quantity, a.unit, a.channel) for a in found.allowances] == [
        (5, TimeUnit.WORKING_DAY, None)
    ]


def test_a_whole_answer_tells_all() -> None:
    record = read(answer())
    assert record.known.rank == Rank.ANSWER
    found = record.definition
    assert (found.allowances[0].quantity, found.allowances[0].unit) == (2, TimeUnit.MONTH)
    assert found.fees[0].amount_vnd == 50_000
    assert found.executing == ("Ủy ban nhân dân cấp xã", "Sở Bánh")
    assert (found.decision_number, found.decision_date) == ("2/QĐ-BB", date(2026, 4, 25))


def test_a_time_without_unit_stays_without() -> None:
    document = detail(methods=[method(3, "OTHER")], services=[])
    only = definition(document).allowances[0]
    assert (only.quantity, only.unit) == (3, TimeUnit.UNKNOWN)
    assert doubts(document) == {DoubtKind.UNIT_MISSING: "allowances[0]"}


def test_times_that_disagree_are_both_kept() -> None:
    document = detail(methods=[method(3, "OTHER")])
    found = definition(document)
    assert [(a.quantity, a.unit) for a in found.allowances] == [
        (3, TimeUnit.UNKNOWN),
        (5, TimeUnit.WORKING_DAY),
    ]
    assert DoubtKind.TIMES_DISAGREE in doubts(document)


def test_a_service_that_only_adds_the_unit_does_not_disagree() -> None:
    document = detail(methods=[method(5, "OTHER")])
    assert DoubtKind.TIMES_DISAGREE not in doubts(document)
    assert DoubtKind.UNIT_MISSING in doubts(document)
    assert definition(document).allowances[1].unit is TimeUnit.WORKING_DAY


def test_times_that_differ_by_channel_stay_apart() -> None:
    methods = [method(5, "WORKING_DAY"), method(3, "WORKING_DAY", method="ONLINE")]
    found = definition(detail(methods=methods, services=[])).allowances
    assert [(a.channel, a.quantity) for a in found] == [(Channel.COUNTER, 5), (Channel.ONLINE, 3)]


@pytest.mark.parametrize(
    ("time", "unit", "quantity", "kind"),
    [
        ("Không quá 30 ngày", "OTHER", None, DoubtKind.TIME_NOT_A_NUMBER),
        (7.5, "WORKING_DAY", None, DoubtKind.TIME_NOT_A_NUMBER),
        (15, "HOUR", 15, DoubtKind.HOURS_UNCLEAR),
        (0, "OTHER", None, DoubtKind.TIME_MISSING),
        (None, "WORKING_DAY", None, DoubtKind.TIME_MISSING),
        ("", "OTHER", None, DoubtKind.TIME_MISSING),
        (-3, "DAY", None, DoubtKind.TIME_MISSING),
        ("12", "DAY", 12, None),
        (4.0, "DAY", 4, None),
    ],
)
def test_odd_times(time: Any, unit: str, quantity: int | None, kind: DoubtKind | None) -> None:
    document = detail(methods=[method(time, unit)], services=[])
    only = definition(document).allowances[0]
    assert only.quantity == quantity
    assert list(doubts(document)) == ([kind] if kind else [])
    if isinstance(time, str) and kind is DoubtKind.TIME_NOT_A_NUMBER:
        assert time in only.note
    if time == 7.5:
        assert "7,5 ngày làm việc" in only.note


@pytest.mark.parametrize(
    ("value", "note", "amount", "kind"),
    [
        (0, "Theo nghị quyết của HĐND", None, DoubtKind.FEE_ZERO_WITH_NOTE),
        (0, "", 0, None),
        (50_000, "mỗi lần", 50_000, None),
        (100, "100.000 đồng/lần", None, DoubtKind.FEE_UNCLEAR),
        (None, "0,15 % giá trị", None, None),
        (None, "", None, DoubtKind.FEE_UNCLEAR),
        ("nhiều", "", None, DoubtKind.FEE_UNCLEAR),
        (2_500.5, "", None, DoubtKind.FEE_UNCLEAR),
        (-5_000, "", None, DoubtKind.FEE_UNCLEAR),
    ],
)
def test_odd_fees(value: Any, note: str, amount: int | None, kind: DoubtKind | None) -> None:
    found = definition(fee(value, note)).fees[0]
    assert found.amount_vnd == amount
    assert note in found.note
    assert list(doubts(fee(value, note))) == ([kind] if kind else [])


def test_a_fee_in_another_currency_is_not_dong() -> None:
    said = {"type": "FEE", "value": 5000, "description": "", "currencyName": "USD"}
    methods = [
        {"submissionMethod": "DIRECT", "processingTime": 1, "processingTimeUnit": "DAY",
         "fees": [said]}
    ]  # fmt: skip
    found = definition(answer(executionMethods=methods)).fees[0]
    assert found.amount_vnd is None
    assert "5000 USD" in found.note


def test_the_same_fee_of_every_channel_is_said_once() -> None:
    fees = [{"type": "SERVICE_FEE", "value": 8000, "note": ""}]
    both = [method(5, "DAY", fees=fees), method(5, "DAY", method="ONLINE", fees=fees)]
    assert [f.channel for f in definition(detail(methods=both)).fees] == [None]
    one = [method(5, "DAY", fees=fees), method(5, "DAY", method="ONLINE")]
    assert [f.channel for f in definition(detail(methods=one)).fees] == [Channel.COUNTER]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"executing": []}, DoubtKind.AGENCY_MISSING),
        ({"promulgator": None}, DoubtKind.AGENCY_MISSING),
        ({"categories": []}, DoubtKind.FIELD_MISSING),
        ({"dossier": []}, DoubtKind.PAPERS_MISSING),
        ({"legal_basis": []}, DoubtKind.LEGAL_BASIS_MISSING),
        ({"methods": [], "services": []}, DoubtKind.TIME_MISSING),
        ({"state": "STRANGE"}, DoubtKind.STATE_UNKNOWN),
        ({"conditions": "Nộp tại UBND cấp huyện"}, DoubtKind.DISTRICT_WORDING),
        ({"steps": [{"text": "Đến quận, huyện nơi ở"}]}, DoubtKind.DISTRICT_WORDING),
        ({"code": " 9.000001"}, DoubtKind.CODE_CHANGED),
    ],
)
def test_what_is_missing_or_odd_is_a_doubt(changes: dict[str, Any], kind: DoubtKind) -> None:
    assert kind in doubts(detail(**changes))


def test_a_repeated_service_code_is_a_doubt() -> None:
    service = detail()["services"][0]
    assert DoubtKind.DUPLICATE_KEY in doubts(detail(services=[service, service]))


def test_text_is_stored_composed_and_said_to_have_been_otherwise() -> None:
    name = unicodedata.normalize("NFD", "Cấp giấy phép mở tiệm bánh")
    assert name != "Cấp giấy phép mở tiệm bánh"
    found = definition(detail(name=name))
    assert found.name == "Cấp giấy phép mở tiệm bánh"
    assert [d.kind for d in found.doubts] == [DoubtKind.TEXT_NOT_NFC]


def test_only_headings_that_say_so_are_situations() -> None:
    papers = [{"name": "Đơn", "original": 1}]
    groups = [
        {"case": "a) Đối với trường hợp cấp mới:", "papers": papers},
        {"case": "Trường hợp cấp lại", "papers": papers},
        {"case": "* Giấy tờ phải xuất trình:", "papers": papers},
    ]
    found = definition(detail(dossier=groups))
    assert [s.key for s in found.situations] == ["case_1", "case_2"]
    assert [e.situations for e in found.evidence] == [("case_1",), ("case_2",), ()]
    assert found.evidence[2].kind is EvidenceKind.PRESENT


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"code": "ERROR", "data": None, "message": "Không thấy"}, "ERROR"),
        ({"code": "OK", "data": {"rows": [{"name": "Hà Nội"}]}}, "không phải thủ tục"),
        ({"code": "OK", "data": {"x": 1}}, "không chứa"),
        ({"code": "OK", "data": None}, "không chứa"),
        ({"anything": 1}, "không nhận ra"),
        ([1, 2], "đối tượng"),
        ("chữ", "đối tượng"),
        (None, "đối tượng"),
        (detail(code=5), "code"),
        (detail(code="  "), "mã thủ tục"),
        (detail(code="../../etc"), "mã thủ tục"),
        (detail(name="\u00a0 "), "name"),
        (detail(name="x" * 5000), "name"),
        (detail(methods={"a": 1}), "methods"),
        (detail(methods=[{"method": "DIRECT", "time": [5]}]), "methods[0].time"),
        (detail(dossier=[{"papers": "không"}]), "dossier[0].papers"),
        (detail(conditions="x" * 200_000), "conditions"),
        (row(departments="Sở"), "departments"),
    ],
)
def test_what_is_no_procedure_is_refused_by_place(document: Any, told: str) -> None:
    refused = read_record(document, where="tệp:7")
    assert isinstance(refused, Refused)
    assert refused.where == "tệp:7"
    assert told in refused.reason


def test_characters_a_database_cannot_hold_are_left_out() -> None:
    found = definition(detail(name="Mở\x00 tiệm\x07"))
    assert found.name == "Mở tiệm"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
KEYS = sorted({*row(), *detail(), *answer()["data"]})


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5), st.sampled_from([row, detail]))
def test_nothing_makes_reading_raise(changes: dict[str, Any], shape: Any) -> None:
    for document in (shape(**changes), answer(**changes), changes):
        assert isinstance(read_record(document, where="x"), Record | Refused)


@given(JSON)
def test_no_json_makes_reading_raise(document: Any) -> None:
    assert isinstance(read_record(document, where="x"), Record | Refused)
