"""The Ombudsman asks about a complaint, is answered, and decides. Reports belong to `audits`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, OmbudsmanEnquiry

if TYPE_CHECKING:
    from accounts.models import User


def receive_enquiry(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    their_reference: str = "",
    asked: str = "",
    due_on: date | None = None,
) -> OmbudsmanEnquiry:
    """An enquiry was received; with `due_on` its clock (`ombudsman_enquiry`) runs."""
    raise NotImplementedError


def answer_enquiry(*, by: User, enquiry: OmbudsmanEnquiry, at: datetime, now: datetime) -> OmbudsmanEnquiry:
    """It was answered. Raises NotPossible when it was before."""
    raise NotImplementedError


def record_ombudsman_decision(
    *,
    by: User,
    enquiry: OmbudsmanEnquiry,
    decision: str,
    decided_on: date,
    at: datetime,
    now: datetime,
    words: str = "",
) -> OmbudsmanEnquiry:
    """The Ombudsman decided (a word of OmbudsmanEnquiry.Decision). "premature" says our procedure goes on."""
    raise NotImplementedError
