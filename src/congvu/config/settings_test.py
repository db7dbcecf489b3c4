"""Settings of the test runs and of mypy: the same program, a throw-away database."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("CONGVU_SECRET_KEY", "tests-only-" + "x" * 50)
os.environ.setdefault("CONGVU_DATABASE_URL", "postgresql:///congvu")
os.environ.setdefault("CONGVU_DEMO", "1")

from congvu.config.settings import *  # noqa: F403 - the same settings, then the differences
from congvu.config.settings import DATABASES, STATIC_ROOT, STORAGES

DATABASES["default"]["TEST"] = {
    "NAME": os.environ.get("CONGVU_TEST_DB", "test_congvu"),
    "TEMPLATE": "template0",
}
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
_documents = tempfile.TemporaryDirectory(prefix="congvu-test-documents-")  # gone at exit
DOCUMENT_STORE = Path(_documents.name)
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
REFERENCE_KEPT_SECONDS = 0  # a rolled-back test must leave nothing behind
