"""Calling, holding and refusing a strategy discussion in a few words, for tests."""

from datetime import datetime
from typing import Any

from referrals import actions
from referrals.models import NoStrategyDiscussion, Referral
from referrals.models import StrategyDiscussion as Discussion
from tests.world import World, at
from timers.models import Timer

ALL_THREE = ["childrens_social_care", "police", "health"]
NOON, AFTERNOON = at(16, 12), at(16, 15)
END = {"hour": 23, "minute": 59, "second": 59, "microsecond": 999999}


def clock(referral: Referral, council: str, world: World, kind: str = "strategy_discussion") -> Timer:
    return Timer.objects.filter(about_id=referral.pk, council_id=world.council(council).pk, kind=kind).latest("id")


def running(referral: Referral, kind: str = "strategy_discussion") -> int:
    return Timer.objects.running().filter(about_id=referral.pk, kind=kind).count()


def both(world: World, **more: Any) -> Referral:
    """Logged by Kent, sent to Havering an hour later."""
    referral = world.logged("kent", said=world.said(**more))
    world.sent(referral, "kent", "havering", at(16, 11))
    return referral


def convened(world: World, referral: Referral, by: str = "kent", when: datetime = NOON, **more: Any) -> Discussion:
    more.setdefault("invited", [*ALL_THREE, "other_council"])
    return actions.convene_strategy_discussion(by=world.person(by), referral=referral, at=when, now=when, **more)


def held(world: World, discussion: Discussion, by: str = "kent", when: datetime = AFTERNOON, **more: Any) -> Discussion:
    told: dict[str, Any] = {
        "attended": [*ALL_THREE, "other_council"],
        "section_47": True,
        "other_children_considered": True,
        "risk_apart_from_police_considered": True,
        "rationale": "Contact goes on every other weekend; nobody has spoken to Yusuf.",
    }
    return actions.hold_strategy_discussion(
        by=world.person(by), discussion=discussion, at=when, now=when, **{**told, **more}
    )


def refuse(world: World, referral: Referral, reason: str, by: str = "havering", **more: Any) -> NoStrategyDiscussion:
    when = more.pop("when", at(17))
    return actions.refuse_strategy_discussion(
        by=world.person(by, more.pop("role", "team_manager")),
        referral=referral,
        reason=reason,
        rationale=more.pop("rationale", "His school, GP and mother were asked; nothing points to significant harm."),
        at=when,
        now=when,
    )
