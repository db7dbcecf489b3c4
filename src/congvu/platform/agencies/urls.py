"""Addresses of the directory of agencies."""

from django.urls import path

from congvu.platform.agencies import views

app_name = "agencies"

urlpatterns = [
    path("", views.directory, name="directory"),
    path("<uuid:agency_id>/", views.agency, name="agency"),
]
