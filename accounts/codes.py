"""Time-based one-time codes (RFC 6238, HMAC-SHA-1, 30 seconds, six digits), recovery codes, and their keeping.

The secret of an app is derived, not stored: HMAC-SHA-256 of the row's salt under a key made from SECRET_KEY. Whoever
steals the database alone has nothing to make a code from, and no cipher is needed. SECRET_KEY_FALLBACKS are tried too,
so that the key can be changed without enrolling everybody anew.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import Factor, User

STEP = 30  # seconds
DRIFT = 1  # steps a telephone's clock may be fast or slow
RECOVERY_CODES = 10
FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, 1, I and O, which people confuse


def hotp(secret: bytes, counter: int) -> str:
    """RFC 4226, six digits.

    >>> hotp(b"12345678901234567890", 1)
    '287082'
    """
    mac = hmac.digest(secret, counter.to_bytes(8, "big"), "sha1")
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def secrets_of(factor: Factor) -> list[bytes]:
    """The 20 bytes that the app shares with us: under the present key first, then under the former ones."""
    return [
        salted_hmac("accounts.factor", f"{factor.user_id}:{factor.salt}", secret=key, algorithm="sha256").digest()[:20]
        for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ]


def shown_secret(factor: Factor) -> str:
    """The secret as people type it into an app: base32 in groups of four."""
    text = base64.b32encode(secrets_of(factor)[0]).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def address(factor: Factor) -> str:
    """The otpauth: address that an app on the same device opens."""
    secret = shown_secret(factor).replace(" ", "")
    return f"otpauth://totp/Holdfast:{quote(factor.user.email)}?secret={secret}&issuer=Holdfast"


def code_at(factor: Factor, at: datetime) -> str:
    """The code that the app shows at the instant."""
    return hotp(secrets_of(factor)[0], int(at.timestamp()) // STEP)


def enrol(user: User, *, now: datetime, confirmed: bool = False) -> Factor:
    """A new second factor in place of any earlier one. `confirmed`: by an administrator's hand, as in the demo."""
    factor, _ = Factor.objects.update_or_create(
        user=user,
        defaults={
            "salt": secrets.token_hex(16),
            "made_at": now,
            "confirmed_at": now if confirmed else None,
            "last_step": 0,
            "recovery": [],
            "failures": 0,
            "locked_until": None,
        },
    )
    return factor


def accept(factor: Factor, typed: str, *, now: datetime) -> bool:
    """True once for a right code, from the app or from the recovery list; five wrong ones lock for 15 minutes.

    The row is locked first: of two browsers with the same code only one gets in.
    """
    factor = Factor.objects.select_for_update().get(pk=factor.pk)
    if factor.locked_until and now < factor.locked_until:
        return False
    typed = "".join(typed.split()).upper().replace("-", "")
    step = _step_of(factor, typed, now)
    if step is not None:
        factor.last_step = step
    elif (used := _recovery_digest(factor, typed)) in factor.recovery:
        factor.recovery.remove(used)
    else:
        factor.failures += 1
        if factor.failures >= FAILURES:
            factor.failures, factor.locked_until = 0, now + LOCKED_FOR
        factor.save(update_fields=["failures", "locked_until"])
        return False
    factor.failures, factor.locked_until = 0, None
    factor.confirmed_at = factor.confirmed_at or now
    factor.save()
    return True


def _step_of(factor: Factor, typed: str, now: datetime) -> int | None:
    present = int(now.timestamp()) // STEP
    for secret in secrets_of(factor):
        for step in range(present - DRIFT, present + DRIFT + 1):
            # A code at or before the last one used is spent (RFC 6238, 5.2).
            if hmac.compare_digest(hotp(secret, step).encode(), typed.encode()) and step > factor.last_step:
                return step
    return None


def new_recovery_codes(factor: Factor) -> list[str]:
    """Ten fresh codes to show once, in place of the former ones; only their hashes are kept."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    factor.recovery = [_recovery_digest(factor, code) for code in codes]
    factor.save(update_fields=["recovery"])
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _recovery_digest(factor: Factor, code: str) -> str:
    # 50 random bits a code: a plain hash resists guessing, unlike one of a chosen password.
    return hashlib.sha256(f"{factor.salt}:{code}".encode()).hexdigest()
