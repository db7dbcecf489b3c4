"""The papers of a case as officers open them: brought files, the receipt, the result."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.platform.access.actions import record_read
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import books, papers, policy, queries, standing
from congvu.platform.cases.models import Case, CaseFile
from congvu.platform.documents.delivery import file_response, pdf_response
from congvu.platform.documents.rendering import sheet_pdf
from congvu.platform.procedures.definition import Evidence, EvidenceKind


def paper_rows(
    evidence: Sequence[Evidence], files: Sequence[CaseFile], *, code: str
) -> list[dict[str, Any]]:
    """Return one row per paper of the situation: what was brought or seen, or what is missing."""
    rows: list[dict[str, Any]] = []
    for paper in evidence:
        brought = [file for file in files if file.evidence_key == paper.key]
        rows += [_brought(paper, file, code=code) for file in brought] or [_absent(paper)]
    return rows


def _brought(paper: Evidence, file: CaseFile, *, code: str) -> dict[str, Any]:
    note = f"Bổ sung lần {file.round}" if file.round else ""
    if file.document is None:
        return {"label": paper.label, "value": file.seen_note, "note": note}
    return {
        "label": paper.label,
        "value": file.document.name,
        "url": reverse("cases:file_view", args=[code, file.id]),
        "note": note,
    }


def _absent(paper: Evidence) -> dict[str, Any]:
    if paper.kind is EvidenceKind.FROM_REGISTER:
        return {"label": paper.label, "value": "Cơ quan tự tra cứu"}
    if paper.kind is EvidenceKind.PRESENT:
        return {"label": paper.label, "value": "Xuất trình khi nhận kết quả"}
    return {"label": paper.label, "value": "Chưa có" if paper.required else ""}


@require_GET
def file(request: ActorRequest, code: str, file_id: UUID) -> HttpResponse:
    return _file(request, code, file_id, as_view=False)


@require_GET
def file_view(request: ActorRequest, code: str, file_id: UUID) -> HttpResponse:
    return _file(request, code, file_id, as_view=True)


def _file(request: ActorRequest, code: str, file_id: UUID, *, as_view: bool) -> HttpResponse:
    case = queries.visible_by_code(officer(request), code)
    for kept in queries.files_of(case.dossier):
        if kept.id == file_id and kept.document is not None:
            _note_read(officer(request), case, "cases:file")
            return file_response(kept.document, as_view=as_view)
    raise policy.NoSuchCase


@require_GET
def receipt(request: ActorRequest, code: str) -> HttpResponse:
    """Give form 01: as it was issued, or before acceptance what was sent."""
    case = queries.visible_by_code(officer(request), code)
    pdf = sheet_pdf(standing.receipt_of(case), follow_url=_follow_url(request, case))
    return pdf_response(pdf, name=f"giay-tiep-nhan-{case.code}.pdf")


@require_GET
def result(request: ActorRequest, code: str) -> HttpResponse:
    case = queries.visible_by_code(officer(request), code)
    _note_read(officer(request), case, "cases:result")
    return pdf_response(papers.result(case), name=f"ket-qua-{case.code}.pdf")


def _note_read(actor: Actor, case: Case, page: str) -> None:
    record_read(
        actor=actor, subject_id=case.applicant_id, purpose=case.code, page=page, at=clock.now()
    )


@require_GET
def form_page(request: ActorRequest, code: str, form_id: UUID) -> HttpResponse:
    """Show an issued form on screen, as it was issued."""
    case = queries.visible_by_code(officer(request), code)
    _note_read(officer(request), case, "cases:form")
    issued = standing.issued_form(case, form_id)
    pdf_url = reverse("cases:form_pdf", args=[code, form_id])
    context = {"case": case, "sheet": standing.sheet_of(issued), "pdf_url": pdf_url}
    return render(request, "cases/sheet.html", context)


@require_GET
def form_pdf(request: ActorRequest, code: str, form_id: UUID) -> HttpResponse:
    case = queries.visible_by_code(officer(request), code)
    _note_read(officer(request), case, "cases:form")
    issued = standing.issued_form(case, form_id)
    pdf = sheet_pdf(standing.sheet_of(issued), follow_url=_follow_url(request, case))
    return pdf_response(pdf, name=f"mau-{issued.form}-{code}.pdf")


@require_GET
def control_sheet(request: ActorRequest, code: str) -> HttpResponse:
    case = queries.visible_by_code(officer(request), code)
    pdf_url = reverse("cases:control_sheet_pdf", args=[code])
    sheet = books.control_sheet(case, at=clock.now())
    return render(request, "cases/sheet.html", {"case": case, "sheet": sheet, "pdf_url": pdf_url})


@require_GET
def control_sheet_pdf(request: ActorRequest, code: str) -> HttpResponse:
    case = queries.visible_by_code(officer(request), code)
    pdf = sheet_pdf(books.control_sheet(case, at=clock.now()))
    return pdf_response(pdf, name=f"mau-06-{code}.pdf")


def _follow_url(request: ActorRequest, case: Case) -> str:
    path = reverse("public_services:followed", args=[case.code, case.follow_key])
    return request.build_absolute_uri(path)
