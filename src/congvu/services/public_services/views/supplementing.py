"""The applicant completes their own dossier."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest
from congvu.platform.cases import supplying
from congvu.platform.people.queries import as_citizen
from congvu.services.public_services.views.following import own_case


@require_http_methods(["GET", "POST"])
def show(request: ActorRequest, code: str) -> HttpResponse:
    """Take every flagged item at once. Nothing is changed unless all of them fit."""
    case, actor, at = own_case(request, code), as_citizen(request.actor), clock.now()
    supplement = supplying.asked_now(case, at=at)
    problems: Mapping[str, str] = {}
    if request.method == "POST":
        problems = supplying.supply(request, case, supplement, actor=actor, at=at)
        if not problems:
            messages.success(request, supplying.act_for(actor).done)
            return redirect("public_services:case", code)
    context = supplying.shown(case, supplement, typed=request.POST, problems=problems)
    context |= {"layout": "web/citizen.html", "back": "public_services:case"}
    return render(request, "cases/supply.html", context, status=422 if problems else 200)
