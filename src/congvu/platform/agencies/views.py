"""The directory of agencies, for administrators. Read-only: agencies come from the data files."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from congvu.kernel.actor import POST_KIND_LABELS, PostKind
from congvu.kernel.clock import local_date, now
from congvu.platform.agencies import queries
from congvu.platform.agencies.forms import Narrowing
from congvu.platform.agencies.models import Agency, Unit
from congvu.web.formatting import written_date
from congvu.web.paging import page_of

PAGE = 50
ORDER = ("sort_key", "id")
COLUMNS = [{"label": "Cơ quan"}, {"label": "Loại"}, {"label": "Mã"}, {"label": "Cấp trên"}]


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    on = local_date(now())
    form = Narrowing(request.GET, provinces=queries.provinces(on=on))
    chosen = form.chosen()
    found = queries.search(
        chosen["q"],
        on=on,
        bloc=chosen["bloc"],
        kind=chosen["kind"],
        province_code=chosen["province"],
    )
    page = page_of(
        found.select_related("parent"),
        order=ORDER,
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "form": form,
        "columns": COLUMNS,
        "rows": [_row(agency) for agency in page.rows],
        "page": page,
    }
    return render(request, "agencies/directory.html", context)


@require_safe
def agency(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    found = queries.agency_page(agency_id)
    on = local_date(now())
    page = page_of(
        queries.children_of(found, on=on).select_related("parent"),
        order=ORDER,
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "agency": found,
        "facts": _facts(found),
        "units": [_unit(unit) for unit in queries.units_with_posts(found)],
        "post_columns": [{"label": "Vị trí"}, {"label": "Vai trò"}, {"label": "Số vị trí"}],
        "names": [_name(row) for row in queries.names_over_time(found)],
        "name_columns": [{"label": "Tên"}, {"label": "Từ ngày"}, {"label": "Đến hết ngày trước"}],
        "columns": COLUMNS[:3],
        "rows": [{**_row(row), "cells": _row(row)["cells"][:3]} for row in page.rows],
        "page": page,
    }
    return render(request, "agencies/agency.html", context)


def _url(found: Agency) -> str:
    return reverse("agencies:agency", args=[found.id])


def _row(found: Agency) -> dict[str, Any]:
    parent = {"text": found.parent.name, "url": _url(found.parent)} if found.parent else "–"
    cells = [
        {"text": found.name, "url": _url(found)},
        found.get_kind_display(),
        {"text": found.code, "note": "" if found.is_code_official else "mã nội bộ"},
        parent,
    ]
    return {"id": f"cq-{found.id}", "cells": cells}


def _facts(found: Agency) -> list[dict[str, Any]]:
    parent = {"value": found.parent.name, "url": _url(found.parent)} if found.parent else {}
    return [
        {
            "label": "Mã định danh",
            "value": found.code,
            "note": "" if found.is_code_official else "Mã nội bộ, chưa có mã định danh chính thức",
        },
        {"label": "Khối", "value": found.get_bloc_display()},
        {"label": "Loại cơ quan", "value": found.get_kind_display()},
        {"label": "Cơ quan cấp trên", "value": "Không có", **parent},
        {"label": "Mang tên này", "value": _span(found)},
        {"label": "Căn cứ", "value": found.legal_basis},
    ]


def _span(found: Agency) -> str:
    since = f"từ {written_date(found.valid_from)}"
    return f"{since} đến trước {written_date(found.valid_until)}" if found.valid_until else since


def _unit(unit: Unit) -> dict[str, Any]:
    counted: dict[tuple[str, str], int] = {}
    for post in unit.posts.all():
        place = (post.title, POST_KIND_LABELS[PostKind(post.kind)])
        counted[place] = counted.get(place, 0) + 1
    rows = [{"cells": [title, kind, str(n)]} for (title, kind), n in counted.items()]
    return {"name": unit.name, "key": unit.key, "rows": rows}


def _name(found: Agency) -> dict[str, Any]:
    until = written_date(found.valid_until) if found.valid_until else "đang dùng"
    return {"cells": [found.name, written_date(found.valid_from), until]}
