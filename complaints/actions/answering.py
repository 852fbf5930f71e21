"""Acknowledging, answering, asking for the next stage, more time, and refusing a stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, Stage, StageRefusal
from complaints.said import EarlyReferralSaid, FindingSaid

if TYPE_CHECKING:
    from accounts.models import User


def acknowledge_complaint(
    *, by: User, complaint: Complaint, at: datetime, now: datetime, stage: int = 1, statement_agreed: date | None = None
) -> list[Stage]:
    """The complainant was told that the complaint, or the request for stage 2, was received. Never refused.

    Corporate: stops the acknowledgement and starts the answer's clock (T61, T63). Returns the stages it acknowledged.
    """
    raise NotImplementedError


def respond_stage(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    stage: int | None = None,
    procedure: str = "",
    findings: Sequence[FindingSaid] = (),
    responder: str = "",
    responder_user: User | None = None,
    resolved: bool | None = None,
    terms: str = "",
    considered_with_independent: bool | None = None,
    statement_agreed: date | None = None,
) -> list[Stage]:
    """The substantive answer at a stage (left out: the one that runs); one answer serves every procedure at that
    stage.

    At statutory stage 2 it is the report that was sent: only adjudication stops that clock. Raises Refused:
    complaint.route_not_told, complaint.complained_of, complaint.same_officer (corporate stage 2 by who answered stage
    1); NotPossible when no such stage runs.
    """
    raise NotImplementedError


def request_stage(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    stage: int | None = None,
    procedure: str = "",
    words: str = "",
    statement_agreed: date | None = None,
) -> list[Stage]:
    """The complainant asks for the next stage, or says they are not satisfied: the word "stage" is not needed.

    A fact, never refused: early, late or again. Starts its clock from `at`. Raises NotPossible past the last stage.
    """
    raise NotImplementedError


def extend_stage(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    stage: int | None = None,
    procedure: str = "",
    reasons: Sequence[str] = (),
    new_date: date | None = None,
    told_already: bool = False,
) -> list[Stage]:
    """More time for a stage, told with reasons and the new date before the limit passes (T43, T46, T61, T63).

    Without `new_date`, to the most that the rule allows. Raises Refused: complaint.extension_late,
    complaint.extension_reasons_missing, complaint.extension_too_long, complaint.no_extension (a panel).
    `told_already`: the letter has gone; it is kept as it was, below standard, and moves no clock.
    """
    raise NotImplementedError


def refuse_stage(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    stage: int,
    ground: str,
    rationale: str = "",
    early_referral: EarlyReferralSaid | None = None,
) -> StageRefusal:
    """Refuse a stage on a ground that counts (STATUTE 4c, 4d), with reasons and the way to the Ombudsman.

    Raises Refused: complaint.stage_2_refusal_ground, complaint.stage_3_refusal_ground,
    complaint.lateness_not_weighed, complaint.refusal_reason_missing, complaint.early_referral_conditions.
    """
    raise NotImplementedError
