"""Addresses of signing in, and of the directory of people."""

from django.urls import path

from congvu.platform.people import views

app_name = "people"

urlpatterns = [
    path("dang-nhap/", views.sign_in, name="sign_in"),
    path("dang-nhap/xong/", views.callback, name="callback"),
    path("dang-nhap/vai-tro/", views.choose_post, name="choose_post"),
    path("dang-xuat/", views.sign_out, name="sign_out"),
    path("toi/", views.me, name="me"),
    path("toi/uy-quyen/", views.delegations, name="delegations"),
    path("toi/uy-quyen/<uuid:delegation_id>/thu-hoi/", views.revoke_delegation, name="revoke"),
    path("quan-tri/nhan-su/", views.directory, name="directory"),
]
