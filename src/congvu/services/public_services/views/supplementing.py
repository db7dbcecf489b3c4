"""Completing a dossier: only the flagged items are open, each with the officer's remark."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Conflict, Refusal
from congvu.platform.access.requests import ActorRequest, signed_in
from congvu.platform.cases import standing
from congvu.platform.cases.actions.provide_supplement import TooLate, provide_supplement
from congvu.platform.cases.models import Case, Supplement
from congvu.platform.cases.performing import revision_of
from congvu.platform.documents import actions as documents
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import Definition, Question
from congvu.platform.procedures.queries import definition_of
from congvu.services.public_services.views.following import own_case


@require_http_methods(["GET", "POST"])
def show(request: ActorRequest, code: str) -> HttpResponse:
    """Take every flagged item at once. Nothing is changed unless all of them fit."""
    case = own_case(request, code)
    supplement = standing.open_supplement(case)
    if supplement is None:
        raise Conflict(
            "Hồ sơ này hiện không chờ bổ sung. Hãy xem tình trạng mới nhất trong “Hồ sơ của tôi”."
        )
    if supplement.answer_by is not None and clock.now() > supplement.answer_by:
        raise TooLate(supplement.answer_by)
    definition = definition_of(case.version)
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = _provide(request, case, supplement, definition)
        if not problems:
            messages.success(request, "Đã gửi bổ sung. Cơ quan tiếp tục giải quyết hồ sơ.")
            return redirect("public_services:case", code)
    return _page(request, case, supplement, definition, problems)


def _provide(
    request: ActorRequest, case: Case, supplement: Supplement, definition: Definition
) -> dict[str, str]:
    """Return what is wrong per item; empty when the supplement was given."""
    actor, at = signed_in(request), clock.now()
    questions = _questions(definition)
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
    try:
        provide_supplement(
            case_id=case.id,
            revision=revision_of(request.POST),
            documents=brought,
            corrected=corrected,
            actor=actor,
            at=at,
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


def _page(
    request: ActorRequest,
    case: Case,
    supplement: Supplement,
    definition: Definition,
    problems: dict[str, str],
) -> HttpResponse:
    questions = _questions(definition)
    papers = {paper.key: paper.label for paper in definition.evidence}
    items = []
    for item in supplement.items:
        question = questions.get(item["key"])
        items.append(
            {
                "key": item["key"],
                "remark": item["remark"],
                "label": question.label if question else papers.get(item["key"], item["key"]),
                "question": question,
                "value": request.POST.get(
                    item["key"], answers.written_value(question, case.answers.get(item["key"]))
                )
                if question
                else "",
                "problem": problems.get(item["key"], ""),
            }
        )
    context = {
        "case": case,
        "supplement": supplement,
        "definition": definition,
        "items": items,
        "problems": [{"label": text, "url": f"#muc-{key}"} for key, text in problems.items()],
        "has_errors": bool(problems),
    }
    status = 422 if problems else 200
    return render(request, "public_services/supplement.html", context, status=status)
