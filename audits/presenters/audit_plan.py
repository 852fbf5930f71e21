"""The plan of an audit in words: each action with its days and its measure, and what follows from each fault."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from audits.auditing.figures import PointFigures
from audits.auditing.points import POINT
from audits.auditing.standing import Standing, standing
from audits.auditing.waiting import Files
from audits.models import ActionChange, Audit, NoAction, PlanAction
from audits.presenters import lines
from audits.presenters.audit import href, several
from timers import words


def whole(actions: Any) -> Any:
    """The actions of a manager or queryset with all that a row shows; three statements."""
    return actions.select_related("owner").prefetch_related("remeasures", "changes__owner_was", "changes__owner")


def actions_of(audit: Audit) -> list[PlanAction]:
    return list(whole(audit.actions).order_by("number"))


def next_step(stands: Standing, as_of: datetime) -> dict[str, Any]:
    """What comes next of an open action: its row's day in words, with {step} in words."""
    if stands.step == "complete":
        return {"band": "waiting", "headline": "Measured again", "when": "", "step": "what it shows is to be said"}
    step = "to be done" if stands.step == "done" else "to be measured again"
    return {**lines.due(stands.next_on, as_of), "step": step}


def first_day(stands: Standing) -> str:
    """The first day by which it was to be done, where that was moved."""
    return words.day(stands.first_due_on) if stands.first_due_on != stands.due_on else ""


def for_leaders(audit: Audit) -> dict[str, Any]:
    """One audit for members, for components/task_list.html: no figure before it is concluded, then its pack."""
    period = f"Cases closed {words.day(audit.since)} to {words.day(audit.until)}."
    if audit.concluded_at:
        concluded = f"Concluded {words.day(audit.concluded_at)}. {period}"
        pack = href(audit, "committee-pack")
        return {"text": audit.title, "href": pack, "hint": concluded, "status": "Committee’s pack", "colour": "green"}
    if audit.ended_at:
        hint = f"Ended {words.day(audit.ended_at)}, before any file showed anything. {period}"
        return {"text": audit.title, "hint": hint, "status": "Ended", "colour": "grey"}
    stage = "Files are being read" if audit.drawn_at else "Being prepared"
    return {
        "text": audit.title,
        "hint": f"Opened {words.day(audit.opened_at)}. {period} Members get its pack once it is concluded.",
        "status": stage,
        "colour": "blue",
    }


def state_of(action: PlanAction, now: datetime) -> tuple[str, str]:
    """(where it stands, colour of its tag); red is for missed only."""
    stands = standing(action, now)
    late, day = stands.late(now), words.day(stands.next_on)
    if not stands.step and action.completed_at:
        return f"Complete {words.day(action.completed_at)}", "green"
    if stands.step == "complete":
        return "Measured again: say what it shows", "turquoise"
    if stands.step == "measure":
        return (f"Not measured again since {day}", "red") if late else (f"Done: measured again on {day}", "blue")
    return (f"Overdue since {day}", "red") if late else (f"Due {day}", "blue")


def action_rows(audit: Audit, actions: Iterable[PlanAction], now: datetime) -> list[dict[str, Any]]:
    """Each action with its measure: where it stood, is to be and is; and what became of its days."""
    rows = []
    for one in actions:
        measured = sorted(one.remeasures.all(), key=lambda each: each.pk)
        changes = sorted(one.changes.all(), key=lambda each: each.pk)
        last = measured[-1] if measured else None
        state, colour = state_of(one, now)
        rows.append(
            {
                "number": one.number,
                "what": one.what,
                "owner": one.owner.name,
                "outcome": one.outcome,
                "points": [_point(number) for number in one.points],
                "measure": one.measure,
                "baseline": f"{one.baseline.normalize():f}",
                "target": f"{one.target.normalize():f}",
                "latest": f"{last.value.normalize():f}" if last else "",
                "measured": [
                    f"{each.value.normalize():f} on {words.day(each.measured_on)}: {each.words}" for each in measured
                ],
                "due": words.day(one.due_on),
                "first_due": first_day(standing(one, now)),
                "remeasure": words.day(one.remeasure_on),
                "changes": [_change(each) for each in changes],
                "state": state,
                "colour": colour,
                "done": f"{words.day(one.done_on)}: {one.done_words}" if one.done_on else "",
                "completed": one.completed_words,
                "href": href(audit, "action", one.number),
                "change_href": href(audit, "change-action", one.number),
                "is_open": one.completed_at is None,
            }
        )
    return rows


