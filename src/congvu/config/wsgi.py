"""The WSGI entry point: `granian --interface wsgi congvu.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

application = get_wsgi_application()
