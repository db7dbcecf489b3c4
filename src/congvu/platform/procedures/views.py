"""The catalogue as its administrator sees it: every procedure, and every doubt at its place."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.procedures import queries
from congvu.platform.procedures.models import Procedure
from congvu.web.paging import page_of

PAGE = 50
COLUMNS = [
    {"label": "Mã"},
    {"label": "Thủ tục"},
    {"label": "Lĩnh vực"},
    {"label": "Nộp trực tuyến"},
    {"label": "Điều chưa rõ", "numeric": True},
]


def directory(request: ActorRequest) -> HttpResponse:
    officer(request)
    text = request.GET.get("q", "")[:200]
    only_doubts = request.GET.get("chua-ro") == "1"
    found: QuerySet[Procedure] = queries.catalogue(text=text, only_doubts=only_doubts)
    page = page_of(
        found, order=("sort_key", "code"), size=PAGE, cursor=request.GET.get("cursor", "")
    )
    context = {
        "columns": COLUMNS,
        "rows": [_row(procedure) for procedure in page.rows],
        "page": page,
        "text": text,
        "only_doubts": only_doubts,
        "doubt_counts": queries.doubt_counts(),
    }
    return render(request, "procedures/directory.html", context)


def version(request: ActorRequest, code: str) -> HttpResponse:
    """Show the whole definition in force, with what is unclear in it and where."""
    officer(request)
    found = queries.published_version(code=code, on=clock.local_date(clock.now()))
    context = {
        "version": found,
        "definition": queries.definition_of(found),
        "history": queries.history(code),
    }
    return render(request, "procedures/version.html", context)


def _row(procedure: Procedure) -> dict[str, Any]:
    return {
        "cells": [
            {"text": procedure.code, "url": reverse("procedures:version", args=[procedure.code])},
            procedure.name[:240],
            procedure.field_name,
            "Có" if procedure.can_apply_online else "",
            str(procedure.doubt_count or ""),
        ]
    }
