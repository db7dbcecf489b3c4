"""The one rule engine of forms, for pages, API and tests: what is asked, and what is wrong. Pure.

A question is asked when its page and its own condition hold for the answers above it; an answer
to a question that is not asked never counts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from congvu.kernel import money
from congvu.platform.procedures.cleaning import NO, YES, NoAnswer, WrongAnswer, clean, in_sentence
from congvu.platform.procedures.definition import (
    Condition,
    Definition,
    EvidenceKind,
    Page,
    Question,
    QuestionKind,
    evidence_for,
)

__all__ = [
    "Problems",
    "WrittenPart",
    "WrittenRow",
    "WrongAnswer",
    "check_all",
    "check_page",
    "clean",
    "problem_of",
    "relevant",
    "shown_pages",
    "shown_questions",
    "written_answers",
    "written_value",
]

PlaceExists = Callable[[str], bool]


class Problems(dict[str, str]):
    """Everything wrong with a dossier, from key to what to do; and the same by kind.

    A plain mapping for pages and JSON. `missing`: questions left empty; `unknown`: keys that the
    form does not have; `papers`: required papers that are not there.
    """

    def __init__(
        self,
        *,
        missing: Mapping[str, str],
        wrong: Mapping[str, str],
        unknown: Mapping[str, str],
        papers: Mapping[str, str],
    ) -> None:
        self.missing, self.wrong, self.unknown, self.papers = missing, wrong, unknown, papers
        super().__init__({**missing, **wrong, **unknown, **papers})


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRow:
    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPart:
    """One page of answers in words; `key` is the page's."""

    key: str
    title: str
    rows: Sequence[WrittenRow]


def shown_pages(
    definition: Definition, *, situation: str, answers: Mapping[str, Any]
) -> Sequence[Page]:
    """Return the pages asked for this situation and these answers, in order."""
    shown = _shown(definition, situation=situation, answers=answers)
    return [page for page, questions in shown if questions]


def shown_questions(
    definition: Definition,
    *,
    situation: str,
    answers: Mapping[str, Any],
    page_key: str | None = None,
) -> Sequence[Question]:
    """Return the questions asked, of one page or of all."""
    return [
        question
        for page, questions in _shown(definition, situation=situation, answers=answers)
        for question in questions
        if page_key in (None, page.key)
    ]


def check_page(
    definition: Definition,
    page_key: str,
    *,
    answers: Mapping[str, Any],
    situation: str,
    on: date,
    place_exists: PlaceExists | None = None,
) -> dict[str, str]:
    """Return what is wrong with one page; nothing for a page that is not asked."""
    asked = shown_questions(definition, situation=situation, answers=answers, page_key=page_key)
    found = {
        q.key: problem_of(q, answers.get(q.key), on=on, place_exists=place_exists) for q in asked
    }
    return {key: str(problem) for key, problem in found.items() if problem}


def check_all(
    definition: Definition,
    *,
    situation: str,
    answers: Mapping[str, Any],
    evidence_keys: Collection[str],
    on: date,
    place_exists: PlaceExists | None = None,
) -> Problems:
    """Check a whole dossier: situation, answers, papers, and keys that the form does not have."""
    missing: dict[str, str] = {}
    wrong = _wrong_situation(definition, situation)
    for question in shown_questions(definition, situation=situation, answers=answers):
        problem = problem_of(question, answers.get(question.key), on=on, place_exists=place_exists)
        if isinstance(problem, NoAnswer):
            missing[question.key] = str(problem)
        elif problem:
            wrong[question.key] = str(problem)
    return Problems(
        missing=missing,
        wrong=wrong,
        unknown=_unknown(definition, answers, evidence_keys),
        papers={
            paper.key: f"Hãy nộp giấy tờ: {paper.label.rstrip('.')}."
            for paper in evidence_for(definition, situation=situation)
            if paper.kind is EvidenceKind.UPLOAD
            and paper.required
            and paper.key not in evidence_keys
        },
    )


def problem_of(
    question: Question, raw: Any, *, on: date, place_exists: PlaceExists | None = None
) -> WrongAnswer | None:
    """Return why this answer cannot be accepted on that day, or None."""
    try:
        value = clean(question, raw)
    except WrongAnswer as wrong:
        return wrong
    if value is None:
        return None
    if question.kind is QuestionKind.DATE and question.not_after_today and value > on.isoformat():
        return WrongAnswer(
            f"“{question.label}” không được sau hôm nay ({_day(on)}). Hãy kiểm tra lại ngày."
        )
    if question.kind is QuestionKind.PLACE:
        return _wrong_place(question, value["code"], place_exists)
    return None


