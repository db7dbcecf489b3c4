"""Addresses of competence's administration."""

from django.urls import path

from congvu.platform.competence import views

app_name = "competence"

urlpatterns = [
    path("", views.bench, name="bench"),
    path("quy-tac/", views.rules, name="rules"),
    path("quy-tac/moi/", views.publish, name="publish"),
    path("quy-tac/<uuid:rule_id>/ket-thuc/", views.close, name="close"),
    path("kiem-tra/", views.coverage, name="coverage"),
]
