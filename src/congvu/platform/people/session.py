"""Which hat the person of a session wears."""

from uuid import UUID

from django.http import HttpRequest

POST_KEY = "post_id"


def post_of(request: HttpRequest) -> UUID | None:
    """Return the post chosen in this session; None for a citizen."""
    try:
        return UUID(request.session.get(POST_KEY, ""))
    except ValueError:
        return None
