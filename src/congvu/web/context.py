"""What every page may read: the product's name, the test-data band, the chosen colours."""

from django.conf import settings
from django.http import HttpRequest

COLOUR_COOKIE = "giao_dien"
COLOURS = frozenset({"light", "dark"})
PRODUCT_NAME = "Công Vụ"


def installation(request: HttpRequest) -> dict[str, object]:
    """Add the variables that `web/base.html` reads; none of them touches the database."""
    chosen = request.COOKIES.get(COLOUR_COOKIE, "")
    return {
        "product_name": PRODUCT_NAME,
        "is_demo": settings.IS_DEMO,
        "color_scheme": chosen if chosen in COLOURS else "auto",
    }
