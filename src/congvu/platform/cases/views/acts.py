"""The officer's acts, each a form that comes back to the case page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import policy, queries
from congvu.platform.cases.actions.accept import accept
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.complete_step import complete_step
from congvu.platform.cases.actions.decide import approve, send_back
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.request_supplement import request_supplement
from congvu.platform.cases.actions.return_result import return_result
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.forms import ProposalForm, SendBackForm, SupplementForm
from congvu.platform.cases.models import Case, Outcome
from congvu.platform.procedures.queries import definition_of

Act = Callable[..., Any]
_DIGITS = 9  # no revision is longer


def _revision(request: ActorRequest) -> int:
    text = request.POST.get("revision", "")
    if not text.isdecimal() or len(text) > _DIGITS:
        raise Stale
    return int(text)


def _plain(request: ActorRequest, code: str, act: Act, done: str) -> HttpResponse:
    """Do an act that needs no words, and say on the case page that it was done."""
    actor = officer(request)
    case = queries.visible_by_code(actor, code)
    act(case_id=case.id, revision=_revision(request), actor=actor, at=clock.now())
    messages.success(request, done)
    return redirect("cases:case", code)


@require_POST
def acceptance(request: ActorRequest, code: str) -> HttpResponse:
    return _plain(request, code, accept, "Đã tiếp nhận hồ sơ và bắt đầu tính thời hạn.")


@require_POST
def claiming(request: ActorRequest, code: str) -> HttpResponse:
    return _plain(request, code, claim, "Hồ sơ đã về “Cần tôi làm” của bạn.")


@require_POST
def step_completion(request: ActorRequest, code: str) -> HttpResponse:
    return _plain(request, code, complete_step, "Đã xong bước này và chuyển bước tiếp theo.")


@require_POST
def approval(request: ActorRequest, code: str) -> HttpResponse:
    return _plain(request, code, approve, "Đã ký duyệt. Hồ sơ chuyển sang bước trả kết quả.")


@require_POST
def returning(request: ActorRequest, code: str) -> HttpResponse:
    return _plain(request, code, return_result, "Đã ghi nhận trả kết quả.")


@require_http_methods(["GET", "POST"])
def supplement(request: ActorRequest, code: str) -> HttpResponse:
    """Ask for everything that is missing, once."""
    actor = officer(request)
    case = queries.visible_by_code(actor, code)
    policy.require(
        policy.may_request_supplement(actor, case),
        "Hồ sơ này hiện không ở bước mà bạn được yêu cầu bổ sung.",
    )
    definition = definition_of(case.version)
    form = SupplementForm(definition, case.situation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        request_supplement(
            case_id=case.id,
            revision=_revision(request),
            items=form.chosen(),
            explanation=form.cleaned_data["explanation"],
            actor=actor,
            at=clock.now(),
        )
        messages.success(request, "Đã gửi yêu cầu bổ sung. Thời hạn tạm dừng trong lúc chờ.")
        return redirect("cases:case", code)
    return _form_page(request, case, form, "cases/supplement.html")


@require_http_methods(["GET", "POST"])
def proposal(request: ActorRequest, code: str) -> HttpResponse:
    actor = officer(request)
    case = queries.visible_by_code(actor, code)
    policy.require(policy.may_work(actor, case), "Hồ sơ này hiện không ở bước của bạn.")
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        propose(
            case_id=case.id,
            revision=_revision(request),
            outcome=Outcome(form.cleaned_data["outcome"]),
            reason=form.cleaned_data["reason"],
            actor=actor,
            at=clock.now(),
        )
        messages.success(request, "Đã trình lãnh đạo ký.")
        return redirect("cases:case", code)
    return _form_page(request, case, form, "cases/proposal.html")


@require_http_methods(["GET", "POST"])
def sending_back(request: ActorRequest, code: str) -> HttpResponse:
    actor = officer(request)
    case = queries.visible_by_code(actor, code)
    policy.require(policy.may_decide(actor, case), "Hồ sơ này hiện không chờ bạn ký.")
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        send_back(
            case_id=case.id,
            revision=_revision(request),
            remark=form.cleaned_data["remark"],
            actor=actor,
            at=clock.now(),
        )
        messages.success(request, "Đã trả hồ sơ cho người thụ lý làm lại.")
        return redirect("cases:case", code)
    return _form_page(request, case, form, "cases/sending_back.html")


def _form_page(request: ActorRequest, case: Case, form: Any, template: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"case": case, "form": form}, status=status)
