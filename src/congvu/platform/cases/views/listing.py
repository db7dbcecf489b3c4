"""A list of cases behind a figure: every number opens to its cases."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import queries
from congvu.platform.cases.queries import Slice
from congvu.platform.cases.views.rows import COLUMNS, row
from congvu.web.paging import page_of

PAGE = 50
FIRST, LAST = date(2000, 1, 1), date(9000, 1, 1)

LABELS = {
    Slice.RECEIVED: "Hồ sơ đã tiếp nhận",
    Slice.FINISHED: "Hồ sơ đã giải quyết",
    Slice.FINISHED_IN_TIME: "Hồ sơ giải quyết đúng hạn",
    Slice.FINISHED_LATE: "Hồ sơ giải quyết quá hạn",
    Slice.TO_RECEIVE: "Hồ sơ chờ tiếp nhận",
    Slice.AT_WORK: "Hồ sơ đang giải quyết",
    Slice.AWAITING_CITIZEN: "Hồ sơ chờ người dân bổ sung",
    Slice.LATE: "Hồ sơ đang quá hạn",
    Slice.DUE_SOON: "Hồ sơ sắp đến hạn",
}


def show(request: ActorRequest) -> HttpResponse:
    """Show the cases that one figure counts, within what the reader may see."""
    actor, at = officer(request), clock.now()
    asked = request.GET.get("loai", "")
    which = Slice(asked) if asked in set(Slice) else Slice.AT_WORK
    cases = queries.sliced(
        actor,
        which,
        at=at,
        since=_month(request.GET.get("tu", "")),
        until=_month(request.GET.get("den", "")),
        agency_id=_uuid(request.GET.get("co-quan", "")),
        field_code=request.GET.get("linh-vuc", "")[:60],
    )
    text = request.GET.get("q", "")[:100]
    page = page_of(
        queries.listed(queries.matching(cases, text)),
        order=("due_at", "id"),
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
    )
    return render(request, "cases/list.html", _context(page, which, text, at))


def _context(page: Any, which: Slice, text: str, at: datetime) -> dict[str, Any]:
    return {
        "title": LABELS[which],
        "which": which.value,
        "columns": COLUMNS,
        "rows": [row(case, at=at) for case in page.rows],
        "page": page,
        "text": text,
    }


def _month(text: str) -> date | None:
    """Read `2026-11`; anything else means no bound: an old bookmark still opens."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if FIRST <= month < LAST else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
