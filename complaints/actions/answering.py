"""Acknowledging, answering, and asking for the next stage."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaints import deadlines, finding, journal, prompts, stages
from complaints.actions.routing import was_told
from complaints.grounds import ground
from complaints.models import PROCEDURES, Complaint, Finding, Procedure, Stage
from complaints.parties import locked
from complaints.said import FindingSaid
from referrals.refusals import NotPossible, Refused
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User


def acknowledge_complaint(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    stage: int | None = None,
    statement_agreed: date | None = None,
) -> list[Stage]:
    """The complainant was told that the complaint, or the request for stage 2, was received. Never refused.

    Corporate: stops the acknowledgement and starts the answer's clock (T61, T63). `stage` left out: every stage that
    runs. Returns the stages it acknowledged.
    """
    complaint = locked(by, complaint, at=at, now=now, open_=False)
    found = [one for one in complaint.stages.all() if one.is_running and stage in (None, one.number)]
    for one in found:
        one.complaint = complaint
        first = one.acknowledged_at is None
        if first:
            one.acknowledged_at = at
        if first and one.procedure == Procedure.CORPORATE:
            one.started_at = at
        put_agreement(one, statement_agreed)
        save_as(one, by=by, now=now, because="acknowledged")
        if first:
            deadlines.acknowledged(one, complaint, by=by, at=at, now=now)
    facts = {"stages": [[one.procedure, one.number] for one in found]}
    journal.write("acknowledge_complaint", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return found


def put_agreement(stage: Stage, on: date | None) -> None:
    """Keep the day the written statement was agreed, and what the other convention makes of it (T45)."""
    if on is not None and stage.procedure == Procedure.STATUTORY and stage.number == 2:
        stage.statement_agreed_on = on
        stage.due_by_agreement = deadlines.due_by_agreement(stage.complaint, on)


def respond_stage(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    stage: int | None = None,
    procedure: str = "",
    findings: Sequence[FindingSaid] = (),
    responder: str = "",
    responder_user: "User | None" = None,
    resolved: bool | None = None,
    terms: str = "",
    considered_with_independent: bool | None = None,
    statement_agreed: date | None = None,
) -> list[Stage]:
    """The substantive answer at a stage (left out: the one that runs); one serves every procedure at that stage.

    At statutory stage 2 it is the report that was sent: only adjudication stops that clock. An answer at a stage that
    nobody had asked for on record counts as asked for then; where every point goes elsewhere, it is kept without a
    stage. Raises Refused: complaint.route_not_told,
    complaint.complained_of, complaint.same_officer (corporate stage 2 by who answered stage 1); NotPossible when no
    such stage runs.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if codes := _against_answer(complaint, stage, responder_user):
        raise Refused([ground(code) for code in codes])
    if _goes_elsewhere(complaint):
        journal.write("respond_stage", complaint=complaint, by=by, at=at, now=now, facts={"stages": []})
        return []
    found = stages.current_or_next(complaint, stage, procedure, by=by, at=at, now=now)
    for one in found:
        one.complaint = complaint
        one.responded_at, one.responder, one.responder_user = at, responder[:120], responder_user
        one.resolved, one.terms = resolved, terms
        one.considered_with_independent = considered_with_independent
        put_agreement(one, statement_agreed)
        if (one.procedure, one.number) != (Procedure.STATUTORY, 2):
            _answered(one, by=by, at=at, now=now)
        save_as(one, by=by, now=now, because="answered")
    finding.put(complaint, findings, given_by=_given_by(found), stage=found[0].number, by=by, at=at, now=now)
    prompts.answered(complaint, "stage_overrun", by=by, now=now, because="answered")
    _ask_after_answer(complaint, found, named=bool(responder or responder_user), now=now)
    facts = {"stages": [[one.procedure, one.number] for one in found], "resolved": resolved}
    journal.write("respond_stage", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return found


def _goes_elsewhere(complaint: Complaint) -> bool:
    """True when no point is for a procedure of the council: an answer then only says where to go."""
    return not complaint.stages.exists() and not any(
        head.route_in_force in PROCEDURES or head.route in PROCEDURES for head in complaint.heads.all()
    )


def _against_answer(complaint: Complaint, stage: int | None, responder: "User | None") -> list[str]:
    codes = []
    if not was_told(complaint):
        codes.append("complaint.route_not_told")
    if responder is not None and responder.pk in complaint.complained_of_ids:
        codes.append("complaint.complained_of")
    earlier = complaint.stages.filter(procedure=Procedure.CORPORATE, number=1, responder_user__isnull=False)
    second = stage == 2 or (stage is None and any(one.is_running and one.number == 2 for one in complaint.stages.all()))
    if responder is not None and second and earlier.filter(responder_user=responder).exists():
        codes.append("complaint.same_officer")
    return codes


def _answered(stage: Stage, *, by: "User", at: datetime, now: datetime) -> None:
    stage.ended_at, stage.ended_because = max(at, stage.requested_at), stages.ANSWERED
    deadlines.answered(stage, by=by, at=at, now=now)


def _given_by(found: Sequence[Stage]) -> str:
    final = any(one.procedure == Procedure.STATUTORY and one.number == 3 for one in found)
    return Finding.From.FINAL if final else Finding.From.RESPONSE


def _ask_after_answer(complaint: Complaint, found: Sequence[Stage], *, named: bool, now: datetime) -> None:
    if not named:
        prompts.ask(complaint, "responder_not_named", at=now)
    third = [one for one in found if one.procedure == Procedure.STATUTORY and one.number == 3]
    if third and not third[0].considered_with_independent:
        prompts.ask(complaint, "consider_with_independent", at=now)


def request_stage(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    stage: int | None = None,
    procedure: str = "",
    words: str = "",
    statement_agreed: date | None = None,
) -> list[Stage]:
    """The complainant asks for the next stage, or says they are not satisfied: the word "stage" is not needed.

    A fact, never refused: early, late or again. Starts its clock from `at`; while the whole is paused, from when it
    goes on. Raises NotPossible past the last stage of every procedure the complaint is under.
    """
    complaint = locked(by, complaint, at=at, now=now, open_=False)
    paused = stages.pause_of(complaint)
    whole_paused = paused is not None and not paused.heads
    made = []
    for one in _under(complaint, procedure):
        number = stage or _following(complaint, one)
        if number > stages.LAST[Procedure(one)]:
            continue
        made.append(_asked(complaint, one, number, words, by=by, at=at, now=now))
        if whole_paused and made[-1].is_running:
            stages.end(made[-1], by=by, at=at, now=now, because="paused")
    if not made:
        raise NotPossible("There is no further stage. The complainant can go to the Ombudsman: tell them how.", "stage")
    for found in made:
        found.complaint = complaint
        put_agreement(found, statement_agreed)
        if statement_agreed is not None:
            save_as(found, by=by, now=now, because="the statement was agreed")
    facts = {"stages": [[found.procedure, found.number] for found in made]}
    journal.write("request_stage", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return made


def _following(complaint: Complaint, procedure: str) -> int:
    """What somebody asks for who is not satisfied: stage 2 while stage 1 waits; a later stage that runs already is what
    they asked for before."""
    running = [one for one in complaint.stages.all() if one.procedure == procedure and one.is_running]
    following = stages.done(complaint, procedure) + 1
    if not running:
        return following
    last = max(running, key=lambda one: one.number)
    return max(following, 2 if last.number == 1 and not last.assumed else last.number)


def _under(complaint: Complaint, procedure: str) -> list[str]:
    """The procedures a complaint is under, now or by what was done; the one asked for, where one is."""
    used = {one.procedure for one in complaint.stages.all() if one.ended_because != "route changed"}
    if complaint.already_at_stage:
        used.add(Procedure.STATUTORY)
    used |= {head.route_in_force for head in complaint.heads.all()}
    return [str(one) for one in PROCEDURES if one in used and procedure in ("", one)]


def _asked(
    complaint: Complaint, procedure: str, number: int, words: str, *, by: "User", at: datetime, now: datetime
) -> Stage:
    """One stage asked for. A stage only assumed from how the complaint came counts from the express request instead."""
    mine = [one for one in complaint.stages.select_related("complaint__council") if one.procedure == procedure]
    given = next((one for one in mine if one.number == number and one.ended_because == stages.ANSWERED), None)
    if given is not None:
        return given  # asked for again after it was answered: kept in the journal
    open_ = next((one for one in mine if one.number == number and one.is_running), None)
    if open_ is not None and not open_.assumed:
        return open_
    if open_ is not None:
        stages.end(open_, by=by, at=at, now=now, because="asked for expressly")
    before = next((one for one in reversed(mine) if one.number == number - 1 and one.refused_at is None), None)
    if before is not None and before.is_running:
        _not_answered(before, complaint, by=by, at=at, now=now)
    answered_at = before.answered_at if before is not None else None
    if answered_at is not None and deadlines.asked_late(answered_at, at, complaint):
        prompts.ask(complaint, "late_request", at=now, facts={"stage": number})
    return stages.begin(complaint, procedure, number, requested_at=at, by=by, now=now, words=words)


def _not_answered(before: Stage, complaint: Complaint, *, by: "User", at: datetime, now: datetime) -> None:
    """The next stage is asked for while this one waits: after its limit it is overtaken, by right (T43b)."""
    clock = deadlines.running(
        before, deadlines.ANSWER.get((Procedure(before.procedure), before.number), "statutory_panel")
    )
    if clock is not None and clock.due_at is not None and clock.due_at < at:
        stages.end(before, by=by, at=at, now=now, because="overtaken: the next stage was asked for after its limit")
        prompts.answered(complaint, "stage_overrun", by=by, now=now, because="the next stage was asked for")
    else:
        prompts.ask(complaint, "stage_1_not_answered", at=now, facts={"stage": before.number})
