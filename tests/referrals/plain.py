"""The life of a referral in two or three councils, told plainly: what the sources say, and nothing of the product.

A model in memory for the state machine beside it (`machine.py`). It says who must hold what, which deadlines must run
and why a closing must be refused; it knows no database, no clock lengths, no words.

What it holds to is the product's own promise: a responsibility is always held (1), shared where the published rules do
not name one council (2), a deadline stops only for what it measures (5), nobody closes in the dark (6).
"""

from dataclasses import dataclass, field
from datetime import datetime

ALWAYS = ("answer_referral", "support_child", "support_family")
WITH_HARM = ("strategy_discussion", "section_47", "other_children")

# What each set of procedures says, by STATUTE 2a: the places whose council it names; empty where it is silent.
PROCEDURES = {
    "London": {
        "answer_referral": ("received_by",),
        "strategy_discussion": ("happened_in",),
        "section_47": ("happened_in",),
        "support_child": ("lives_in",),
        "support_family": ("lives_in",),
        "other_children": ("happened_in",),
    },
    "Kent and Medway": {
        "answer_referral": ("lives_in", "is_in"),
        "strategy_discussion": (),
        "section_47": ("lives_in", "is_in"),
        "support_child": ("lives_in",),
        "support_family": ("lives_in",),
        "other_children": ("happened_in",),
    },
}
FOLLOWS = {"kent": "Kent and Medway", "havering": "London", "croydon": "London"}


@dataclass
class Part:
    """One council's part."""

    open: bool = True
    decided: bool = False
    told_parent: bool = False
    waits: bool = False  # a manager decided to wait before telling
    asked_to_close: set[str] | None = None  # what the request overrode; None while nobody has asked
    asked_by: str = ""
    concerns: int = 0  # disclosures and self-harm that no decision has answered yet


@dataclass
class Sending:
    sender: str
    to: str
    acknowledged: bool = False
    chased: bool = True  # its deadline runs


@dataclass
class Discussion:
    caller: str
    declined: set[str] = field(default_factory=set)
    held: bool = False


