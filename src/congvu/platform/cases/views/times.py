"""Where the unit's time goes: what it finished, whose time it was, which step is slow."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import queries, spent
from congvu.platform.procedures.queries import names_of_steps
from congvu.web.formatting import grouped, written_span

FIRST = date(2000, 1, 1)
COLUMNS = [
    {"label": "Thủ tục, bước"},
    {"label": "Số lần", "numeric": True},
    {"label": "Trung bình"},
    {"label": "Lâu nhất"},
    {"label": "Trễ", "numeric": True},
]


@require_GET
def show(request: ActorRequest) -> HttpResponse:
    """Show one month of the actor's own unit; without a month, the current one."""
    actor, at = officer(request), clock.now()
    month = _month(request.GET.get("thang", ""), today=clock.local_date(at))
    return render(request, "cases/times.html", _context(actor, month))


def _month(text: str, *, today: date) -> date:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return month if FIRST <= month <= today else today.replace(day=1)


def _context(actor: Actor, month: date) -> dict[str, Any]:
    since, until = queries.month_start(month), queries.month_start(queries.month_after(month))
    unit_id = actor.unit_id or UUID(int=0)
    count, split = spent.unit_split(unit_id, since=since, until=until)
    steps = spent.step_times(unit_id, since=since, until=until)
    names = names_of_steps([(step.procedure_code, step.step_key) for step in steps])
    return {
        "month": month,
        "count": count,
        "time_spent": spent.time_rows(split)[1:],
        "columns": COLUMNS,
        "rows": [
            {
                "cells": [
                    {
                        "text": names.get((step.procedure_code, step.step_key), step.step_key),
                        "note": step.procedure_code,
                    },
                    grouped(step.count),
                    written_span(step.average),
                    written_span(step.longest),
                    grouped(step.late),
                ]
            }
            for step in steps
        ],
        "earlier": f"{month - timedelta(days=1):%Y-%m}",
        "later": f"{queries.month_after(month):%Y-%m}",
    }
