"""A bounded load on an address of this machine: how long each answer took, one connection a client."""

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

MOST_SECONDS = 60


@dataclass
class Figures:
    """What one series of requests took, in milliseconds."""

    times: list[float] = field(default_factory=list)
    wrong: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0
    size: int = 0

    @property
    def p50(self) -> float:
        return statistics.median(self.times) if self.times else float("nan")

    @property
    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)] if self.times else float("nan")

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds if self.seconds else float("nan")


@dataclass(frozen=True)
class Request:
    """What is asked: a path, a session cookie; for a form its fields, or JSON.

    Path and fields may be functions of the request's number.
    """

    port: int
    path: str | Callable[[int], str]
    cookie: str
    form: Callable[[int], dict[str, str]] | None = None
    json: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    expect: int = 200


def series(request: Request, *, count: int, clients: int = 1, seconds: float = 20.0) -> Figures:
    """`count` answers, or as many as `seconds` allow, from `clients` at once; two before that are not counted."""
    figures, lock, numbers = Figures(), threading.Lock(), iter(range(10**9))
    until = time.monotonic() + min(seconds, MOST_SECONDS)

    def client(share: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", request.port, timeout=30)
        for turn in range(share + 2):
            if time.monotonic() > until:
                break
            with lock:
                number = next(numbers)
            took, status, size = _ask(connection, request, number)
            if turn < 2:
                continue
            with lock:
                figures.times.append(took)
                figures.size = size
                if status != request.expect:
                    figures.wrong[status] = figures.wrong.get(status, 0) + 1
        connection.close()

    threads = [threading.Thread(target=client, args=(max(1, count // clients),)) for _ in range(clients)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    figures.seconds = time.monotonic() - started
    return figures


def _ask(connection: http.client.HTTPConnection, request: Request, number: int) -> tuple[float, int, int]:
    headers = {**request.headers, **({"Cookie": request.cookie} if request.cookie else {})}
    body = None
    if request.json is not None:
        body = json.dumps(request.json)
        headers["Content-Type"] = "application/json"
    if request.form is not None:
        body = urlencode(request.form(number))
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    path = request.path if isinstance(request.path, str) else request.path(number)
    started = time.perf_counter()
    connection.request("GET" if body is None else "POST", path, body=body, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    return (time.perf_counter() - started) * 1000, answer.status, len(content)


def peak_mib(pid: int) -> float:
    """The largest memory a process or a child of it has ever held, in MiB; NaN where the system does not say."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        peaks = [
            int(line.split()[1])
            for one in [str(pid), *children]
            for line in Path(f"/proc/{one}/status").read_text().splitlines()
            if line.startswith("VmHWM")
        ]
    except OSError:
        return float("nan")
    return max(peaks) / 1024
