"""What stands for a row in an address: never its key, which tells how many there are and which came first.

A keyed permutation of 64 bits (four Feistel rounds), written in thirteen letters and figures. It needs no column, and
is as stable as SECRET_KEY: these are links within pages, not references that people write down.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 13
ROUNDS = range(4)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _round(kind: str, number: int, half: int) -> int:
    words = f"{kind}:{number}:{half}".encode()
    return int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), words, hashlib.sha256)[:4])


def handle(kind: str, key: int) -> str:
    """What stands for the key (0 to 2^64 - 1) of a row of this kind; another kind gives another handle."""
    left, right = key >> 32, key & 0xFFFFFFFF
    for number in ROUNDS:
        left, right = right, left ^ _round(kind, number, right)
    mixed = left << 32 | right
    return "".join(ALPHABET[mixed >> 5 * place & 31] for place in reversed(range(LENGTH)))


def key_of(kind: str, text: str) -> int | None:
    """The key behind a handle; None for anything that is none."""
    if len(text) != LENGTH or any(char not in ALPHABET for char in text):
        return None
    mixed = 0
    for char in text:
        mixed = mixed << 5 | ALPHABET.index(char)
    if mixed >> 64:
        return None
    left, right = mixed >> 32, mixed & 0xFFFFFFFF
    for number in reversed(ROUNDS):
        left, right = right ^ _round(kind, number, left), left
    key = left << 32 | right
    return key if key < 2**63 else None


def place_in_list(kind: str, at: datetime, key: int) -> str:
    """Where a page of a list ended: an instant and a key, as one word."""
    micros = (at - EPOCH) // timedelta(microseconds=1)
    return handle(f"{kind}-at", micros) + handle(kind, key)


def read_place(kind: str, text: str) -> tuple[datetime, int] | None:
    """The instant (UTC) and key behind `place_in_list`; None for anything else."""
    micros, key = key_of(f"{kind}-at", text[:LENGTH]), key_of(kind, text[LENGTH:])
    if micros is None or key is None or micros >= 2**58:
        return None
    try:
        return EPOCH + timedelta(microseconds=micros), key
    except OverflowError:
        return None
