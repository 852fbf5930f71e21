"""Which route the law points to for one point of complaint: `routes.toml` read from top to bottom, first fit.

One function takes a point's facts and answers the route, why, from which source, how sure we are, and where the sources
conflict "check" with both sides and what the Ombudsman decided. It proposes; a person decides.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from complaints.models import PROCEDURES, About, Complaint, Head, Relationship, Route

FILE = Path(__file__).with_name("routes.toml")
TRUTHS = ("yes", "no", "unknown")
FACTS: dict[str, tuple[str, ...]] = {
    "assessment_requested": TRUTHS,
    "part_3_function": TRUTHS,
    "appeal_right": TRUTHS,
    "adult_service": TRUTHS,
    "harm_criteria_met": TRUTHS,
    "begun": TRUTHS,
    "relationship": (*Relationship.values, "unknown"),
    "joined": (*(str(one) for one in PROCEDURES), "none"),
}


class BadRoutes(ValueError):
    """A routes.toml that cannot be used; the message names the row and what was expected."""


@dataclass(frozen=True)
class Facts:
    """What is known of a point. None is unknown.

    begun   the statutory procedure has been begun for this complaint, here or before it came
    joined  for a point about the handling of a complaint: the procedure of that complaint ("none": it has none)
    """

    about: str = ""
    assessment_requested: bool | None = None
    part_3_function: bool | None = None
    appeal_right: bool | None = None
    adult_service: bool | None = None
    harm_criteria_met: bool | None = None
    begun: bool | None = None
    relationship: str = ""
    joined: str = "none"

    def value(self, fact: str) -> str:
        """A fact in the words of the file.

        >>> Facts(begun=True).value("begun"), Facts().value("relationship"), Facts(begun=False).value("begun")
        ('yes', 'unknown', 'no')
        """
        known = getattr(self, fact)
        if isinstance(known, str):
            return known or "unknown"
        return "unknown" if known is None else "yes" if known else "no"


@dataclass(frozen=True)
class Proposal:
    """The route proposed for a point. `check`: the sources conflict, and a person decides with reasons."""

    route: str
    row: str
    reason: str
    source: str
    confidence: str
    check: bool = False
    other_view: str = ""
    ombudsman: str = ""
    opens_referral: bool = False


@dataclass(frozen=True)
class Row:
    """One row of the file."""

    about: frozenset[str]
    when: Mapping[str, frozenset[str]]
    in_force_from: date
    in_force_until: date | None
    proposal: Proposal

    def fits(self, facts: Facts, on: date) -> bool:
        if on < self.in_force_from or (self.in_force_until is not None and on > self.in_force_until):
            return False
        if self.about and facts.about not in self.about:
            return False
        return all(facts.value(fact) in answers for fact, answers in self.when.items())


_KEYS = {
    *("row", "about", "when", "route", "check", "opens_referral", "reason", "other_view", "ombudsman", "source"),
    *("confidence", "in_force_from", "in_force_until"),
}
_NEEDED = {"row", "route", "reason", "source", "confidence", "in_force_from"}


def _row(told: Mapping[str, Any]) -> Row:
    name = f"routes.toml, row {told.get('row', 'without a number')}"
    if wrong := sorted(set(told) - _KEYS) + sorted(_NEEDED - set(told)):
        raise BadRoutes(f"{name}: not understood or missing: {', '.join(wrong)}")
    if told["route"] not in Route.values:
        raise BadRoutes(f"{name}: no such route: {told['route']}")
    if told["confidence"] not in Head.Confidence.values:
        raise BadRoutes(f"{name}: confidence is one of {', '.join(Head.Confidence.values)}")
    if unknown := set(told.get("about", [])) - set(About.values):
        raise BadRoutes(f"{name}: no such point: {', '.join(sorted(unknown))}")
    for fact, answers in told.get("when", {}).items():
        if not set(answers) <= set(FACTS.get(fact, ())):
            raise BadRoutes(f"{name}: {fact} is one of {', '.join(FACTS.get(fact, ('no fact known here',)))}")
    if told.get("check") and not told.get("other_view"):
        raise BadRoutes(f"{name}: a row to check says the other view")
    return Row(
        about=frozenset(told.get("about", [])),
        when={fact: frozenset(answers) for fact, answers in told.get("when", {}).items()},
        in_force_from=told["in_force_from"],
        in_force_until=told.get("in_force_until"),
        proposal=Proposal(
            route=told["route"],
            row=told["row"],
            reason=told["reason"],
            source=told["source"],
            confidence=told["confidence"],
            check=told.get("check", False),
            other_view=told.get("other_view", ""),
            ombudsman=told.get("ombudsman", ""),
            opens_referral=told.get("opens_referral", False),
        ),
    )


@cache
def rows() -> tuple[Row, ...]:
    """The rows of the file, checked. Raises BadRoutes."""
    with FILE.open("rb") as file:
        found = tuple(_row(told) for told in tomllib.load(file)["row"])
    numbers = [one.proposal.row for one in found]
    if len(set(numbers)) != len(numbers):
        raise BadRoutes("routes.toml: two rows have one number")
    return found


@dataclass(frozen=True)
class Question:
    """One thing that the route page asks about a point. `about`: of which points, where no row says so."""

    fact: str
    ask: str
    why: str
    about: frozenset[str]

    def asked_of(self, about: str, read: Iterable[Row]) -> bool:
        """Whether it can be asked of a point about this: of every point, of those it names, or where a row reads it."""
        if self.fact == KIND:
            return True
        if self.fact in NAMED:
            return about in self.about
        return any(self.fact in row.when for row in read if not row.about or about in row.about)


#: What every point is asked; what points are asked that the file names; what a complaint is known by already.
KIND, NAMED, KNOWN = "about", ("agency_words", "joins"), ("begun", "relationship", "joined")
#: The most that one point is asked (issue 4). Whoever writes an eighth is told when the file is read.
MOST_QUESTIONS = 7


@cache
def questions() -> dict[str, Question]:
    """The questions by their fact, in the order of the file. Raises BadRoutes.

    Every fact that a row reads has its question, every question says why it is asked, and no point can be asked more
    than seven, whatever is known of it.
    """
    with FILE.open("rb") as file:
        return checked(tomllib.load(file).get("question", []), rows())


def checked(told: Sequence[Mapping[str, Any]], read: Sequence[Row]) -> dict[str, Question]:
    """What `questions` answers, from the questions as they are written and the rows that read their facts."""
    found: dict[str, Question] = {}
    for one in told:
        name = f"routes.toml, question {one.get('fact', 'without a fact')}"
        if wrong := {"about", *one} ^ {"about", "fact", "ask", "why"}:
            raise BadRoutes(f"{name}: not understood or missing: {', '.join(sorted(wrong))}")
        if not one["ask"].strip() or not one["why"].strip():
            raise BadRoutes(f"{name}: every question says what it asks and why")
        if one["fact"] in found:
            raise BadRoutes(f"{name}: asked twice")
        found[one["fact"]] = Question(one["fact"], one["ask"], one["why"], frozenset(one.get("about", [])))
    wanted = {KIND, *NAMED, *(fact for fact in FACTS if fact not in KNOWN)}
    if wrong := wanted ^ set(found):
        raise BadRoutes(f"routes.toml: facts without a question, or questions of no fact: {', '.join(sorted(wrong))}")
    for about in About.values:
        asked = [one.fact for one in found.values() if one.asked_of(about, read)]
        if len(asked) > MOST_QUESTIONS:
            raise BadRoutes(f"routes.toml: a point about {about} would be asked {len(asked)}: {', '.join(asked)}")
    return found


@cache
def ways() -> dict[str, str]:
    """What a complainant is told of each route: where to go and what is kept. Raises BadRoutes when one is missing."""
    with FILE.open("rb") as file:
        found = {told["route"]: told["where"] for told in tomllib.load(file)["way"]}
    if set(found) != set(Route.values):
        raise BadRoutes(f"routes.toml: ways without words or unknown: {set(Route.values) ^ set(found)}")
    return found


def propose(facts: Facts, *, on: date) -> Proposal:
    """The route for a point of a complaint received on the local day `on`, by the rules in force then.

    >>> propose(Facts("needs_assessment"), on=date(2019, 4, 15)).route
    'statutory'
    >>> found = propose(Facts("strategy_discussion"), on=date(2019, 9, 2))
    >>> found.route, found.check
    ('corporate', True)
    """
    return next(row.proposal for row in rows() if row.fits(facts, on))


def facts_of(head: Head, complaint: Complaint, *, joined: str = "none") -> Facts:
    """What a point says of itself, with what its complaint adds."""
    return Facts(
        about=head.about,
        assessment_requested=head.assessment_requested,
        part_3_function=head.part_3_function,
        appeal_right=head.appeal_right,
        adult_service=head.adult_service,
        harm_criteria_met=head.harm_criteria_met,
        begun=bool(complaint.already_at_stage),
        relationship=complaint.relationship,
        joined=joined,
    )


def foremost(routes: Iterable[str]) -> str:
    """The most independent of the council's own procedures among these; "none" when there is none.

    >>> foremost(["corporate", "court", "statutory"]), foremost(["court"])
    ('statutory', 'none')
    """
    found = set(routes)
    return next((str(one) for one in PROCEDURES if one in found), "none")


def propose_all(complaint: Complaint, heads: Sequence[Head], *, on: date) -> dict[int, Proposal]:
    """Number to proposal for all points of one complaint. How a complaint was handled joins the complaint it concerns:
    the other points of this one, unless the point names another complaint."""
    found = {
        head.number: propose(facts_of(head, complaint), on=on)
        for head in heads
        if head.about != About.COMPLAINT_HANDLING
    }
    by_number = {head.number: head for head in heads}
    own = foremost(
        by_number[number].route if by_number[number].route and not by_number[number].waits_for_second else one.route
        for number, one in found.items()
    )
    for head in heads:
        if head.about == About.COMPLAINT_HANDLING:
            joined = own
            if head.joins is not None and head.joins_id != complaint.pk:
                joined = foremost(one.route_in_force for one in head.joins.heads.all())
            found[head.number] = propose(facts_of(head, complaint, joined=joined), on=on)
    return found


@dataclass(frozen=True)
class Whole:
    """A complaint read as one: which procedures its points go by, and what to offer where they mix (4a, 15)."""

    procedures: tuple[str, ...]  # of the council's own, most independent first
    elsewhere: tuple[str, ...]  # the other routes
    mixed: bool  # more than one of its own: split, one coordinated answer
    offer_whole: bool  # statutory and corporate: the whole may be offered under the statutory one


def whole(heads: Iterable[Head]) -> Whole:
    """How the points of a complaint come together, by their routes in force."""
    found = {head.route_in_force for head in heads}
    procedures = tuple(str(one) for one in PROCEDURES if one in found)
    elsewhere = tuple(sorted(found - set(procedures)))
    offer = {Route.STATUTORY, Route.CORPORATE} <= found
    return Whole(procedures, elsewhere, len(procedures) > 1, offer)
