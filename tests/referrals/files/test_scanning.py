"""The scanner behind its interface: clean, found, down, and what production demands."""

import socket
import threading
from typing import Any

import pytest

from referrals.files.scanning import (
    EICAR,
    ClamdScanner,
    DevelopmentScanner,
    NoScanner,
    ScannerDown,
    a_scanner_is_named,
    scanner,
)


def clamd(answer: bytes, *, heard: list[bytes] | None = None) -> ClamdScanner:
    """A scanner whose other end hears one file as clamd does and says `answer`."""

    def connect() -> socket.socket:
        ours, theirs = socket.socketpair()

        def listen() -> None:
            with theirs:
                line = theirs.makefile("rb")
                assert line.read(10) == b"zINSTREAM\0"
                data = b""
                while size := int.from_bytes(line.read(4)):
                    data += line.read(size)
                if heard is not None:
                    heard.append(data)
                theirs.sendall(answer)

        threading.Thread(target=listen, daemon=True).start()
        return ours

    return ClamdScanner(connect)


def test_a_clean_file_is_sent_whole_and_is_clean() -> None:
    heard: list[bytes] = []
    data = bytes(range(256)) * 1000
    assert clamd(b"stream: OK\0", heard=heard).scan(data) == ""
    assert heard == [data]


def test_what_is_found_is_named() -> None:
    assert clamd(b"stream: Eicar-Test-Signature FOUND\0").scan(EICAR) == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: what ERROR\0", b"\xff\xfe\0"]
)
def test_any_other_answer_is_none(answer: bytes) -> None:
    with pytest.raises(ScannerDown):
        clamd(answer).scan(b"x")


def test_nobody_there_is_down() -> None:
    def refuse() -> socket.socket:
        raise ConnectionRefusedError

    with pytest.raises(ScannerDown):
        ClamdScanner(refuse).scan(b"x")


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ("development", DevelopmentScanner),
        ("clamd://scanner:3310", ClamdScanner),
        ("unix:///run/clamd.sock", ClamdScanner),
        ("", NoScanner),
        ("clamd://", NoScanner),
        ("whatever", NoScanner),
    ],
)
def test_the_settings_name_it(settings: Any, named: str, kind: type) -> None:
    settings.SCANNER = named
    assert isinstance(scanner(), kind)


@pytest.mark.parametrize(
    ("named", "errors"), [("clamd://scanner:3310", 0), ("unix:///run/clamd.sock", 0), ("development", 1), ("", 1)]
)
def test_production_demands_a_real_one(settings: Any, named: str, errors: int) -> None:
    settings.SCANNER = named
    assert len(a_scanner_is_named()) == errors


def test_no_scanner_refuses_everything() -> None:
    with pytest.raises(ScannerDown):
        NoScanner().scan(b"x")
