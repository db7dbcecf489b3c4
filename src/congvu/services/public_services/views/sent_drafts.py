"""A draft that was sent is no page any more: whoever goes back finds the receipt."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from congvu.platform.access.requests import ActorRequest, signed_in
from congvu.platform.cases.scope import AlreadySent

View = Callable[..., HttpResponse]


def draft_page(view: View) -> View:
    """Send whoever opens a page of a sent draft to its receipt, or to the officer's case page."""

    @wraps(view)
    def shown(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except AlreadySent as sent:
            name = "cases:case" if signed_in(request).is_officer else "public_services:sent"
            return redirect(name, sent.code)

    return shown
