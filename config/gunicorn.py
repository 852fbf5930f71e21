"""How gunicorn serves, for `dev up` and the container alike: gunicorn -c python:config.gunicorn config.wsgi"""

import os

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
