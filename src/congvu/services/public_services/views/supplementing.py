"""The applicant completes their own dossier."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from congvu.platform.access.requests import ActorRequest
from congvu.platform.cases.views import supplying
from congvu.platform.people.queries import as_citizen
from congvu.services.public_services.views.following import own_case


@require_http_methods(["GET", "POST"])
def show(request: ActorRequest, code: str) -> HttpResponse:
    """Take every flagged item at once."""
    return supplying.page(
        request,
        own_case(request, code),
        actor=as_citizen(request.actor),
        layout="web/citizen.html",
        back="public_services:case",
    )
