"""Which hat the person of a session wears."""

from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

POST_KEY = "post_id"


def account_of(request: HttpRequest) -> UUID | None:
    """Return the account that signed in; whether it still may is for the asker to find out."""
    try:
        return UUID(request.session.get(SESSION_KEY, ""))
    except ValueError:
        return None


def post_of(request: HttpRequest) -> UUID | None:
    """Return the post chosen in this session; None for a citizen."""
    try:
        return UUID(request.session.get(POST_KEY, ""))
    except ValueError:
        return None
