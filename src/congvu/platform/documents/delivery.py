"""Handing bytes to a browser so that they stay bytes: never run, never kept in a cache."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from congvu.platform.documents import queries
from congvu.platform.documents.models import Document
from congvu.platform.documents.unfit import PDF, SUFFIXES

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'self'"


def file_response(document: Document, *, as_view: bool) -> HttpResponse:
    """Return the original as a download, or what we made of it for looking at in the page.

    Who may see it has been asked before.
    """
    if as_view:
        content, media_type = queries.view(document)
        name = _named_as(document.name, media_type)
        return _response(content, media_type, name, is_download=False)
    return _response(
        queries.content(document), document.media_type, document.name, is_download=True
    )


def pdf_response(content: bytes, *, name: str) -> HttpResponse:
    """Return a paper that we made, for looking at."""
    return _response(content, PDF, name, is_download=False)


def _named_as(name: str, media_type: str) -> str:
    """Return the name with the suffix of what is really sent: a HEIC is shown as a JPEG."""
    suffixes = SUFFIXES.get(media_type, ())
    if not suffixes or name.lower().endswith(suffixes):
        return name
    stem, dot, _ = name.rpartition(".")
    return f"{stem if dot else name}{suffixes[0]}"


def _response(content: bytes, media_type: str, name: str, *, is_download: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(is_download, name) or ""
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
