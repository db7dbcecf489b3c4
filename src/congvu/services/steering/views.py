"""One page of live figures. The tiles refresh by themselves; without JavaScript, on reload."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.indicators.queries import Figures
from congvu.services.steering import queries
from congvu.services.steering.queries import MONTHS_BACK, Named, Overview

# key in Figures · label · list behind it · tone
MEASURES = (
    ("received", "Đã tiếp nhận", "tiep-nhan", ""),
    ("at_work", "Đang giải quyết", "dang-giai-quyet", ""),
    ("to_receive", "Chờ tiếp nhận", "cho-tiep-nhan", ""),
    ("awaiting_citizen", "Chờ người dân", "cho-nguoi-dan", ""),
    ("due_soon", "Sắp đến hạn (2 ngày)", "sap-den-han", "warning"),
    ("late", "Đang quá hạn", "qua-han", "danger"),
    ("finished", "Đã giải quyết", "da-xong", ""),
    ("finished_in_time", "Giải quyết đúng hạn", "dung-han", "success"),
)
COLUMNS = [
    {"label": "Đơn vị"},
    {"label": "Tiếp nhận", "numeric": True},
    {"label": "Đang giải quyết", "numeric": True},
    {"label": "Sắp đến hạn", "numeric": True},
    {"label": "Quá hạn", "numeric": True},
    {"label": "Đã xong", "numeric": True},
    {"label": "Đúng hạn", "numeric": True},
]


def overview(request: ActorRequest) -> HttpResponse:
    return render(request, "steering/overview.html", _context(request))


def tiles(request: ActorRequest) -> HttpResponse:
    """Return only the live part, for the page that asks again every few seconds."""
    return render(request, "steering/live.html", _context(request))


def _context(request: ActorRequest) -> dict[str, Any]:
    actor, at = officer(request), clock.now()
    until = clock.local_date(at).replace(day=1)
    since = _months_before(until, MONTHS_BACK - 1)
    span = {"tu": f"{since:%Y-%m}", "den": f"{until:%Y-%m}"}
    found = queries.overview(actor, since=since, until=until, at=at)
    return {
        "at": at,
        "since": since,
        "tiles": _tiles(found.total, span),
        "in_time": found.total.in_time_percent,
        "columns": COLUMNS,
        "agencies": [_row(named, {**span, "co-quan": named.figures.key}) for named in _busy(found)],
        "fields": [
            _row(named, {**span, "linh-vuc": named.figures.key}) for named in found.by_field
        ],
        "late_bars": _late_bars(found, span),
        "agency_name": actor.agency_name,
    }


def _busy(found: Overview) -> list[Named]:
    return [named for named in found.by_agency if named.figures.received or named.figures.to_receive
            or named.figures.at_work or named.figures.awaiting_citizen]  # fmt: skip


def _tiles(figures: Figures, span: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "value": getattr(figures, key),
            "url": _list_url(which, span),
            "tone": tone if getattr(figures, key) else "",
            "id": f"o-{which}",
        }
        for key, label, which, tone in MEASURES
    ]


def _row(named: Named, filters: dict[str, Any]) -> dict[str, Any]:
    figures = named.figures
    percent = figures.in_time_percent
    return {
        "state": "late" if figures.late else "",
        "cells": [
            {"text": named.name, "url": _list_url("dang-giai-quyet", filters)},
            _count(figures.received, "tiep-nhan", filters),
            _count(figures.at_work, "dang-giai-quyet", filters),
            _count(figures.due_soon, "sap-den-han", filters),
            _count(figures.late, "qua-han", filters),
            _count(figures.finished, "da-xong", filters),
            "–" if percent is None else f"{percent:.1f} %".replace(".", ","),
        ],
    }


def _count(number: int, which: str, filters: dict[str, Any]) -> dict[str, Any] | str:
    return {"text": str(number), "url": _list_url(which, filters)} if number else "0"


def _late_bars(found: Overview, span: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": named.name,
            "value": named.figures.late,
            "url": _list_url("qua-han", {**span, "co-quan": named.figures.key}),
            "tone": "danger",
        }
        for named in found.by_agency[:10]
        if named.figures.late
    ]


def _list_url(which: str, filters: dict[str, Any]) -> str:
    return f"{reverse('cases:list')}?{urlencode({'loai': which, **filters})}"


def _months_before(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)
