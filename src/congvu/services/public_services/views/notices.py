"""What the platform has told me about my dossiers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest, signed_in
from congvu.platform.cases import queries
from congvu.platform.cases.actions.notices import mark_read
from congvu.platform.cases.models import Notice
from congvu.services.public_services.noticing import words
from congvu.web.paging import page_of

PAGE = 30


@require_GET
def show(request: ActorRequest) -> HttpResponse:
    """Show what was told, newest first."""
    actor = signed_in(request)
    page = page_of(
        queries.notices_of(actor.person_id),
        order=("-at", "id"),
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
    )
    context = {"notices": [_told(notice) for notice in page.rows], "page": page}
    return render(request, "public_services/notices.html", context)


@require_POST
def read_all(request: ActorRequest) -> HttpResponse:
    mark_read(actor=signed_in(request), at=clock.now())
    return redirect("public_services:notices")


def _told(notice: Notice) -> dict[str, Any]:
    title, text = words(notice.event_type, notice.facts)
    return {"notice": notice, "title": title, "text": text}
