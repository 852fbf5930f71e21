"""What every list of this room leaves in the trail: one row naming each referral, or each complaint, it showed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from trail.record import record


def listed(person: Any, referral_ids: Iterable[int], *, page: str, now: datetime) -> None:
    """Record that the person saw these referrals in a list; nothing is written for an empty one. One INSERT."""
    ids = sorted(set(referral_ids))
    if ids:
        record(
            by_id=person.pk,
            council_id=person.council_id,
            action="list",
            subject=("referrals.referral", None),
            ids=ids,
            reason=page,
            at=now,
        )


def listed_complaints(person: Any, complaint_ids: Iterable[int], *, page: str, now: datetime) -> None:
    """Record that the person saw these complaints in a list; nothing is written for an empty one. One INSERT."""
    ids = sorted(set(complaint_ids))
    if ids:
        record(
            by_id=person.pk,
            council_id=person.council_id,
            action="list",
            subject=("complaints.complaint", None),
            ids=ids,
            reason=page,
            at=now,
        )
