"""The book of numbers of one form and year: every number given, the void ones visible as void."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from congvu.kernel import clock
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import queries
from congvu.platform.cases.models import IssuedForm
from congvu.web.formatting import written_instant
from congvu.web.paging import page_of

PAGE = 50
FIRST_YEAR = 2025  # the forms are of Circular 03/2025
BOOKS = (
    ("02", "Mẫu 02: yêu cầu bổ sung"),
    ("03", "Mẫu 03: từ chối"),
    ("04", "Mẫu 04: xin lỗi, hẹn lại"),
    ("05", "Mẫu 05: dừng giải quyết"),
)
COLUMNS = [
    {"label": "Số"},
    {"label": "Hồ sơ"},
    {"label": "Lập lúc"},
    {"label": "Tình trạng"},
]


class BookForm(forms.Form):
    mau = forms.ChoiceField(
        label="Mẫu phiếu",
        choices=BOOKS,
        error_messages={"invalid_choice": "Hãy chọn một mẫu phiếu trong danh sách."},
    )
    nam = forms.IntegerField(
        label="Năm",
        min_value=FIRST_YEAR,
        max_value=9998,
        error_messages={
            "invalid": "Hãy ghi năm bằng bốn chữ số, ví dụ 2026.",
            "min_value": f"Sổ có từ năm {FIRST_YEAR}. Hãy ghi một năm từ đó về sau.",
            "max_value": "Hãy ghi năm bằng bốn chữ số, ví dụ 2026.",
        },
    )


@require_GET
def show(request: ActorRequest) -> HttpResponse:
    """Show a book of the actor's agency; without a choice, this year's requests to supplement."""
    actor = officer(request)
    today = clock.local_date(clock.now())
    asked = "mau" in request.GET or "nam" in request.GET
    form = BookForm(request.GET if asked else {"mau": BOOKS[0][0], "nam": today.year})
    if form.is_valid():
        which, year = form.cleaned_data["mau"], form.cleaned_data["nam"]
    else:
        which, year = BOOKS[0][0], today.year
    page = page_of(
        queries.form_book(actor.agency_id, form=which, year=year),
        order=("number", "id"),
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "form": form, "book": dict(BOOKS)[which], "year": year, "columns": COLUMNS, "page": page,
        "rows": [_row(issued) for issued in page.rows],
    }  # fmt: skip
    return render(request, "cases/form_book.html", context, status=422 if form.errors else 200)


def _row(issued: IssuedForm) -> dict[str, Any]:
    void = f"đã hủy {written_instant(issued.voided_at)}: {issued.void_reason}"
    return {
        "cells": [
            issued.written_number,
            issued.case.code,
            written_instant(issued.issued_at),
            void if issued.voided_at else "còn hiệu lực",
        ]
    }
