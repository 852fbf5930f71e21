"""Reasons that are not reasons, in somebody's own words (STATUTE 3: 1, 35, 66 to 68).

Where a phrase alone gives one away it is looked for; where an honest account may well say the same ("Y lives in
Croydon"), only words that say nothing else count.
"""

import re
from collections.abc import Iterable

from councils.models import Council

NOT_RESIDENT = "outcome.not_resident"

# They refuse only where the words are the whole reason given; beside a reason of our own they ask (the prompt
# `wording`), because a good rationale may well mention what the police are doing.
WORDS = {
    "outcome.no_disclosure_by_child": r"\b(no|not|never|without)\b[^.]{0,30}\bdisclos",
    "outcome.parent_to_report": (
        r"\b(mother|mum|father|dad|parent|family|carer)\b[^.]{0,40}"
        r"\b(report|ring|call|contact|tell)\b[^.]{0,20}\bpolice"
    ),
    "outcome.police_outcome": (
        r"\bpolice\b[^.]{0,40}(have it|investigat\w*|clos\w*|no further action|nfa|not proceed\w*|dealing)\b"
    ),
    NOT_RESIDENT: (
        r"\b(not|isn'?t|no longer)\b[^.]{0,20}\b(resident|our area|in (this|our) (area|borough|county)|live here)"
        r"|\blives? (elsewhere|in another)|\b(happened|offence was|took place) (elsewhere|in another)"
        r"|\bother council'?s\b|\bnot ours\b"
    ),
    "outcome.returned_to_referrer": (
        r"\b(police|school|health|gp|referrer|hospital)\b[^.]{0,30}"
        r"\b(should|to|must|asked to|told to) (re-?)?refer\b"
    ),
}

# A council's name stands as "@" while the words are looked at. Ordinary words that are names as well need a capital.
_ORDINARY = {"Bury", "Reading"}
_BREAK = re.compile(
    r"[.;:!?,\n]+|\s[-–—]\s|\b(?:and|but|so|because|since|as|therefore|hence|then)\b",  # noqa: RUF001 - dashes as typed
    re.IGNORECASE,
)
_SOMEBODY = r"(?:[\w'’-]+ ){0,4}"  # whoever or whatever it is said of
_IT = (
    r"(?:(?:this|that|it|he|she|they|the (?:child|family|case|referral|address|harm|offence))"
    r"(?: is|'s|’s| are| was)? )?"
)
_THERE = (
    r"(?:@(?: (?:area|council|borough|county))?(?: with [\w'’-]+(?: [\w'’-]+){0,3})?|elsewhere|"
    r"(?:an?other|a different|the other|their) (?:area|borough|county|council|authority|part of the country)"
    r"(?:'s area)?)"
)
_AREA = r"(?:area|patch|borough|county|boundary|boundaries|border|council)"
_OURS = r"(?:area|patch|borough|county|responsibility|case|child|children|family|problem|concern|business|remit|job)"
_CLAUSES = [
    rf"{_SOMEBODY}(?:lives?|living|resides?|residing|resident|stays?|staying|(?:has |have )?moved)"
    rf"(?: now| currently)? (?:in|at|to|within)? ?{_THERE}",
    rf"{_SOMEBODY}(?:is|are|was|were) (?:from|in) {_THERE}",
    rf"(?:from|in) {_THERE}",
    rf"{_SOMEBODY}(?:happened|occurred|took place|was committed|is alleged|is said to have happened) (?:in )?{_THERE}",
    rf"{_SOMEBODY}(?:does not|doesn'?t|do not|don'?t|did not|didn'?t) (?:live|reside|stay|happen)"
    rf" (?:here|in (?:our|this) {_AREA})",
    rf"{_SOMEBODY}(?:not|isn'?t|aren'?t) (?:one )?(?:for |of )?(?:us|ours|here|(?:in |from |within )?our {_OURS})",
    rf"{_SOMEBODY}(?:nothing|not) to do with (?:us|our {_AREA}|this {_AREA}|here)",
    rf"{_IT}(?:out|outside|beyond) (?:of )?(?:our |the )?{_AREA}",
    rf"{_IT}(?:for|up to|belongs to|a matter for) (?:@|the other council|them)"
    r"(?: council)?(?: to (?:deal with|decide|act|assess|lead|take on))?(?: it)?",
    rf"{_IT}(?:@|the other council)(?: council)?(?:['’]s)? (?:responsibility|case|child|duty|problem|job)",
    r"(?:@|the other council)(?: council)? (?:should|must|needs? to|has to|have to|can|ought to)"
    r" (?:deal with|act on|take|lead|assess|look at|pick up) ?(?:it|this|that)?",
]
# What says what is done about it, and no reason for it.
_NO_REASON = r"(?:no further action|nfa|no action|closed?|we are closing|see above|thank you|please note)"
_SAYS = re.compile(rf"(?:{'|'.join(f'(?:{one})' for one in _CLAUSES)})", re.IGNORECASE)
_ADDS_NOTHING = re.compile(_NO_REASON, re.IGNORECASE)


def in_words(rationale: str) -> list[str]:
    """The codes of reasons that are not reasons, found in somebody's own words.

    >>> in_words("Y has not disclosed anything")
    ['outcome.no_disclosure_by_child']
    """
    return [code for code, words in WORDS.items() if re.search(words, rationale, re.IGNORECASE)]


def found_in(rationale: str) -> list[str]:
    """The same, with words that say only that it is elsewhere."""
    found = in_words(rationale)
    return found if NOT_RESIDENT in found or not only_elsewhere(rationale) else [*found, NOT_RESIDENT]


def says_only_elsewhere(said: str, names: Iterable[str]) -> bool:
    """True where the words say that the child lives or it happened elsewhere, and nothing besides. `names` are those of
    councils.

    >>> [says_only_elsewhere(said, ["Croydon"]) for said in ("Lives in Croydon.", "Nothing to do with us, NFA")]
    [True, True]
    >>> says_only_elsewhere("Lives in Croydon; the school has no worry and his aunt has moved in", ["Croydon"])
    False
    """
    for name in sorted(names, key=len, reverse=True):
        said = re.sub(rf"\b{re.escape(name)}\b", "@", said, flags=0 if name in _ORDINARY else re.IGNORECASE)
    clauses = [one for one in (" ".join(part.split()) for part in _BREAK.split(said)) if one]
    found = [bool(_SAYS.fullmatch(one)) for one in clauses]
    return any(found) and all(hit or _ADDS_NOTHING.fullmatch(one) for hit, one in zip(found, clauses, strict=True))


def only_elsewhere(said: str) -> bool:
    """The same, with the names of all councils as they stand; one query, and none for long words."""
    return 0 < len(said.strip()) <= MOST and says_only_elsewhere(
        said, Council.objects.order_by().values_list("short_name", flat=True)
    )


# An account of more than this says more.
MOST = 200
