"""Addresses of a person's own files."""

from django.urls import path

from congvu.platform.documents import views

app_name = "documents"
urlpatterns = [
    path("<uuid:document_id>/", views.original, name="original"),
    path("<uuid:document_id>/xem/", views.view, name="view"),
]
