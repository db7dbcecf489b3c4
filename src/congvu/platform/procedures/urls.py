"""Addresses of the catalogue's administration."""

from django.urls import path

from congvu.platform.procedures import views

app_name = "procedures"

urlpatterns = [
    path("", views.directory, name="directory"),
    path("<str:code>/", views.version, name="version"),
]
