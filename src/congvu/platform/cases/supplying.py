"""From what was sent to complete a dossier: only the flagged items, each with its remark.

The applicant does it on their own pages; the receiving counter for whoever stands there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Conflict, Refusal
from congvu.platform.cases import standing
from congvu.platform.cases.actions.attempts import attempt
from congvu.platform.cases.actions.provide_supplement import TooLate, provide_supplement
from congvu.platform.cases.acts import OFFICER_ACTS, PARTY_ACTS, Act
from congvu.platform.cases.models import Case, Supplement
from congvu.platform.cases.performing import key_of, revision_of
from congvu.platform.documents import actions as documents
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import Question
from congvu.platform.procedures.queries import definition_by_id

NAME = "provide_supplement"


def act_for(actor: Actor) -> Act:
    return (OFFICER_ACTS if actor.is_officer else PARTY_ACTS)[NAME]


def asked_now(case: Case, *, at: datetime) -> Supplement:
    """Return what the case waits for. Raises Conflict, TooLate."""
    supplement = standing.open_supplement(case)
    if supplement is None:
        raise Conflict(
            "Hồ sơ này hiện không chờ bổ sung. Hãy mở lại trang hồ sơ để xem tình trạng mới nhất."
        )
    if supplement.answer_by is not None and at > supplement.answer_by:
        raise TooLate(supplement.answer_by)
    return supplement


@dataclass
class _Brought:
    """What was sent, sorted into papers and answers, and what is wrong with it per item."""

    documents: dict[str, tuple[UUID, ...]] = field(default_factory=dict)
    corrected: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def supply(
    request: HttpRequest, case: Case, supplement: Supplement, *, actor: Actor, at: datetime
) -> Mapping[str, str]:
    """Complete the dossier with all that was asked. Return what is wrong per item, or nothing."""
    brought = _read(request, case, supplement, actor=actor, at=at)
    if brought.problems:
        return brought.problems
    revision = revision_of(request.POST)
    given = {"documents": brought.documents, "corrected": brought.corrected}
    try:
        attempt(
            name=NAME,
            key=key_of(request.POST),
            case=case,
            revision=revision,
            given=given,
            actor=actor,
            at=at,
            act=lambda: provide_supplement(
                case_id=case.id, revision=revision, actor=actor, at=at,
                documents=brought.documents, corrected=brought.corrected,
            ),
        )  # fmt: skip
    except Conflict:
        raise
    except Refusal as refusal:
        found = getattr(refusal, "problems", None)
        return dict(found) if found else {"": str(refusal)}
    return {}


def _read(
    request: HttpRequest, case: Case, supplement: Supplement, *, actor: Actor, at: datetime
) -> _Brought:
    questions, brought = _questions(case), _Brought()
    for item in supplement.items:
        key = item["key"]
        if key not in questions:
            brought.documents[key] = _receive(
                request, key, actor=actor, at=at, problems=brought.problems
            )
            continue
        try:
            brought.corrected[key] = answers.clean(questions[key], request.POST.get(key, ""))
        except answers.WrongAnswer as wrong:
            brought.problems[key] = str(wrong)
    return brought


def _receive(
    request: HttpRequest, key: str, *, actor: Actor, at: datetime, problems: dict[str, str]
) -> tuple[UUID, ...]:
    files = request.FILES.getlist(key)
    if not files:
        problems[key] = "Hãy chọn tệp cho giấy tờ này."
    kept = []
    for file in files:
        try:
            document = documents.receive(upload=file, name=file.name or "", actor=actor, at=at)
            kept.append(document.id)
        except Refusal as refusal:
            problems[key] = f"{file.name}: {refusal}"
    return tuple(kept)


def shown(
    case: Case,
    supplement: Supplement,
    *,
    typed: Mapping[str, Any],
    problems: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the page shows: each flagged item, with what was typed and what is wrong."""
    definition, questions = definition_by_id(case.version_id), _questions(case)
    papers = {paper.key: paper.label for paper in definition.evidence}
    items = []
    for item in supplement.items:
        key, question = item["key"], questions.get(item["key"])
        kept = answers.written_value(question, case.answers.get(key)) if question else ""
        items.append(
            {
                "key": key,
                "remark": item["remark"],
                "label": question.label if question else papers.get(key, key),
                "question": question,
                "value": typed.get(key, kept) if question else "",
                "problem": problems.get(key, ""),
            }
        )
    return {
        "case": case,
        "supplement": supplement,
        "definition": definition,
        "items": items,
        "problems": [{"label": text, "url": f"#muc-{key}"} for key, text in problems.items()],
        "has_errors": bool(problems),
    }


def _questions(case: Case) -> dict[str, Question]:
    pages = definition_by_id(case.version_id).form
    return {question.key: question for page in pages for question in page.questions}
