"""The forms that agencies issued on a dossier, for the person it belongs to."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from congvu.platform.access.requests import ActorRequest
from congvu.platform.cases import standing
from congvu.platform.documents.delivery import pdf_response
from congvu.platform.documents.rendering import sheet_pdf
from congvu.services.public_services.views.following import follow_url, own_case


@require_GET
def form_page(request: ActorRequest, code: str, form_id: UUID) -> HttpResponse:
    case = own_case(request, code)
    sheet = standing.sheet_of(standing.issued_form(case, form_id))
    context = {"case": case, "sheet": sheet, "form_id": form_id}
    return render(request, "public_services/form.html", context)


@require_GET
def form_pdf(request: ActorRequest, code: str, form_id: UUID) -> HttpResponse:
    case = own_case(request, code)
    issued = standing.issued_form(case, form_id)
    pdf = sheet_pdf(standing.sheet_of(issued), follow_url=follow_url(request, case))
    return pdf_response(pdf, name=f"mau-{issued.form}-{code}.pdf")
