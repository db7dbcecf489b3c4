"""Every address of the installation. Each name has its row in access_policy.POLICY."""

from django.conf import settings
from django.urls import include, path

from congvu.config import health
from congvu.platform.cases.urls import api_patterns

urlpatterns = [
    path("suc-khoe/", health.check, name="health"),
    path("", include("congvu.services.public_services.urls")),
    path("", include("congvu.platform.people.urls")),
    path("tep/", include("congvu.platform.documents.urls")),
    path("viec/", include("congvu.platform.cases.urls")),
    path("api/v1/", include(api_patterns)),
    path("dieu-hanh/", include("congvu.services.steering.urls")),
    path("quan-tri/co-quan/", include("congvu.platform.agencies.urls")),
    path("quan-tri/tham-quyen/", include("congvu.platform.competence.urls")),
    path("quan-tri/sap-xep/", include("congvu.services.reorganisation.urls")),
    path("quan-tri/lich-lam-viec/", include("congvu.platform.deadlines.urls")),
    path("quan-tri/thu-tuc/", include("congvu.platform.procedures.urls")),
]

if settings.IS_DEMO:
    urlpatterns += [
        path("dinh-danh-thu-nghiem/", include("congvu.services.dev_identity.urls")),
        path("mau-giao-dien/", include("congvu.web.urls")),
    ]

handler400 = "congvu.web.views.bad_request"
handler403 = "congvu.web.views.forbidden"
handler404 = "congvu.web.views.not_found"
handler500 = "congvu.web.views.server_error"
