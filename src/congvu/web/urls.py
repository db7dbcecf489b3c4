"""Addresses of this tier: only the gallery, wired where test data is shown."""

from django.urls import path

from congvu.web import views

app_name = "web"

urlpatterns = [path("", views.gallery, name="gallery")]