def _change(one: ActionChange) -> str:
    """ "On 3 March, done by moved from 1 March to 1 April: the supplier is late." """
    said = []
    if one.due_on != one.due_on_was:
        said.append(f"done by moved from {words.day(one.due_on_was)} to {words.day(one.due_on)}")
    if one.remeasure_on != one.remeasure_on_was:
        said.append(f"measuring moved from {words.day(one.remeasure_on_was)} to {words.day(one.remeasure_on)}")
    if one.owner_id != one.owner_was_id:
        said.append(f"given by {one.owner_was.name} to {one.owner.name}")
    return f"{words.day(one.at)}: {'; '.join(said)}. {one.reason}"


def _point(number: int) -> str:
    return f"{number}. {POINT[number].name}"


def decisions(audit: Audit) -> list[dict[str, Any]]:
    """The faults for which it was decided that no action is needed, with the reason."""
    found = NoAction.objects.filter(audit=audit).select_related("by").order_by("point")
    return [
        {"point": _point(one.point), "reason": one.reason, "who": f"{one.by.name}, {words.day(one.at)}"}
        for one in found
    ]


def waiting(audit: Audit, numbers: Iterable[int]) -> list[dict[str, str]]:
    """Faults from which nothing follows yet, each with the way to decide that none is needed."""
    return [{"name": _point(one), "href": href(audit, "no-action", one)} for one in numbers]


def faults(audit: Audit, points: Iterable[PointFigures], now: datetime) -> list[dict[str, Any]]:
    """What follows from each fault that was found: its actions, or the decision that none is needed, or nothing yet.

    A full audit counts its sample's files, and what was settled there is settled here.
    """
    audits = [audit.pk, audit.full_of_id] if audit.full_of_id else [audit.pk]
    acts: dict[int, list[dict[str, Any]]] = {}
    planned = PlanAction.objects.filter(audit__in=audits).select_related("audit")
    for action in planned.prefetch_related("remeasures", "changes"):
        state, colour = state_of(action, now)
        for number in action.points:
            acts.setdefault(number, []).append(
                {
                    "text": f"{action.number}. {action.what}",
                    "href": href(action.audit, "action", action.number),
                    "state": state,
                    "colour": colour,
                }
            )
    decided = dict(NoAction.objects.filter(audit__in=audits).values_list("point", "reason"))
    return [
        {
            "name": f"{one.number}. {one.name}",
            "yes": f"{one.yes:,} case{'' if one.yes == 1 else 's'}",
            "actions": acts.get(one.number, []),
            "decided": decided.get(one.number, ""),
            "is_open": one.number not in acts and one.number not in decided,
            "add_href": f"{href(audit, 'actions')}?point={one.number}#add",
            "none_href": href(audit, "no-action", one.number),
        }
        for one in points
        if one.yes
    ]


def waiting_rows(files: Iterable[Files], actions: Iterable[PlanAction], now: datetime) -> list[dict[str, Any]]:
    """What waits for one person, for components/task_list.html: files to read, then actions of theirs."""
    rows = []
    for one in files:
        both = [
            f"{count:,} as {reader} reader" for count, reader in ((one.first, "first"), (one.second, "second")) if count
        ]
        rows.append(
            {
                "text": f"Read {several(one.first + one.second, 'file')}",
                "href": href(one.audit, "cases"),
                "hint": f"{one.audit.title}. {', '.join(both).capitalize()}.",
                "status": "To be read",
                "colour": "blue",
            }
        )
    for action in actions:
        state, colour = state_of(action, now)
        rows.append(
            {
                "text": action.what,
                "href": href(action.audit, "action", action.number),
                "hint": f"Your action {action.number} of “{action.audit.title}”.",
                "status": state,
                "colour": colour,
            }
        )
    return rows
