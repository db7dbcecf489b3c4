"""Handing bytes to a browser so that they stay bytes: never run, never kept in a cache."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from congvu.platform.documents import queries
from congvu.platform.documents.models import Document

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'self'"


def file_response(document: Document, *, as_view: bool) -> HttpResponse:
    """Return the original as a download, or our picture of it (a PDF as it is) for looking at."""
    if as_view:
        content, media_type = queries.view(document)
        return _response(content, media_type, document.name, is_download=False)
    content = queries.content(document)
    return _response(content, document.media_type, document.name, is_download=True)


def pdf_response(content: bytes, *, name: str) -> HttpResponse:
    return _response(content, "application/pdf", name, is_download=False)


def _response(content: bytes, media_type: str, name: str, *, is_download: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(is_download, name) or ""
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
