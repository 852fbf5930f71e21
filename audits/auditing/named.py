"""Whether a list from another case system names somebody, however that system writes people."""

import re
from functools import lru_cache

_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "rev"}


@lru_cache(maxsize=4096)
def words_of(written: str) -> frozenset[str]:
    """The words by which somebody is called: no title, nothing in brackets, initials as single letters.

    >>> sorted(words_of("Ms NAIR, Priya K. (SW)")), sorted(words_of("priya.nair@kent.example"))
    (['k', 'nair', 'priya'], ['priya.nair@kent.example'])
    """
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", written.casefold())
    found = re.findall(r"[^\s,;/]+@[^\s,;/]+|[^\W\d_]+(?:['’-][^\W\d_]+)*", bare)
    return frozenset(word.replace("’", "'") for word in found) - _TITLES


def names(entry: str, *, name: str, email: str) -> bool:
    """Whether one entry of the list may mean the person of this name and address.

    Each of their names stands there, in any order and among others, or by its initial beside another that is whole.
    Where it may mean two people it means both: a file is rather given to somebody else.

    >>> [names(entry, name="Priya Nair", email="priya.nair@kent.example") for entry in (
    ...     "nair, priya", "ms priya nair (sw)", "sam whitlock, priya nair", "p nair", "PRIYA.NAIR@KENT.EXAMPLE")]
    [True, True, True, True, True]
    >>> [names(entry, name="Priya Nair", email="") for entry in ("nair", "priya shah", "p n", "")]
    [False, False, False, False]
    """
    there = words_of(entry)
    if email and email.casefold() in there:
        return True
    own = {word for word in words_of(name) if len(word) > 1}
    whole = own & there
    return bool(own and whole) and all(word in whole or word[0] in there for word in own)
