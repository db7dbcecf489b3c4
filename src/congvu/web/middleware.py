"""Headers on every answer: what a page may load, and what may not be kept."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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


class SecurityHeaders:
    """Outermost: also covers files and refusals. A view may set a stricter header itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = content_policy(settings.OIDC["issuer"])

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        if _has_session(request, response):
            # Counters and phones are shared: nothing of a session stays in a cache.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def content_policy(sign_in_issuer: str = "") -> str:
    """Return the policy; a form may also lead on to the sign-in provider's origin."""
    issuer = urlsplit(sign_in_issuer)
    origin = f" {issuer.scheme}://{issuer.netloc}" if issuer.netloc else ""
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
            f"form-action 'self'{origin}",
        ]
    )


def _has_session(request: HttpRequest, response: HttpResponse) -> bool:
    # The cookie decides, not `request.user`, which would cost a query on every page.
    cookie = settings.SESSION_COOKIE_NAME
    return cookie in request.COOKIES or cookie in response.cookies
