"""What became of it: my dossiers, one dossier, the receipt, the look-up without signing in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest, signed_in
from congvu.platform.cases import papers, policy, queries, spent, standing
from congvu.platform.cases.actions.notices import mark_read
from congvu.platform.cases.acts import PARTY_ACTS
from congvu.platform.cases.models import Case
from congvu.platform.cases.timeline import timeline, waiting
from congvu.platform.deadlines import queries as deadlines
from congvu.platform.documents.delivery import file_response, pdf_response
from congvu.platform.documents.rendering import sheet_pdf
from congvu.platform.people.queries import as_citizen
from congvu.platform.procedures.answers import written_answers
from congvu.platform.procedures.queries import definition_of
from congvu.services.public_services.forms import LookUpForm
from congvu.services.public_services.qr import qr_svg
from congvu.web.paging import page_of

PAGE = 20
NOT_FOUND = (
    "Không có hồ sơ nào khớp với mã hồ sơ và mã tra cứu này."
    " Hãy kiểm tra lại từng ký tự trên giấy tiếp nhận."
)


@require_GET
def mine(request: ActorRequest) -> HttpResponse:
    """Show my drafts and dossiers, newest first."""
    actor, at = signed_in(request), clock.now()
    page = page_of(
        queries.of_person(actor.person_id),
        order=("-submitted_at", "id"),
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "drafts": [
            {"draft": draft, "is_expired": draft.expires_at <= at}
            for draft in queries.drafts_of(actor)
            if draft.channel == "ONLINE"
        ],
        "cases": [{"case": case, "standing": queries.stand(case, at=at)} for case in page.rows],
        "page": page,
        "at": at,
    }
    return render(request, "public_services/mine.html", context)


@require_GET
def sent(request: ActorRequest, code: str) -> HttpResponse:
    """Confirm what was sent: code, QR, what happens next."""
    case = own_case(request, code)
    context = {
        "case": case,
        "definition": definition_of(case.version),
        "qr": qr_svg(follow_url(request, case)),
        "next": waiting(case),
        "answer_due_at": case.due_at if case.accepted_at is None else None,
    }
    return render(request, "public_services/sent.html", context)


@require_GET
def case(request: ActorRequest, code: str) -> HttpResponse:
    """Show one dossier to the person it belongs to."""
    found, at = own_case(request, code), clock.now()
    actor, definition = as_citizen(request.actor), definition_of(found.version)
    supplement = standing.answerable_supplement(found, at=at)
    mark_read(actor=actor, at=at, case_id=found.id)
    context = {
        "case": found,
        "definition": definition,
        "standing": queries.stand(found, at=at),
        "at": at,
        "timeline": timeline(found),
        "supplement": supplement,
        "next": waiting(found),
        "demand": standing.open_demand(found),
        "opinions": standing.opinions_of(found),
        "forms": [form for form in standing.forms_of(found) if form.voided_at is None],
        "time_spent": spent.time_rows(spent.split(found, at=at)),
        "explanation": deadlines.explanation(found.clock) if found.clock else [],
        "acts": [
            {"act": act, "url": reverse(f"public_services:{name}", args=[found.code])}
            for name, act in PARTY_ACTS.items()
            if act.may(actor, found) and not act.has_own_page
        ],
        "decision": queries.latest_decision(found),
        "files": queries.files_of(found),
        "parts": written_answers(definition, situation=found.situation, answers=found.answers),
    }
    return render(request, "public_services/case.html", context)


@require_GET
def receipt(request: ActorRequest, code: str) -> HttpResponse:
    found = own_case(request, code)
    pdf = sheet_pdf(standing.receipt_of(found), follow_url=follow_url(request, found))
    return pdf_response(pdf, name=f"giay-tiep-nhan-{found.code}.pdf")


@require_GET
def result(request: ActorRequest, code: str) -> HttpResponse:
    found = own_case(request, code)
    return pdf_response(papers.result(found), name=f"ket-qua-{found.code}.pdf")


@require_GET
def file(request: ActorRequest, code: str, file_id: UUID) -> HttpResponse:
    found = own_case(request, code)
    for kept in queries.files_of(found):
        if kept.id == file_id and kept.document is not None:
            return file_response(kept.document, as_view=False)
    raise policy.NoSuchCase


def look_up(request: HttpRequest) -> HttpResponse:
    """Say the status of a dossier to whoever holds both codes on its receipt; no names."""
    form = LookUpForm(request.GET if "code" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_bound and form.is_valid():
        found = queries.followed(
            code=form.cleaned_data["code"], follow_key=form.cleaned_data["key"]
        )
        if found is None:
            form.add_error("key", NOT_FOUND)
        else:
            context |= _status_of(found)
    if form.is_bound and form.errors:
        status = 422
    return render(request, "public_services/look_up.html", context, status=status)


@require_GET
def followed(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Open from the QR on the receipt."""
    found = queries.followed(code=code, follow_key=key)
    form = LookUpForm({"code": code, "key": key})
    if found is None:
        form.is_valid()
        form.add_error("key", NOT_FOUND)
        return render(request, "public_services/look_up.html", {"form": form}, status=404)
    return render(request, "public_services/look_up.html", {"form": form, **_status_of(found)})


def own_case(request: ActorRequest, code: str) -> Case:
    """Return the person's own dossier; a stranger's looks like a missing one."""
    actor = signed_in(request)
    found = queries.of_person_by_code(actor.person_id, code)
    if found is None:
        raise policy.NoSuchCase
    return found


def follow_url(request: HttpRequest, case: Case) -> str:
    path = reverse("public_services:followed", args=[case.code, case.follow_key])
    return request.build_absolute_uri(path)


def _status_of(case: Case) -> dict[str, Any]:
    at = clock.now()
    return {
        "case": case,
        "standing": queries.stand(case, at=at),
        "next": waiting(case),
        "at": at,
    }
