"""What every page may read: the product's name, the test-data band, the chosen colours."""

from django.conf import settings
from django.http import HttpRequest

COLOUR_COOKIE = "giao_dien"
COLOURS = frozenset({"light", "dark"})


def page(request: HttpRequest) -> dict[str, object]:
    """Add the variables that `web/base.html` reads; none of them touches the database."""
    chosen = request.COOKIES.get(COLOUR_COOKIE, "")
    return {
        "product_name": getattr(settings, "WEB_PRODUCT_NAME", "Công Vụ"),
        "is_demo": getattr(settings, "WEB_IS_DEMO", False),
        "color_scheme": chosen if chosen in COLOURS else "auto",
    }
