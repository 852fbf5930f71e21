"""Refusing a stage: only on a ground that counts, with reasons and the way to the Ombudsman (STATUTE 4c, 4d)."""

from dataclasses import astuple
from datetime import datetime
from typing import TYPE_CHECKING

from complaints import deadlines, eligibility, journal, prompts, stages
from complaints.grounds import ground as ground_of
from complaints.models import (
    Complaint,
    EarlyReferral,
    FindingIs,
    Pause,
    Procedure,
    Stage,
    StageRefusal,
)
from complaints.parties import locked
from complaints.said import EarlyReferralSaid
from referrals.refusals import NotPossible, Refused
from timers.calendar import local
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

LATE, PROCEEDINGS, CONSIDERED, EARLY = "late", "proceedings", "already_considered", "early_referral_agreed"
#: Grounds that may count at a stage; each is then looked at. Whatever is not here never does.
MAY_COUNT = {
    1: {LATE, PROCEEDINGS, CONSIDERED},
    2: {LATE, PROCEEDINGS, CONSIDERED},
    3: {LATE, EARLY},
}


def refuse_stage(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    stage: int,
    ground: str,
    rationale: str = "",
    early_referral: EarlyReferralSaid | None = None,
    procedure: str = "",
) -> StageRefusal:
    """Refuse a stage on a ground that counts, with reasons and the way to the Ombudsman.

    Proceedings put it off and say from when to resubmit; late is weighed; stage 3 is left out only late or by agreement
    to go to the Ombudsman early. Raises Refused: complaint.stage_1_refusal_ground (…stage_2…, …stage_3…),
    complaint.lateness_not_weighed, complaint.refusal_reason_missing, complaint.early_referral_conditions.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if stage not in MAY_COUNT:
        raise NotPossible("A procedure has at most three stages.", "stage")
    procedure = procedure or _procedure(complaint, stage)
    if codes := _against(complaint, procedure, stage, ground, rationale, early_referral, at=at):
        raise Refused([ground_of(code) for code in codes])
    refusal = StageRefusal.objects.create(
        complaint=complaint,
        procedure=procedure,
        number=stage,
        ground=ground,
        rationale=rationale,
        by=by,
        at=at,
        recorded_at=now,
    )
    if ground == EARLY:
        _early(complaint, early_referral, rationale, by=by, at=at, now=now)
    if ground == PROCEEDINGS:
        _put_off(complaint, rationale, by=by, at=at, now=now)
    for one in complaint.stages.all():
        if one.is_running and one.number == stage and one.procedure == procedure:
            _end(one, complaint, paused=ground == PROCEEDINGS, by=by, at=at, now=now)
    facts = {"stage": stage, "ground": ground, "refusal": refusal.pk}
    journal.write("refuse_stage", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return refusal


def _procedure(complaint: Complaint, number: int) -> str:
    """The procedure whose stage is refused, where nobody says: the one that runs there, else the most independent."""
    running = [one.procedure for one in complaint.stages.all() if one.is_running and one.number == number]
    if Procedure.STATUTORY in running or not running:
        used = {one.procedure for one in complaint.stages.all()} | {one.route_in_force for one in complaint.heads.all()}
        return Procedure.STATUTORY if Procedure.STATUTORY in used or number == 3 else Procedure.CORPORATE
    return running[0]


def _against(
    complaint: Complaint,
    procedure: str,
    number: int,
    ground: str,
    rationale: str,
    early: EarlyReferralSaid | None,
    *,
    at: datetime,
) -> list[str]:
    """Every code that stands against refusing this stage on this ground."""
    code = f"complaint.stage_{number}_refusal_ground"
    if ground not in MAY_COUNT[number]:
        return [code]
    found = []
    if not rationale.strip():
        found += ["complaint.lateness_not_weighed" if ground == LATE else "complaint.refusal_reason_missing"]
    if ground == LATE and not _is_late(complaint, procedure, number, at=at):
        found.append(code)
    if ground == PROCEEDINGS and complaint.proceedings_live is False:
        found.append(code)
    if ground == EARLY and not _may_go_early(complaint, early):
        found.append("complaint.early_referral_conditions")
    return [code, *[one for one in found if one != code]] if found else []


def _is_late(complaint: Complaint, procedure: str, number: int, *, at: datetime) -> bool:
    """Stage 1: more than 12 months after the grounds arose. Later ones: asked for more than 20 working days after the
    answer; where that was given elsewhere, nobody here can say it was not."""
    if number == 1:
        return eligibility.is_late(complaint.grounds_arose_on, local(complaint.received_at).date())
    mine = [one for one in complaint.stages.all() if one.procedure == procedure]
    before = next((one for one in reversed(mine) if one.number == number - 1 and one.answered_at is not None), None)
    asked = next((one.requested_at for one in reversed(mine) if one.number == number), at)
    if before is None:
        return (complaint.already_at_stage or 0) >= number - 1
    answered_at = before.answered_at
    return answered_at is not None and deadlines.asked_late(answered_at, asked, complaint)


def _may_go_early(complaint: Complaint, said: EarlyReferralSaid | None) -> bool:
    """Stage 2 was adjudicated, nothing on record speaks against it, and every condition that was said is met."""
    if (complaint.already_at_stage or 0) < 2 and not complaint.stages.filter(
        procedure=Procedure.STATUTORY, number=2, adjudicated_at__isnull=False
    ).exists():
        return False
    found = {head.finding for head in complaint.heads.all() if head.finding}
    if found and not found & {FindingIs.UPHELD, FindingIs.PARTLY}:
        return False
    return said is None or all(astuple(said)[:-1]) or complaint.early_referrals.exists()


def _early(
    complaint: Complaint,
    said: EarlyReferralSaid | None,
    rationale: str,
    *,
    by: "User",
    at: datetime,
    now: datetime,
) -> None:
    if said is not None:
        EarlyReferral.objects.create(complaint=complaint, by=by, at=at, recorded_at=now, **vars(said))
    elif not complaint.early_referrals.exists():
        prompts.ask(complaint, "early_referral_conditions", at=now)


def _put_off(complaint: Complaint, rationale: str, *, by: "User", at: datetime, now: datetime) -> None:
    pause = stages.pause_of(complaint) or Pause(
        complaint=complaint, because=rationale, since=at, recorded_at=now, by=by
    )
    pause.confirmed_at, pause.confirmed_by, pause.prejudice_words = at, by, rationale
    pause.save()
    prompts.answered(complaint, "confirm_pause", by=by, now=now, because=rationale)


def _end(stage: Stage, complaint: Complaint, *, paused: bool, by: "User", at: datetime, now: datetime) -> None:
    stage.complaint = complaint
    if paused:
        stages.end(stage, by=by, at=at, now=now, because="paused")
        return
    stage.refused_at = max(at, stage.requested_at)
    save_as(stage, by=by, now=now, because="refused")
    deadlines.stop(stage, *deadlines.OF_STAGES, by=by, at=at, now=now, because="refused, with reasons")
