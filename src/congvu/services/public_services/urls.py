"""Addresses that citizens and counters use."""

from django.urls import path

from congvu.platform.cases.acts import PARTY_ACTS
from congvu.services.public_services import api
from congvu.services.public_services.views import (
    applying,
    catalogue,
    counter,
    following,
    issued,
    notices,
    own_acts,
    papers,
    supplementing,
)

app_name = "public_services"

urlpatterns = [
    path("", catalogue.home, name="home"),
    path("thu-tuc/", catalogue.search, name="search"),
    path("thu-tuc/<str:code>/", catalogue.procedure, name="procedure"),
    path("ho-so/", following.mine, name="mine"),
    path("ho-so/moi/<str:code>/", applying.start, name="start"),
    path("ho-so/ban-nhap/<uuid:draft_id>/", applying.resume, name="draft"),
    path("ho-so/ban-nhap/<uuid:draft_id>/truong-hop/", applying.situation, name="situation"),
    path("ho-so/ban-nhap/<uuid:draft_id>/trang/<str:page_key>/", applying.page, name="page"),
    path("ho-so/ban-nhap/<uuid:draft_id>/giay-to/", papers.show, name="papers"),
    path("ho-so/ban-nhap/<uuid:draft_id>/giay-to/<str:key>/", papers.upload, name="upload"),
    path("ho-so/ban-nhap/<uuid:draft_id>/bo-tep/<int:file_id>/", papers.remove, name="remove"),
    path("ho-so/ban-nhap/<uuid:draft_id>/tep/<int:file_id>/", papers.look, name="draft_file"),
    path("ho-so/ban-nhap/<uuid:draft_id>/kiem-tra/", applying.check, name="check"),
    path("ho-so/ban-nhap/<uuid:draft_id>/gui/", applying.send, name="send"),
    path("ho-so/ban-nhap/<uuid:draft_id>/xoa/", applying.discard, name="discard"),
    path("ho-so/ban-nhap/<uuid:draft_id>/tiep-tuc/", applying.renew, name="renew"),
    path("ho-so/<str:code>/da-gui/", following.sent, name="sent"),
    path("ho-so/<str:code>/", following.case, name="case"),
    path("ho-so/<str:code>/giay-tiep-nhan.pdf", following.receipt, name="receipt"),
    path("ho-so/<str:code>/ket-qua.pdf", following.result, name="result"),
    path("ho-so/<str:code>/tep/<uuid:file_id>/", following.file, name="file"),
    path("ho-so/<str:code>/bo-sung/", supplementing.show, name="provide_supplement"),
    *(
        path(f"ho-so/<str:code>/{act.path}/", own_acts.show, {"name": name}, name=name)
        for name, act in PARTY_ACTS.items()
        if not act.has_own_page
    ),
    path("ho-so/<str:code>/phieu/<uuid:form_id>.pdf", issued.form_pdf, name="form_pdf"),
    path("ho-so/<str:code>/phieu/<uuid:form_id>/", issued.form_page, name="form"),
    path("thong-bao/", notices.show, name="notices"),
    path("thong-bao/da-doc/", notices.read_all, name="read_notices"),
    path("tra-cuu/", following.look_up, name="look_up"),
    path("theo-doi/<str:code>/<str:key>/", following.followed, name="followed"),
    path("quay/", counter.intake, name="counter"),
    path("quay/nguoi-moi/", counter.new_person, name="counter_person"),
    path("quay/<uuid:person_id>/", counter.choose, name="counter_choose"),
    path("quay/<uuid:person_id>/<str:code>/", counter.start, name="counter_start"),
    path("api/v1/ho-so", api.create, name="api_create"),
]
