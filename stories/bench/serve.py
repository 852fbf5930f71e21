"""Web servers for a measurement: the product's and the floor's, alike in everything but the application."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit


@dataclass(frozen=True)
class Served:
    """A server that answers on a port of this machine."""

    port: int
    pid: int


def of_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(name)}"))


def pieces(url: str) -> dict[str, str]:
    """A database address as its parts: user, password, host, port, name."""
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "host": query.get("host", parts.hostname or ""),
        "port": query.get("port", str(parts.port or 5432)),
        "name": unquote(parts.path.lstrip("/")),
    }


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[Served]:
    """Serve a WSGI application by gunicorn as production does, two workers of four threads, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if process.poll() is not None:
                raise RuntimeError(f"{application} did not start")
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)
