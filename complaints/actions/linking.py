"""Two councils answer one matter: linked complaints, one lead."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, ComplaintLink
from councils.models import Council

if TYPE_CHECKING:
    from accounts.models import User


def propose_link(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    council: Council,
    lead: Council,
    complainant_agrees: bool,
    reference: str = "",
    words: str = "",
) -> ComplaintLink:
    """Propose to answer together with another council, which leads; with the complainant's agreement to share.

    `reference`: the other complaint here, or in their own system. Raises Refused (complaint.link_needs_agreement).
    """
    raise NotImplementedError


def accept_link(*, by: User, link: ComplaintLink, complaint: Complaint, at: datetime, now: datetime) -> ComplaintLink:
    """The other council accepts with its own `complaint`: the link is in force.

    Raises NotPossible for anybody else.
    """
    raise NotImplementedError


def end_link(*, by: User, link: ComplaintLink, because: str, at: datetime, now: datetime) -> ComplaintLink:
    """Each council goes on by itself. Either may end it."""
    raise NotImplementedError
