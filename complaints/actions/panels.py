"""The review panel (stage 3) and going to the Ombudsman early by agreement."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from complaints import deadlines, finding, independence, journal, prompts, stages
from complaints.grounds import ground
from complaints.models import Complaint, EarlyReferral, Finding, Procedure, Stage
from complaints.parties import locked
from complaints.said import EarlyReferralSaid, FindingSaid
from referrals.refusals import NotPossible, Refused
from timers.calendar import local
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User


def _stage_3(complaint: Complaint) -> Stage:
    found = stages.current(complaint, 3, Procedure.STATUTORY)[0]
    found.complaint = complaint
    return found


def plan_panel(*, by: "User", complaint: Complaint, at: datetime, now: datetime, on: date) -> Stage:
    """Set the day of the panel, once three independent people are appointed and one of them chairs.

    Raises Refused: complaint.panel_not_three, complaint.not_independent, complaint.panel_had_stage_2; NotPossible when
    no stage 3 runs. Setting a day stops no clock.
    """
    complaint = locked(by, complaint, at=at, now=now)
    stage = _stage_3(complaint)
    if codes := independence.panel_codes(complaint, on):
        raise Refused([ground(code) for code in codes])
    stage.panel_on = on
    save_as(stage, by=by, now=now, because="the day of the panel is set", fields=["panel_on"])
    journal.write("plan_panel", complaint=complaint, by=by, at=at, now=now, facts={"on": on.isoformat()})
    return stage


def hold_panel(
    *, by: "User", complaint: Complaint, at: datetime, now: datetime, findings: Sequence[FindingSaid] = ()
) -> Stage:
    """The panel met: a fact, kept as it was; below standard where the people on record were not three independent ones.

    Stops `statutory_panel`, starts `panel_report`. Raises NotPossible when no stage 3 runs.
    """
    complaint = locked(by, complaint, at=at, now=now)
    stage = stages.current_or_next(complaint, 3, Procedure.STATUTORY, by=by, at=at, now=now)[0]
    stage.complaint = complaint
    stage.panel_held_at = at
    save_as(stage, by=by, now=now, because="the panel met", fields=["panel_held_at"])
    deadlines.stop(stage, "statutory_panel", by=by, at=at, now=now, because="the panel met")
    clocks.start_many([deadlines.panel_report(stage, complaint, at=at)], now=now)
    finding.put(complaint, findings, given_by=Finding.From.PANEL, stage=3, by=by, at=at, now=now)
    # Where nobody was appointed on record, nothing is known against the panel: that is asked, not asserted.
    on = local(at).date()
    sitting = independence.panel_of(complaint.appointments.all(), on)
    codes = independence.panel_codes(complaint, on) if sitting else []
    facts = {"stage": stage.pk, "sat": [one.pk for one in sitting], "fell_short": codes}
    journal.write("hold_panel", complaint=complaint, by=by, at=at, now=now, facts=facts, below_standard=bool(codes))
    if not sitting:
        prompts.ask(complaint, "panel_not_on_record", at=now)
    return stage


def send_panel_report(*, by: "User", complaint: Complaint, at: datetime, now: datetime) -> Stage:
    """The panel's report went to the council, the complainant, the advocate and the independent person.

    Stops `panel_report`, starts `panel_response`. Raises NotPossible when no stage 3 runs or the panel has not met.
    """
    complaint = locked(by, complaint, at=at, now=now)
    stage = _stage_3(complaint)
    if stage.panel_held_at is None:
        raise NotPossible("The panel has not met on record. Record its meeting first.")
    stage.panel_report_sent_at = at
    save_as(stage, by=by, now=now, because="the panel's report was sent", fields=["panel_report_sent_at"])
    deadlines.stop(stage, "panel_report", by=by, at=at, now=now, because="the report was sent")
    clocks.start_many([deadlines.panel_response(stage, complaint, at=at)], now=now)
    journal.write("send_panel_report", complaint=complaint, by=by, at=at, now=now, facts={"stage": stage.pk})
    return stage


def agree_early_referral(
    *, by: "User", complaint: Complaint, at: datetime, now: datetime, said: EarlyReferralSaid
) -> EarlyReferral:
    """Both sides agree to leave the panel out and go to the Ombudsman after stage 2.

    Raises Refused (complaint.early_referral_conditions) unless every condition of 4d is met; NotPossible before
    adjudication.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if stages.done(complaint, Procedure.STATUTORY) < 2:
        raise NotPossible("Stage 2 has not been adjudicated.")
    if not all(astuple(said)[:-1]):
        raise Refused([ground("complaint.early_referral_conditions")])
    made = EarlyReferral.objects.create(complaint=complaint, by=by, at=at, recorded_at=now, **vars(said))
    prompts.answered(complaint, "early_referral_conditions", by=by, now=now, because="on record one by one")
    journal.write("agree_early_referral", complaint=complaint, by=by, at=at, now=now, facts={"early": made.pk})
    return made
