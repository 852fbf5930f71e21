"""More time for a stage: told with reasons and the new date before the limit passes, and never beyond the most."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaints import deadlines, journal, stages
from complaints.grounds import ground
from complaints.models import Complaint, Procedure, Stage
from complaints.parties import locked
from referrals.refusals import Refused
from timers.calendar import end_of
from timers.models import Timer
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User


def extend_stage(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    stage: int | None = None,
    procedure: str = "",
    reasons: Sequence[str] = (),
    new_date: date | None = None,
    told_already: bool = False,
) -> list[Stage]:
    """More time for a stage (left out: the one that runs), told with reasons before the limit (T43, T46, T61, T63).

    Without `new_date`, to the most that the rule allows. Raises Refused: complaint.extension_late,
    complaint.extension_reasons_missing, complaint.extension_too_long, complaint.no_extension (a panel, an
    acknowledgement). `told_already`: the letter has gone; what the rules do not allow is kept as it was, below
    standard. It moves no clock, but that a date told in time with reasons, and beyond the most, is more time up to
    the most (T43: 20 working days in all; T46: 65).
    """
    complaint = locked(by, complaint, at=at, now=now)
    found = stages.current(complaint, stage, procedure)
    clocks = [(one, clock) for one in found if (clock := _clock(one)) is not None]
    said = [one.strip() for one in reasons if one.strip()]
    codes = [] if clocks else ["complaint.no_extension"]
    if not said:
        codes.append("complaint.extension_reasons_missing")
    for one, clock in clocks:
        codes += _against(one, clock, at=at, new_date=new_date)
    codes = list(dict.fromkeys(codes))
    if codes and not told_already:
        raise Refused([ground(code) for code in codes])
    for one, clock in clocks:
        if not codes or (codes == ["complaint.extension_too_long"] and _is_longer(one, clock, new_date)):
            _extend(one, clock, said, complaint, at=at, new_date=new_date, by=by, now=now)
    facts = {
        "stages": [[one.procedure, one.number] for one in found],
        "new_date": new_date and new_date.isoformat(),
        "fell_short": codes,
    }
    journal.write("extend_stage", complaint=complaint, by=by, at=at, now=now, facts=facts, below_standard=bool(codes))
    return found


def _clock(stage: Stage) -> Timer | None:
    """The clock of the answer, where it can be extended and runs."""
    kind = deadlines.ANSWER.get((Procedure(stage.procedure), stage.number))
    return deadlines.running(stage, kind) if kind is not None else None


def _to(stage: Stage, clock: Timer, new_date: date | None) -> datetime | None:
    return end_of(new_date) if new_date is not None else deadlines.most(stage, clock.kind)


def _is_longer(stage: Stage, clock: Timer, new_date: date | None) -> bool:
    """True when the date told, as far as the most allows it, is more time than runs now."""
    to = _within(stage, clock, new_date)
    return to is not None and clock.due_at is not None and to > clock.due_at


def _within(stage: Stage, clock: Timer, new_date: date | None) -> datetime | None:
    to, most = _to(stage, clock, new_date), deadlines.most(stage, clock.kind)
    return min(to, most) if to is not None and most is not None else to


def _against(stage: Stage, clock: Timer, *, at: datetime, new_date: date | None) -> list[str]:
    codes = []
    if clock.due_at is not None and at > clock.due_at:
        codes.append("complaint.extension_late")
    to, most = _to(stage, clock, new_date), deadlines.most(stage, clock.kind)
    if to is not None and ((most is not None and to > most) or (clock.due_at is not None and to <= clock.due_at)):
        codes.append("complaint.extension_too_long")
    return codes


def _extend(
    stage: Stage,
    clock: Timer,
    reasons: list[str],
    complaint: Complaint,
    *,
    at: datetime,
    new_date: date | None,
    by: "User",
    now: datetime,
) -> None:
    stage.complaint = complaint
    to = _within(stage, clock, new_date)
    stage.extended_to, stage.extended_at, stage.extension_reasons = to, at, "\n".join(reasons)
    save_as(stage, by=by, now=now, because="extended")
    deadlines.extend(stage, complaint, clock.kind, to=to, by=by, at=at, now=now)
