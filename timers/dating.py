"""From a rule and a start to a due instant and the instants of its ladder. Pure: rule and calendar are handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from timers import calendar as counting
from timers.calendar import Calendar, CalendarEnds
from timers.models import Rule

UNITS_NEED = {"before_date": "needs the date it is about: pass `on`", "set_date": "needs the date set: pass `due_at`"}


@dataclass(frozen=True)
class Dating:
    """When a clock is due and when each rung of its ladder is passed, in order; ``error`` says what is missing."""

    due_at: datetime | None = None
    ladder: list[str] = field(default_factory=list)
    ladder_at: list[datetime] = field(default_factory=list)
    error: str = ""


def due(rule: Rule, calendar: Calendar, *, at: datetime, on: date | None = None) -> datetime:
    """The due instant of a clock that starts at ``at``. ``on`` is the date a "before_date" clock is about.

    Raises CalendarEnds past the holidays held, ValueError when the rule needs a date and none was given.
    """
    n = rule.amount
    match rule.unit:
        case "working_days_to_the_minute":
            return counting.add_working_days(at, n, calendar, to_the_minute=True)
        case "working_days":
            return counting.add_working_days(at, n, calendar)
        case "calendar_days":
            return counting.add_calendar_days(at, n)
        case "hours":
            return counting.add_hours(at, n)
        case "months":
            return counting.add_months(at, n)
        case "months_beginning_with":
            return counting.add_months_beginning_with(at, n)
        case "before_date" if on is not None:
            return counting.before_date(at, on)
    raise ValueError(f"{rule.kind} ({UNITS_NEED.get(rule.unit, 'unknown unit')})")


def _warning(rule: Rule, calendar: Calendar, started_at: datetime, due_at: datetime) -> datetime | None:
    """When "due soon" is reached; None for a rule without one."""
    n = rule.due_soon_amount
    match rule.due_soon_unit:
        case "working_hours":
            return counting.back_working_hours(due_at, n, calendar)
        case "working_days":
            return counting.add_working_days(due_at, -n, calendar, to_the_minute=True)
        case "hours":
            return due_at - timedelta(hours=n)
        case "hours_after_start":
            return counting.add_hours(started_at, n)
    return None


def date_clock(
    rule: Rule, calendar: Calendar, *, at: datetime, on: date | None = None, due_at: datetime | None = None
) -> Dating:
    """Due instant and ladder. Nothing is guessed: what lies beyond the calendar held is left out; ``error`` says so.

    ``due_at`` is given where people set it, as a strategy discussion sets when the child is to be seen. A warning that
    would fall at or before the start is left out: there was nothing to warn of before then. Rungs above missed are
    working days after the due instant, counted to the minute from it.
    """
    try:
        due_at = due_at or due(rule, calendar, at=at, on=on)
    except CalendarEnds as end:
        return Dating(error=str(end))
    ladder, ladder_at, error = [], [], ""
    try:
        soon = _warning(rule, calendar, at, due_at)
        if soon is not None and at < soon < due_at:
            ladder.append("due_soon")
            ladder_at.append(soon)
    except CalendarEnds as end:
        error = str(end)
    for level, n in sorted(rule.ladder.items(), key=lambda rung: rung[1]):
        try:
            # A rung 0 is the due instant itself, whatever is known of the days around it.
            ladder_at.append(counting.add_working_days(due_at, n, calendar, to_the_minute=True) if n else due_at)
            ladder.append(level)
        except CalendarEnds as end:
            error = str(end)
            break
    return Dating(due_at, ladder, ladder_at, error)