@dataclass
class Referral:
    """One referral: `holders` of a responsibility is None once it has ended."""

    logged_by: str
    lives_in: str
    happened_in: str
    harm: bool
    parent_knows: bool
    parts: dict[str, Part] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    holders: dict[str, set[str] | None] = field(default_factory=dict)
    agreed: dict[str, str] = field(default_factory=dict)  # who is to hold it, where a joint decision is in force
    spoken: set[frozenset[str]] = field(default_factory=set)
    stated: set[str] = field(default_factory=set)
    seen: bool = False
    others_considered: bool = False
    suspected: bool = False  # significant harm, as logged or disclosed since
    disclosed_at: datetime | None = None  # the newest disclosure; what was done before does not answer it
    discussed: bool = False  # a discussion was held, and nothing newer calls for another
    sendings: list[Sending] = field(default_factory=list)
    discussions: list[Discussion] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.parts[self.logged_by] = Part()
        self.suspected = self.harm
        self.named = {self.logged_by, self.lives_in, self.happened_in}
        codes = ALWAYS + (WITH_HARM if self.harm else ())
        self.holders = {code: {self.logged_by} for code in codes}

    # ---------------------------------------------------------------------------------------- who is concerned

    def others(self, council: str) -> set[str]:
        """The councils that must be heard: named on it, or having it."""
        return (self.named | set(self.parts)) - {council}

    def points_to(self, duty: str) -> set[str]:
        """The councils that the procedures of everybody concerned name; everybody, where they do not name one alone."""
        concerned = self.named | set(self.parts)
        places = {"lives_in": {self.lives_in}, "happened_in": {self.happened_in}, "received_by": set(self.parts)}
        said: list[frozenset[str] | None] = []
        for procedures in {FOLLOWS[one] for one in concerned}:
            names = PROCEDURES[procedures][duty]
            known = bool(names) and all(name in places for name in names)
            said.append(frozenset().union(*(places[name] for name in names)) if known else None)
        if None in said or len(set(said)) != 1 or len(said[0] or ()) != 1:
            return concerned
        return set(said[0] or ())

    # ---------------------------------------------------------------------------------------- what happens

    def send(self, sender: str, to: str) -> None:
        """Nobody lets go; the receiver takes up what the rules point to, once it has the referral."""
        self.named.add(to)
        self.sendings.append(Sending(sender, to))
        if to not in self.parts:
            self.parts[to] = Part()
            self.join(to)

    def join(self, council: str) -> None:
        """What an earlier council decided against binds that council only: the one that comes looks at it afresh."""
        if self.suspected and not self.discussed and self.holders["strategy_discussion"] is None:
            self.holders["strategy_discussion"] = {council}
        for duty, holders in self.holders.items():
            if holders is not None and duty not in self.agreed and council in self.points_to(duty):
                holders.add(council)

    def ended(self, duty: str) -> None:
        """Done, or decided against: nobody holds it, and what was agreed about it is spent."""
        self.holders[duty] = None
        self.agreed.pop(duty, None)

    def decide_against(self, council: str, duty: str) -> None:
        """Its holder lets go; the last one's decision ends it."""
        holders = self.holders.get(duty)
        if holders is None:
            return
        if holders - {council}:
            self.holders[duty] = holders - {council}
        else:
            self.ended(duty)

    def accept(self, council: str, duty: str) -> None:
        """What was passed on leaves those who sent it here, at this instant; what all had agreed otherwise is over."""
        holders = self.holders[duty]
        assert holders is not None
        senders = {one.sender for one in self.sendings if one.to == council}
        self.holders[duty] = (holders - senders) | {council}
        if self.agreed.get(duty) != council:
            self.agreed.pop(duty, None)

    def agree(self, lead: str, duty: str) -> None:
        self.holders[duty] = {lead}
        self.agreed[duty] = lead

    def acknowledge(self, to: str, sender: str | None = None) -> None:
        for one in self.sendings:
            if one.to == to and sender in (None, one.sender):
                one.acknowledged, one.chased = True, False

    def close(self, council: str) -> None:
        part = self.parts[council]
        part.open, part.asked_to_close, part.concerns = False, None, 0
        for one in self.sendings:
            if one.sender == council:
                one.chased = False
        for duty, holders in self.holders.items():
            if holders is not None and council in holders:
                self.decide_against(council, duty)

    def open_again(self, council: str) -> None:
        """A request that waits is taken back; a closed part needs a decision again and chases what is unanswered."""
        part = self.parts[council]
        part.asked_to_close = None
        if part.open:
            return
        part.open, part.decided = True, False
        for one in self.sendings:
            if one.sender == council and not one.acknowledged:
                one.chased = True

    # ---------------------------------------------------------------------------------------- what must be true

    def missing(self, council: str) -> set[str]:
        """Why this council's part cannot be closed."""
        part, others = self.parts[council], self.others(council)
        found = set()
        if others - self.stated:
            found.add("closure.other_council_intention_unknown")
        if any(frozenset((council, one)) not in self.spoken for one in others):
            found.add("closure.no_council_contact")
        if self.harm and not self.others_considered:
            found.add("closure.other_children_not_considered")
        if not self.seen:
            found.add("closure.child_not_spoken_to")
        if not (self.parent_knows or part.told_parent or part.waits):
            found.add("closure.parent_not_told")
        if any(not one.held and council not in one.declined for one in self.discussions):
            found.add("closure.open_invitation")
        return found

    def must_run(self) -> set[tuple[str, ...]]:
        """The deadlines that must run now: (kind, council) or (kind, council, towards)."""
        found: set[tuple[str, ...]] = set()
        for council, part in self.parts.items():
            if not part.open:
                continue
            if not part.decided:
                found.add(("decision", council))
            if self.harm and not self.parent_knows and not part.told_parent:
                found.add(("parent_told", council))
            for other in self.others(council):
                if frozenset((council, other)) not in self.spoken:
                    found.add(("council_contact", council, other))
        return found

    def chased(self) -> list[tuple[str, str]]:
        """Who still waits for whose acknowledgement, once for each sending."""
        return sorted((one.sender, one.to) for one in self.sendings if one.chased)
