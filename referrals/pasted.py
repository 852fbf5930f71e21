"""What a pasted police notice or e-mail seems to say, by plain patterns. Nothing is taken without a person's word."""

import re
from dataclasses import dataclass
from datetime import date

from timers.words import MONTHS

MOST_OF_EACH = 6
MOST_TEXT = 200_000

_DATE = re.compile(
    r"\b(?P<d>[0-3]?\d)[/.\-](?P<m>[01]?\d)[/.\-](?P<y>(?:19|20)\d\d|\d\d)\b"
    r"|\b(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\s+(?P<m2>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s+(?P<y2>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s?(\d[ABD-HJLNP-UW-Z]{2})\b")
_NHS = re.compile(r"(?<!\d)(\d{3}[\s\-]?\d{3}[\s\-]?\d{4})(?!\d)")
_PHONE = re.compile(r"(?<![\d+])((?:\+44\s?\(?0?\)?|0)\d[\d\s()\-]{7,13}\d)(?!\d)")
_REFERENCE = re.compile(
    r"\b(?:ref(?:erence)?|crime|cad|merlin|crn|incident|occurrence)\b\s*(?:no|number|ref)?\.?\s*[:#]?\s*([A-Z0-9][A-Z0-9/\-]{3,24}\d[A-Z0-9/\-]*)",
    re.IGNORECASE,
)
# A word of a name; the words that usually follow a name are none.
_WORD = r"(?!(?:dob|born|aged?|of|on|at|date|tel|phone|mobile|address|nhs|ref|and|is|was)\b)[^\W\d_][\w’'\-]+"
_NAMED = re.compile(
    r"\b(?:(?:full )?name|child|subject|victim|mother|father|parent|suspect|informant|caller|officer)\b\s*[:\-]\s*"
    rf"({_WORD}(?:[ \t]+{_WORD}){{0,3}})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Seen:
    """One thing found: what kind, how it reads, and what it would be entered as."""

    kind: str  # name, date, postcode, nhs_number, phone, reference
    text: str
    value: str


def read(text: str) -> list[Seen]:
    """What was found, in the order of the kinds, each once, at most six of each.

    >>> [seen.value for seen in read("Child: Amy Hall DOB 3/4/2015, RM1 3BB. CAD ref: 1234/22NOV26")]
    ['Amy Hall', '2015-04-03', 'RM1 3BB', '1234/22NOV26']
    """
    text = text[:MOST_TEXT]
    found = [Seen("name", name, name) for name in (" ".join(one.split()) for one in _NAMED.findall(text))]
    for match in _DATE.finditer(text):
        on = _date(match)
        if on is not None:
            found.append(Seen("date", match[0], on.isoformat()))
    found += [Seen("postcode", f"{one} {two}", f"{one} {two}") for one, two in _POSTCODE.findall(text.upper())]
    numbers = [re.sub(r"\D", "", one) for one in _NHS.findall(text)]
    found += [Seen("nhs_number", f"{n[:3]} {n[3:6]} {n[6:]}", n) for n in numbers if not n.startswith("0")]
    found += [Seen("phone", " ".join(one.split()), " ".join(one.split())) for one in _PHONE.findall(text)]
    found += [Seen("reference", one, one) for one in _REFERENCE.findall(text)]
    kept: list[Seen] = []
    for seen in dict.fromkeys(found):
        if sum(one.kind == seen.kind for one in kept) < MOST_OF_EACH:
            kept.append(seen)
    return kept


def _date(match: re.Match[str]) -> date | None:
    day, year = match["d"] or match["d2"], match["y"] or match["y2"]
    month = match["m"] or str([name[:3].lower() for name in MONTHS].index(match["m2"][:3].lower()) + 1)
    try:
        whole = int(year) if len(year) == 4 else 2000 + int(year)
        return date(whole, int(month), int(day))
    except ValueError:
        return None
