"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_django = get_wsgi_application()

# After Django is set up: the checks use its connections.
from config.checks import SafeToServe  # noqa: E402

application = SafeToServe(_django)
