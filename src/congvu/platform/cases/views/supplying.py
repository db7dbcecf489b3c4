"""Completing a dossier: only the flagged items are open, each with the officer's remark.

The applicant does it on their own pages; the receiving counter does it for whoever stands there.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Conflict, Refusal
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import policy, queries, standing
from congvu.platform.cases.actions.attempts import attempt
from congvu.platform.cases.actions.provide_supplement import TooLate, provide_supplement
from congvu.platform.cases.acts import OFFICER_ACTS, PARTY_ACTS
from congvu.platform.cases.models import Case, Supplement
from congvu.platform.cases.performing import key_of, revision_of
from congvu.platform.documents import actions as documents
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import Definition, Question
from congvu.platform.procedures.queries import definition_by_id


@require_http_methods(["GET", "POST"])
def at_counter(request: ActorRequest, code: str) -> HttpResponse:
    """Take what the applicant brought to the counter that received the dossier."""
    actor = officer(request)
    case = queries.visible_by_code(actor, code)
    policy.require(
        policy.may_supplement(actor, case) or standing.open_supplement(case) is None,
        "Chỉ nơi đã nhận hồ sơ được nhận giấy tờ bổ sung thay người nộp.",
    )
    return page(request, case, actor=actor, layout="web/office.html", back="cases:case")


def page(
    request: ActorRequest, case: Case, *, actor: Actor, layout: str, back: str
) -> HttpResponse:
    """Take every flagged item at once. Nothing is changed unless all of them fit."""
    supplement = standing.open_supplement(case)
    if supplement is None:
        raise Conflict(
            "Hồ sơ này hiện không chờ bổ sung. Hãy mở lại trang hồ sơ để xem tình trạng mới nhất."
        )
    if supplement.answer_by is not None and clock.now() > supplement.answer_by:
        raise TooLate(supplement.answer_by)
    problems: Mapping[str, str] = {}
    if request.method == "POST":
        problems = _provide(request, case, supplement, actor=actor)
        if not problems:
            table = OFFICER_ACTS if actor.is_officer else PARTY_ACTS
            messages.success(request, table["provide_supplement"].done)
            return redirect(back, case.code)
    context = {
        "layout": layout,
        "back": back,
        "case": case,
        "supplement": supplement,
        "definition": definition_by_id(case.version_id),
        "items": _items(request, case, supplement, problems),
        "problems": [{"label": text, "url": f"#muc-{key}"} for key, text in problems.items()],
        "has_errors": bool(problems),
    }
    return render(request, "cases/supply.html", context, status=422 if problems else 200)


def _provide(
    request: ActorRequest, case: Case, supplement: Supplement, *, actor: Actor
) -> Mapping[str, str]:
    """Return what is wrong per item; empty when the supplement was given."""
    questions = _questions(definition_by_id(case.version_id))
    brought: dict[str, tuple[UUID, ...]] = {}
    corrected: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for item in supplement.items:
        key = item["key"]
        if key in questions:
            try:
                corrected[key] = answers.clean(questions[key], request.POST.get(key, ""))
            except answers.WrongAnswer as wrong:
                problems[key] = str(wrong)
        else:
            brought[key] = _receive(request, key, actor, problems)
    if problems:
        return problems
    revision, at = revision_of(request.POST), clock.now()
    given = {"documents": brought, "corrected": corrected}
    try:
        attempt(
            name="provide_supplement",
            key=key_of(request.POST),
            case=case,
            revision=revision,
            given=given,
            actor=actor,
            at=at,
            act=lambda: provide_supplement(
                case_id=case.id,
                revision=revision,
                documents=brought,
                corrected=corrected,
                actor=actor,
                at=at,
            ),
        )
    except Conflict:
        raise
    except Refusal as refusal:
        found = getattr(refusal, "problems", None)
        return dict(found) if found else {"": str(refusal)}
    return {}


def _receive(
    request: ActorRequest, key: str, actor: Actor, problems: dict[str, str]
) -> tuple[UUID, ...]:
    files = request.FILES.getlist(key)
    if not files:
        problems[key] = "Hãy chọn tệp cho giấy tờ này."
    kept = []
    for file in files:
        try:
            document = documents.receive(
                upload=file, name=file.name or "", actor=actor, at=clock.now()
            )
            kept.append(document.id)
        except Refusal as refusal:
            problems[key] = f"{file.name}: {refusal}"
    return tuple(kept)


def _questions(definition: Definition) -> dict[str, Question]:
    return {q.key: q for page in definition.form for q in page.questions}


def _items(
    request: ActorRequest, case: Case, supplement: Supplement, problems: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return each flagged item as the page shows it, with what was typed."""
    definition = definition_by_id(case.version_id)
    questions = _questions(definition)
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
                "value": request.POST.get(key, kept) if question else "",
                "problem": problems.get(key, ""),
            }
        )
    return items
