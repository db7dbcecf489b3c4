"""A year of working days at a glance, for administrators: whose row decides, and by what right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Missing, Refusal
from congvu.platform.deadlines import actions, policy, queries
from congvu.platform.deadlines.forms import (
    WORKED,
    Choosing,
    DayForm,
    HoursForm,
    WithdrawalForm,
)
from congvu.platform.deadlines.rules import Session, WorkCalendar
from congvu.platform.deadlines.working_time import WEEKDAYS

MONTH_COLUMNS = [
    {"label": "Tháng"},
    {"label": "Ngày làm việc", "numeric": True},
    {"label": "Ngày nghỉ lễ, nghỉ bù"},
    {"label": "Ngày làm bù"},
]
DAY_COLUMNS = [
    {"label": "Ngày"},
    {"label": "Là"},
    {"label": "Tên"},
    {"label": "Theo lịch của"},
    {"label": "Căn cứ"},
]
SHORT_DAYS = ("", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What was chosen, by whom."""

    actor: Actor
    choosing: Choosing

    @property
    def address(self) -> str:
        chosen = {"nam": str(self.choosing.year), "co_quan": str(self.choosing.agency_id or "")}
        return f"{reverse('deadlines:calendar')}?{urlencode(chosen)}"


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    page = _page(request)
    return _shown(request, page)


@require_POST
def publish_day(request: HttpRequest) -> HttpResponse:
    """Publish one day off or worked; open cases follow by themselves."""
    page = _page(request)
    form = DayForm(request.POST)

    def publish() -> str:
        given = form.cleaned_data
        actions.publish_days(
            agency_id=page.choosing.agency_id,
            days=[
                actions.NewDay(
                    day=given["day"],
                    is_working=given["kind"] == WORKED,
                    name=given["name"],
                    legal_basis=given["legal_basis"],
                )
            ],
            actor=page.actor,
            at=clock.now(),
        )
        return f"Đã công bố ngày {given['day']:%d/%m/%Y}. Hạn của hồ sơ đang mở sẽ được tính lại."

    return _done(request, page, form, publish, name="day_form")


@require_POST
def withdraw_day(request: HttpRequest) -> HttpResponse:
    page = _page(request)
    form = WithdrawalForm(request.POST, days=_own_days(page))

    def withdraw() -> str:
        actions.withdraw_day(
            agency_id=page.choosing.agency_id,
            day=form.day,
            legal_basis=form.cleaned_data["withdrawn_basis"],
            actor=page.actor,
            at=clock.now(),
        )
        return f"Đã gỡ bỏ ngày {form.day:%d/%m/%Y}. Hạn của hồ sơ đang mở sẽ được tính lại."

    return _done(request, page, form, withdraw, name="withdrawal_form")


@require_POST
def publish_hours(request: HttpRequest) -> HttpResponse:
    page = _page(request)
    form = HoursForm(request.POST)

    def publish() -> str:
        agency_id = page.choosing.agency_id
        if agency_id is None:
            raise actions.NotYourCalendar
        changed = actions.publish_hours(
            agency_id=agency_id,
            sessions=form.sessions(),
            legal_basis=form.cleaned_data["hours_basis"],
            actor=page.actor,
            at=clock.now(),
        )
        return "Đã công bố giờ làm việc." if changed else "Giờ làm việc vốn đã như vậy."

    return _done(request, page, form, publish, name="hours_form")


def _page(request: HttpRequest) -> _Page:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not actor.is_officer or actor.agency_id is None:
        raise Missing("Không tìm thấy trang này.")
    today = clock.local_date(clock.now())
    choices = queries.calendars_of(actor.agency_id, on=today)
    sent = request.POST if request.method == "POST" else request.GET
    usual = {"co_quan": str(actor.agency_id), "nam": str(today.year)}
    choosing = Choosing(
        {**usual, **sent.dict()},
        agencies=[(str(key), name) for key, name in choices],
        year=today.year,
    )
    if request.method == "POST" and not choosing.is_valid():
        raise Missing("Không tìm thấy lịch này. Hãy chọn lại cơ quan và năm.")
    return _Page(actor=actor, choosing=choosing)


