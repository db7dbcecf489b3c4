"""Addresses of the officer's desk."""

from django.urls import path

from congvu.platform.cases.views import acts, case, inbox, listing, papers

app_name = "cases"

urlpatterns = [
    path("", inbox.show, name="inbox"),
    path("danh-sach/", listing.show, name="list"),
    path("<str:code>/", case.show, name="case"),
    path("<str:code>/tiep-nhan/", acts.acceptance, name="accept"),
    path("<str:code>/nhan-viec/", acts.claiming, name="claim"),
    path("<str:code>/xong-buoc/", acts.step_completion, name="complete_step"),
    path("<str:code>/yeu-cau-bo-sung/", acts.supplement, name="request_supplement"),
    path("<str:code>/de-xuat/", acts.proposal, name="propose"),
    path("<str:code>/ky-duyet/", acts.approval, name="approve"),
    path("<str:code>/tra-lai/", acts.sending_back, name="send_back"),
    path("<str:code>/tra-ket-qua/", acts.returning, name="return_result"),
    path("<str:code>/giay-tiep-nhan.pdf", papers.receipt, name="receipt"),
    path("<str:code>/ket-qua.pdf", papers.result, name="result"),
    path("<str:code>/tep/<uuid:file_id>/", papers.file, name="file"),
    path("<str:code>/tep/<uuid:file_id>/xem/", papers.file_view, name="file_view"),
]
