"""Who may complain under the statutory procedure (STATUTE 4b): `eligibility.toml` read from top to bottom, first fit.

Corporate and adult social care's procedures are open to anybody affected; these rules decide about the statutory one.
Late is never a bar: lateness is weighed (`LATE_AFTER_MONTHS`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from complaints.models import About, Eligibility, Head, Relationship, Route
from complaints.routes import Proposal
from timers.calendar import add_months, start_of

FILE = Path(__file__).with_name("eligibility.toml")
LATE_AFTER_MONTHS = 12  # T40; reg 9
# Points by which a professional disputes a decision about a case (4b, last row; 4a, row 1).
DECISIONS = {
    *(About.DISPUTED_DECISION, About.ELIGIBILITY, About.NEEDS_ASSESSMENT, About.REVIEW, About.OTHER_AGENCY_DECISION),
    *(About.CHILD_PROTECTION_ENQUIRY, About.STRATEGY_DISCUSSION, About.CONFERENCE, About.EARLY_HELP),
}
# A right of their own: neither the child's consent nor anything else about who they are takes it away.
OWN_RIGHT = {
    *(Relationship.CHILD, Relationship.PARENT, Relationship.PARENTAL_RESPONSIBILITY, Relationship.FOSTER_CARER),
    *(Relationship.CARE_LEAVER, Relationship.SPECIAL_GUARDIAN, Relationship.ADOPTER),
}


class BadRules(ValueError):
    """An eligibility.toml that cannot be used; the message says which row."""


@dataclass(frozen=True)
class Standing:
    """What 4b says of a complainant. `settled`: nothing is left for a person to decide."""

    eligible: str
    settled: bool
    reason: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Row:
    relationship: frozenset[str]
    parent_consents: frozenset[str]
    child_content: frozenset[str]
    heads: str
    standing: Standing


_KEYS = {"relationship", "parent_consents", "child_content", "heads", "eligible", "settled", "reason", "source"}


@cache
def rows() -> tuple[Row, ...]:
    """The rows of the file, checked. Raises BadRules."""
    with FILE.open("rb") as file:
        found = tuple(_row(number, told) for number, told in enumerate(tomllib.load(file)["row"], 1))
    named = {one for row in found if not row.heads for one in row.relationship}
    if missing := {*Relationship.values, "unknown"} - named:
        raise BadRules(f"eligibility.toml: no row for {', '.join(sorted(missing))}")
    return found


def _row(number: int, told: Mapping[str, Any]) -> Row:
    name = f"eligibility.toml, row {number}"
    if unknown := set(told) - _KEYS - {"confidence"}:
        raise BadRules(f"{name}: not understood: {', '.join(sorted(unknown))}")
    if told.get("eligible") not in Eligibility.values:
        raise BadRules(f"{name}: eligible is one of {', '.join(Eligibility.values)}")
    if told["confidence"] not in Head.Confidence.values or told.get("heads", "") not in ("", "decisions", "affected"):
        raise BadRules(f"{name}: confidence or heads is not understood")
    if wrong := set(told["relationship"]) - {*Relationship.values, "unknown"}:
        raise BadRules(f"{name}: no such relationship: {', '.join(sorted(wrong))}")
    return Row(
        relationship=frozenset(told["relationship"]),
        parent_consents=frozenset(told.get("parent_consents", [])),
        child_content=frozenset(told.get("child_content", [])),
        heads=told.get("heads", ""),
        standing=Standing(
            told["eligible"], told.get("settled", False), told["reason"], told["source"], told["confidence"]
        ),
    )


def _word(known: bool | None) -> str:
    return "unknown" if known is None else "yes" if known else "no"


def standing(
    relationship: str,
    *,
    parent_consents: bool | None = None,
    child_content: bool | None = None,
    abouts: list[str] | None = None,
    proposals: list[Proposal] | None = None,
) -> Standing:
    """What 4b says of somebody of this relationship ("" is unknown), given what their points are about.

    >>> standing("parent").eligible, standing("grandparent").eligible
    ('own_right', 'sufficient_interest_decision')
    >>> standing("professional", abouts=["disputed_decision"]).eligible
    'not_eligible'
    """
    kinds = set()
    if abouts and set(abouts) <= DECISIONS:
        kinds.add("decisions")
    if proposals and all(
        one.route in (Route.CORPORATE, Route.ADULT_SOCIAL_CARE) and not one.check for one in proposals
    ):
        kinds.add("affected")
    for row in rows():
        if (
            (relationship or "unknown") in row.relationship
            and (not row.heads or row.heads in kinds)
            and (not row.parent_consents or _word(parent_consents) in row.parent_consents)
            and (not row.child_content or _word(child_content) in row.child_content)
        ):
            return row.standing
    raise BadRules(f"eligibility.toml: no row fits {relationship}")


def is_late(grounds_arose_on: date | None, received_on: date) -> bool:
    """True more than 12 months after the grounds arose: to be weighed, never a bar. Unknown is not late.

    >>> is_late(date(2018, 6, 25), date(2019, 6, 25)), is_late(date(2018, 6, 25), date(2019, 6, 26))
    (False, True)
    """
    if grounds_arose_on is None:
        return False
    return received_on > add_months(start_of(grounds_arose_on), LATE_AFTER_MONTHS).date()
