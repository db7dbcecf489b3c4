"""Finding the right procedure from what people type."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.platform.procedures import actions, queries, wording
from congvu.platform.procedures.catalogue_files import read_files
from congvu.platform.procedures.models import Procedure
from congvu.platform.procedures.tests.conftest import AT, ON, detail, read, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ours")]

BIRTH, SINGLE, HOUSEHOLD = "1.001193", "1.004873", "1.001612"
ASKED = [
    ("làm giấy khai sinh cho con", BIRTH),
    ("lam giay khai sinh cho con", BIRTH),
    ("KHAI SINH", BIRTH),
    ("đăng ký khai sinh", BIRTH),
    ("thủ tục đăng ký khai sinh", BIRTH),
    ("giấy độc thân", SINGLE),
    ("giay doc than", SINGLE),
    ("xác nhận tình trạng hôn nhân", SINGLE),
    ("mở hộ kinh doanh", HOUSEHOLD),
    ("đăng ký hộ kinh doanh", HOUSEHOLD),
    ("hộ kinh danh", HOUSEHOLD),
    ("sang tên sổ đỏ", "1.013978"),
    ("ket hon", "1.000894"),
    ("1.004873", SINGLE),
    (" 1.001193 ", BIRTH),
]


def first(text: str) -> str:
    found = queries.search(text, on=ON, most=5)
    return found[0].code if found else ""


@pytest.mark.parametrize(("text", "code"), ASKED)
def test_everyday_words_find_the_right_procedure(text: str, code: str) -> None:
    assert first(text) == code


@pytest.mark.parametrize("text", ["khia sinh", "kai sinh", "khai snh"])
def test_typing_errors_are_forgiven(text: str) -> None:
    assert BIRTH in [p.code for p in queries.search(text, on=ON, most=5)]


def test_an_unfinished_last_word_finds() -> None:
    assert BIRTH in [p.code for p in queries.search("khai sin", on=ON, most=5)]


@pytest.mark.parametrize(
    "text",
    ["", "   ", "!!!", "zzzzqqq", "\x00", "a" * 5000, "' OR 1=1 --", "a & | ! :* <->", "%_\\"],
)
def test_odd_texts_find_nothing_or_something_but_never_fail(text: str) -> None:
    assert len(queries.search(text, on=ON, most=5)) <= 5


def test_filters_narrow_a_search() -> None:
    actions.import_records(records=[read(detail(name="Thủ tục khai sinh của bánh"))], at=AT)
    everything = {p.code for p in queries.search("khai sinh", on=ON, most=50)}
    assert {"9.000001", BIRTH} <= everything
    online = queries.search("khai sinh", on=ON, most=50, online_only=True)
    assert all(p.can_apply_online for p in online)
    field = queries.search("khai sinh", on=ON, most=50, field_code="G99-AT01")
    assert [p.code for p in field] == ["9.000001"]
    event = Procedure.objects.get(code=BIRTH).life_events[0]
    lived = queries.search("khai sinh", on=ON, most=50, life_event=event)
    assert BIRTH in {p.code for p in lived}
    assert "9.000001" not in {p.code for p in lived}


def test_what_can_be_applied_for_stands_before_a_namesake() -> None:
    name = Procedure.objects.get(code=BIRTH).name
    actions.import_records(records=[read(detail(name=name))], at=AT)
    assert first("khai sinh") == BIRTH


def test_nothing_is_found_before_it_is_in_force() -> None:
    before = ON.replace(year=2020)
    assert queries.search("khai sinh", on=before) == []
    assert not queries.listed(on=before).exists()
    with pytest.raises(queries.NoSuchProcedure):
        queries.published_version(code=BIRTH, on=before)


def test_lists_by_field_and_life_event() -> None:
    procedure = Procedure.objects.get(code=BIRTH)
    assert BIRTH in {p.code for p in queries.by_field(procedure.field_code, on=ON)}
    event = procedure.life_events[0]
    assert event in queries.life_events(on=ON)
    assert BIRTH in {p.code for p in queries.by_life_event(event, on=ON)}
    field = next(f for f in queries.fields(most=50) if f.code == procedure.field_code)
    assert field.count == Procedure.objects.filter(field_code=field.code).count()
    assert queries.field_names([field.code]) == {field.code: field.name, "": queries.NO_FIELD}


def test_related_procedures_share_life_or_words() -> None:
    version = queries.published_version(code=BIRTH, on=ON)
    found = queries.related(version, on=ON)
    assert 1 <= len(found) <= 5
    assert BIRTH not in {p.code for p in found}
    assert len({p.code for p in found}) == len(found)


def test_applyable_leads_with_what_is_sure() -> None:
    found = queries.applyable(on=ON, most=9)
    assert len(found) == 9
    assert all(p.can_apply_online for p in found)


def test_light_words_decide_only_when_alone() -> None:
    assert wording.deciding(["lam", "giay", "khai", "sinh", "cho", "con"]) == [
        "khai",
        "sinh",
        "con",
    ]
    assert wording.deciding(["lam", "cho"]) == ["lam", "cho"]
    assert wording.deciding(["thu", "tuc", "dang", "ky", "ket", "hon"]) == ["ket", "hon"]


def test_phrases_are_found_inside_a_request() -> None:
    phrases = wording.phrases_in(["mo", "ho", "kinh", "doanh"])
    assert "ho kinh doanh" in phrases
    assert "mo kinh" not in phrases


def test_a_search_keeps_its_query_budget() -> None:
    with CaptureQueriesContext(connection) as asked:
        queries.search("chuyện không có thật", on=ON)
    assert len(asked) <= 4
    with CaptureQueriesContext(connection) as asked:
        queries.search(BIRTH, on=ON)
    assert len(asked) == 1


@pytest.mark.shared_data
def test_among_thousands_the_index_carries_every_step(shared_files: list[Path]) -> None:
    actions.import_records(records=read_files(shared_files), at=AT)
    for text, code in ASKED:
        assert first(text) == code, text
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE procedures_procedure")
    for text in ("khai sinh", "zzyy kkxx"):
        with CaptureQueriesContext(connection) as asked:
            queries.search(text, on=ON)
        for query in asked.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + query["sql"])
                plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Seq Scan on procedures_procedure " not in plan, (text, plan)


def test_a_row_of_the_list_is_found_by_its_field() -> None:
    actions.import_records(records=[read(row())], at=AT)
    assert [p.code for p in queries.search("an toan banh mi", on=ON)] == ["9.000001"]
