"""What was found on points of complaint, onto the record: a row that stays, and the point's latest."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, Finding, FindingIs, Head
from complaints.said import FindingSaid
from referrals.refusals import NotPossible
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

#: What only informs the council's own finding: two reports are two opinions until they are adjudicated.
OPINIONS = {Finding.From.INVESTIGATOR, Finding.From.INDEPENDENT}


def put(
    complaint: Complaint,
    said: Sequence[FindingSaid],
    *,
    given_by: str,
    stage: int | None,
    by: "User",
    at: datetime,
    now: datetime,
) -> list[Finding]:
    """Record what was found; raises NotPossible for a point or a finding that is not there, and writes nothing then."""
    if not said:
        return []
    heads = {head.number: head for head in Head.objects.filter(complaint=complaint)}
    for one in said:
        if one.head not in heads:
            raise NotPossible(f"There is no point {one.head}.", "findings")
        if one.finding not in FindingIs.values:
            raise NotPossible("Choose what was found: upheld, partly upheld, not upheld, or withdrawn.", "findings")
    made = Finding.objects.bulk_create(
        [
            Finding(
                head=heads[one.head],
                stage_number=stage,
                given_by=given_by,
                finding=one.finding,
                reasons=one.reasons,
                by=by,
                at=at,
                recorded_at=now,
            )
            for one in said
        ]
    )
    if given_by not in OPINIONS:
        for one in said:
            head = heads[one.head]
            head.finding, head.finding_at = one.finding, at
            save_as(head, by=by, now=now, because="found", fields=["finding", "finding_at"])
    return made
