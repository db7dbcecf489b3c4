"""Form 07, the register of dossiers: on screen page by page, on paper for a whole period."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from congvu.kernel import clock
from congvu.kernel.refusal import Refusal
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import books, queries
from congvu.platform.documents.delivery import pdf_response
from congvu.platform.documents.rendering import sheet_pdf
from congvu.web.fields import DayMonthYearField
from congvu.web.formatting import grouped
from congvu.web.paging import page_of

PAGE = 50
MOST_DAYS = 366
LAST_YEAR = 9999
MOST_ROWS = 20_000
COLUMNS = [{"label": label} for label in books.REGISTER[1:-1]]  # no number, no hand signature


class TooLong(Refusal):
    """The period holds more dossiers than one print can."""


class PeriodForm(forms.Form):
    """From and to, both included; without them the month so far."""

    tu = DayMonthYearField(label="Từ ngày")
    den = DayMonthYearField(label="Đến ngày")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("tu"), given.get("den")
        if since and until and not 0 <= (until - since).days <= MOST_DAYS:
            self.add_error("den", "Ngày cuối phải sau ngày đầu, và trong vòng một năm.")
        if until and until.year >= LAST_YEAR:
            self.add_error("den", "Năm này quá xa. Hãy kiểm tra lại năm.")
        return given


@require_GET
def show(request: ActorRequest) -> HttpResponse:
    """Show the register of the actor's agency for a period."""
    actor = officer(request)
    form, since, until = _period(request)
    page = page_of(
        queries.registered(actor, since=since, until=until),
        order=("accepted_at", "id"),
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "form": form, "since": since, "until": until, "columns": COLUMNS, "page": page,
        "rows": [{"cells": list(cells[1:-1])} for cells in books.register_rows(page.rows)],
        "pdf_query": f"?tu={since.isoformat()}&den={until.isoformat()}",
    }  # fmt: skip
    return render(request, "cases/register.html", context, status=422 if form.errors else 200)


@require_GET
def pdf(request: ActorRequest) -> HttpResponse:
    """Give the register of the period as form 07, ready to print."""
    actor = officer(request)
    period, since, until = _period(request)
    if period.errors:
        return redirect(f"{reverse('cases:register')}?{request.GET.urlencode()}")
    cases = queries.registered(actor, since=since, until=until).order_by("accepted_at", "id")
    count = cases.count()
    if count > MOST_ROWS:
        raise TooLong(
            f"Kỳ này có {grouped(count)} hồ sơ, một bản in chứa tối đa {grouped(MOST_ROWS)}."
            " Hãy chọn kỳ ngắn hơn rồi in từng phần."
        )
    form = books.register(cases, actor=actor, since=since, until=until, at=clock.now())
    return pdf_response(sheet_pdf(form), name=f"so-theo-doi-{since:%Y%m%d}-{until:%Y%m%d}.pdf")


def _period(request: ActorRequest) -> tuple[PeriodForm, date, date]:
    today = clock.local_date(clock.now())
    asked = any(key.split("_")[0] in {"tu", "den"} for key in request.GET)
    form = PeriodForm(request.GET if asked else None)
    if asked and form.is_valid():
        return form, form.cleaned_data["tu"], form.cleaned_data["den"]
    return form, today.replace(day=1), today
