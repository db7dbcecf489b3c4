"""Addresses of the catalogue's administration."""

from django.urls import path

from congvu.platform.procedures.views import catalogue, routes

app_name = "procedures"

urlpatterns = [
    path("", catalogue.directory, name="directory"),
    path("chua-ro/", catalogue.doubts, name="doubts"),
    path("<str:code>/", catalogue.version, name="version"),
    path("<str:code>/quy-trinh/", routes.show, name="route"),
    path("<str:code>/quy-trinh/sua/", routes.begin, name="route_begin"),
    path("<str:code>/quy-trinh/them-buoc/", routes.add_step, name="route_add"),
    path("<str:code>/quy-trinh/buoc/<str:key>/", routes.edit_step, name="route_step"),
    path("<str:code>/quy-trinh/buoc/<str:key>/<str:way>/", routes.shift_step, name="route_shift"),
    path("<str:code>/quy-trinh/nhap/", routes.take_file, name="route_import"),
    path("<str:code>/quy-trinh/xuat.bpmn", routes.give_file, name="route_export"),
    path("<str:code>/quy-trinh/bo/", routes.discard, name="route_discard"),
    path("<str:code>/quy-trinh/cong-bo/", routes.publish, name="route_publish"),
    path("<str:code>/ban/<int:number>/", catalogue.version_numbered, name="version_numbered"),
]
