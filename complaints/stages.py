"""How stages begin, go on and end, so that the record always says which procedure runs, at which stage, since when.

`follow` brings stages and clocks in line with the routes in force; every action that changes a route, who may complain
or a pause calls it. Nothing here refuses.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from complaints import deadlines
from complaints.models import PROCEDURES, Complaint, FindingIs, Head, Pause, Procedure, Route, Stage
from referrals.refusals import NotPossible
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

LAST = {Procedure.STATUTORY: 3, Procedure.CORPORATE: 2, Procedure.ADULT_SOCIAL_CARE: 1}
ANSWERED = "answered"


def wanted(complaint: Complaint, heads: Sequence[Head], pause: Pause | None) -> set[str]:
    """The procedures under which something is to be answered now.

    A choice that waits for its second person runs both ways: the proposal is in force, and the clocks of the procedure
    chosen run too, so that neither answer is late whichever way it is signed.
    """
    if pause is not None and not pause.heads:
        return set()
    waiting = set(pause.heads) if pause is not None else set()
    found: set[str] = set()
    for head in heads:
        if head.number in waiting or head.finding == FindingIs.WITHDRAWN:
            continue
        found.add(head.route_in_force)
        if head.waits_for_second:
            found.add(head.route)
    if complaint.eligible is False:
        found.discard(Route.STATUTORY)
    return found & {str(one) for one in PROCEDURES}


def pause_of(complaint: Complaint) -> Pause | None:
    """The pause that lasts."""
    return complaint.pauses.filter(ended_at=None).first()


def follow(
    complaint: Complaint, *, by: "User", at: datetime, now: datetime, because: str, since: datetime | None = None
) -> None:
    """Open the stages that the routes in force ask for, and end those that they no longer do.

    A procedure newly asked for counts from the complaint's receipt, since the complainant has waited since then;
    `since` is another instant: a resubmission after a pause.
    """
    asked = wanted(complaint, list(complaint.heads.all()), pause_of(complaint)) if complaint.is_open else set()
    stages = list(complaint.stages.all())
    for stage in stages:
        if stage.is_running and stage.procedure not in asked:
            end(stage, by=by, at=at, now=now, because=because)
    latest = {stage.procedure: stage for stage in sorted(stages, key=lambda one: one.pk)}
    for procedure in sorted(asked):
        last = latest.get(procedure)
        if last is not None and _counts(last):
            continue
        number, assumed, asked_at = _first(complaint, procedure, last)
        if number <= LAST[Procedure(procedure)]:
            begin(complaint, procedure, number, requested_at=since or asked_at, assumed=assumed, by=by, now=now)


def _counts(stage: Stage) -> bool:
    """A stage that runs, was answered or was refused; not one that a pause or a change of route ended."""
    return stage.is_running or stage.ended_because == ANSWERED or stage.refused_at is not None


def _first(complaint: Complaint, procedure: str, last: Stage | None) -> tuple[int, bool, datetime]:
    """Where a procedure goes on, whether that is only assumed, and since when the complainant has waited for it: the
    stage that a pause or a change of route ended, else after what was done before the complaint came, else the first.
    """
    if last is not None:
        return last.number, last.assumed, last.requested_at
    if procedure == Procedure.STATUTORY and complaint.already_at_stage:
        return complaint.already_at_stage + 1, True, complaint.received_at
    return 1, False, complaint.received_at


def begin(
    complaint: Complaint,
    procedure: str,
    number: int,
    *,
    requested_at: datetime,
    by: "User",
    now: datetime,
    words: str = "",
    assumed: bool = False,
) -> Stage:
    """A stage begins, and its clocks with it."""
    stage = Stage(
        complaint=complaint,
        procedure=procedure,
        number=number,
        requested_at=requested_at,
        started_at=requested_at,
        request_words=words,
        assumed=assumed,
    )
    Stage.objects.create_many([stage], by=by, now=now, because="a stage begins")
    clocks.start_many(deadlines.of_stage(stage, complaint), now=now)
    return stage


def end(stage: Stage, *, by: "User", at: datetime, now: datetime, because: str) -> None:
    """A stage ends; whatever of its clocks still runs stops."""
    stage.ended_at, stage.ended_because = max(at, stage.requested_at), because[:60]
    save_as(stage, by=by, now=now, because=because)
    deadlines.stop(stage, *deadlines.OF_STAGES, by=by, at=at, now=now, because=because)


def current(complaint: Complaint, number: int | None, procedure: str = "") -> list[Stage]:
    """The running stages of that number (left out: the highest that runs) and procedure; raises NotPossible."""
    found = [one for one in complaint.stages.select_related("complaint__council") if one.is_running]
    if procedure:
        found = [one for one in found if one.procedure == procedure]
    if number is None and found:
        number = max(one.number for one in found)
    found = [one for one in found if one.number == number]
    if not found:
        paused = pause_of(complaint)
        why = " It is paused for proceedings: resume it first." if paused is not None and not paused.heads else ""
        raise NotPossible(f"No stage {number or ''} runs for this complaint.".replace("  ", " ") + why, "stage")
    return found


def current_or_next(
    complaint: Complaint, number: int | None, procedure: str = "", *, by: "User", at: datetime, now: datetime
) -> list[Stage]:
    """The running stages, as `current`; where none runs, the one that an act at `at` shows to have been asked for.

    What was answered, adjudicated or held is a fact: without a request on record, or while a pause lasts, it counts as
    asked for then. Raises NotPossible for any other stage.
    """
    try:
        return current(complaint, number, procedure)
    except NotPossible:
        used = {one.procedure for one in complaint.stages.all() if one.ended_because in (ANSWERED, "paused")}
        if pause_of(complaint) is not None:
            used |= {head.route_in_force for head in complaint.heads.all()}
        used &= {str(one) for one in PROCEDURES}
        following = {one: done(complaint, one) + 1 for one in used if procedure in ("", one)}
        found = [
            begin(complaint, one, ahead, requested_at=at, words="No request on record.", by=by, now=now)
            for one, ahead in sorted(following.items())
            if number in (None, ahead) and ahead <= LAST[Procedure(one)]
        ]
        if not found or (number is None and len({one.number for one in found}) > 1):
            raise
        return found


def done(complaint: Complaint, procedure: str) -> int:
    """The number of the last stage of the procedure that was answered, here or before the complaint came."""
    found = [0]
    if procedure == Procedure.STATUTORY:
        found.append(complaint.already_at_stage or 0)
    found += [
        one.number for one in complaint.stages.all() if one.procedure == procedure and one.ended_because == ANSWERED
    ]
    return max(found)


def next_stage(complaint: Complaint) -> int | None:
    """The stage at which the complaint goes on, by the most independent procedure it is under; None: the Ombudsman.

    While a stage runs, that is the one: its procedure goes on there.
    """
    used = {one.procedure for one in complaint.stages.all()}
    if complaint.already_at_stage:
        used.add(Procedure.STATUTORY)
    used |= {head.route_in_force for head in complaint.heads.all()}
    procedure = next((str(one) for one in PROCEDURES if one in used), None)
    if procedure is None:
        return None
    running = [one.number for one in complaint.stages.all() if one.procedure == procedure and one.is_running]
    following = max([done(complaint, procedure) + 1, *running])
    return following if following <= LAST[Procedure(procedure)] else None
