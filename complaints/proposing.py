"""Proposing the route of each point, and what 4b says of the complainant, onto the record."""

from collections.abc import Sequence
from datetime import datetime

from complaints import eligibility, routes
from complaints.models import Complaint, Eligibility, Head
from timers.calendar import local


def put_proposals(complaint: Complaint, heads: Sequence[Head], *, now: datetime) -> list[int]:
    """Set every point's proposal by the rules in force when the complaint was received; the numbers that changed.

    Sets fields only; the caller saves.
    """
    changed = []
    found = routes.propose_all(complaint, heads, on=local(complaint.received_at).date())
    for head in heads:
        one = found[head.number]
        if (head.proposed_row, head.proposed_route) == (one.row, one.route):
            continue
        head.proposed_route = one.route
        head.proposed_row = one.row
        head.proposed_reason = one.reason
        head.proposed_source = one.source
        head.proposed_confidence = one.confidence
        head.check_needed = one.check
        head.other_view = one.other_view
        head.ombudsman_view = one.ombudsman
        head.proposed_at = now
        changed.append(head.number)
    return changed


def put_standing(complaint: Complaint, heads: Sequence[Head]) -> bool:
    """Set what 4b says of the complainant; True when it changed. What a person decided stays. The caller saves."""
    on = local(complaint.received_at).date()
    found = eligibility.standing(
        complaint.relationship,
        parent_consents=complaint.parent_consents,
        child_content=complaint.child_content,
        abouts=[head.about for head in heads],
        proposals=list(routes.propose_all(complaint, heads, on=on).values()),
    )
    before = (complaint.eligibility, complaint.eligible)
    complaint.eligibility = found.eligible
    complaint.eligibility_reason = f"{found.reason} ({found.source})"
    decided = complaint.eligibility_decisions.order_by("pk").last() if complaint.pk else None
    if decided is not None and not found.settled:
        complaint.eligible = decided.eligible
    else:
        complaint.eligible = found.eligible == Eligibility.OWN_RIGHT if found.settled else None
    return before != (complaint.eligibility, complaint.eligible)


def at_risk_now(complaint: Complaint, heads: Sequence[Head]) -> list[Head]:
    """The points that say a child is at risk now."""
    on = local(complaint.received_at).date()
    found = routes.propose_all(complaint, heads, on=on)
    return [head for head in heads if found[head.number].opens_referral]
