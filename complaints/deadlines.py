"""When the clocks of a complaint start and stop (STATUTE 1c). Lengths, ladders and sources are data: `clocks.toml`."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from complaints import public
from complaints.models import Complaint, Eligibility, Pause, Procedure, Stage
from timers import held as holding
from timers.actions import Start, Stop
from timers.calendar import CalendarEnds, end_of, local
from timers.dating import due
from timers.held import NoRule
from timers.models import Timer
from timers.registry import after_sweep, register
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

#: What the substantive answer of a stage stops.
ANSWER = {
    (Procedure.STATUTORY, 1): "statutory_stage_1",
    (Procedure.STATUTORY, 2): "statutory_stage_2",
    (Procedure.CORPORATE, 1): "corporate_stage_1",
    (Procedure.CORPORATE, 2): "corporate_stage_2",
}
#: What an acknowledgement stops.
ACKNOWLEDGEMENT = {
    (Procedure.CORPORATE, 1): "corporate_acknowledgement",
    (Procedure.CORPORATE, 2): "corporate_stage_2_acknowledgement",
    (Procedure.ADULT_SOCIAL_CARE, 1): "adult_acknowledgement",
}
#: Every clock about a stage; a pause or a change of route stops them, and nothing else of the complaint's.
OF_STAGES = (*ANSWER.values(), *ACKNOWLEDGEMENT.values(), "statutory_panel", "panel_report", "panel_response")
#: Within how many working days the next stage is asked for (T44, T47): said in letters, weighed when it is late.
NEXT_STAGE_WINDOW = 20
EXTENDED = "extended"


def about(complaint: Complaint) -> tuple[str, int]:
    """What a complaint's clocks are about."""
    return ("complaints.complaint", complaint.pk)


def subject(stage: Stage) -> tuple[str, int]:
    """What most of them measure: a stage."""
    return ("complaints.stage", stage.pk)


def on_receipt(complaint: Complaint) -> list[Start]:
    """What the council owes for the complaint itself from its receipt: tell the route (T42), decide interest (T41)."""
    starts = [_of(complaint, "route_told", complaint.received_at)]
    if complaint.eligible is None and complaint.eligibility == Eligibility.SUFFICIENT_INTEREST:
        starts.append(_of(complaint, "eligibility_decision", complaint.received_at))
    return starts


def of_stage(stage: Stage, complaint: Complaint) -> list[Start]:
    """The clocks that a stage starts with.

    Corporate stage 1 counts from its acknowledgement. Corporate stage 2 does too; until that is sent it counts from the
    request, as one council does, so that a request nobody acknowledges has an end.
    """
    at = stage.started_at
    match stage.procedure, stage.number:
        case Procedure.STATUTORY, 3:
            return [_of_stage(stage, complaint, "statutory_panel", at)]
        case Procedure.STATUTORY, number:
            return [_of_stage(stage, complaint, ANSWER[Procedure.STATUTORY, number], at)]
        case Procedure.CORPORATE, 2:
            return [
                _of_stage(stage, complaint, "corporate_stage_2_acknowledgement", at),
                _of_stage(stage, complaint, "corporate_stage_2", at),
            ]
        case procedure, number:
            return [_of_stage(stage, complaint, ACKNOWLEDGEMENT[Procedure(procedure), number], at)]


def acknowledged(stage: Stage, complaint: Complaint, *, by: "User", at: datetime, now: datetime) -> None:
    """An acknowledgement: stops its clock, and at a corporate stage starts the answer's from it (T61, T63)."""
    key = (Procedure(stage.procedure), stage.number)
    if key in ACKNOWLEDGEMENT:
        stop(stage, ACKNOWLEDGEMENT[key], by=by, at=at, now=now, because="acknowledged")
    if stage.procedure == Procedure.CORPORATE:
        kind = ANSWER[key]
        stop(stage, kind, by=by, at=at, now=now, because="counted anew from the acknowledgement")
        clocks.start_many([_of_stage(stage, complaint, kind, at)], now=now)


def answered(stage: Stage, *, by: "User", at: datetime, now: datetime) -> None:
    """A substantive answer stops the stage's clock, and says more than any acknowledgement still due."""
    key = (Procedure(stage.procedure), stage.number)
    kinds = [found for found in (ANSWER.get(key), ACKNOWLEDGEMENT.get(key)) if found]
    if key == (Procedure.STATUTORY, 3):
        kinds = ["statutory_panel", "panel_report", "panel_response"]
    stop(stage, *kinds, by=by, at=at, now=now, because="answered")


def stop(stage: Stage, *kinds: str, by: "User | None", at: datetime, now: datetime, because: str) -> list[Timer]:
    """Stop these clocks about a stage, where they run."""
    council_id = stage.complaint.council_id
    keys = [Stop(kind, council_id, subject(stage)) for kind in kinds]
    return clocks.stop_many(keys, at=at, now=now, by_id=by.pk if by is not None else None, because=because)


def stop_own(complaint: Complaint, kind: str, *, by: "User", at: datetime, now: datetime, because: str) -> None:
    """Stop a clock about the complaint itself (route_told, eligibility_decision), where it runs."""
    clocks.stop(
        kind,
        council_id=complaint.council_id,
        subject=about(complaint),
        at=at,
        now=now,
        by_id=by.pk,
        because=because,
    )


def running(stage: Stage, kind: str) -> Timer | None:
    """The open clock of this kind about the stage."""
    found = clocks.open_clocks([Stop(kind, stage.complaint.council_id, subject(stage))])
    return found[0] if found else None


