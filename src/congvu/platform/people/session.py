"""Which hat the person of a session wears."""

from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

POST_KEY = "post_id"
DELEGATION_KEY = "delegation_id"


def account_of(request: HttpRequest) -> UUID | None:
    """Return the account that signed in; whether it still may is for the asker to find out."""
    try:
        return UUID(request.session.get(SESSION_KEY, ""))
    except ValueError:
        return None


def post_of(request: HttpRequest) -> UUID | None:
    """Return the post chosen in this session; None for a citizen."""
    return _key(request, POST_KEY)


def delegation_of(request: HttpRequest) -> UUID | None:
    """Return by whose delegation the person acts in this session; None for their own post."""
    return _key(request, DELEGATION_KEY)


def _key(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.session.get(name, ""))
    except ValueError:
        return None