def relevant(
    definition: Definition, *, situation: str, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Return only the answers that are asked, each as the value we keep; wrong ones as given."""
    kept: dict[str, Any] = {}
    for question in shown_questions(definition, situation=situation, answers=answers):
        raw = answers.get(question.key)
        try:
            value = clean(question, raw)
        except NoAnswer:
            continue
        except WrongAnswer:
            value = raw
        if value is not None:
            kept[question.key] = value
    return kept


def written_answers(
    definition: Definition, *, situation: str, answers: Mapping[str, Any]
) -> Sequence[WrittenPart]:
    """Return every asked question with its answer in words, page by page."""
    shown = _shown(definition, situation=situation, answers=answers)
    return [
        WrittenPart(
            key=page.key,
            title=page.title,
            rows=[
                WrittenRow(key=q.key, label=q.label, value=written_value(q, answers.get(q.key)))
                for q in questions
            ],
        )
        for page, questions in shown
        if questions
    ]


def written_value(question: Question, value: Any) -> str:
    """Return an answer in words: days as d/m/yyyy, money in đồng, options by their label."""
    if value is None or value == "":
        return ""
    match question.kind:
        case QuestionKind.DATE:
            return _written_day(value)
        case QuestionKind.MONEY if isinstance(value, int):
            return money.written(value)
        case QuestionKind.CHOICE:
            labels = {option.value: option.label for option in question.options}
            return labels.get(value, str(value)) if isinstance(value, str) else str(value)
        case QuestionKind.YES_NO if value in (YES, NO):
            return "Có" if value == YES else "Không"
        case QuestionKind.PLACE if isinstance(value, Mapping):
            return str(value.get("text") or "")
        case _:
            return str(value)


def _shown(
    definition: Definition, *, situation: str, answers: Mapping[str, Any]
) -> list[tuple[Page, list[Question]]]:
    """Walk the form in order: only answers to questions already asked decide what follows."""
    counted: dict[str, Question] = {}
    shown: list[tuple[Page, list[Question]]] = []
    for page in definition.form:
        if page.situations and situation not in page.situations:
            continue
        if not _holds(page.show_when, counted, answers):
            continue
        asked = []
        for question in page.questions:
            if _holds(question.show_when, counted, answers):
                asked.append(question)
                counted[question.key] = question
        shown.append((page, asked))
    return shown


def _holds(
    condition: Condition | None, counted: Mapping[str, Question], answers: Mapping[str, Any]
) -> bool:
    if condition is None:
        return True
    asked = counted.get(condition.question)
    value = _kept(asked, answers.get(asked.key)) if asked else None
    return isinstance(value, str | int) and str(value) in condition.is_one_of


def _kept(question: Question, raw: Any) -> Any:
    """Return the value as kept; a wrong one decides nothing."""
    try:
        return clean(question, raw)
    except WrongAnswer:
        return None


def _wrong_situation(definition: Definition, situation: str) -> dict[str, str]:
    known = {s.key for s in definition.situations}
    if situation in known or not (known or situation):
        return {}
    return {"situation": "Hãy chọn một trường hợp trong danh sách của thủ tục."}


def _unknown(
    definition: Definition, answers: Mapping[str, Any], evidence_keys: Collection[str]
) -> dict[str, str]:
    questions = {q.key for page in definition.form for q in page.questions}
    papers = {paper.key for paper in definition.evidence}
    told = {
        key: f"Mục “{str(key)[:60]}” không có trong đơn của thủ tục này. Hãy bỏ mục này."
        for key in answers
        if key not in questions
    }
    return told | {
        key: f"Giấy tờ “{str(key)[:60]}” không thuộc thủ tục này. Hãy bỏ giấy tờ này."
        for key in evidence_keys
        if key not in papers
    }


def _wrong_place(
    question: Question, code: str, place_exists: PlaceExists | None
) -> WrongAnswer | None:
    if not code:
        return WrongAnswer(
            f"Chưa rõ {in_sentence(question.label)} là xã, phường nào hiện nay."
            " Hãy ghi tên xã, phường và tỉnh rồi chọn một nơi trong danh sách."
        )
    if place_exists is not None and not place_exists(code):
        return WrongAnswer(
            f"“{question.label}” trỏ đến một xã, phường không còn. Hãy nhập và chọn lại."
        )
    return None


def _written_day(value: Any) -> str:
    try:
        return _day(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
