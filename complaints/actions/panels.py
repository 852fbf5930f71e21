"""The review panel (stage 3) and going to the Ombudsman early by agreement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, EarlyReferral, Stage
from complaints.said import EarlyReferralSaid, FindingSaid

if TYPE_CHECKING:
    from accounts.models import User


def plan_panel(*, by: User, complaint: Complaint, at: datetime, now: datetime, on: date) -> Stage:
    """Set the day of the panel, once three independent people are appointed and one of them chairs.

    Raises Refused: complaint.panel_not_three, complaint.panel_not_independent; NotPossible when no stage 3 runs.
    """
    raise NotImplementedError


def hold_panel(
    *, by: User, complaint: Complaint, at: datetime, now: datetime, findings: Sequence[FindingSaid] = ()
) -> Stage:
    """The panel met: a fact, kept as it was; below standard where the people on record were not three independent
    ones.

    Stops `statutory_panel`, starts `panel_report`.
    """
    raise NotImplementedError


def send_panel_report(*, by: User, complaint: Complaint, at: datetime, now: datetime) -> Stage:
    """The panel's report went to the council, the complainant, the advocate and the independent person.

    Stops `panel_report`, starts `panel_response`.
    """
    raise NotImplementedError


def agree_early_referral(
    *, by: User, complaint: Complaint, at: datetime, now: datetime, said: EarlyReferralSaid
) -> EarlyReferral:
    """Both sides agree to leave the panel out and go to the Ombudsman after stage 2.

    Raises Refused (complaint.early_referral_conditions) unless every condition of 4d is met; NotPossible before
    adjudication.
    """
    raise NotImplementedError
