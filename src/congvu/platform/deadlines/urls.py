"""Addresses of the working calendars' administration."""

from django.urls import path

from congvu.platform.deadlines import views

app_name = "deadlines"

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("cong-bo/", views.publish_day, name="publish_day"),
    path("go-bo/", views.withdraw_day, name="withdraw_day"),
    path("gio-lam-viec/", views.publish_hours, name="publish_hours"),
]
