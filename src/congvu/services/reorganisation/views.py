"""One page: write the decision, see what would move, publish it; below, what was decided."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Missing, Refusal
from congvu.services.reorganisation import actions, queries
from congvu.services.reorganisation.forms import PlanForm
from congvu.services.reorganisation.plans import Plan
from congvu.web.formatting import grouped, written_date

LEAVING_COLUMNS = [
    {"label": "Cơ quan kết thúc"},
    {"label": "Cơ quan kế thừa"},
    {"label": "Hồ sơ đang mở", "numeric": True},
    {"label": "Bản đang soạn", "numeric": True},
    {"label": "Người giữ vị trí", "numeric": True},
    {"label": "Quy tắc nêu tên", "numeric": True},
]
RENAMED_COLUMNS = [{"label": "Tên đến trước ngày ấy"}, {"label": "Tên từ ngày ấy"}]
CASE_COLUMNS = [{"label": "Thủ tục"}, {"label": "Hồ sơ chuyển", "numeric": True}]
DECIDED_COLUMNS = [{"label": "Ngày"}, {"label": "Thay đổi"}, {"label": "Căn cứ"}]


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Rehearse with `act=rehearse`, publish with `act=publish`; both check the same."""
    actor, at = _administrator(request), clock.now()
    today = clock.local_date(at)
    communes = queries.communes(actor.province_code, on=today)
    if request.method != "POST":
        form = PlanForm(communes=communes, initial={"on": today + timedelta(days=1)})
        return _page(request, form)
    form = PlanForm(request.POST, communes=communes)
    if not form.is_valid():
        return _page(request, form, status=422)
    plan = form.plan()
    try:
        if request.POST.get("act") != "publish":
            actions.check(plan=plan, actor=actor, at=at)
            return _page(request, form, rehearsal=queries.rehearse(plan, on=today))
        actions.rearrange(plan=plan, actor=actor, at=at)
    except Missing:
        raise
    except Refusal as refusal:
        form.add_error(getattr(refusal, "field", None), str(refusal))
        return _page(request, form, status=422)
    messages.success(
        request,
        f"Đã ghi quyết định. Từ ngày {plan.on:%d/%m/%Y}, hồ sơ đang mở chuyển sang cơ quan kế thừa,"
        " giữ mã, bước và ngày hẹn.",
    )
    return redirect("reorganisation:plan")


def _administrator(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not actions.may_rearrange(actor):
        raise actions.NotYours
    return actor


def _page(
    request: HttpRequest,
    form: PlanForm,
    *,
    status: int = 200,
    rehearsal: queries.Rehearsal | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "decided_columns": DECIDED_COLUMNS,
        "decided": [_decided_row(row) for row in queries.decided()],
    }
    if rehearsal is not None:
        context |= _rehearsed(rehearsal, form.plan())
    return render(request, "reorganisation/plan.html", context, status=status)


def _rehearsed(rehearsal: queries.Rehearsal, plan: Plan) -> dict[str, Any]:
    return {
        "rehearsal": rehearsal,
        "plan": plan,
        "leaving_columns": LEAVING_COLUMNS,
        "leaving": [_leaving_row(one) for one in rehearsal.leaving],
        "renamed_columns": RENAMED_COLUMNS,
        "renamed": [{"cells": list(names)} for names in rehearsal.renamed],
        "case_columns": CASE_COLUMNS,
        "cases": [
            {"cells": [{"text": one.name, "note": one.code}, grouped(one.count)]}
            for one in rehearsal.cases_by_procedure
        ],
    }


def _leaving_row(one: queries.Leaving) -> dict[str, Any]:
    numbers = (one.open_cases, one.drafts, one.officers, one.rules)
    heir = one.heir.name if one.heir else "Không có"
    return {"cells": [one.agency.name, heir, *(grouped(number) for number in numbers)]}


def _decided_row(row: queries.Decided) -> dict[str, Any]:
    what = f"{row.name} nhập vào {row.into}" if row.into else f"{row.name} mang tên {row.new_name}"
    return {"cells": [written_date(row.on), {"text": what, "note": row.code}, row.legal_basis]}
