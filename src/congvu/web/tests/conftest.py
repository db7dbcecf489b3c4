"""This tier is tested alone: no navigation, session or address of another module."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "congvu.web.context.installation",
            ],
        },
    }
]


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """Draw pages with what this tier itself provides."""
    with override_settings(TEMPLATES=TEMPLATES):
        yield
