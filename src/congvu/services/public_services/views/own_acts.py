"""What applicants do with a dossier they sent: withdraw it, say it is paid, rate, complain."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from congvu.kernel import clock
from congvu.kernel.ids import new_id
from congvu.platform.access.requests import ActorRequest
from congvu.platform.cases import policy
from congvu.platform.cases.acts import PARTY_ACTS
from congvu.platform.cases.performing import form_of, tried
from congvu.platform.people.queries import as_citizen
from congvu.services.public_services.views.following import own_case


@require_http_methods(["GET", "POST"])
def show(request: ActorRequest, code: str, name: str) -> HttpResponse:
    """Ask for the words of an act, then do it and go back to the dossier."""
    case, act = own_case(request, code), PARTY_ACTS[name]
    actor = as_citizen(request.actor)
    policy.require(
        act.may(actor, case) or request.method == "POST",
        f"Hiện không thực hiện được “{act.label}” với hồ sơ này. Hãy xem lại tình trạng hồ sơ.",
    )
    form = form_of(act, case=case, actor=actor, at=clock.now(), data=request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        refused = tried(name, act, form=form, posted=request.POST)
        if refused is None:
            messages.success(request, act.done)
            return redirect("public_services:case", code)
        case = own_case(request, code)  # as it stands by now
        if not act.may(actor, case):
            raise refused
        status = refused.status
    context = {"case": case, "act": act, "form": form, "act_key": new_id()}
    return render(request, "public_services/own_act.html", context, status=status)
