"""The one settings file. What differs between installations comes from the environment."""

from pathlib import Path
from typing import Any

from congvu.config import env

ROOT = Path(__file__).resolve().parents[3]
DATA_DIR = Path(env.text("CONGVU_DATA_DIR", str(ROOT / ".data")))
REFERENCE_DIR = ROOT / "data"  # rows with their legal basis, shipped with the product

SECRET_KEY = env.text("CONGVU_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.words("CONGVU_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CONGVU_ORIGINS")
BEHIND_HTTPS = env.flag("CONGVU_HTTPS", default=False)
IS_DEMO = env.flag("CONGVU_DEMO", default=False)

# One installation, one face to the world.
PROVINCE_CODE = env.text("CONGVU_PROVINCE", "44")
CASE_CODE_TEMPLATE = env.text("CONGVU_CASE_CODE", "{agency}-{date:%y%m%d}-{serial:04d}")
FORM_NUMBER_TEMPLATE = env.text("CONGVU_FORM_NUMBER", "{number:02d}/{kind}")
DRAFT_KEPT_DAYS = env.number("CONGVU_DRAFT_KEPT_DAYS", 30)
REFERENCE_KEPT_SECONDS = env.number("CONGVU_REFERENCE_KEPT_SECONDS", 60)  # per process
UPLOAD_MOST_BYTES = env.number("CONGVU_UPLOAD_MOST_BYTES", 20 * 1024 * 1024)

# Sign-in: any OpenID Connect provider; the demo runs one of VNeID's shape, marked as a test.
OIDC = {
    "issuer": env.text("CONGVU_OIDC_ISSUER", "http://127.0.0.1:8000/dinh-danh-thu-nghiem"),
    "client_id": env.text("CONGVU_OIDC_CLIENT_ID", "congvu"),
    "client_secret": env.text("CONGVU_OIDC_CLIENT_SECRET", "dev-only"),
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_linear_migrations",
    "congvu.web",
    "congvu.platform.events",
    "congvu.platform.places",
    "congvu.platform.agencies",
    "congvu.platform.people",
    "congvu.platform.deadlines",
    "congvu.platform.access",
    "congvu.platform.documents",
    "congvu.platform.indicators",
    "congvu.platform.procedures",
    "congvu.platform.competence",
    "congvu.platform.cases",
    "congvu.services.public_services",
    "congvu.services.steering",
    "congvu.services.reorganisation",
    "congvu.services.dev_identity",
    "congvu.config",
]

MIDDLEWARE = [
    "congvu.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "congvu.platform.access.middleware.RefusalPages",
    "congvu.platform.access.middleware.ListedAccess",
]

ROOT_URLCONF = "congvu.config.urls"
WSGI_APPLICATION = "congvu.config.wsgi.application"
ACCESS_POLICY = "congvu.config.access_policy.POLICY"
SUBSCRIPTIONS = "congvu.config.subscriptions.SUBSCRIPTIONS"
SCHEDULE = "congvu.config.schedule.SCHEDULE"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "congvu.web.context.installation",
                "congvu.config.navigation.navigation",
            ],
            "builtins": ["congvu.web.templatetags.web"],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **env.database("CONGVU_DATABASE_URL"),
        "CONN_MAX_AGE": 600,  # one connection per thread; a pool asks the server at each request
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": "-c statement_timeout=30s -c lock_timeout=5s"
            " -c idle_in_transaction_session_timeout=30s",
            "server_side_binding": True,  # so that statements can be prepared
            "prepare_threshold": 5,  # planning a page's joins costs more than running them
        },
    }
}
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["congvu.platform.people.signing_in.FromIdentityProvider"]
LOGIN_URL = "people:sign_in"

SESSION_ENGINE = "congvu.platform.people.session_store"
SESSION_COOKIE_NAME = "__Host-phien" if BEHIND_HTTPS else "phien"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
CSRF_FAILURE_VIEW = "congvu.web.views.csrf_failure"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # form fields; files are streamed to disk
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = ["congvu.platform.documents.uploading.BoundedUpload"]

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/tinh/"
STATIC_ROOT = Path(env.text("CONGVU_STATIC_ROOT", str(DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DOCUMENT_STORE = DATA_DIR / "documents"
WHITENOISE_MAX_AGE = 31_536_000

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("CONGVU_LOG_LEVEL", "WARNING")},
}
BASE_FONTS = ROOT / "src/congvu/web/static/build/fonts"  # faces of the papers we make
