"""What the complainant is told, in plain words with the dates that stand: next steps for each procedure and route."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from complaints.models import Complaint, Head, Procedure, Route
from complaints.routes import ways
from timers import words
from timers.calendar import local
from timers.models import Timer

if TYPE_CHECKING:
    from datetime import datetime

OMBUDSMAN = (
    "Local Government and Social Care Ombudsman, www.lgo.org.uk, 0300 061 0614. You normally have 12 months from when "
    "you knew of what you complain about."
)
_ANSWER = {
    Procedure.STATUTORY: "You will have our answer{by}. If you are not satisfied, or hear nothing by then, you can ask "
    "for stage 2 within 20 working days, in any words: an investigating officer and an independent person, who does "
    "not work for us, then look into it. After that you can ask for a review panel of three independent people.",
    Procedure.CORPORATE: "We acknowledge it within 5 working days and answer within 10 working days of that{by}. If "
    "you are not satisfied, ask for stage 2: somebody else looks at it again within 20 working days.",
    Procedure.ADULT_SOCIAL_CARE: "Adult social care will be in touch{by} to agree with you how it is looked into "
    "and by when.",
}
_KINDS = {
    Procedure.STATUTORY: ("statutory_stage_1", "statutory_stage_2", "statutory_panel"),
    Procedure.CORPORATE: ("corporate_stage_1", "corporate_stage_2"),
    Procedure.ADULT_SOCIAL_CARE: ("adult_acknowledgement",),
}


def next_steps(complaint: Complaint, heads: Iterable[Head]) -> str:
    """What happens next, for each way the points go, with the dates of the clocks that run; several paragraphs.

    Ends with the Ombudsman. Used where an officer writes none of their own, and as the draft they begin from.
    """
    numbers: dict[str, list[int]] = {}
    for head in heads:
        numbers.setdefault(head.route_in_force, []).append(head.number)
    due = {timer.kind: timer.due_at for timer in Timer.objects.running().about(("complaints.complaint", complaint.pk))}
    told = []
    for route in sorted(numbers, key=lambda one: min(numbers[one])):
        text = ways()[route]
        if route in _ANSWER:
            text += " " + _ANSWER[Procedure(route)].format(by=_by(due, _KINDS[Procedure(route)]))
        told.append(f"{_points(numbers[route])}: {text}")
    if {Route.STATUTORY, Route.CORPORATE} <= set(numbers):
        told.append("You will have one answer to all of them together.")
    pause = complaint.pauses.filter(ended_at=None).first()
    if pause is not None:
        told.append(_paused(pause.proceedings_end_on, pause.heads))
    told.append(f"At the end, or if we take too long, you can go to the {OMBUDSMAN}")
    return "\n\n".join(told)


def _by(due: dict[str, "datetime | None"], kinds: tuple[str, ...]) -> str:
    found = next((at for kind in kinds if (at := due.get(kind)) is not None), None)
    return f" by {words.day(local(found).date())}" if found is not None else ""


def _points(numbers: list[int]) -> str:
    """ "Point 1", "Points 1 and 3".

    >>> _points([1, 3, 4])
    'Points 1, 3 and 4'
    """
    if len(numbers) == 1:
        return f"Point {numbers[0]}"
    return f"Points {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _paused(end_on: object, heads: list[int]) -> str:
    which = f"{_points(heads)} must wait" if heads else "We must wait"
    until = f" We expect that to be {words.day(end_on)}." if end_on else ""  # type: ignore[arg-type]
    return (
        f"{which} until the case that is running ends, because looking into it now could prejudice it.{until} From "
        "the day it ends you can send it to us again, for a year; you need not write it all anew."
    )
