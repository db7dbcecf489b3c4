"""Competence for its administrator: a bench to try it, the published rules, the nightly check."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Missing
from congvu.platform.agencies import queries as agencies
from congvu.platform.competence import actions, inquiry, policy, queries
from congvu.platform.competence.facts import Question, Ruling
from congvu.platform.competence.forms import ClosingForm, InquiryForm, RuleForm
from congvu.platform.competence.models import PublishedRule
from congvu.platform.procedures import queries as procedures
from congvu.platform.procedures.definition import RULE_LABELS
from congvu.web.formatting import grouped, written_date, written_instant
from congvu.web.paging import page_of

PAGE = 50
FEW = 8
FIELDS = {  # of an inquiry: its box in the form
    "procedure": "thu_tuc", "situation": "truong_hop", "place": "noi", "applicant": "cu_tru",
    "counter": "quay",
}  # fmt: skip
ANSWERS = {"place": "noi", "residence": "cu_tru", "situation": "truong_hop", "counter": "quay"}
CANDIDATE_COLUMNS = [{"label": "Nếu là"}, {"label": "Cơ quan giải quyết"}]
RULE_COLUMNS = [
    {"label": "Thủ tục"},
    {"label": "Cơ quan giải quyết"},
    {"label": "Áp dụng"},
    {"label": "Hiệu lực"},
    {"label": "Quyết định, căn cứ"},
    {"label": "Việc", "hidden": True},
]
COVERAGE_COLUMNS = [
    {"label": "Thủ tục"},
    {"label": "Xác định được", "numeric": True},
    {"label": "Phải hỏi thêm", "numeric": True},
    {"label": "Thiếu", "numeric": True},
    {"label": "Số cơ quan", "numeric": True},
]
GAP_COLUMNS = [{"label": "Thủ tục"}, {"label": "Mã xã"}, {"label": "Thiếu gì"}]


@require_safe
def bench(request: HttpRequest) -> HttpResponse:
    """Try who is competent: procedure, place as written, applicant, counter, day."""
    today = clock.local_date(clock.now())
    form = InquiryForm(request.GET or None, initial={"ngay": today})
    context: dict[str, Any] = {"form": form, "candidate_columns": CANDIDATE_COLUMNS}
    if form.is_bound and form.is_valid():
        context |= _tried(request, form, today=today)
    return render(request, "competence/bench.html", context)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("q", "").strip().replace("\x00", "")[:40]
    page = page_of(
        queries.published(procedure_code=code),
        order=("procedure_code", "-valid_from", "id"),
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
    )
    today = clock.local_date(clock.now())
    may = policy.may_publish(_actor(request))
    context = {
        "code": code,
        "columns": RULE_COLUMNS if may else RULE_COLUMNS[:-1],
        "rows": [_rule_row(row, today=today, may_close=may) for row in page.rows],
        "page": page,
        "may_publish": may,
    }
    return render(request, "competence/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    actor, at = _publisher(request), clock.now()
    today = clock.local_date(at)
    departments = agencies.departments(actor.province_code, on=today)
    if request.method != "POST":
        start = {"valid_from": today, "procedure_code": request.GET.get("thu_tuc", "")[:40]}
        form = RuleForm(departments=departments, initial=start)
        return render(request, "competence/publish.html", {"form": form})
    form = RuleForm(request.POST, departments=departments)
    if form.is_valid():
        try:
            row = actions.publish_rule(new=form.new_rule(), actor=actor, at=at)
        except actions.RuleRefused as refused:
            form.refuse(refused.problems)
        else:
            messages.success(
                request,
                f"Đã công bố quy tắc thẩm quyền cho thủ tục {row.procedure_code}, áp dụng cho hồ sơ"
                f" nộp từ ngày {row.valid_from:%d/%m/%Y}.",
            )
            return redirect(f"{reverse('competence:rules')}?{urlencode({'q': row.procedure_code})}")
    return render(request, "competence/publish.html", {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    actor, at = _publisher(request), clock.now()
    row = queries.rule(rule_id)
    if row is None:
        raise actions.NoSuchRule
    today = clock.local_date(at)
    context = {"rule": _rule_row(row, today=today, may_close=False), "row": row}
    if request.method != "POST":
        form = ClosingForm(initial={"valid_until": today})
        return render(request, "competence/close.html", {**context, "form": form})
    form = ClosingForm(request.POST)
    if form.is_valid():
        try:
            actions.close_rule(rule_id=rule_id, actor=actor, at=at, **form.cleaned_data)
        except actions.RuleRefused as refused:
            form.refuse(refused.problems)
        else:
            messages.success(request, "Đã kết thúc quy tắc. Hồ sơ đã nộp không thay đổi.")
            return redirect(f"{reverse('competence:rules')}?{urlencode({'q': row.procedure_code})}")
    return render(request, "competence/close.html", {**context, "form": form}, status=422)


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    report = queries.latest_coverage()
    context: dict[str, Any] = {"report": report}
    if report is not None:
        context |= {
            "made_at": written_instant(report.made_at),
            "tried": grouped(report.resolved + report.asks + report.gaps),
            "columns": COVERAGE_COLUMNS,
            "rows": [_coverage_row(row) for row in report.rows],
            "gap_columns": GAP_COLUMNS,
            "gaps": [{"cells": list(gap.values())} for gap in report.first_gaps],
        }
    return render(request, "competence/coverage.html", context)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise Missing("Không tìm thấy trang này.")
    return actor


def _publisher(request: HttpRequest) -> Actor:
    actor = _actor(request)
    if not policy.may_publish(actor):
        raise actions.NotYourRules
    return actor


def _tried(request: HttpRequest, form: InquiryForm, *, today: date) -> dict[str, Any]:
    given = form.cleaned_data
    on = given["ngay"] or today
    code, choices = _procedure(given["thu_tuc"], on=on)
    if not code:
        if not choices:
            said = f"Không tìm thấy thủ tục này vào ngày {written_date(on)}."
            form.add_error("thu_tuc", f"{said} Hãy thử mã, tên hoặc ngày khác.")
        return {"procedures": [_choice(request, "thu_tuc", *choice) for choice in choices]}
    put = inquiry.Inquiry(
        procedure=code,
        situation=given["truong_hop"],
        place=given["noi"],
        applicant=given["cu_tru"],
        counter=given["quay"],
        on=on,
    )
    try:
        outcome = inquiry.answer(put)
    except inquiry.InquiryRefused as refused:
        form.add_error(FIELDS[refused.field], str(refused))
        return {}
    if isinstance(outcome, Ruling):
        return {"ruling": _ruling(outcome), "agency": outcome.agency}
    return {"question": outcome, "candidates": _candidates(request, outcome)}


def _procedure(text: str, *, on: date) -> tuple[str, list[tuple[str, str]]]:
    """Return the code meant, or ("", the procedures to choose from)."""
    found = procedures.search(text, on=on, most=FEW)
    if any(one.code == text.strip() for one in found) or len(found) == 1:
        return next((o.code for o in found if o.code == text.strip()), found[0].code), []
    return "", [(one.code, f"{one.code} {one.name}") for one in found]


def _choice(request: HttpRequest, box: str, value: str, label: str) -> dict[str, str]:
    """Return a link that asks the same with one box answered."""
    asked = {**request.GET.dict(), box: value}
    return {"text": label, "url": f"{reverse('competence:bench')}?{urlencode(asked)}"}


def _ruling(ruling: Ruling) -> list[dict[str, Any]]:
    rule, signer = ruling.rule, queries.signer(ruling.agency)
    reach = _reach(rule.situation, rule.place_code)
    return [
        {
            "label": "Cơ quan giải quyết",
            "value": ruling.agency.name,
            "url": reverse("agencies:agency", args=[ruling.agency.id]),
            "note": f"mã {ruling.agency.code}",
        },
        {
            "label": "Người ký",
            "value": signer.title or "Chưa rõ",
            "note": "" if signer.post_id else "cơ quan này không làm việc trên hệ thống này",
        },
        {"label": "Vì sao", "value": ruling.reason},
        {"label": "Quy tắc", "value": RULE_LABELS[rule.competence.rule], "note": reach},
        {"label": "Căn cứ pháp lý", "value": ruling.legal_basis},
    ]


def _reach(situation: str, place_code: str) -> str:
    where = f"nơi mang mã {place_code}" if place_code else "mọi nơi"
    return f"{where}, trường hợp {situation}" if situation else f"{where}, mọi trường hợp"


def _candidates(request: HttpRequest, question: Question) -> list[dict[str, Any]]:
    box = ANSWERS.get(question.key, "noi")
    return [
        {"cells": [_choice(request, box, one.answer, one.because), one.agency.name]}
        for one in question.candidates
    ]


def _rule_row(row: PublishedRule, *, today: date, may_close: bool) -> dict[str, Any]:
    whom = row.get_kind_display()
    notes = [row.agency_code or row.department, f"ủy quyền từ {row.delegated_by}"]
    shown = notes[:1] if not row.delegated_by else notes
    until = f" đến trước {written_date(row.valid_until)}" if row.valid_until else ""
    is_over = row.valid_until is not None and row.valid_until <= max(today, row.valid_from)
    cells: list[Any] = [
        {
            "text": row.procedure_code,
            "url": reverse("procedures:version", args=[row.procedure_code]),
        },
        {"text": whom, "note": ", ".join(part for part in shown if part)},
        _reach(row.situation, row.place_code),
        {"text": f"từ {written_date(row.valid_from)}{until}", "note": "đã hết" if is_over else ""},
        {"text": row.decision_number, "note": row.legal_basis},
    ]
    if may_close:
        url = reverse("competence:close", args=[row.id])
        cells.append("" if is_over else {"text": "Kết thúc", "url": url})
    return {"id": f"qt-{row.id}", "cells": cells}


def _coverage_row(row: dict[str, Any]) -> dict[str, Any]:
    url = reverse("procedures:version", args=[row["code"]])
    return {
        "cells": [
            {"text": row["name"], "url": url, "note": row["question"]},
            grouped(row["resolved"]),
            grouped(row["asks"]),
            grouped(row["gaps"]),
            grouped(row["agencies"]),
        ],
        "state": "late" if row["gaps"] else "",
    }
