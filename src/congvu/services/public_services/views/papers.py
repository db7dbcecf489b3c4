"""Bringing papers: photographs or PDF, several per paper, checked before they are kept."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.kernel import clock
from congvu.kernel.refusal import Refusal
from congvu.platform.access.requests import ActorRequest, signed_in
from congvu.platform.cases.actions import drafts
from congvu.platform.cases.policy import NoSuchDraft
from congvu.platform.documents import actions as documents
from congvu.platform.documents.delivery import file_response
from congvu.services.public_services import presenting, wizard
from congvu.services.public_services.views.sent_drafts import draft_page
from congvu.services.public_services.views.shell import shell_of


@require_http_methods(["GET", "POST"])
@draft_page
def show(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Show every paper of the situation. POST goes on; a missing paper is named."""
    form = wizard.open_form(draft_id, actor=signed_in(request), at=clock.now())
    if request.method == "POST":
        missing = wizard.papers_missing(form) if form.draft.channel == "ONLINE" else []
        if not missing:
            return redirect(wizard.url_after(form, wizard.PAPERS, request.POST.get("ve", "")))
        problems = {p.key: f"Hãy tải lên “{p.label}”." for p in missing}
        return papers_page(request, form, problems=problems)
    return papers_page(request, form, problems={})


@require_POST
@draft_page
def upload(request: ActorRequest, draft_id: UUID, key: str) -> HttpResponse:
    """Take the files of one paper. Good ones are kept even when another is refused."""
    actor, at = signed_in(request), clock.now()
    form = wizard.open_form(draft_id, actor=actor, at=at)
    files = request.FILES.getlist("tep")
    refused = [] if files else ["Hãy chọn ít nhất một tệp."]
    for file in files:
        try:
            document = documents.receive(upload=file, name=file.name or "", actor=actor, at=at)
            drafts.attach_file(
                draft_id=draft_id, evidence_key=key, document=document, actor=actor, at=at
            )
        except Refusal as refusal:
            refused.append(f"{file.name}: {refusal}")
    if refused:
        form = wizard.open_form(draft_id, actor=actor, at=at)
        return papers_page(request, form, problems={key: " ".join(refused)})
    messages.success(request, "Đã nhận tệp.")
    return redirect(f"{wizard.url_of(form, wizard.PAPERS)}#giay-{key}")


@require_POST
@draft_page
def remove(request: ActorRequest, draft_id: UUID, file_id: int) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    form = wizard.open_form(draft_id, actor=actor, at=at)
    drafts.detach_file(draft_id=draft_id, file_id=file_id, actor=actor, at=at)
    messages.success(request, "Đã bỏ tệp.")
    return redirect(wizard.url_of(form, wizard.PAPERS))


@require_GET
@draft_page
def look(request: ActorRequest, draft_id: UUID, file_id: int) -> HttpResponse:
    form = wizard.open_form(draft_id, actor=signed_in(request), at=clock.now(), expired_too=True)
    for file in form.files:
        if file.id == file_id:
            return file_response(file.document, as_view=True)
    raise NoSuchDraft


def papers_page(
    request: HttpRequest, form: wizard.OpenForm, *, problems: dict[str, str]
) -> HttpResponse:
    context: dict[str, Any] = {
        "shell": shell_of(request),  # type: ignore[arg-type] # the middleware made it one
        "draft": form.draft,
        "definition": form.definition,
        "papers": [
            {
                "paper": paper,
                "files": [f for f in form.files if f.evidence_key == paper.key],
                "problem": problems.get(paper.key, ""),
            }
            for paper in wizard.papers_to_bring(form)
        ],
        "others": presenting.papers(form.definition, situation=form.draft.situation),
        "problems": [{"label": text, "url": f"#giay-{key}"} for key, text in problems.items()],
        "has_errors": bool(problems),
        "most_megabytes": settings.UPLOAD_MOST_BYTES // (1024 * 1024),
        "step": wizard.step_number(form, wizard.PAPERS),
        "steps": wizard.step_count(form),
        "back_url": wizard.url_before(form, wizard.PAPERS),
        "return_to": request.GET.get("ve", request.POST.get("ve", "")),
    }
    status = 422 if problems else 200
    return render(request, "public_services/papers.html", context, status=status)
