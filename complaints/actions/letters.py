"""Letters and e-mails: drafted, versioned, sent or printed, proof kept."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, Letter, Stage

if TYPE_CHECKING:
    from accounts.models import User


def draft_letter(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    kind: str,
    body: str,
    subject: str = "",
    stage: Stage | None = None,
    letter: Letter | None = None,
    names_ombudsman: bool = False,
) -> Letter:
    """Save a text: the first version of a new letter, or the next of one not sent yet.

    Raises NotPossible for a sent one.
    """
    raise NotImplementedError


def send_letter(*, by: User, letter: Letter, how: str, to: str, at: datetime, now: datetime, proof: str = "") -> Letter:
    """The latest version was sent (`how`: post, email, by_hand, collected).

    Raises NotPossible when it was sent before.

    A substantive letter before the route was told is refused (complaint.route_not_told).
    """
    raise NotImplementedError
