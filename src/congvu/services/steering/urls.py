"""Addresses of the leader's pages."""

from django.urls import path

from congvu.services.steering import views

app_name = "steering"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("o/", views.tiles, name="tiles"),
]
