"""Addresses of the test provider; mounted in a demo only."""

from django.urls import path

from congvu.services.dev_identity import views

app_name = "dev_identity"

urlpatterns = [
    path(".well-known/openid-configuration", views.metadata, name="metadata"),
    path("khoa", views.keys, name="keys"),
    path("dang-nhap", views.authorize, name="authorize"),
    path("token", views.token, name="token"),
]
