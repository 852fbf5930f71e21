"""Who holds which responsibility, what each council intends, and where they differ."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from councils.models import Council
from referrals import actions, duties
from referrals.models import Referral
from referrals.turns import Turn


def propose_lead(turn: Turn) -> Any:
    fields = turn.fields
    attending = [one for one in fields.get("attending", []) if isinstance(one, Council)]
    return actions.propose_lead(
        by=turn.by,
        referral=fields["referral"],
        duty=fields["duty"],
        lead=fields["council"],
        attending=attending,
        at=turn.at,
        now=turn.now,
    )


def accept_duty(turn: Turn) -> Any:
    return actions.accept_duty(
        by=turn.by,
        referral=turn.fields["referral"],
        duty=turn.fields["duty"],
        reason=turn.fields.get("reason", ""),
        at=turn.at,
        now=turn.now,
    )


def decline_duty(turn: Turn) -> Any:
    return actions.decline_duty(
        by=turn.by,
        referral=turn.fields["referral"],
        duty=turn.fields["duty"],
        reason=turn.fields.get("reason", ""),
        at=turn.at,
        now=turn.now,
    )


def state_intention(turn: Turn) -> Any:
    return actions.state_intention(
        by=turn.by, referral=turn.fields["referral"], action=turn.fields.get("action", ""), at=turn.at, now=turn.now
    )


def raise_disagreement(turn: Turn) -> Any:
    return actions.raise_disagreement(
        by=turn.by,
        referral=turn.fields["referral"],
        about=turn.fields.get("about", ""),
        level=turn.fields.get("level"),
        at=turn.at,
        now=turn.now,
    )


def resolve_disagreement(turn: Turn) -> Any:
    return actions.resolve_disagreement(
        by=turn.by,
        referral=turn.fields["referral"],
        resolution=turn.fields.get("about", ""),
        at=turn.at,
        now=turn.now,
    )


VERBS: dict[str, Callable[[Turn], Any]] = {
    "propose_lead": propose_lead,
    "accept_duty": accept_duty,
    "decline_duty": decline_duty,
    "state_intention": state_intention,
    "raise_disagreement": raise_disagreement,
    "resolve_disagreement": resolve_disagreement,
}

# What follows from a deadline that passed, by the verb of its line.
BY_ITSELF = {
    "raise_disagreement": "A disagreement opens by itself: {about}. Everything else goes on meanwhile.",
    "resolve_disagreement": "A disagreement ends by itself: {resolution}.",
}


def held_by(keys: Any) -> tuple[bool, str]:
    """Whether a responsibility was held as expected at the instant; what was found instead.

    `keys` are the expectation's with aliases resolved: lead (the code), on, at, is ("shared" or a council), among.
    """
    if not isinstance(keys["on"], Referral):
        return False, "no referral of that name was made"
    at: datetime = keys["at"]
    holders = duties.holders_at(keys["on"], keys["lead"], at)
    names = " and ".join(one.short_name for one in holders) or "nobody"
    if keys["is"] == "shared":
        among = keys.get("among")
        met = len(holders) > 1 and (among is None or {one.pk for one in among} == {one.pk for one in holders})
    else:
        met = [one.pk for one in holders] == [keys["is"].pk]
    return met, f"held by {names}"