def _done(
    request: HttpRequest, page: _Page, form: forms.Form, act: Callable[[], str], *, name: str
) -> HttpResponse:
    """Do the act and go back to the calendar; what was refused stays as typed."""
    if form.is_valid():
        try:
            messages.success(request, act())
        except Missing:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(page.address)
    return _shown(request, page, status=422, **{name: form})


def _shown(
    request: HttpRequest, page: _Page, *, status: int = 200, **given: forms.Form
) -> HttpResponse:
    agency_id, year = page.choosing.agency_id, page.choosing.year
    found = queries.work_calendar(agency_id)
    may_publish = policy.may_publish(page.actor, agency_id)
    context: dict[str, Any] = {
        "choosing": page.choosing,
        "year": year,
        "agency_id": agency_id or "",
        "month_columns": MONTH_COLUMNS,
        "months": _months(found, year),
        "day_columns": DAY_COLUMNS,
        "days": _days(found, year, agency_id),
        "hours": _hours(found.sessions),
        "may_publish": may_publish,
        "day_form": DayForm(initial={"kind": "off"}),
        "withdrawal_form": WithdrawalForm(days=_own_days(page)),
        "has_own_days": bool(_own_days(page)),
        "hours_form": HoursForm(initial=HoursForm.shown(found.sessions)),
    }
    forms_shown = [page.choosing, *given.values()]
    context |= {**given, "form": next((f for f in forms_shown if f.errors), page.choosing)}
    return render(request, "deadlines/calendar.html", context, status=status)


def _months(found: WorkCalendar, year: int) -> list[dict[str, Any]]:
    special = [(day, each) for day, each in sorted(found.special_days.items()) if day.year == year]
    rows = []
    for month in range(1, 13):
        first = date(year, month, 1)
        until = date(year + month // 12, month % 12 + 1, 1)
        worked = found.working_days_between(
            date.fromordinal(first.toordinal() - 1), date.fromordinal(until.toordinal() - 1)
        )
        here = [(day, each.is_working) for day, each in special if day.month == month]
        off = ", ".join(f"{day:%d/%m}" for day, is_working in here if not is_working)
        extra = ", ".join(f"{day:%d/%m}" for day, is_working in here if is_working)
        rows.append({"cells": [f"Tháng {month}", str(worked), off or "–", extra or "–"]})
    return rows


def _days(found: WorkCalendar, year: int, agency_id: UUID | None) -> list[dict[str, Any]]:
    special = [(day, each) for day, each in sorted(found.special_days.items()) if day.year == year]
    names = queries.owners(each for _, each in special)
    own = queries.own_ids(agency_id)
    rows = []
    for day, each in special:
        owner = names.get(each.agency_id, "Cả nước") if each.agency_id else "Cả nước"
        whose = "riêng" if each.agency_id in own else "kế thừa"
        notes = [whose] if agency_id else []
        notes += ["dự kiến, chưa có thông báo"] if each.is_estimate else []
        rows.append(
            {
                "id": f"ngay-{day.isoformat()}",
                "cells": [
                    f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}",
                    "làm việc" if each.is_working else "nghỉ",
                    each.name,
                    {"text": owner, "note": ", ".join(notes)},
                    each.legal_basis,
                ],
            }
        )
    return rows


def _hours(sessions: Sequence[Session]) -> list[dict[str, Any]]:
    return [
        {
            "label": ", ".join(SHORT_DAYS[n] for n in session.weekdays),
            "value": f"{session.opens:%H:%M} đến {session.closes:%H:%M}",
        }
        for session in sessions
    ]


def _own_days(page: _Page) -> list[tuple[date, str]]:
    today = clock.local_date(clock.now())
    return queries.published_days(page.choosing.agency_id, since=today)
