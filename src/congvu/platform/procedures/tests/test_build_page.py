"""The page of a form, as a person fills it in."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from congvu.kernel.vietnamese import fold, sort_key
from congvu.platform.places import queries as places
from congvu.platform.places.models import AdministrativeUnit, Level, UnitKind, UnitSource
from congvu.platform.procedures.definition import (
    Condition,
    Definition,
    Option,
    Page,
    Question,
    QuestionKind,
)
from congvu.platform.procedures.forms import PageForm, build_page
from congvu.platform.procedures.tests.conftest import AT, ON
from congvu.web.fields import DayMonthYearInput

pytestmark = pytest.mark.django_db
K = QuestionKind

UNITS = [
    ("PROVINCE", "44", "Tỉnh Quảng Trị", "44"),
    ("PROVINCE", "66", "Tỉnh Đắk Lắk", "66"),
    ("COMMUNE", "19363", "Xã Vĩnh Linh", "44"),
    ("COMMUNE", "19400", "Xã Hòa Bình", "44"),
    ("COMMUNE", "24400", "Xã Hòa Bình", "66"),
]


@pytest.fixture
def units(db: None) -> None:
    for level, code, full_name, province_code in UNITS:
        word, name = full_name.split(" ", 1)
        kind = UnitKind.PROVINCE if word == "Tỉnh" else UnitKind.COMMUNE
        AdministrativeUnit.objects.create(
            level=Level(level),
            code=code,
            kind=kind,
            name=name,
            full_name=full_name,
            folded_name=fold(name),
            sort_key=sort_key(name),
            province_code=province_code,
            validity=DateRange(date(2025, 7, 1), None),
            source="test",
        )
    UnitSource.objects.create(name="units", checksum="page tests", tables=[], loaded_at=AT)
    places._gazetteer.cache_clear()


def question(key: str, kind: QuestionKind, **more: Any) -> Question:
    return Question(key=key, label=more.pop("label", key.capitalize()), kind=kind, **more)


def definition(*pages: Page) -> Definition:
    return Definition(
        code="9.000001",
        name="Mở tiệm bánh",
        field_code="",
        field_name="",
        promulgator="",
        levels=(),
        subjects=(),
        channels=(),
        form=pages,
    )


def page_form(
    *questions: Question, answers: Any = None, data: Any = None, prefill: Any = None
) -> PageForm:
    page = Page(key="p", title="?", questions=questions)
    posted = None
    if data is not None:
        posted = QueryDict(mutable=True)
        posted.update(data)
    return build_page(
        definition=definition(page),
        page=page,
        answers=answers or {},
        on=ON,
        prefill=prefill,
        data=posted,
    )


def test_a_sound_page_gives_the_values_we_keep() -> None:
    form = page_form(
        question("name", K.TEXT),
        question("born", K.DATE),
        question("note", K.TEXT, required=False),
        data={"name": " An  Bình ", "born_day": "27", "born_month": "3", "born_year": "2026"},
    )
    assert form.is_valid(), form.errors
    assert form.answers() == {"name": "An Bình", "born": "2026-03-27", "note": None}


def test_wrong_answers_are_told_beside_their_fields_and_kept_as_typed() -> None:
    form = page_form(
        question("name", K.TEXT),
        question("born", K.DATE, label="Ngày sinh của con", not_after_today=True),
        question("number", K.PERSONAL_ID, label="Số định danh cá nhân"),
        data={"born_day": "31", "born_month": "2", "born_year": "2026", "number": "12"},
    )
    assert not form.is_valid()
    assert form.errors["name"] == ["Hãy nhập name."]
    assert "ngày có thật" in form.errors["born"][0]
    assert "12 chữ số" in form.errors["number"][0]
    assert 'value="31"' in str(form["born"])
    assert 'value="12"' in str(form["number"])


def test_garbage_of_any_shape_never_raises() -> None:
    asked = [question(f"q{i}", kind) for i, kind in enumerate(K) if kind is not K.CHOICE]
    rubbish = {f"q{i}": "\x00\u202e" * 50 for i in range(20)}
    form = page_form(*asked, data=rubbish | {"q2_day": "x" * 10_000, "q2_year": "\x00"})
    assert not form.is_valid()
    assert len(form.errors) == len(asked)
    str(form)


def test_what_is_known_is_filled_in_and_said() -> None:
    asked = question("name", K.TEXT, prefill="applicant.full_name")
    form = page_form(asked, prefill={"applicant.full_name": "Trần An"})
    assert 'value="Trần An"' in str(form["name"])
    assert 'autocomplete="name"' in str(form["name"])
    assert form.prefill_note
    own = page_form(asked, answers={"name": "Lê Bình"}, prefill={"applicant.full_name": "Trần An"})
    assert 'value="Lê Bình"' in str(own["name"])
    assert not own.prefill_note


def test_widgets_fit_their_questions() -> None:
    few = tuple(Option(value=str(i), label=f"Số {i}", hint="rõ" if i else "") for i in range(3))
    many = tuple(Option(value=str(i), label=f"Số {i}") for i in range(30))
    form = page_form(
        question("day", K.DATE),
        question("few", K.CHOICE, options=few),
        question("many", K.CHOICE, options=many),
        question("agree", K.YES_NO),
        question("story", K.LONG_TEXT),
        question("number", K.PERSONAL_ID),
        question("phone", K.PHONE),
    )
    widgets = {name: type(field.widget) for name, field in form.fields.items()}
    assert widgets["day"] is DayMonthYearInput
    assert widgets["few"] is widgets["agree"] is forms.RadioSelect
    assert widgets["many"] is forms.Select
    assert widgets["story"] is forms.Textarea
    assert 'inputmode="numeric"' in str(form["number"])
    assert 'inputmode="tel"' in str(form["phone"])
    assert "Số 1 – rõ" in str(form["few"])


def test_a_question_of_an_earlier_answer_is_left_out() -> None:
    asked = [
        question("why", K.TEXT, show_when=Condition(question="earlier", is_one_of=("yes",))),
        question("always", K.TEXT),
    ]
    first = Page(key="e", title="?", questions=(question("earlier", K.YES_NO),))
    page = Page(key="p", title="?", questions=tuple(asked))
    for answer, fields in (("no", ["always"]), ("yes", ["why", "always"])):
        form = build_page(
            definition=definition(first, page), page=page, answers={"earlier": answer}, on=ON
        )
        assert list(form.fields) == fields


def test_a_question_of_the_same_page_counts_when_it_is_asked() -> None:
    asked = [
        question("married", K.YES_NO),
        question("spouse", K.TEXT, show_when=Condition(question="married", is_one_of=("yes",))),
    ]
    assert list(page_form(*asked).fields) == ["married", "spouse"]
    assert page_form(*asked, data={"married": "no", "spouse": "thừa"}).answers() == {
        "married": None,
        "spouse": None,
    }  # nothing is kept before the page was checked
    alone = page_form(*asked, data={"married": "no", "spouse": "thừa"})
    assert alone.is_valid()
    assert alone.answers() == {"married": "no", "spouse": None}
    both = page_form(*asked, data={"married": "yes", "spouse": ""})
    assert list(both.errors) == ["spouse"]


def test_a_place_that_is_one_commune_gets_its_code(units: None) -> None:
    form = page_form(question("place", K.PLACE), data={"place": "xa vinh linh, quang tri"})
    assert form.is_valid(), form.errors
    assert form.answers()["place"] == {"text": "xa vinh linh, quang tri", "code": "19363"}


def test_a_place_that_is_several_is_asked_and_never_picked(units: None) -> None:
    asked = question("place", K.PLACE, label="Nơi cư trú")
    form = page_form(asked, question("name", K.TEXT), data={"place": "Hòa Bình", "name": "An"})
    assert not form.is_valid()
    assert list(form.fields) == ["place", "place_code", "name"]
    offered = {value for value, _ in form.fields["place_code"].choices}  # type: ignore[attr-defined]
    assert offered == {"19400", "24400"}
    again = {"place": "Hòa Bình", "place_code": "19400", "name": "An"}
    chosen = page_form(asked, question("name", K.TEXT), data=again)
    assert chosen.is_valid(), chosen.errors
    assert chosen.answers()["place"]["code"] == "19400"
    kept = page_form(asked, answers=chosen.answers(), data={"place": "Hòa Bình"})
    assert kept.is_valid(), kept.errors  # the same words keep the choice made before
    forged = page_form(asked, data=again | {"place_code": "19363"})
    assert not forged.is_valid()


def test_a_place_nobody_knows_says_what_to_write(units: None) -> None:
    form = page_form(question("place", K.PLACE), data={"place": "Sao Hỏa"})
    assert not form.is_valid()
    assert "tên cũ hay tên mới" in form.errors["place"][0]


def test_problems_of_the_rules_find_their_field() -> None:
    form = page_form(question("name", K.TEXT), data={"name": "An"})
    form.is_valid()
    form.refuse({"name": "Sai tên.", "other": "Sai khác."})
    assert form.errors["name"] == ["Sai tên."]
    assert form.non_field_errors() == ["Sai khác."]


def test_several_values_under_one_name_are_harmless() -> None:
    page = Page(key="p", title="?", questions=(question("name", K.TEXT),))
    data = MultiValueDict({"name": ["một", "hai"]})
    form = build_page(definition=definition(page), page=page, answers={}, on=ON, data=data)
    assert form.is_valid()
    assert form.answers() == {"name": "hai"}
