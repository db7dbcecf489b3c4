"""The rule engine of forms: what is asked, what is wrong, what counts."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import (
    Condition,
    Definition,
    Evidence,
    EvidenceKind,
    Option,
    Page,
    Question,
    QuestionKind,
    Situation,
)
from congvu.platform.procedures.tests.conftest import FOLDER, ON
from congvu.platform.procedures.toml_files import read_folder

K = QuestionKind
BAKERY = Definition(
    code="9.000001",
    name="Mở tiệm bánh",
    field_code="",
    field_name="",
    promulgator="",
    levels=(),
    subjects=(),
    channels=(),
    situations=(Situation(key="new", label="Mới"), Situation(key="again", label="Lại")),
    evidence=(
        Evidence(key="request", label="Đơn.", kind=EvidenceKind.UPLOAD),
        Evidence(key="photo", label="Ảnh", kind=EvidenceKind.UPLOAD, required=False),
        Evidence(key="card", label="Thẻ căn cước", kind=EvidenceKind.PRESENT),
        Evidence(key="loss", label="Báo mất", kind=EvidenceKind.UPLOAD, situations=("again",)),
    ),
    form=(
        Page(
            key="kind",
            title="Loại bánh?",
            questions=(
                Question(
                    key="sweet",
                    label="Loại",
                    kind=K.CHOICE,
                    options=(Option(value="yes", label="Ngọt"), Option(value="no", label="Mặn")),
                ),
            ),
        ),
        Page(
            key="sugar",
            title="Bao nhiêu đường?",
            show_when=Condition(question="sweet", is_one_of=("yes",)),
            questions=(
                Question(key="grams", label="Số gam", kind=K.NUMBER),
                Question(
                    key="why",
                    label="Vì sao nhiều thế",
                    kind=K.TEXT,
                    show_when=Condition(question="grams", is_one_of=("1000",)),
                ),
            ),
        ),
        Page(
            key="old",
            title="Giấy cũ",
            situations=("again",),
            questions=(Question(key="number", label="Số giấy", kind=K.TEXT, required=False),),
        ),
    ),
)


def keys(situation: str, **given: Any) -> list[str]:
    pages = answers.shown_pages(BAKERY, situation=situation, answers=given)
    return [page.key for page in pages]


def check(situation: str = "new", papers: tuple[str, ...] = ("request",), **given: Any) -> Any:
    return answers.check_all(
        BAKERY, situation=situation, answers=given, evidence_keys=papers, on=ON
    )


def test_pages_follow_situation_and_answers() -> None:
    assert keys("new") == ["kind"]
    assert keys("new", sweet="yes") == ["kind", "sugar"]
    assert keys("again", sweet="no") == ["kind", "old"]


def test_an_answer_that_is_no_longer_asked_decides_nothing() -> None:
    given = {"sweet": "no", "grams": 1000}
    assert keys("new", **given) == ["kind"]
    shown = answers.shown_questions(BAKERY, situation="new", answers=given)
    assert [q.key for q in shown] == ["sweet"]
    assert answers.relevant(BAKERY, situation="new", answers=given) == {"sweet": "no"}


def test_a_question_may_wait_for_another_of_its_page() -> None:
    given = {"sweet": "yes", "grams": 1000}
    problems = answers.check_page(BAKERY, "sugar", answers=given, situation="new", on=ON)
    assert list(problems) == ["why"]
    assert not answers.check_page(
        BAKERY, "sugar", answers=given | {"grams": 5}, situation="new", on=ON
    )


@pytest.mark.parametrize("page", ["old", "nowhere", ""])
def test_a_page_that_is_not_asked_has_nothing_wrong(page: str) -> None:
    assert answers.check_page(BAKERY, page, answers={}, situation="new", on=ON) == {}


def test_a_sound_dossier_has_no_problems() -> None:
    problems = check(sweet="no")
    assert not problems
    assert dict(problems) == {}


def test_problems_are_told_by_kind_and_together() -> None:
    problems = check("again", (), sweet="yes", grams="nhiều", extra=1)
    assert set(problems.wrong) == {"grams"}
    assert set(problems.unknown) == {"extra"}
    assert set(problems.papers) == {"request", "loss"}
    assert set(check().missing) == {"sweet"}
    assert set(problems) == {"grams", "extra", "request", "loss"}
    assert len(problems) == 4
    assert problems["request"] == "Hãy nộp giấy tờ: Đơn."
    with pytest.raises(KeyError):
        problems["sweet"]


def test_problems_travel_as_plain_json() -> None:
    problems = check(grams="nhiều")
    assert msgspec.json.decode(msgspec.json.encode(problems)) == dict(problems) == problems


def test_papers_to_show_or_not_required_are_not_missing() -> None:
    assert "card" not in check(papers=(), sweet="no")
    assert "photo" not in check(papers=(), sweet="no")


@pytest.mark.parametrize("situation", ["", "strange"])
def test_a_situation_must_be_one_of_the_list(situation: str) -> None:
    assert "situation" in check(situation, sweet="no").wrong


def test_a_procedure_without_situations_takes_none() -> None:
    plain = msgspec.structs.replace(BAKERY, situations=(), evidence=())
    for situation, is_wrong in (("", False), ("new", True)):
        found = answers.check_all(
            plain, situation=situation, answers={"sweet": "no"}, evidence_keys=(), on=ON
        )
        assert ("situation" in found) is is_wrong


def test_a_paper_of_another_procedure_is_refused() -> None:
    assert "passport" in check(papers=("request", "passport"), sweet="no").unknown


def test_relevant_answers_are_kept_in_one_form() -> None:
    given = {"sweet": "yes", "grams": "1.000", "why": "  ngọt ", "extra": 1}
    kept = answers.relevant(BAKERY, situation="new", answers=given)
    assert kept == {"sweet": "yes", "grams": 1000, "why": "ngọt"}


def test_written_answers_go_page_by_page() -> None:
    parts = answers.written_answers(BAKERY, situation="again", answers={"sweet": "no"})
    assert [(part.key, part.title) for part in parts] == [
        ("kind", "Loại bánh?"),
        ("old", "Giấy cũ"),
    ]
    assert [(row.label, row.value) for row in parts[0].rows] == [("Loại", "Mặn")]
    assert parts[1].rows[0].value == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
KEYS = ["sweet", "grams", "why", "number", "extra", "", "\x00"]


@given(st.dictionaries(st.sampled_from(KEYS), JSON), st.sampled_from(["new", "again", "", "?"]))
def test_no_json_makes_the_engine_raise(given_answers: dict[str, Any], situation: str) -> None:
    found = answers.check_all(
        BAKERY, situation=situation, answers=given_answers, evidence_keys=KEYS, on=ON
    )
    assert all(isinstance(text, str) and text for text in found.values())
    kept = answers.relevant(BAKERY, situation=situation, answers=given_answers)
    assert answers.relevant(BAKERY, situation=situation, answers=kept) == kept
    answers.written_answers(BAKERY, situation=situation, answers=given_answers)


def test_every_situation_of_our_forms_can_be_filled_in() -> None:
    for definition in read_folder(FOLDER):
        for situation in [s.key for s in definition.situations] or [""]:
            filled = _filled(definition, situation)
            problems = answers.check_all(
                definition,
                situation=situation,
                answers=filled,
                evidence_keys=[paper.key for paper in definition.evidence],
                on=ON,
            )
            assert not problems, (definition.code, situation, dict(problems))


def _filled(definition: Definition, situation: str) -> dict[str, Any]:
    sound: dict[QuestionKind, Any] = {
        K.TEXT: "Chữ", K.LONG_TEXT: "Chữ", K.DATE: "1/2/2020", K.MONEY: "1000000",
        K.YES_NO: "yes", K.PLACE: {"text": "Xã Vĩnh Linh", "code": "19363"},
        K.PERSONAL_ID: "044090001234", K.PHONE: "0912345678", K.EMAIL: "an@vidu.vn",
    }  # fmt: skip
    filled: dict[str, Any] = {}
    for _ in range(50):
        shown = answers.shown_questions(definition, situation=situation, answers=filled)
        open_ones = [q for q in shown if q.key not in filled]
        if not open_ones:
            return filled
        for question in open_ones:
            number = question.least if question.least is not None else 1
            choice = question.options[0].value if question.options else ""
            filled[question.key] = sound.get(
                question.kind, choice if question.kind is K.CHOICE else number
            )
    raise AssertionError("the form never ends")
