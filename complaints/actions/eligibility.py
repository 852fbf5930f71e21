"""Who may complain under the statutory procedure, and lateness: weighed, never a bar."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from complaints import deadlines, journal, prompts, stages
from complaints import eligibility as rules
from complaints.grounds import ground
from complaints.models import Complaint, Eligibility, EligibilityDecision, LatenessDecision
from complaints.parties import locked
from referrals.refusals import NotPossible, Refused
from timers.calendar import local
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

# What is a fact about the complainant and no matter weighed: it is never the only one.
_NOT_A_MATTER = re.compile(
    r"^\W*(he|she|they|the)?\W*(\w+ )?(has|have|had|holds?|is|are|there is)?\W*(no|not|without|lacks?)\b.{0,30}"
    r"(parental responsibility|consent|pr\b).{0,20}$",
    re.IGNORECASE,
)


def decide_eligibility(
    *,
    by: "User",
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
    complaint = locked(by, complaint, at=at, now=now)
    matters = [one.strip() for one in matters_weighed if one.strip()]
    if not eligible and (codes := _against(complaint, reason, matters)):
        raise Refused([ground(code) for code in codes])
    decision = EligibilityDecision.objects.create(
        complaint=complaint,
        by=by,
        at=at,
        recorded_at=now,
        eligible=eligible,
        reason=reason,
        matters_weighed=matters,
        child_view=child_view,
    )
    complaint.eligible = eligible
    save_as(complaint, by=by, now=now, because="who may complain was decided")
    deadlines.stop_own(complaint, "eligibility_decision", by=by, at=at, now=now, because="decided")
    prompts.answered(complaint, "decide_interest", "ask_agreement", by=by, now=now, because="decided")
    stages.follow(complaint, by=by, at=at, now=now, because="not eligible" if not eligible else "eligible")
    if not eligible:
        prompts.ask(complaint, "offer_other_procedure", at=now)
    journal.write(
        "decide_eligibility",
        complaint=complaint,
        by=by,
        at=at,
        now=now,
        facts={"eligible": eligible, "decision": decision.pk, "matters": len(matters)},
    )
    return decision


def _against(complaint: Complaint, reason: str, matters: list[str]) -> list[str]:
    """Why somebody may not be turned away like this."""
    if complaint.eligibility == Eligibility.OWN_RIGHT:
        return ["complaint.child_consent_not_needed"]
    if complaint.eligibility == Eligibility.CONSENT_NEEDED and reason.strip():
        return []  # whoever they speak for was asked, and the reason says what came of it
    weighed = [one for one in matters if not _NOT_A_MATTER.match(one)]
    return [] if weighed else ["complaint.interest_not_weighed"]


def weigh_lateness(
    *,
    by: "User",
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
    complaint = locked(by, complaint, at=at, now=now)
    if not rules.is_late(complaint.grounds_arose_on, local(complaint.received_at).date()):
        raise NotPossible("It was made within 12 months of its grounds, as far as is known. Correct the date first.")
    whole = why_late.strip() and adjustments_weighed.strip() and fair_to_investigate is not None and rationale.strip()
    if not accepted and not whole:
        raise Refused([ground("complaint.lateness_not_weighed")])
    decision = LatenessDecision.objects.create(
        complaint=complaint,
        by=by,
        at=at,
        recorded_at=now,
        accepted=accepted,
        why_late=why_late,
        adjustments_weighed=adjustments_weighed,
        fair_to_investigate=fair_to_investigate,
        rationale=rationale,
    )
    prompts.answered(complaint, "weigh_lateness", by=by, now=now, because="weighed")
    journal.write(
        "weigh_lateness",
        complaint=complaint,
        by=by,
        at=at,
        now=now,
        facts={"accepted": accepted, "decision": decision.pk},
    )
    if not accepted:
        from complaints.actions.refusing import refuse_stage

        refuse_stage(by=by, complaint=complaint, at=at, now=now, stage=1, ground="late", rationale=rationale)
    return decision
