"""The catalogue as its administrator sees it: every procedure, and every doubt at its place."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from congvu.kernel import clock
from congvu.platform.procedures import describing, queries
from congvu.platform.procedures.forms import Narrowing
from congvu.platform.procedures.models import Origin, Procedure, ProcedureVersion
from congvu.web.formatting import grouped, written_date, written_instant
from congvu.web.paging import page_of

PAGE = 50
LONGEST_NAME = 240
COLUMNS = [
    {"label": "Thủ tục"},
    {"label": "Mã"},
    {"label": "Lĩnh vực"},
    {"label": "Nguồn"},
    {"label": "Điều chưa rõ", "numeric": True},
]
SOURCE_WORDS = {Origin.OURS: "Biên soạn", Origin.NATIONAL_CATALOGUE: "CSDL quốc gia"}
DOUBT_COLUMNS = [{"label": "Điều chưa rõ"}, {"label": "Số thủ tục", "numeric": True}]
HISTORY_COLUMNS = [
    {"label": "Bản"},
    {"label": "Có hiệu lực"},
    {"label": "Nguồn"},
    {"label": "Phát hành lúc"},
]
DIFFERENCE_COLUMNS = [{"label": "Mục"}, {"label": "Bản biên soạn"}, {"label": "CSDL quốc gia"}]


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """List every procedure, internal ones too; filters combine and stay in the address."""
    form = Narrowing(request.GET, fields=queries.all_fields())
    chosen = form.chosen()
    found = queries.catalogue(
        text=chosen["q"],
        origin=chosen["nguon"],
        doubt=chosen["chua_ro"],
        field_code=chosen["linh_vuc"],
        applyable=chosen["truc_tuyen"],
    )
    page = page_of(
        found, order=("sort_key", "code"), size=PAGE, cursor=request.GET.get("cursor", "")
    )
    context = {
        "form": form,
        "columns": COLUMNS,
        "rows": [_row(procedure) for procedure in page.rows],
        "page": page,
    }
    return render(request, "procedures/directory.html", context)


@require_safe
def doubts(request: HttpRequest) -> HttpResponse:
    """Count what is unclear, by kind; each count opens to its procedures."""
    counts = queries.doubt_counts()
    ours = queries.differing()
    context = {
        "columns": DOUBT_COLUMNS,
        "rows": [{"cells": [_doubt_link(kind), grouped(count)]} for kind, count in counts],
        "difference_columns": COLUMNS[:2],
        "differing": [{"cells": _row(procedure)["cells"][:2]} for procedure in ours],
    }
    return render(request, "procedures/doubts.html", context)


@require_safe
def version(request: HttpRequest, code: str) -> HttpResponse:
    """Show the version in force, whole."""
    found = queries.published_version(code=code, on=clock.local_date(clock.now()))
    return _version_page(request, found)


@require_safe
def version_numbered(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show a version of any time: what it says never changes."""
    return _version_page(request, queries.version_numbered(code=code, number=number))


def _version_page(request: HttpRequest, found: ProcedureVersion) -> HttpResponse:
    definition = queries.definition_of(found)
    national = queries.national_record(found)
    context = {
        "version": found,
        "definition": definition,
        "facts": describing.head_facts(definition),
        "parts": describing.parts(definition),
        "other_doubts": describing.other_doubts(definition),
        "has_national": national is not None,
        "difference_columns": DIFFERENCE_COLUMNS,
        "differences": describing.differences(definition, national) if national else [],
        "history_columns": HISTORY_COLUMNS,
        "history": [_history_row(v, found) for v in queries.history(found.procedure.code)],
    }
    return render(request, "procedures/version.html", context)


def _row(procedure: Procedure) -> dict[str, Any]:
    name = procedure.name
    short = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
    notes = ["nộp trực tuyến được"] if procedure.can_apply_online else []
    notes += ["giữa các cơ quan"] if procedure.is_internal else []
    url = reverse("procedures:version", args=[procedure.code])
    return {
        "id": f"tt-{procedure.code}",
        "cells": [
            {"text": short, "url": url, "note": ", ".join(notes)},
            procedure.code,
            procedure.field_name or queries.NO_FIELD,
            SOURCE_WORDS[Origin(procedure.origin)],
            str(procedure.doubt_count or ""),
        ],
    }


def _doubt_link(kind: str) -> dict[str, str]:
    url = f"{reverse('procedures:directory')}?{urlencode({'chua_ro': kind})}"
    return {"text": describing.doubt_label(kind), "url": url}


def _history_row(version: ProcedureVersion, shown: ProcedureVersion) -> dict[str, Any]:
    until = f" đến trước {written_date(version.valid_until)}" if version.valid_until else ""
    url = reverse("procedures:version_numbered", args=[shown.procedure.code, version.number])
    this = {"note": "đang xem"} if version.id == shown.id else {"url": url}
    return {
        "cells": [
            {"text": f"Bản {version.number}", **this},
            f"từ {written_date(version.valid_from)}{until}",
            version.get_origin_display(),
            written_instant(version.published_at),
        ]
    }
