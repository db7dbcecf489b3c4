"""Addresses of the catalogue's administration."""

from django.urls import path

from congvu.platform.procedures import views

app_name = "procedures"

urlpatterns = [
    path("", views.directory, name="directory"),
    path("chua-ro/", views.doubts, name="doubts"),
    path("<str:code>/", views.version, name="version"),
    path("<str:code>/ban/<int:number>/", views.version_numbered, name="version_numbered"),
]
