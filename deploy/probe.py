"""Asks the web server in this container whether it is alive; the exit code is the answer."""

import http.client
import os
import sys

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
# As the TLS proxy would ask, or the answer is a redirect to https.
connection.request("GET", "/health/live", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(0 if connection.getresponse().status == 200 else 1)
