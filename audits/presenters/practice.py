"""Warnings, gaps, meetings and learning in words."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from audits.auditing.learners import Asked
from audits.models import Attendance, LearningItem, RaisedWarning, RuleGap
from audits.models.warnings import TIER_WORDS
from audits.presenters.lines import due
from timers import words
from timers.calendar import local
from timers.models import Timer


def warning_row(warning: RaisedWarning, timers: dict[int, Timer], now: datetime) -> dict[str, Any]:
    """A warning as a row of components/clock_rows.html: what, to whom, whether read and answered, how late."""
    standing = warning.standing
    href = reverse("audits:warning", args=[warning.reference])
    if standing.answered_at is not None:
        took = words.span(standing.answered_at - warning.raised_at)
        state = {
            "band": "done",
            "headline": "Answered",
            "when": f"on {words.moment(standing.answered_at)}, {took} after",
        }
    else:
        timer = timers.get(standing.pk)
        state = (
            due(local(timer.due_at).date(), now) if timer and timer.due_at else {"band": "later", "headline": "Waiting"}
        )
    read = f"opened {words.moment(standing.read_at)}" if standing.read_at else "not opened yet"
    moved = "" if standing.tier == warning.first_to else f", passed on from {TIER_WORDS[warning.first_to].lower()}"
    return {
        **state,
        "act": warning.about,
        "href": href,
        "who": warning.raised_by,
        "reference": warning.reference,
        "detail": f"To {TIER_WORDS[standing.tier].lower()}{moved}; {read}. Raised {words.moment(warning.raised_at)}.",
    }


def asked_again(timer: Timer | None, now: datetime) -> list[dict[str, Any]]:
    """By when the tier that a warning was passed on to answers it, as rows of components/summary_list.html; none while
    the first time for an answer runs."""
    if timer is None or timer.due_at is None:
        return []
    said = due(local(timer.due_at).date(), now)
    note = "Ten working days from when it was passed on. The first time for an answer has gone by."
    return [{"key": "Their answer", "text": f"{said['headline']}, {said['when']}", "note": note}]


def gap_row(gap: RuleGap, now: datetime) -> dict[str, Any]:
    return {
        **due(gap.due_on, now, gap.settled_on),
        "act": gap.about,
        "href": reverse("audits:gap", args=[gap.reference]),
        "who": gap.get_kind_display(),
        "reference": gap.reference,
        "detail": f"{gap.owner.name} sees to it. Reported to {gap.reported_to} on {words.day(gap.reported_on)}.",
    }


def attended(rows: Iterable[Attendance]) -> list[list[dict[str, Any]]]:
    """Rows for components/table.html: board, who, came to how many of how many, and the share; the lowest first."""
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in rows:
        of = counted[one.meeting.board, one.name]
        of[0] += one.attended
        of[1] += 1
    ordered = sorted(counted.items(), key=lambda item: (item[1][0] / item[1][1], item[0]))
    return [
        [
            {"text": name},
            {"text": board},
            {"text": f"{came} of {of}", "numeric": True},
            {"text": f"{round(100 * came / of)}%", "numeric": True},
        ]
        for (board, name), (came, of) in ordered
    ]


def learning_row(item: LearningItem, *, read: bool, now: datetime) -> dict[str, Any]:
    """An item as one who is to read it sees it."""
    state = {"band": "done", "headline": "You have read it"} if read else due(item.read_by, now)
    return {
        **state,
        "act": item.title,
        "href": reverse("audits:learning-item", args=[item.reference]),
        "who": item.get_kind_display(),
        "reference": item.reference,
        "detail": f"Sent by {item.sent_by.name}, {words.moment(item.sent_at)}",
    }


def learning_waits(items: Iterable[LearningItem], now: datetime) -> list[dict[str, Any]]:
    """What somebody has not read, for My work: {text, href, hint, status, colour}."""
    rows = []
    for item in items:
        said = due(item.read_by, now)
        rows.append(
            {
                "text": f"Read: {item.title}",
                "href": reverse("audits:learning-item", args=[item.reference]),
                "hint": f"{item.get_kind_display()} for your team, from {item.sent_by.name}.",
                "status": f"{said['headline']}, {said['when']}",
                "colour": "red" if said["band"] == "missed" else "blue",
            }
        )
    return rows


def read_by_team(teams: Iterable[Asked]) -> list[list[dict[str, Any]]]:
    """Rows for components/table.html: team, how many of its people have read it, and who has not."""
    return [
        [
            {"text": one.team},
            {"text": f"{one.people - len(one.lacking)} of {one.people}", "numeric": True},
            {"text": ", ".join(person.name for person in one.lacking) or ("Nobody" if one.people else "No people")},
        ]
        for one in teams
    ]
