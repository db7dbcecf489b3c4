"""The counter completes a dossier for whoever brought the papers to it."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import policy, queries, standing, supplying


@require_http_methods(["GET", "POST"])
def at_counter(request: ActorRequest, code: str) -> HttpResponse:
    """Take every flagged item at once."""
    actor, at = officer(request), clock.now()
    case = queries.visible_by_code(actor, code)
    policy.require(
        policy.may_supplement(actor, case) or standing.open_supplement(case) is None,
        "Chỉ nơi đã nhận hồ sơ được nhận giấy tờ bổ sung thay người nộp.",
    )
    supplement = supplying.asked_now(case, at=at)
    problems: Mapping[str, str] = {}
    if request.method == "POST":
        problems = supplying.supply(request, case, supplement, actor=actor, at=at)
        if not problems:
            messages.success(request, supplying.act_for(actor).done)
            return redirect("cases:case", code)
    context = supplying.shown(case, supplement, typed=request.POST, problems=problems)
    context |= {"layout": "web/office.html", "back": "cases:case"}
    return render(request, "cases/supply.html", context, status=422 if problems else 200)
