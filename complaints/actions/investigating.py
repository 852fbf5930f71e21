"""Stage 2 and findings: the statement agreed, the reports, what was found on each point, adjudication."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaints import deadlines, finding, journal, prompts, stages
from complaints.actions.answering import put_agreement
from complaints.grounds import ground
from complaints.models import Appointment, Complaint, Finding, Procedure, Stage
from complaints.parties import head_of, locked
from complaints.said import FindingSaid
from referrals.refusals import NotPossible, Refused
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

WHOSE = {
    Finding.From.INVESTIGATOR: "investigation_received_at",
    Finding.From.INDEPENDENT: "independent_report_received_at",
}


def _stage_2(complaint: Complaint) -> Stage:
    found = stages.current(complaint, 2, Procedure.STATUTORY)[0]
    found.complaint = complaint
    return found


def agree_statement(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    on: date,
    summaries: Mapping[int, str] | None = None,
) -> Stage:
    """The written statement of complaint was agreed on a day: the other convention's due date is stored (T45).

    The clock goes on from the request, which is stricter. `summaries` are the points as agreed, by number. Raises
    NotPossible when no statutory stage 2 runs.
    """
    complaint = locked(by, complaint, at=at, now=now)
    stage = _stage_2(complaint)
    put_agreement(stage, on)
    save_as(stage, by=by, now=now, because="the statement was agreed")
    for number, words in (summaries or {}).items():
        head = head_of(complaint, number)
        head.summary = words
        save_as(head, by=by, now=now, because="as agreed for the investigation", fields=["summary"])
    journal.write("agree_statement", complaint=complaint, by=by, at=at, now=now, facts={"on": on.isoformat()})
    return stage


def receive_report(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    whose: str,
    findings: Sequence[FindingSaid] = (),
) -> Stage:
    """The report of the investigating officer (`whose` "investigator") or of the independent person ("independent").

    Its findings are kept as theirs; the council's own come with adjudication. Raises NotPossible when no statutory
    stage 2 runs.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if whose not in WHOSE:
        raise NotPossible("Say whose report it is: the investigating officer’s or the independent person’s.", "whose")
    stage = _stage_2(complaint)
    setattr(stage, WHOSE[Finding.From(whose)], at)
    save_as(stage, by=by, now=now, because="a report is in")
    finding.put(complaint, findings, given_by=whose, stage=2, by=by, at=at, now=now)
    journal.write("receive_report", complaint=complaint, by=by, at=at, now=now, facts={"whose": whose})
    return stage


def find(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    findings: Sequence[FindingSaid],
    given_by: str,
    stage: int | None = None,
) -> list[Finding]:
    """Record what was found on points: upheld, partly, not upheld, no finding, withdrawn; the latest is the point's.

    `given_by` is a word of Finding.From. Raises NotPossible for a point that is not there.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if given_by not in Finding.From.values:
        raise NotPossible("Say whose finding it is.", "given_by")
    made = finding.put(complaint, findings, given_by=given_by, stage=stage, by=by, at=at, now=now)
    facts = {"findings": [[one.head, one.finding] for one in findings], "given_by": given_by, "stage": stage}
    journal.write("find", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return made


def adjudicate(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    findings: Sequence[FindingSaid] = (),
    adjudicator: str = "",
    adjudicator_user: "User | None" = None,
    statement_agreed: date | None = None,
) -> Stage:
    """The letter of adjudication went out: statutory stage 2 is answered and its clock stops.

    Raises Refused: complaint.complained_of, complaint.adjudicator_investigated; asks for the reports when one is
    missing. NotPossible when no statutory stage 2 runs.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if codes := _against(complaint, adjudicator_user):
        raise Refused([ground(code) for code in codes])
    stage = stages.current_or_next(complaint, 2, Procedure.STATUTORY, by=by, at=at, now=now)[0]
    stage.complaint = complaint
    stage.adjudicated_at, stage.adjudicator = at, adjudicator[:120]
    stage.ended_at, stage.ended_because = max(at, stage.requested_at), stages.ANSWERED
    put_agreement(stage, statement_agreed)
    save_as(stage, by=by, now=now, because="adjudicated")
    deadlines.stop(stage, "statutory_stage_2", by=by, at=at, now=now, because="adjudicated")
    finding.put(complaint, findings, given_by=Finding.From.ADJUDICATION, stage=2, by=by, at=at, now=now)
    prompts.answered(complaint, "stage_overrun", by=by, now=now, because="adjudicated")
    if stage.investigation_received_at is None or stage.independent_report_received_at is None:
        prompts.ask(complaint, "reports_missing", at=now)
    facts = {"stage": stage.pk, "findings": [[one.head, one.finding] for one in findings]}
    journal.write("adjudicate", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return stage


def _against(complaint: Complaint, adjudicator: "User | None") -> list[str]:
    if adjudicator is None:
        return []
    codes = []
    if adjudicator.pk in complaint.complained_of_ids:
        codes.append("complaint.complained_of")
    took_part = complaint.appointments.filter(
        user=adjudicator, role__in=[Appointment.As.INVESTIGATING_OFFICER, Appointment.As.INDEPENDENT_PERSON]
    )
    if took_part.exists():
        codes.append("complaint.adjudicator_investigated")
    return codes
