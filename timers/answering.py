"""What people do with an alert: see it, or put it off for a while. Nothing is dismissed for good."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from timers import words
from timers.calendar import CalendarEnds, add_working_days, local
from timers.held import calendar_for
from timers.models import LEVELS, Alert, AlertAnswer


class ActionRefused(ValueError):
    """What was asked cannot be done with this alert; the message is for the person who asked."""


def acknowledge(alert: Alert, *, by_id: int, now: datetime, note: str = "") -> AlertAnswer:
    """Record that a person has seen the alert. The clock runs on, and its next rung raises anew."""
    return AlertAnswer.objects.create(alert=alert, what=AlertAnswer.ACKNOWLEDGED, by_id=by_id, at=now, note=note)


def snooze_ceiling(alert: Alert, now: datetime) -> datetime:
    """The latest a reminder may be put off: a warning until its clock is due, all else one working day."""
    if alert.level == LEVELS[0] and alert.timer_due_at > now:
        return local(alert.timer_due_at)
    try:
        return add_working_days(now, 1, calendar_for(alert.timer.nation), to_the_minute=True)
    except CalendarEnds:
        # Without a calendar the nearest day is the safe guess: it reminds too early, never too late.
        return local(now).replace(hour=23, minute=59, second=59, microsecond=999999)


def snooze(alert: Alert, *, by_id: int, now: datetime, until: datetime, reason: str) -> AlertAnswer:
    """Put an alert off, with a reason and a ceiling. Raises ActionRefused, naming the latest instant allowed."""
    if not reason.strip():
        raise ActionRefused("Not yet: say why this can wait.")
    latest = snooze_ceiling(alert, now)
    if not now < until <= latest:
        raise ActionRefused(f"Not yet: choose a time after now and no later than {words.moment(latest)}.")
    return AlertAnswer.objects.create(
        alert=alert, what=AlertAnswer.SNOOZED, by_id=by_id, at=now, note=reason.strip(), until=until
    )


def told(alert_ids: Collection[int], *, now: datetime) -> int:
    """Record that the messages for these alerts are written; how many were untold until now."""
    return Alert.objects.filter(id__in=alert_ids, told_at__isnull=True).update(told_at=now)
