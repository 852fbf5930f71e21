"""Names taken out of what is printed for others: a committee's pack, the evidence for the Ombudsman."""

import re
from collections.abc import Iterable

OUT = "[name]"


def without(text: str, names: Iterable[str]) -> str:
    """The text with every one of these names, as a whole word and spelt with its capital, left out.

    >>> without("Yusuf’s mother rang; Yusufiyya did not.", ["Yusuf", "Adeyemi"])
    '[name]’s mother rang; Yusufiyya did not.'
    >>> without("Seen in May", []), without("O’Brien and D'Souza", ["O'Brien", "D’Souza"])
    ('Seen in May', '[name] and [name]')
    """
    known = sorted({_either_apostrophe(name) for name in names if name.strip()}, key=len, reverse=True)
    if not known:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(known)})(?!\w)", OUT, text)


def _either_apostrophe(name: str) -> str:
    return re.sub("['’]", "['’]", re.escape(name.strip()))
