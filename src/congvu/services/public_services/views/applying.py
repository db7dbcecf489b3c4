"""Filling in a form: one page at a time, kept on the server, checked once more before sending."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest, signed_in
from congvu.platform.cases import queries
from congvu.platform.cases.actions import drafts
from congvu.platform.cases.actions.submit import IncompleteDossier
from congvu.platform.people import queries as people
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.queries import published_version
from congvu.services.public_services import wizard
from congvu.services.public_services.forms import SituationForm
from congvu.services.public_services.views.sent_drafts import draft_page
from congvu.services.public_services.views.shell import shell_of


@require_http_methods(["GET", "POST"])
def start(request: ActorRequest, code: str) -> HttpResponse:
    """Offer to go on with an open draft of the same procedure, or begin a new one."""
    actor, at = signed_in(request), clock.now()
    version = published_version(code=code.strip(), on=clock.local_date(at))
    open_drafts = [
        draft
        for draft in queries.drafts_of(actor)
        if draft.version.procedure.code == version.procedure.code
        and draft.channel == Channel.ONLINE
    ]
    if request.method == "GET" and open_drafts:
        context = {"drafts": open_drafts, "version": version}
        return render(request, "public_services/start.html", context)
    draft = drafts.start_draft(
        version=version,
        applicant=people.person(actor.person_id),
        channel=Channel.ONLINE,
        receiving_agency=None,
        actor=actor,
        at=at,
    )
    return redirect("public_services:draft", draft.id)


@draft_page
def resume(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Go to the first page that still needs something."""
    form = wizard.open_form(draft_id, actor=signed_in(request), at=clock.now())
    return redirect(wizard.first_open_url(form))


@require_http_methods(["GET", "POST"])
@draft_page
def situation(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    form = wizard.open_form(draft_id, actor=actor, at=at)
    choice = SituationForm(
        form.definition, request.POST or None, initial={"situation": form.draft.situation}
    )
    if request.method == "POST" and choice.is_valid():
        drafts.choose_situation(
            draft_id=draft_id, situation=choice.cleaned_data["situation"], actor=actor, at=at
        )
        form = wizard.open_form(draft_id, actor=actor, at=at)
        return redirect(wizard.url_after(form, wizard.SITUATION, request.POST.get("ve", "")))
    return _page(request, form, "public_services/situation.html", wizard.SITUATION, choice)


@require_http_methods(["GET", "POST"])
@draft_page
def page(request: ActorRequest, draft_id: UUID, page_key: str) -> HttpResponse:
    """Ask one page. Wrong answers come back beside their fields; nothing typed is lost."""
    actor, at = signed_in(request), clock.now()
    form = wizard.open_form(draft_id, actor=actor, at=at)
    shown = wizard.page_of(form, page_key)
    if shown is None:
        return redirect(wizard.first_open_url(form))
    asked = wizard.bound_page(form, shown, request.POST or None)
    if request.method == "POST" and asked.is_valid():
        try:
            drafts.save_page(
                draft_id=draft_id, page_key=page_key, given=asked.answers(), actor=actor, at=at
            )
        except drafts.WrongAnswers as wrong:
            asked.refuse(wrong.problems)
        else:
            form = wizard.open_form(draft_id, actor=actor, at=at)
            return redirect(wizard.url_after(form, page_key, request.POST.get("ve", "")))
    return _page(request, form, "public_services/page.html", page_key, asked, shown=shown)


@require_http_methods(["GET"])
@draft_page
def check(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Show every answer and paper once more; the button names the act."""
    actor, at = signed_in(request), clock.now()
    form = wizard.open_form(draft_id, actor=actor, at=at)
    return _check_page(request, form, problems={}, status=200)


@require_POST
def send(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Send the dossier. Pressing twice shows the same receipt."""
    actor, at = signed_in(request), clock.now()
    try:
        if actor.is_officer:
            case = drafts.submit_at_counter(
                draft_id=draft_id,
                submit_key=wizard.key_of(request.POST.get("submit_key", "")),
                seen_evidence=wizard.seen_papers(request.POST),
                actor=actor,
                at=at,
            )
            return redirect("cases:case", case.code)
        sent = drafts.submit_draft(
            draft_id=draft_id,
            submit_key=wizard.key_of(request.POST.get("submit_key", "")),
            actor=actor,
            at=at,
        )
    except IncompleteDossier as incomplete:
        form = wizard.open_form(draft_id, actor=actor, at=at)
        return _check_page(request, form, problems=incomplete.problems, status=422)
    return redirect("public_services:sent", sent.code)


@require_http_methods(["GET", "POST"])
@draft_page
def discard(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    form = wizard.open_form(draft_id, actor=actor, at=at, expired_too=True)
    if request.method == "GET":
        return render(request, "public_services/discard.html", {"draft": form.draft})
    drafts.discard_draft(draft_id=draft_id, actor=actor, at=at)
    messages.success(request, "Đã xóa bản đang soạn.")
    return redirect("public_services:counter" if actor.is_officer else "public_services:mine")


@require_http_methods(["GET", "POST"])
@draft_page
def renew(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Show what an expired draft keeps and what the present form no longer asks; then go on."""
    actor, at = signed_in(request), clock.now()
    form = wizard.open_form(draft_id, actor=actor, at=at, expired_too=True)
    if request.method == "GET":
        context = {"draft": form.draft, "dropped": wizard.dropped(form, at=at)}
        return render(request, "public_services/renew.html", context)
    drafts.renew_draft(draft_id=draft_id, actor=actor, at=at)
    return redirect("public_services:draft", draft_id)


def _page(
    request: ActorRequest,
    form: wizard.OpenForm,
    template: str,
    key: str,
    asked: Any,
    **more: Any,
) -> HttpResponse:
    context = {
        "shell": shell_of(request),
        "form": asked,
        "draft": form.draft,
        "definition": form.definition,
        "step": wizard.step_number(form, key),
        "steps": wizard.step_count(form),
        "back_url": wizard.url_before(form, key),
        "return_to": request.GET.get("ve", request.POST.get("ve", "")),
        **more,
    }
    return render(request, template, context, status=422 if asked.is_bound else 200)


def _check_page(
    request: ActorRequest, form: wizard.OpenForm, *, problems: Any, status: int
) -> HttpResponse:
    context = {
        "shell": shell_of(request),
        "draft": form.draft,
        "definition": form.definition,
        "parts": wizard.answered_parts(form),
        "papers": wizard.paper_rows(form),
        "office": wizard.office_words(form),
        "problems": wizard.problem_links(form, problems),
        "missing": wizard.missing_links(form),
        "has_errors": bool(problems),
        "at_counter": signed_in(request).is_officer,
        "papers_to_see": wizard.papers_to_see(form),
        "step": wizard.step_count(form),
        "steps": wizard.step_count(form),
        "back_url": wizard.url_before(form, wizard.CHECK),
    }
    return render(request, "public_services/check.html", context, status=status)
