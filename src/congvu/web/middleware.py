"""Headers on every answer: what a page may load, and what may not be kept."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

FIXED = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), payment=(), usb=()"
    ),
}


def security_headers(get_response: Answer) -> Answer:
    """Set the content policy and its companions; a view may set a stricter one itself."""
    policy = content_policy()

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        return response

    return respond


def content_policy() -> str:
    """Return the policy; a form may also be sent on to the sign-in provider's origin."""
    origins = " ".join(getattr(settings, "WEB_FORM_ACTION_ORIGINS", ()))
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            f"form-action 'self' {origins}".rstrip(),
        ]
    )


def no_store_when_signed_in(get_response: Answer) -> Answer:
    """Keep pages of a session out of every cache: counters and phones are shared.

    The session cookie decides, not `request.user`, which would cost a query on every page.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        cookie = settings.SESSION_COOKIE_NAME
        if cookie in request.COOKIES or cookie in response.cookies:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond
