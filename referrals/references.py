"""The reference a person reads out on the telephone: random, with a check character, never a sequence or a time."""

import secrets

# Crockford's base 32: no I, L, O or U, so that nothing is misheard or misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MODULUS = 31  # a prime below the alphabet's length: every single wrong or swapped character is noticed
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new() -> str:
    """A fresh reference such as "7KQ2-M9XD-4": 40 random bits and the check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{body[:4]}-{body[4:]}-{check(body)}"


def check(body: str) -> str:
    """The check character of eight characters: their weighted sum modulo a prime.

    >>> check("7KQ2M9XD") == check("7KQ2M9XE")
    False
    >>> check("7KQ2M9XD") == check("K7Q2M9XD")
    False
    """
    return ALPHABET[sum((place + 2) * ALPHABET.index(char) for place, char in enumerate(body)) % MODULUS]


def tidy(typed: str) -> str | None:
    """The reference somebody typed, however they wrote it; None when it is not one.

    >>> tidy(" 7kq2 m9xd ") is None
    True
    """
    bare = "".join(char for char in typed.upper().translate(MISREAD) if char.isalnum())
    if len(bare) != 9 or any(char not in ALPHABET for char in bare) or check(bare[:8]) != bare[8]:
        return None
    return f"{bare[:4]}-{bare[4:8]}-{bare[8]}"