def extend(
    stage: Stage, complaint: Complaint, kind: str, *, to: datetime | None, by: "User", at: datetime, now: datetime
) -> None:
    """The stage's clock ends as extended and goes on, from the same start, to the new instant (None: undated)."""
    stop(stage, kind, by=by, at=at, now=now, because="extended, with reasons told in time")
    start = _of_stage(stage, complaint, kind, stage.started_at, variant=EXTENDED, due_at=to)
    clocks.start_many([start], now=now)


def most(stage: Stage, kind: str) -> datetime | None:
    """The latest instant to which the stage can be extended; None beyond the holidays held."""
    return due_of(kind, stage.complaint, at=stage.started_at, variant=EXTENDED)


def due_of(kind: str, complaint: Complaint, *, at: datetime, variant: str = "") -> datetime | None:
    """When a clock of this kind that started at `at` would be due; None beyond the holidays or rules held."""
    held = holding.held(fresh=True)
    nation = complaint.council.nation
    try:
        rule = held.rule_for(kind, variant, complaint.council_id, local(at).date(), nation)
        return due(rule, held.calendar(nation), at=at)
    except (CalendarEnds, NoRule):
        return None


def due_by_agreement(complaint: Complaint, on: date) -> datetime | None:
    """The other convention for statutory stage 2: 25 working days from the day the statement was agreed (T45)."""
    return due_of("statutory_stage_2", complaint, at=end_of(on))


def asked_late(answered_at: datetime, asked_at: datetime, complaint: Complaint) -> bool:
    """True when the next stage was asked for more than 20 working days after the answer (T44, T47)."""
    calendar = holding.held(fresh=True).calendar(complaint.council.nation)
    try:
        last = calendar.working_day(local(answered_at).date(), NEXT_STAGE_WINDOW)
    except CalendarEnds:
        return False
    return asked_at > end_of(last)


def panel_report(stage: Stage, complaint: Complaint, *, at: datetime) -> Start:
    """T49 from the meeting of the panel."""
    return _of_stage(stage, complaint, "panel_report", at)


def panel_response(stage: Stage, complaint: Complaint, *, at: datetime) -> Start:
    """T50 from when the panel's report and its recommendations reach the council."""
    return _of_stage(stage, complaint, "panel_response", at)


def look_again(pause: Pause, complaint: Complaint, on: date, *, at: datetime) -> Start:
    """The day set to look again at a pause."""
    return _of(complaint, "pause_look_again", at, subject=("complaints.pause", pause.pk), due_at=end_of(on))


def dated(kind: str, complaint: Complaint, thing: tuple[str, int], on: date, *, at: datetime) -> Start:
    """A clock to a day that people set: a remedy, an enquiry of the Ombudsman."""
    return _of(complaint, kind, at, subject=thing, due_at=end_of(on))


def stop_stages(
    complaint: Complaint, *, by: "User", at: datetime, now: datetime, because: str, kinds: Iterable[str] = OF_STAGES
) -> int:
    """Stop every clock about the complaint's stages; how many ran."""
    return clocks.stop_open(
        council_id=complaint.council_id,
        about=about(complaint),
        at=at,
        now=now,
        by_id=by.pk,
        because=because,
        kinds=list(kinds),
    )


def _of(
    complaint: Complaint,
    kind: str,
    at: datetime,
    *,
    subject: tuple[str, int] | None = None,
    due_at: datetime | None = None,
) -> Start:
    return Start(
        kind=kind,
        council_id=complaint.council_id,
        subject=subject or about(complaint),
        about=about(complaint),
        at=at,
        owner_id=complaint.officer_id,
        due_at=due_at,
        nation=complaint.council.nation,
    )


def _of_stage(
    stage: Stage,
    complaint: Complaint,
    kind: str,
    at: datetime,
    *,
    variant: str = "",
    due_at: datetime | None = None,
) -> Start:
    return Start(
        kind=kind,
        variant=variant,
        council_id=complaint.council_id,
        subject=subject(stage),
        about=about(complaint),
        at=at,
        owner_id=complaint.officer_id,
        due_at=due_at,
        nation=complaint.council.nation,
    )


def _not_acknowledged(stage: Stage, *, timer: Timer, level: str, now: datetime) -> None:
    """No acknowledgement in time: the answer is counted from when it fell due, or nothing would ever end it."""
    if timer.stopped_at is None and stage.is_running and stage.acknowledged_at is None and timer.due_at is not None:
        stage.started_at = timer.due_at
        save_as(stage, now=now, because="not acknowledged in time", fields=["started_at"])
        clocks.start_many([_of_stage(stage, stage.complaint, "corporate_stage_1", timer.due_at)], now=now)


def _overrun(stage: Stage, *, timer: Timer, level: str, now: datetime) -> None:
    """The limit has passed: the complainant may go on to the next stage now, and is told so (T43b)."""
    from complaints import prompts

    if stage.is_running:
        facts = {"stage": stage.number, "procedure": stage.procedure}
        prompts.ask(stage.complaint, "stage_overrun", at=now, facts=facts)


def _lock(stage_id: int) -> Stage:
    """The complaint first, as every action does; then the stage as it stands."""
    complaint_id = Stage.objects.values_list("complaint_id", flat=True).get(pk=stage_id)
    Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
    return Stage.objects.select_related("complaint__council").get(pk=stage_id)


register("corporate_acknowledgement", lock=_lock, act=_not_acknowledged)
for _kind in ("statutory_stage_1", "statutory_stage_2", "corporate_stage_1"):
    register(_kind, lock=_lock, act=_overrun)


@after_sweep
def forget_public_drafts(*, now: datetime) -> None:
    """Public forms that nobody has touched for 28 days are destroyed a few at every look: no schedule can forget it."""
    public.forget(now=now)
