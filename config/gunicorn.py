"""How gunicorn serves, for `dev up` and the container alike: gunicorn -c python:config.gunicorn config.wsgi"""

import os
import re
from typing import Any

from gunicorn.glogging import Logger

_TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def masked(path: str) -> str:
    """A path without the random tokens in it: whoever reads a log must not be able to open a draft with it.

    >>> masked("/complain/0b1c2d3e-0000-4000-8000-aabbccddeeff/points/")
    '/complain/…/points/'
    """
    return _TOKEN.sub("…", path)


class MaskingLogger(Logger):
    """gunicorn's own, but for the tokens in the paths of the access log."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return {**found, "U": masked(str(found.get("U", "")))}


logger_class = MaskingLogger
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
graceful_timeout = 8
timeout = 60
# gunicorn's own is one socket in the user's home, shared by every instance of that user.
control_socket_disable = True
# The path without its question mark: what people search for is personal and stays out of logs.
accesslog = "-"
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(b)s %(L)ss'
capture_output = True
