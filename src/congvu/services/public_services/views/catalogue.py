"""Finding a service: home, search, and the page of one procedure, all before signing in."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from congvu.kernel import clock
from congvu.platform.indicators import queries as indicators
from congvu.platform.procedures import queries
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.models import Procedure
from congvu.services.public_services import presenting, whereabouts
from congvu.web.paging import page_of

PAGE = 20
POPULAR = 9


def home(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    on = clock.local_date(at)
    return render(
        request,
        "public_services/home.html",
        {
            "popular": [_card(p) for p in popular(at=at)],
            "life_events": [
                {"label": name, "url": f"{reverse('public_services:search')}?su-kien={name}"}
                for name in queries.life_events(on=on)
            ],
            "fields": [
                {
                    "label": field.name,
                    "count": field.count,
                    "url": f"{reverse('public_services:search')}?linh-vuc={field.code}",
                }
                for field in queries.fields(most=24)
            ],
        },
    )


def popular(*, at: datetime) -> list[Procedure]:
    """Return what people file most of what can be applied for here, as the figures count it."""
    on = clock.local_date(at)
    since = on.replace(year=on.year - 1, day=1)
    rows = indicators.by("procedure_code", agencies=None, since=since, until=on, at=at)
    filed = {row.key: row.received + row.to_receive for row in rows}
    known = queries.applyable(on=on, most=200)
    return sorted(known, key=lambda p: (-filed.get(p.code, 0), p.sort_key))[:POPULAR]


def search(request: HttpRequest) -> HttpResponse:
    """Search with or without accents; filters combine. Nothing found still says what to do."""
    on = clock.local_date(clock.now())
    text = request.GET.get("q", "")[:200]
    field_code = request.GET.get("linh-vuc", "")[:60]
    life_event = request.GET.get("su-kien", "")[:100]
    online_only = request.GET.get("truc-tuyen") == "1"
    page = None
    if text.strip():
        found = queries.search(
            text,
            on=on,
            most=PAGE,
            field_code=field_code,
            life_event=life_event,
            online_only=online_only,
        )
    else:
        page = page_of(
            queries.listed(
                on=on, field_code=field_code, life_event=life_event, online_only=online_only
            ),
            order=("sort_key", "code"),
            size=PAGE,
            cursor=request.GET.get("cursor", ""),
        )
        found = page.rows
    return render(
        request,
        "public_services/search.html",
        {
            "text": text,
            "online_only": online_only,
            "filter_note": life_event or queries.field_name(field_code),
            "field_code": field_code,
            "life_event": life_event,
            "results": [_card(p) for p in found],
            "page": page,
        },
    )


def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Say all that a person needs before starting: papers, time, fee, where."""
    on = clock.local_date(clock.now())
    version = queries.published_version(code=code.strip(), on=on)
    definition = queries.definition_of(version)
    chosen = _situation(request, definition)
    return render(
        request,
        "public_services/procedure.html",
        {
            "definition": definition,
            "version": version,
            "situations": definition.situations,
            "chosen": chosen,
            "papers": presenting.papers(definition, situation=chosen),
            "times": presenting.times(definition, situation=chosen),
            "fees": presenting.fees(definition, situation=chosen, on=on),
            "where": presenting.where(definition),
            "place_text": request.GET.get("noi-o", "")[:300],
            "office": _office(request, definition, on),
            "doubts": presenting.doubts(definition),
        },
    )


def _situation(request: HttpRequest, definition: Definition) -> str:
    asked = request.GET.get("truong-hop", "")
    keys = [s.key for s in definition.situations]
    return asked if asked in keys else (keys[0] if keys else "")


def _office(request: HttpRequest, definition: Definition, on: date) -> Any:
    text = request.GET.get("noi-o", "").strip()[:300]
    return whereabouts.office_for(definition, text=text, on=on) if text else None


def _card(procedure: Any) -> dict[str, Any]:
    return {
        "title": procedure.name,
        "url": reverse("public_services:procedure", args=[procedure.code]),
        "code": procedure.code,
        "field": procedure.field_name,
        "online": procedure.can_apply_online,
    }
