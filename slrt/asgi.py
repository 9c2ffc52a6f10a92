"""For a host that only speaks ASGI; the product itself is served by gunicorn threads (docs/decisions.md)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.settings")
application = get_asgi_application()
