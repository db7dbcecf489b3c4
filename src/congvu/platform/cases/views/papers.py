"""The papers of a case as officers open them: brought files, the receipt, the result."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.platform.access.actions import record_read
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import papers, policy, queries
from congvu.platform.cases.models import Case, CaseFile
from congvu.platform.documents.delivery import file_response, pdf_response
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
    for kept in queries.files_of(case):
        if kept.id == file_id and kept.document is not None:
            _note_read(officer(request), case, "cases:file")
            return file_response(kept.document, as_view=as_view)
    raise policy.NoSuchCase


@require_GET
def receipt(request: ActorRequest, code: str) -> HttpResponse:
    case = queries.visible_by_code(officer(request), code)
    path = reverse("public_services:followed", args=[case.code, case.follow_key])
    pdf = papers.receipt(case, follow_url=request.build_absolute_uri(path))
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
