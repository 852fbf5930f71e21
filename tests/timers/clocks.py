"""Clocks for these tests: invented subjects, the Havering morning as the usual start."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from timers import actions
from timers.calendar import LONDON
from timers.models import Timer

KENT, HAVERING = 16, 116
ARRIVED = datetime(2019, 4, 17, 11, tzinfo=LONDON)
DUE = datetime(2019, 4, 18, 11, tzinfo=LONDON)
INSTANT = timedelta(microseconds=1)

_ids = itertools.count(1)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def running(kind: str = "decision", **given: Any) -> Timer:
    """A clock of Havering about a referral of its own, started when Kent's referral arrived."""
    number = next(_ids)
    given = {
        "council_id": HAVERING,
        "subject": ("referrals.part", number),
        "about": ("referrals.referral", number),
        "at": ARRIVED,
    } | given
    return actions.start(kind, now=given.pop("now", given["at"]), **given)


def stopped(timer: Timer, at: datetime, now: datetime | None = None, **given: Any) -> Timer | None:
    given = {"by_id": 7, "because": "decided"} | given
    return actions.stop(timer.kind, council_id=timer.council_id, subject=timer.subject, at=at, now=now or at, **given)


def levels(timer: Timer) -> list[str]:
    return list(timer.alerts.order_by("due_at").values_list("level", flat=True))
