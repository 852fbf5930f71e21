"""Refusals: what stops a decision, how strongly, and what to do instead.

A refusal stops a decision, never the record of a fact and never a protective step (PRODUCT, invariant 7; DECISIONS,
Practice). The words of every code stand once, in `referrals/grounds`; page, API and replay show the same.
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
