"""What a referral says of itself when the access table is asked (accounts/standing.py)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accounts.standing import Standing

if TYPE_CHECKING:
    from referrals.models import Part, Referral


def standing_of(referral: "Referral", parts: Iterable["Part"]) -> Standing:
    """Who stands how to the referral: every council with a part, its team and worker, who logged it.

    A closed part still counts: a closed case answers. A returned one leaves only the fact that it was returned.
    """
    live = [part for part in parts if part.returned_at is None]
    return Standing(
        council_ids=frozenset(part.council_id for part in live),
        returned_council_ids=frozenset(part.council_id for part in parts if part.returned_at is not None),
        adult_council_ids=_adults(referral),
        team_ids=frozenset(part.team_id for part in live if part.team_id is not None),
        unplaced_council_ids=frozenset(part.council_id for part in live if part.team_id is None),
        worker_ids=frozenset(part.worker_id for part in live if part.worker_id is not None),
        logged_by_id=referral.logged_by_id,
    )


def _adults(referral: "Referral") -> frozenset[int]:
    return frozenset({referral.council_id} if referral.service == "adults" else set())
