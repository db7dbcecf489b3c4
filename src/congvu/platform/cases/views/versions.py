"""Running cases on former versions of a procedure: which could go on by the new one, and do."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Refusal
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import foreseeing, remaining
from congvu.platform.cases.actions.change_version import change_version
from congvu.platform.cases.models import Case
from congvu.platform.procedures.queries import definition_by_id, published_version
from congvu.web.formatting import written_date, written_instant
from congvu.web.paging import page_of

PAGE = 50
COLUMNS = [
    {"label": "Hồ sơ"},
    {"label": "Bước đang làm"},
    {"label": "Sẽ thế nào"},
]


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: ActorRequest, code: str) -> HttpResponse:
    """Show what would become of each open case; move those that were ticked, each by itself."""
    actor, at = officer(request), clock.now()
    version = published_version(code=code, on=clock.local_date(at))
    if request.method == "POST":
        _move(request, actor, code=code, at=at)
        return redirect(request.get_full_path())
    page = page_of(
        remaining.on_former_versions(version), order=("id",), size=PAGE,
        cursor=request.GET.get("cursor", ""),
    )  # fmt: skip
    rows = [_row(case, actor=actor, at=at) for case in page.rows]
    context = {
        "version": version,
        "since": written_date(version.valid_from),
        "columns": COLUMNS,
        "rows": rows,
        "movable": any("pick" in row["cells"][0] for row in rows),
        "count": remaining.on_former_versions(version).count(),
        "page": page,
    }
    return render(request, "cases/versions.html", context)


def _row(case: Case, *, actor: Actor, at: datetime) -> dict[str, Any]:
    labels = {step.key: step.label for step in definition_by_id(case.version_id).route}
    told = foreseeing.by_the_new_version(case, actor=actor, at=at)
    cells: list[Any] = [
        {"text": case.code, "note": f"đang theo bản {case.version.number}"},
        labels.get(case.step_key, case.step_key),
    ]
    row = {"id": f"hs-{case.id}", "cells": cells}
    if isinstance(told, str):
        cells.append({"text": "Giữ bản cũ", "tone": "neutral", "note": told})
        return row
    if told.due_at == case.due_at:
        cells.append({"text": "Chuyển được", "tone": "success", "note": "Ngày hẹn không đổi"})
    else:
        note = f"Hạn đổi từ {_written(case.due_at)} sang {_written(told.due_at)}"
        cells.append({"text": "Chuyển được, đổi ngày hẹn", "tone": "warning", "note": note})
    cells[0] |= {"pick": f"{case.code}:{case.revision}", "picked": True}
    return row


def _written(at: datetime | None) -> str:
    return written_instant(at) if at else "không có hạn"


def _move(request: ActorRequest, actor: Actor, *, code: str, at: datetime) -> None:
    ticked = [value.partition(":") for value in request.POST.getlist("chon")[:PAGE]]
    revisions = {one: int(r) for one, _, r in ticked if r.isdecimal() and len(r) < PAGE // 5}
    found = remaining.open_of(code, codes=revisions)
    refused = []
    for case in found:
        try:
            change_version(case_id=case.id, revision=revisions[case.code], actor=actor, at=at)
        except Refusal as refusal:
            refused.append(f"{case.code}: {refusal}")
    messages.success(request, f"Đã chuyển {len(found) - len(refused)} hồ sơ sang bản mới.")
    for text in refused[:5]:
        messages.warning(request, f"Giữ nguyên {text}")
