"""Whether a file carries something harmful, asked of a scanner behind one interface.

No answer is never "clean": a scanner that is down, or none at all, means that nothing is kept. `SCANNER` in the
environment names it: clamd://host:port, unix:///path, or "development", which knows the EICAR test file alone and which
the deploy checks refuse in production.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

CHUNK = 64 * 1024
TIMEOUT = 20.0  # seconds
DEVELOPMENT = "development"
# The test file that every scanner knows (eicar.org), put together here so that no scanner stops this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class ScannerDown(Exception):
    """No answer, or none that can be understood: nothing is kept."""


class Scanner(Protocol):
    """`scan(data)` gives "" for a clean file and the name of what was found otherwise; raises ScannerDown."""

    def scan(self, data: bytes) -> str: ...


class DevelopmentScanner:
    """Knows the EICAR test file and nothing else. For this machine and for tests."""

    def scan(self, data: bytes) -> str:
        return "Eicar-Test-Signature" if EICAR in data else ""


class NoScanner:
    """None is named: every file is refused."""

    def scan(self, data: bytes) -> str:
        raise ScannerDown("no scanner is named")


@dataclass(frozen=True)
class ClamdScanner:
    """Asks clamd by its INSTREAM command: length and bytes of each piece, a zero at the end, one line of answer."""

    connect: Callable[[], socket.socket]

    def scan(self, data: bytes) -> str:
        try:
            with self.connect() as line:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(data), CHUNK):
                    piece = data[start : start + CHUNK]
                    line.sendall(len(piece).to_bytes(4) + piece)
                line.sendall(bytes(4))
                answer = self._answer(line)
        except OSError as broken:
            raise ScannerDown(type(broken).__name__) from broken
        if answer == "stream: OK":
            return ""
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerDown("an answer that is neither clean nor found")

    def _answer(self, line: socket.socket) -> str:
        heard = b""
        while not heard.endswith(b"\0") and len(heard) < 4096:
            piece = line.recv(4096)
            if not piece:
                break
            heard += piece
        return heard.rstrip(b"\0\n").decode("utf-8", "replace")


def scanner() -> Scanner:
    """The one that the settings name; NoScanner for none, or for words that name none."""
    named = settings.SCANNER
    if named == DEVELOPMENT:
        return DevelopmentScanner()
    parts = urlsplit(named)
    if parts.scheme == "clamd" and parts.hostname:
        where = (parts.hostname, parts.port or 3310)
        return ClamdScanner(lambda: socket.create_connection(where, timeout=TIMEOUT))
    if parts.scheme == "unix" and parts.path:
        return ClamdScanner(lambda: _unix(parts.path))
    return NoScanner()


def _unix(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(TIMEOUT)
    line.connect(path)
    return line


@register(Tags.security, deploy=True)
def a_scanner_is_named(**_: object) -> list[CheckMessage]:
    """In production a real scanner looks at what people attach."""
    named = settings.SCANNER
    if named.startswith(("clamd://", "unix://")):
        return []
    why = "is the development scanner, which finds nothing" if named == DEVELOPMENT else "names no scanner"
    return [
        Error(
            f"SCANNER {why}: what people attach would be {'kept unchecked' if named == DEVELOPMENT else 'refused'}.",
            hint="Set SCANNER=clamd://host:3310 to the address of a clamd (ClamAV).",
            id="holdfast.E006",
        )
    ]
