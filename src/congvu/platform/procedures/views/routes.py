"""The editor of a procedure's route: its picture, its steps, its faults, its publication."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel import clock
from congvu.kernel.actor import POST_KIND_LABELS, Actor, PostKind
from congvu.kernel.refusal import Missing
from congvu.platform.procedures import actions, bpmn, checking, policy, queries, route_editing
from congvu.platform.procedures.bpmn_reading import NotReadable
from congvu.platform.procedures.definition import Step
from congvu.platform.procedures.describing import STEP_LABELS
from congvu.platform.procedures.models import RouteDraft
from congvu.platform.procedures.route_editing import Route
from congvu.platform.procedures.route_forms import RouteFileForm, RoutePublishingForm, StepForm
from congvu.platform.procedures.views.route_picture import drawn
from congvu.web.formatting import written_date

BOTH = ["GET", "HEAD", "POST"]
COLUMNS = [
    {"label": "Bước"},
    {"label": "Người làm"},
    {"label": "Thời gian", "numeric": True},
    {"label": "Dẫn tới"},
]
LONGEST_NUMBER = 9


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show the route being changed, or the one published last."""
    actor = _actor(request)
    draft = queries.route_draft(code)
    version = queries.latest_version(code)
    steps = draft.steps if draft else version.definition.route
    context = {
        "version": version,
        "definition": version.definition,
        "draft": draft,
        "may_change": policy.may_change_routes(actor) and bool(version.definition.route),
        "picture": drawn(steps) if steps else None,
        "columns": COLUMNS,
        "rows": [_row(code, step, steps, is_draft=draft is not None) for step in steps],
        "flaws": _flaws(code, draft) if draft else [],
        "file_form": RouteFileForm(),
    }
    return render(request, "procedures/route.html", context)


@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    actions.open_route(code=code, actor=_actor(request), at=clock.now())
    return redirect("procedures:route", code)


@require_http_methods(BOTH)
def add_step(request: HttpRequest, code: str) -> HttpResponse:
    """Add a step behind the one named in the address."""
    draft = _draft(code)
    after = request.GET.get("sau", "")
    form = StepForm(request.POST or None, steps=draft.steps)

    def change(route: Route) -> Route:
        return route_editing.added(route, form.made(), after=after)

    return _step_page(request, draft, form, change, done="Đã thêm bước.", title="Thêm bước")


@require_http_methods(BOTH)
def edit_step(request: HttpRequest, code: str, key: str) -> HttpResponse:
    draft = _draft(code)
    step = next((step for step in draft.steps if step.key == key), None)
    if step is None:
        raise queries.NoSuchProcedure
    form = StepForm(request.POST or None, steps=draft.steps, step=step)

    def change(route: Route) -> Route:
        return route_editing.replaced(route, form.made())

    return _step_page(
        request, draft, form, change, done="Đã sửa bước.", title=f"Sửa “{step.label}”"
    )


