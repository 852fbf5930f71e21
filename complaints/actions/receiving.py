"""A complaint reaches a council; its officer, its points and what is known about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, Head
from complaints.said import ComplaintSaid, HeadSaid
from councils.models import Council
from referrals.models import Referral

if TYPE_CHECKING:
    from accounts.models import User


def complain(*, by: User, council: Council, said: ComplaintSaid, at: datetime, now: datetime) -> Complaint:
    """Write down a complaint that reached `council` at `at`; returns it with its points, their proposed routes and
    clocks.

    `by` is whoever writes it down; for the public form the council's own account (`intake.form_account`).
    `said.form_token` makes a second sending of the same form return the first one's complaint. Never refused for what
    is not known. A point that says a child is at risk now logs a referral at the council's front door in the same
    transaction. Raises NotPossible for a time ahead of `now`, or without any point of complaint.
    """
    raise NotImplementedError


def take_on(*, by: User, complaint: Complaint, at: datetime, now: datetime, officer: User) -> Complaint:
    """A complaints officer takes the complaint, or is given it; its open clocks become theirs.

    Raises Refused (complaint.complained_of) for somebody it is about, NotPossible for another council's account.
    """
    raise NotImplementedError


def add_head(*, by: User, complaint: Complaint, at: datetime, now: datetime, said: HeadSaid) -> Head:
    """One more point, numbered after the last, with its proposed route. Raises NotPossible on a closed complaint."""
    raise NotImplementedError


def record_facts(
    *, by: User, complaint: Complaint, head: int, said: HeadSaid, at: datetime, now: datetime, summary: str = ""
) -> Head:
    """What is now known about point number `head`: the whole of `said` but its words, which stay the complainant's.

    The route is proposed anew and clocks follow; a choice made before stands, and where it now goes against the
    proposal it needs its second person again. Raises NotPossible for a point that is not there.
    """
    raise NotImplementedError


def correct_complaint(
    *, by: User, complaint: Complaint, at: datetime, now: datetime, changes: Mapping[str, object], because: str
) -> Complaint:
    """Change what is known of the complainant, the child's consent, dates or needs (CORRECTABLE); eligibility and
    clocks follow.

    Raises NotPossible for a field that cannot be corrected here, or without `because`.
    """
    raise NotImplementedError


def link_referral(
    *, by: User, complaint: Complaint, at: datetime, now: datetime, referral: Referral | None
) -> Complaint:
    """Say which referral it is about, by somebody who may open that referral. Raises NotPossible otherwise."""
    raise NotImplementedError


def offer_advocate(*, by: User, complaint: Complaint, at: datetime, now: datetime, wanted: bool | None) -> Complaint:
    """An advocate was offered to the child or young person, and whether they want one (section 26A)."""
    raise NotImplementedError
