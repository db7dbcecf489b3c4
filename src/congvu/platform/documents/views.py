"""A person's own files."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from congvu.platform.access.requests import ActorRequest, signed_in
from congvu.platform.documents import policy, queries
from congvu.platform.documents.delivery import file_response


@require_GET
def original(request: ActorRequest, document_id: UUID) -> HttpResponse:
    return _own(request, document_id, as_view=False)


@require_GET
def view(request: ActorRequest, document_id: UUID) -> HttpResponse:
    return _own(request, document_id, as_view=True)


def _own(request: ActorRequest, document_id: UUID, *, as_view: bool) -> HttpResponse:
    document = queries.document(document_id)
    policy.require_may_see(signed_in(request), document)
    return file_response(document, as_view=as_view)
