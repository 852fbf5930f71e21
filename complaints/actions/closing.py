"""Withdrawing, closing and opening again."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from complaints import deadlines, finding, journal, prompts, stages
from complaints.grounds import ground
from complaints.models import PROCEDURES, Complaint, Finding, FindingIs
from complaints.parties import locked, require_words
from complaints.said import FindingSaid
from referrals.refusals import NotPossible, Refused
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

UPHELD = {FindingIs.UPHELD, FindingIs.PARTLY}


def withdraw_complaint(
    *, by: "User", complaint: Complaint, at: datetime, now: datetime, because: str, heads: Sequence[int] = ()
) -> Complaint:
    """The complainant withdraws the whole, or points of it: those are found "withdrawn" and need no answer.

    The council's clocks stop with the whole; a child at risk is still followed up. Raises NotPossible without `because`
    or for a point that is not there.
    """
    require_words(because, "Say what the complainant said.", "because")
    complaint = locked(by, complaint, at=at, now=now)
    numbers = [head.number for head in complaint.heads.all() if head.finding != FindingIs.WITHDRAWN]
    chosen = sorted(set(heads)) or numbers
    said = [FindingSaid(number, FindingIs.WITHDRAWN, because) for number in chosen]
    finding.put(complaint, said, given_by=Finding.From.RESPONSE, stage=None, by=by, at=at, now=now)
    if set(chosen) >= set(numbers):
        complaint.withdrawn_at, complaint.withdrawn_because = at, because
        save_as(complaint, by=by, now=now, because="withdrawn")
        deadlines.stop_stages(complaint, by=by, at=at, now=now, because="withdrawn", kinds=_ALL)
        if complaint.opened_referral_id is not None:
            prompts.ask(complaint, "child_still_at_risk", at=now)
    stages.follow(complaint, by=by, at=at, now=now, because="withdrawn")
    journal.write("withdraw_complaint", complaint=complaint, by=by, at=at, now=now, facts={"heads": chosen})
    return complaint


_ALL = (*deadlines.OF_STAGES, "route_told", "eligibility_decision", "pause_look_again")


def close_complaint(*, by: "User", complaint: Complaint, at: datetime, now: datetime, summary: str) -> Complaint:
    """Close it, with the final letter sent, a finding on each point the council answers, and learning recorded.

    What was promised stays due. Raises Refused: complaint.final_letter_missing, complaint.finding_missing,
    complaint.learning_missing, complaint.stage_running.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if codes := against_closing(complaint):
        raise Refused([ground(code) for code in codes])
    complaint.closed_at, complaint.closed_by, complaint.closing_summary = at, by, summary
    save_as(complaint, by=by, now=now, because="closed")
    deadlines.stop_stages(complaint, by=by, at=at, now=now, because="closed", kinds=_ALL)
    for one in complaint.appointments.filter(ended_at=None):
        one.ended_at, one.ended_by, one.ended_because = at, by, "the complaint was closed"
        one.save(update_fields=["ended_at", "ended_by", "ended_because"])
    journal.write("close_complaint", complaint=complaint, by=by, at=at, now=now)
    return complaint


def against_closing(complaint: Complaint) -> list[str]:
    """What is still missing, by code; pages show it before anybody asks to close."""
    codes = []
    ours = [
        head for head in complaint.heads.all() if head.route_in_force in PROCEDURES and complaint.eligible is not False
    ]
    if not complaint.letters.filter(sent_at__isnull=False, names_ombudsman=True).exists():
        codes.append("complaint.final_letter_missing")
    if any(not head.finding for head in ours):
        codes.append("complaint.finding_missing")
    if any(head.finding in UPHELD for head in ours) and not complaint.learning.exists():
        codes.append("complaint.learning_missing")
    if any(stage.is_running for stage in complaint.stages.all()) or stages.pause_of(complaint) is not None:
        codes.append("complaint.stage_running")
    return codes


def reopen_complaint(*, by: "User", complaint: Complaint, at: datetime, now: datetime, because: str) -> Complaint:
    """Open it again: a late request for the next stage, a decision of the Ombudsman. Raises NotPossible when open."""
    require_words(because, "Say why it is opened again.", "because")
    complaint = locked(by, complaint, at=at, now=now, open_=False)
    if complaint.is_open:
        raise NotPossible("This complaint is open.")
    complaint.closed_at, complaint.closed_by, complaint.withdrawn_at, complaint.withdrawn_because = None, None, None, ""
    save_as(complaint, by=by, now=now, because="opened again")
    journal.write("reopen_complaint", complaint=complaint, by=by, at=at, now=now, facts={"because": because})
    return complaint
