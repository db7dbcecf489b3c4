"""A request that knows who acts."""

from typing import Any

from django.http import HttpRequest

from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Missing


class ActorRequest(HttpRequest):
    """What every view behind the access middleware receives."""

    actor: Actor | None
    htmx: Any


def signed_in(request: ActorRequest) -> Actor:
    """Return who acts; the middleware let nobody else through."""
    if request.actor is None:
        raise Missing("Không tìm thấy trang này. Hãy đăng nhập rồi thử lại.")
    return request.actor


def officer(request: ActorRequest) -> Actor:
    actor = signed_in(request)
    if not actor.is_officer:
        raise Missing("Không tìm thấy trang này.")
    return actor
