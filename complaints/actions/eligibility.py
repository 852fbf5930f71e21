"""Who may complain under the statutory procedure, and lateness: weighed, never a bar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, EligibilityDecision, LatenessDecision

if TYPE_CHECKING:
    from accounts.models import User


def decide_eligibility(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    eligible: bool,
    reason: str = "",
    matters_weighed: Sequence[str] = (),
    child_view: str = "",
) -> EligibilityDecision:
    """A reasoned decision on sufficient interest, or on whose agreement was needed.

    Raises Refused: complaint.child_consent_not_needed (somebody with a right of their own is turned away),
    complaint.interest_not_weighed (turned away without the matters weighed, or on parental responsibility alone).
    """
    raise NotImplementedError


def weigh_lateness(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    accepted: bool,
    why_late: str = "",
    adjustments_weighed: str = "",
    fair_to_investigate: bool | None = None,
    rationale: str = "",
) -> LatenessDecision:
    """Weigh a complaint made more than a year after its grounds arose.

    Raises Refused (complaint.lateness_not_weighed) when it is declined without the reasons for the delay, the
    adjustments somebody needed and whether it can still be looked into fairly; NotPossible when it is not late.
    """
    raise NotImplementedError
