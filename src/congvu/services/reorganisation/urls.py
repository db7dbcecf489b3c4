"""Addresses of rearranging communes."""

from django.urls import path

from congvu.services.reorganisation import views

app_name = "reorganisation"

urlpatterns = [path("", views.show, name="plan")]
