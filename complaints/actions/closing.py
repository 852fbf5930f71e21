"""Withdrawing and closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint

if TYPE_CHECKING:
    from accounts.models import User


def withdraw_complaint(
    *, by: User, complaint: Complaint, at: datetime, now: datetime, because: str, heads: Sequence[int] = ()
) -> Complaint:
    """The complainant withdraws the whole, or points of it.

    The council's clocks stop; a child at risk is still followed up.
    """
    raise NotImplementedError


def close_complaint(*, by: User, complaint: Complaint, at: datetime, now: datetime, summary: str) -> Complaint:
    """Close it, with the final letter sent, a finding on each point the council answers, and learning recorded.

    Raises Refused: complaint.final_letter_missing, complaint.finding_missing, complaint.learning_missing,
    complaint.stage_running.
    """
    raise NotImplementedError


def reopen_complaint(*, by: User, complaint: Complaint, at: datetime, now: datetime, because: str) -> Complaint:
    """Open it again: a late request for the next stage, a decision of the Ombudsman.

    Raises NotPossible when it is open.
    """
    raise NotImplementedError
