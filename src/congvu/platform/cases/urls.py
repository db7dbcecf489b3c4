"""Addresses of the officer's desk."""

from django.urls import path

from congvu.platform.cases import api
from congvu.platform.cases.acts import OFFICER_ACTS
from congvu.platform.cases.views import (
    acts,
    case,
    form_books,
    inbox,
    listing,
    many,
    papers,
    registers,
    supplements,
    times,
    versions,
)

app_name = "cases"

urlpatterns = [
    path("", inbox.show, name="inbox"),
    path("danh-sach/", listing.show, name="list"),
    path("so-theo-doi/", registers.show, name="register"),
    path("so-theo-doi.pdf", registers.pdf, name="register_pdf"),
    path("so-phieu/", form_books.show, name="form_book"),
    path("thoi-gian/", times.show, name="times"),
    path("ke-tiep/", inbox.following, name="next"),
    path("ban-cu/<str:code>/", versions.show, name="versions"),
    path("nhieu-ho-so/", many.show, name="many"),
    path("<str:code>/", case.show, name="case"),
    *(
        path(f"<str:code>/{act.path}/", acts.show, {"name": name}, name=name)
        for name, act in OFFICER_ACTS.items()
        if not act.has_own_page
    ),
    path("<str:code>/bo-sung/", supplements.at_counter, name="provide_supplement"),
    path("<str:code>/hoan-tac/", acts.undoing, name="undo"),
    path("<str:code>/dang-xem/", case.present, name="present"),
    path("<str:code>/phieu/<uuid:form_id>.pdf", papers.form_pdf, name="form_pdf"),
    path("<str:code>/phieu/<uuid:form_id>/", papers.form_page, name="form"),
    path("<str:code>/phieu-kiem-soat/", papers.control_sheet, name="control_sheet"),
    path("<str:code>/phieu-kiem-soat.pdf", papers.control_sheet_pdf, name="control_sheet_pdf"),
    path("<str:code>/giay-tiep-nhan.pdf", papers.receipt, name="receipt"),
    path("<str:code>/ket-qua.pdf", papers.result, name="result"),
    path("<str:code>/tep/<uuid:file_id>/", papers.file, name="file"),
    path("<str:code>/tep/<uuid:file_id>/xem/", papers.file_view, name="file_view"),
]

# For machines, under api/v1/.
api_patterns = (
    [
        path("ho-so/<str:code>", api.show, name="case"),
        path("ho-so/<str:code>/<str:name>", api.act, name="act"),
    ],
    "cases_api",
)
