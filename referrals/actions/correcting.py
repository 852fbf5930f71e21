"""Correcting what was logged: nothing is overwritten in silence, and nobody's words are lost to a stale page."""

from collections.abc import Iterable, Set
from datetime import datetime
from typing import TYPE_CHECKING, Any

import timers.actions as clocks
from referrals import deadlines, duties, journal
from referrals.models import Part, Place, Referral
from referrals.parties import part_of
from referrals.refusals import NotPossible
from timers.actions import Stop
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

CORRECTABLE = {
    "harm",
    "significant_harm",
    "safe_now",
    "safe_now_words",
    "said",
    "last_happened_on",
    "happened_words",
    "next_contact_on",
    "next_contact_words",
    "disclosed_by_child",
    "police_involved",
    "police_reference",
    "parent_knows",
    "consent",
    "consent_words",
    "interpreter",
    "told_to_expect",
    "other_children_words",
    "referrer_name",
    "referrer_agency",
    "referrer_reach",
}


# Of those, the ones on which the strategy discussion, seeing the child and the safety plan hang.
HARM_FACTS = {"harm", "significant_harm", "safe_now", "next_contact_on"}


class Stale(Exception):
    """Somebody else changed the referral since the page was opened; `current` is what stands now."""

    def __init__(self, current: Referral) -> None:
        super().__init__(f"version {current.version}")
        self.current = current


def correct_referral(
    *, by: "User", referral: Referral, version: int, changes: dict[str, Any], reason: str, at: datetime, now: datetime
) -> Referral:
    """Change facts of the referral, with a reason; the old ones stay in its history.

    Raises Stale when `version` is not the present one, NotPossible without a reason or for a field that is not
    corrected here (places and people have their own verbs).
    """
    part = part_of(by, referral)
    current = Referral.objects.select_for_update().get(pk=referral.pk)
    if current.version != version:
        raise Stale(current)
    if not reason.strip():
        raise NotPossible("Say why this is being corrected.", "reason")
    unknown = set(changes) - CORRECTABLE
    if unknown:
        raise NotPossible(f"This cannot be corrected here: {', '.join(sorted(unknown))}.")
    before = {}
    for name, value in changes.items():
        if getattr(current, name) != value:
            before[name] = getattr(current, name)
            setattr(current, name, value)
    if not before:
        return current
    current.version += 1
    save_as(current, by=by, now=now, because=reason)
    journal.write(
        "correct_referral",
        referral=current,
        by=by,
        at=at,
        now=now,
        facts={"fields": sorted(before), "reason": reason, "version": current.version},
    )
    if current.kind == Referral.Kind.REFERRAL and before.keys() & HARM_FACTS:
        part.referral = current
        _start_what_harm_calls_for(part, by_id=by.pk, newly=before.keys(), at=at, now=now)
    return current


def _start_what_harm_calls_for(part: Part, *, by_id: int, newly: Set[str], at: datetime, now: datetime) -> None:
    """Harm, or a danger now, that is learnt after logging starts the same clocks from then on."""
    referral = part.referral
    if referral.significant_harm and not deadlines.discussion_held(referral):
        duties.suspect_harm(part, at=at, now=now)
    live = Part.objects.filter(referral=referral, closed_at=None, returned_at=None).select_related("council")
    parts = list(live.order_by("id"))
    if "next_contact_on" in newly:
        _count_to_contact(parts, referral, by_id=by_id, at=at, now=now)
    if newly & {"safe_now", "next_contact_on"} and deadlines.may_meet(referral, at):
        places = list(Place.objects.filter(referral=referral, superseded_at=None))
        clocks.start_many(
            [
                deadlines.child_seen(one, referral, at=max(at, one.received_at))
                for one in parts
                if deadlines.sees_child(one, places)
            ],
            now=now,
        )


def _count_to_contact(parts: Iterable[Part], referral: Referral, *, by_id: int, at: datetime, now: datetime) -> None:
    """The next contact is on another day than was known, or one has become known: each council owes a plan before it,
    whatever was planned for an earlier one (STATUTE T19; fault 61)."""
    parts, on = list(parts), referral.next_contact_on
    clocks.stop_many(
        [Stop("known_contact", one.council_id, deadlines.subject(one)) for one in parts],
        at=at,
        now=now,
        by_id=by_id,
        because="the next contact is on another day" if on else "no contact is known of",
    )
    if on is not None and on >= deadlines.local_day(at):
        clocks.start_many([deadlines.known_contact(one, referral, on=on, at=at) for one in parts], now=now)
