"""Writing down what happened to a complaint: the journal's line, the trail's entry and the lateness, together."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import timers.actions as clocks
from complaints import prompts
from complaints.models import Complaint, ComplaintEntry
from referrals.journal import LATE_AFTER
from trail.record import record

if TYPE_CHECKING:
    from accounts.models import User

ABOUT = "complaints.complaint"


def write(
    verb: str,
    *,
    complaint: Complaint,
    by: "User",
    at: datetime,
    now: datetime,
    facts: dict[str, Any] | None = None,
    below_standard: bool = False,
) -> ComplaintEntry:
    """Leave the journal's line and the trail's entry for one act of `by`.

    `facts` holds keys and plain values, JSON-able; people are named by id, and nothing that was typed about them. An
    act written more than 24 hours after it happened asks `late_entry` and leaves a missed `record_written` behind.
    """
    entry = ComplaintEntry.objects.create(
        complaint=complaint,
        council_id=complaint.council_id,
        by=by,
        verb=verb,
        at=at,
        recorded_at=now,
        facts=facts or {},
        below_standard=below_standard,
    )
    record(
        by_id=by.pk,
        council_id=complaint.council_id,
        action=verb,
        subject=("complaints.complaintentry", entry.pk),
        about=(ABOUT, complaint.pk),
        at=now,
        facts=facts,
    )
    if below_standard:
        prompts.ask(complaint, "below_standard", at=now, facts={"verb": verb, "entry": entry.pk})
    if now - at > LATE_AFTER:
        prompts.ask(complaint, "late_entry", at=now, facts={"verb": verb, "entry": entry.pk})
        clocks.lapse(
            "record_written",
            council_id=complaint.council_id,
            subject=("complaints.complaintentry", entry.pk),
            about=(ABOUT, complaint.pk),
            started_at=at,
            stopped_at=now,
            now=now,
            because="written down",
            by_id=by.pk,
            owner_id=by.pk,
        )
    return entry
