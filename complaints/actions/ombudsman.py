"""The Ombudsman asks about a complaint, is answered, and decides. Reports belong to `audits`."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from complaints import deadlines, journal
from complaints.models import Complaint, OmbudsmanEnquiry
from complaints.parties import locked
from referrals.refusals import NotPossible
from timers.actions import Stop

if TYPE_CHECKING:
    from accounts.models import User


def receive_enquiry(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    their_reference: str = "",
    asked: str = "",
    due_on: date | None = None,
) -> OmbudsmanEnquiry:
    """An enquiry was received; with `due_on` its clock (`ombudsman_enquiry`) runs."""
    complaint = locked(by, complaint, at=at, now=now, open_=False)
    made = OmbudsmanEnquiry.objects.create(
        complaint=complaint,
        their_reference=their_reference[:40],
        received_at=at,
        recorded_at=now,
        recorded_by=by,
        asked=asked,
        due_on=due_on,
    )
    if due_on is not None:
        start = deadlines.dated("ombudsman_enquiry", complaint, _subject(made), due_on, at=at)
        clocks.start_many([start], now=now)
    facts = {"enquiry": made.pk, "due_on": due_on and due_on.isoformat()}
    journal.write("receive_enquiry", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return made


def _subject(enquiry: OmbudsmanEnquiry) -> tuple[str, int]:
    return ("complaints.ombudsmanenquiry", enquiry.pk)


def answer_enquiry(*, by: "User", enquiry: OmbudsmanEnquiry, at: datetime, now: datetime) -> OmbudsmanEnquiry:
    """It was answered. Raises NotPossible when it was before."""
    complaint = locked(by, enquiry.complaint, at=at, now=now, open_=False)
    found = OmbudsmanEnquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if found.answered_at is not None:
        raise NotPossible("This enquiry was answered already. Record a further one as an enquiry of its own.")
    found.answered_at, found.answered_by = at, by
    found.save(update_fields=["answered_at", "answered_by"])
    _stop(found, complaint, by=by, at=at, now=now, because="answered")
    journal.write("answer_enquiry", complaint=complaint, by=by, at=at, now=now, facts={"enquiry": found.pk})
    return found


def record_ombudsman_decision(
    *,
    by: "User",
    enquiry: OmbudsmanEnquiry,
    decision: str,
    decided_on: date,
    at: datetime,
    now: datetime,
    words: str = "",
) -> OmbudsmanEnquiry:
    """The Ombudsman decided (a word of OmbudsmanEnquiry.Decision). "premature" says our procedure goes on."""
    complaint = locked(by, enquiry.complaint, at=at, now=now, open_=False)
    if decision not in OmbudsmanEnquiry.Decision.values:
        raise NotPossible("Choose what was decided.", "decision")
    found = OmbudsmanEnquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if found.decision:
        raise NotPossible("A decision on this enquiry is on record already.")
    found.decision, found.decided_on, found.decision_words = decision, decided_on, words
    found.save(update_fields=["decision", "decided_on", "decision_words"])
    _stop(found, complaint, by=by, at=at, now=now, because="decided")
    facts = {"enquiry": found.pk, "decision": decision, "decided_on": decided_on.isoformat()}
    journal.write("record_ombudsman_decision", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return found


def _stop(
    enquiry: OmbudsmanEnquiry, complaint: Complaint, *, by: "User", at: datetime, now: datetime, because: str
) -> None:
    key = Stop("ombudsman_enquiry", complaint.council_id, _subject(enquiry))
    clocks.stop_many([key], at=at, now=now, by_id=by.pk, because=because)
