"""Refusals: what stops a decision, how strongly, and what to do instead.

A refusal stops a decision, never the record of a fact and never a protective step (PRODUCT, invariant 7; DECISIONS,
Practice). Every code's words stand here once; page, API and replay show the same.
"""

from dataclasses import dataclass
from enum import StrEnum

from referrals.said import Override


class Strength(StrEnum):
    BLOCK = "block"
    OVERRIDE_TEAM_MANAGER = "team_manager"
    OVERRIDE_HEAD_OF_SERVICE = "head_of_service"


# Who may stand in for whom when a refusal is overridden: the named role or anybody above it.
SENIORITY = ["social_worker", "team_manager", "service_manager", "head_of_service"]


@dataclass(frozen=True)
class Ground:
    """One reason why something cannot be done yet."""

    code: str
    strength: Strength
    field: str  # the form field it stands beside
    sentence: str  # "Not yet: …"
    why: str
    source: str
    instead: str

    @property
    def settled_by(self) -> str:
        """Who can settle it, in words."""
        return {
            Strength.BLOCK: "You can, by changing what is said here.",
            Strength.OVERRIDE_TEAM_MANAGER: "You can, or a team manager with a reason.",
            Strength.OVERRIDE_HEAD_OF_SERVICE: "You can, or a head of service with a reason.",
        }[self.strength]

    def gives_way_to(self, override: Override | None) -> bool:
        """True when this ground may be overridden and the named person is senior enough."""
        if override is None or self.strength is Strength.BLOCK or not override.reason.strip():
            return False
        if override.by_role not in SENIORITY:
            return False
        return SENIORITY.index(override.by_role) >= SENIORITY.index(self.strength.value)


class Refused(Exception):
    """An action that will not be taken as asked; carries every ground that applies, and nothing was written."""

    def __init__(self, grounds: list[Ground]) -> None:
        super().__init__(", ".join(ground.code for ground in grounds))
        self.grounds = grounds

    @property
    def codes(self) -> list[str]:
        return [ground.code for ground in self.grounds]


class NotPossible(Exception):
    """The record is not in a state in which this can be done; the sentence names both states and what to do."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


def raise_unless_overridden(grounds: list[Ground], override: Override | None = None) -> list[str]:
    """Raise Refused with every ground left after the override; return the codes that it overrode.

    Every ground is named even when some would have given way: somebody who mends one should not meet the next.
    """
    left = [ground for ground in grounds if not ground.gives_way_to(override)]
    if left:
        raise Refused(grounds if override is None else left)
    return [ground.code for ground in grounds]


B, T = Strength.BLOCK, Strength.OVERRIDE_TEAM_MANAGER

GROUNDS: dict[str, Ground] = {
    ground.code: ground
    for ground in [
        Ground(
            "outcome.rationale_missing",
            B,
            "rationale",
            "Not yet: say why this is enough for the child.",
            "A council that could not show why early help was suitable was found at fault.",
            "Ombudsman 19 010 981, paragraphs 40 and 42",
            "Write what is known, what was weighed and why a lower level of help meets the child's needs.",
        ),
        Ground(
            "outcome.strategy_discussion_not_considered",
            B,
            "strategy_discussion_considered",
            "Not yet: say whether a strategy discussion was considered.",
            "Both councils later said that they should have held one; neither had considered it on record.",
            "Ombudsman 19 010 981, paragraphs 35 and 36; 19 011 816, findings 1 and 2",
            "Consider it against what is known today. If there is reasonable cause to suspect significant harm, choose "
            "a strategy discussion: either council may call one.",
        ),
        Ground(
            "outcome.no_disclosure_by_child",
            B,
            "reason",
            "Not yet: that the child has not said anything is not a reason to do nothing.",
            "Children often do not tell. A council that waited for a disclosure was found at fault.",
            "Ombudsman 19 011 816, what happened 8 and 10",
            "Decide on the risk as it is known from everyone, and set a date to look again whatever the child says.",
        ),
        Ground(
            "outcome.police_outcome",
            B,
            "reason",
            "Not yet: what the police are doing, or have decided, is not our decision.",
            "The criminal test is not the child-protection test: the child's needs are decided here.",
            "Ombudsman 19 010 981, paragraphs 57 to 61",
            "Record the police line on its own with a date to ask again, then give our own judgement of the risk.",
        ),
        Ground(
            "outcome.not_resident",
            B,
            "reason",
            "Not yet: where the child lives, or where it happened, does not end this council's responsibility.",
            "The duty is owed by the council that receives the referral until another accepts it in writing.",
            "Children Act 1989 section 47; Ombudsman 19 010 981, paragraphs 34 to 37; 19 011 816, duty 6",
            "Ring the other council's children's services and send the referral. Keep this one open until they have "
            "accepted in writing, and decide what this council does meanwhile.",
        ),
        Ground(
            "outcome.parent_to_report",
            B,
            "reason",
            "Not yet: it is not for a parent to report this in the council's place.",
            "A parent was told to ring the police herself, and nothing else was done.",
            "Ombudsman 19 011 816, what happened 8 and duty 7",
            "Refer it to the police yourself, record that you did, and decide what the child needs from this council.",
        ),
        Ground(
            "outcome.returned_to_referrer",
            T,
            "reason",
            "Not yet: do not send the referrer elsewhere. Pass it on from here and keep it until it is accepted.",
            "The police were told to refer to another council, and the child was lost between the two.",
            "Ombudsman 19 010 981, paragraph 37",
            "Send the referral to the other council yourself. If there is no link here at all and it has been passed "
            "on, a team manager can agree with a reason.",
        ),
        Ground(
            "assessment.child_not_seen",
            T,
            "child_seen",
            "Not yet: the child has not been seen and heard.",
            "An assessment was ended without anybody having spoken to the child.",
            "Ombudsman 19 010 981, paragraph 41",
            "Record when the child was seen, whether alone, and the child's own words; or a team manager gives the "
            "reason why not.",
        ),
        Ground(
            "assessment.parent_needs_missing",
            T,
            "parent_needs_assessed",
            "Not yet: what the parent or carer needs to support the child has not been considered.",
            "Support is for the child and the family.",
            "Ombudsman 19 010 981, paragraphs 44 to 47",
            "Say what the parent or carer needs, what was offered and what they think of it; or a team manager gives "
            "the reason why not.",
        ),
    ]
}