def _step_page(
    request: HttpRequest,
    draft: RouteDraft,
    form: StepForm,
    change: Callable[[Route], Route],
    *,
    done: str,
    title: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        _change(request, draft, change)
        messages.success(request, done)
        return redirect("procedures:route", draft.procedure.code)
    status = 422 if request.method == "POST" else 200
    context = {"draft": draft, "form": form, "title": title, "code": draft.procedure.code}
    return render(request, "procedures/route_step.html", context, status=status)


@require_POST
def shift_step(request: HttpRequest, code: str, key: str, way: str) -> HttpResponse:
    """Move a step up or down, or take it out."""
    changes: dict[str, tuple[Callable[[Route], Route], str]] = {
        "len": (lambda route: route_editing.moved(route, key, by=-1), "Đã chuyển bước lên."),
        "xuong": (lambda route: route_editing.moved(route, key, by=1), "Đã chuyển bước xuống."),
        "bo": (lambda route: route_editing.removed(route, key), "Đã bỏ bước."),
    }
    draft = _draft(code)
    if way not in changes or all(step.key != key for step in draft.steps):
        raise queries.NoSuchProcedure
    change, done = changes[way]
    _change(request, draft, change)
    messages.success(request, done)
    return redirect("procedures:route", code)


@require_POST
def take_file(request: HttpRequest, code: str) -> HttpResponse:
    """Let the steps of a BPMN file stand for those being changed."""
    form = RouteFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.import_route(
                code=code,
                revision=_revision(request),
                content=form.content(),
                actor=_actor(request),
                at=clock.now(),
            )
        except NotReadable as refused:
            form.add_error("tep", str(refused))
        else:
            messages.success(request, "Đã nạp các bước từ tệp. Hãy xem lại rồi công bố.")
            return redirect("procedures:route", code)
    context = {"form": form, "code": code, "draft": _draft(code)}
    return render(request, "procedures/route_file.html", context, status=422)


@require_safe
def give_file(request: HttpRequest, code: str) -> HttpResponse:
    """Give the route as a BPMN 2.0 file: the one being changed, else the one published last."""
    draft, version = queries.route_draft(code), queries.latest_version(code)
    steps = draft.steps if draft else version.definition.route
    if not steps:
        raise queries.NoSuchProcedure
    content = bpmn.written(steps, code=code, name=version.definition.name)
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="quy-trinh-{code}.bpmn"'
    return response


@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    actions.discard_route(
        code=code, revision=_revision(request), actor=_actor(request), at=clock.now()
    )
    messages.success(request, "Đã bỏ bản đang sửa. Quy trình đang dùng không thay đổi.")
    return redirect("procedures:route", code)


@require_http_methods(BOTH)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the decision and the day, and publish; say what new and running dossiers do."""
    draft, today = _draft(code), clock.local_date(clock.now())
    form = RoutePublishingForm(
        request.POST or None, initial={"decision_date": today, "valid_from": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.publish_route(
                code=code,
                revision=_revision(request),
                actor=_actor(request),
                at=clock.now(),
                **form.cleaned_data,
            )
        except actions.RouteFlawed as refused:
            form.refuse(refused.problems)
        else:
            messages.success(
                request,
                f"Đã công bố quy trình mới (bản {version.number}) cho hồ sơ nộp từ ngày"
                f" {written_date(version.valid_from)}. Hồ sơ đang giải quyết giữ quy trình cũ.",
            )
            return redirect("procedures:route", code)
    context = {"draft": draft, "form": form, "code": code, "flaws": _flaws(code, draft)}
    status = 422 if request.method == "POST" else 200
    return render(request, "procedures/route_publish.html", context, status=status)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise Missing("Không tìm thấy trang này.")
    return actor


def _draft(code: str) -> RouteDraft:
    draft = queries.route_draft(code)
    if draft is None:
        raise queries.NoSuchProcedure
    return draft


def _change(request: HttpRequest, draft: RouteDraft, change: Callable[[Route], Route]) -> None:
    actions.change_route(
        code=draft.procedure.code,
        revision=_revision(request),
        change=change,
        actor=_actor(request),
        at=clock.now(),
    )


def _revision(request: HttpRequest) -> int:
    """Return the revision the page was made from; a senseless one is stale."""
    text = request.POST.get("revision", "")
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise actions.RouteStale
    return int(text)


def _flaws(code: str, draft: RouteDraft) -> list[str]:
    definition = queries.latest_version(code).definition
    tried = checking.with_route(definition, draft.steps)
    return [text for _, text in checking.route_flaws(tried)]


def _row(code: str, step: Step, steps: tuple[Step, ...], *, is_draft: bool) -> dict[str, Any]:
    labels = {one.key: one.label for one in steps}
    notes = [STEP_LABELS[step.kind]]
    notes += ["song song"] if step.group else []
    notes += [f"đơn vị {step.unit}"] if step.unit else []
    time = f"{step.hours} giờ" if step.hours else f"{step.share_percent} %"
    cells: list[Any] = [
        {"text": step.label, "note": " · ".join(notes)},
        _who(step),
        time if step.hours or step.share_percent else "–",
        _leads(step, labels),
    ]
    if is_draft:
        cells[0] |= {"url": reverse("procedures:route_step", args=[code, step.key])}
    return {"id": f"buoc-{step.key}", "cells": cells, "key": step.key, "label": step.label}


def _who(step: Step) -> str:
    if step.done_by not in set(PostKind):
        return "Chưa chọn"
    return POST_KIND_LABELS[PostKind(step.done_by)]


def _leads(step: Step, labels: dict[str, str]) -> str:
    if step.outcomes:
        return "; ".join(f"{w.label} → {labels.get(w.next, 'kết thúc')}" for w in step.outcomes)
    return labels.get(step.next, "Kết thúc")
