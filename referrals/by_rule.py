"""What the rule sets of every council on a referral say of its responsibilities, on the day (STATUTE 2b).

They propose; who holds what is in duties.py.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from councils.leads import Proposal, propose, rule_sets_of
from councils.models import Council, RuleSet
from referrals import deadlines
from referrals.models import Duty, Involvement, Part, Place, Referral

# Why the rules themselves leave a responsibility with several councils; an unknown place is not a conflict.
SHARED_BY_RULE = {"conflict", "silent", "several"}


def propose_all(referral: Referral, codes: Iterable[str], *, at: datetime) -> dict[str, Proposal]:
    """What the rule sets of every council on the referral say of each responsibility, on the day."""
    councils = list(Council.objects.filter(pk__in=involved_ids(referral)))
    rule_sets = rule_sets_of(councils, deadlines.local_day(at))
    places = _places(referral)
    return {code: propose(code, rule_sets=rule_sets, places=places) for code in codes}


def newly_named(referral: Referral, part: Part, *, before: dict[str, Proposal], at: datetime) -> set[str]:
    """The responsibilities for which the rules point to the council now and did not `before` (propose_all)."""
    after = propose_all(referral, before, at=at)
    ours = part.council_id
    return {code for code in before if points_to(after[code], ours) and not points_to(before[code], ours)}


def why_shared(rule_sets: list[RuleSet], places: list[Place], involvements: list[Involvement], *, part: Part) -> str:
    """Why these rule sets name nobody alone for the strategy discussion of a referral just logged; "" where they do."""
    known = _by_place(places, involvements, received_by={part.council_id})
    why = propose(Duty.Code.STRATEGY_DISCUSSION, rule_sets=rule_sets, places=known).why
    return why if why in SHARED_BY_RULE else ""


def points_to(proposal: Proposal, council_id: int) -> bool:
    return proposal.is_shared or proposal.council_id == council_id


def involved_ids(referral: Referral) -> set[int]:
    return set(referral.named_councils.values_list("council_id", flat=True)) | set(
        Part.objects.filter(referral=referral, returned_at=None).values_list("council_id", flat=True)
    )


def _places(referral: Referral) -> dict[str, Any]:
    """Place code to council ids, as councils.leads takes them; a place known to nobody is left out."""
    return _by_place(
        Place.objects.filter(referral=referral, superseded_at=None),
        Involvement.objects.filter(referral=referral).order_by("id"),
        received_by=set(Part.objects.filter(referral=referral, returned_at=None).values_list("council_id", flat=True)),
    )


def _by_place(places: Iterable[Place], involvements: Iterable[Involvement], *, received_by: set[int]) -> dict[str, Any]:
    found: dict[str, set[int]] = {"received_by": received_by}
    for place in places:
        if place.council_id is not None:
            found.setdefault(place.what, set()).add(place.council_id)
    for one in involvements:
        if one.works_with_children_in_id is not None:
            found.setdefault(Place.What.WORKS_IN, set()).add(one.works_with_children_in_id)
    return dict(found)
