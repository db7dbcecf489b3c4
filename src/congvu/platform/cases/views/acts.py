"""The officer's acts: one page for all of them, made from the table in `acts`."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from congvu.kernel import clock
from congvu.kernel.ids import new_id
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import policy, queries
from congvu.platform.cases.actions.undo import undo
from congvu.platform.cases.acts import OFFICER_ACTS, Act
from congvu.platform.cases.performing import form_of, revision_of, tried

_BOTH = ["GET", "POST"]
TEMPLATES = {"request_supplement": "cases/supplement.html"}


@require_http_methods(_BOTH)
def show(request: ActorRequest, code: str, name: str) -> HttpResponse:
    """Ask for the words of an act, then do it and go back to the case."""
    actor, act = officer(request), OFFICER_ACTS[name]
    case = queries.visible_by_code(actor, code)
    if request.method == "GET" and act.form is None:
        return HttpResponseNotAllowed(["POST"])
    policy.require(act.may(actor, case) or request.method == "POST", _not_now(act))
    status = 422 if request.method == "POST" else 200
    form = form_of(act, case=case, actor=actor, at=clock.now(), data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = tried(name, act, form=form, posted=request.POST)
        if refused is None:
            messages.success(request, act.done)
            stays = not act.gives_away or queries.is_visible(actor, code)
            return redirect("cases:case", code) if stays else redirect("cases:inbox")
        case = queries.visible_by_code(actor, code)  # as it stands by now
        if not act.may(actor, case):
            raise refused
        status = refused.status
    context = {
        "case": case, "form": form, "act": act, "act_key": new_id(), "is_danger": not act.is_main,
    }  # fmt: skip
    return render(request, TEMPLATES.get(name, "cases/act.html"), context, status=status)


@require_POST
def undoing(request: ActorRequest, code: str) -> HttpResponse:
    """Take back the slip of the hand just made."""
    actor = officer(request)
    case = queries.visible_by_code(actor, code)
    undo(case_id=case.id, revision=revision_of(request.POST), actor=actor, at=clock.now())
    messages.success(request, "Đã hoàn tác thao tác vừa rồi.")
    return redirect("cases:case", code)


def _not_now(act: Act) -> str:
    return f"Hiện không thực hiện được “{act.label}” với hồ sơ này. Hãy xem lại tình trạng hồ sơ."
