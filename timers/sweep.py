"""The look that keeps the promise: every rung passed has its one alert, whoever sweeps, however late, however often.

One statement claims due clocks (``FOR UPDATE SKIP LOCKED``, on the partial index of next instants), moves each to its
next rung, writes the alerts and leaves a follow-up where something follows. Outside a transaction each batch is its
own; a kill between batches leaves the rest for the next look. Nothing waits for a subject. ``due_at`` is never touched.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from database.prepared import Prepared, prepared
from timers.models import FollowUp, Look, Timer
from timers.passing import raising
from timers.registry import Handler, handler_for

log = logging.getLogger(__name__)

Pair = tuple[str, int]

#: A follow-up that fails is tried again after this long, doubling up to the ceiling.
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(hours=1)
#: Follow-ups taken up in one look, so that a backlog of them does not hold back the next claim.
FOLLOW_UPS_A_LOOK = 200


@dataclass(frozen=True)
class Swept:
    """What one look did: clocks moved on, alerts raised, follow-ups done and failed, statements that claimed."""

    clocks: int = 0
    alerts: int = 0
    followed: int = 0
    failed: int = 0
    batches: int = 0


_CLAIM = f"""
with due as materialized (
    select timer_id, rung from timers_look
     where next_at < %(now)s {{only}}
     order by next_at
     limit {{batch}}
       for update skip locked
),
clocks as (
    select t.id, t.kind, t.council_id, t.team_id, t.owner_id, t.towards_id, t.about_label, t.about_id, t.due_at,
           t.ladder, t.ladder_at, t.consequence, due.rung
      from due join timers_timer t on t.id = due.timer_id
), {raising("clocks", "%(now)s", after="t.rung")},
climbed as (
    select distinct on (id) id, n, next_at from passed order by id, n desc
),
moved as (
    update timers_look l set rung = climbed.n, next_at = climbed.next_at
      from climbed where l.timer_id = climbed.id and climbed.next_at is not null
),
done as (
    delete from timers_look l using climbed where l.timer_id = climbed.id and climbed.next_at is null
)
select (select count(*) from due), (select count(*) from raised), exists (select from following)
"""  # noqa: S608 - our own column names, values are parameters

_ONLY_STORY = """and timer_id in (select id from timers_timer where (about_label, about_id) in
                              (select * from unnest(%(labels)s::text[], %(ids)s::bigint[])))"""


def claim(batch: int, *, story: bool = False) -> Prepared:
    """The claim of at most so many clocks, all or those of a story. The number is in the text: it decides the plan."""
    return prepared("claim_due", _CLAIM.format(only=_ONLY_STORY if story else "", batch=batch))


#: The claim costs more than this question, and nearly every look finds nothing. Asked by the first of each index: of
#: "is there one before now" the planner may make a look at every row.
ANYTHING = Prepared(
    "anything_due",
    """
    select coalesce((select min(next_at) from timers_look) < %(now)s, false),
           coalesce((select min(next_try_at) from timers_followup where done_at is null) <= %(now)s, false)
    """,
)


def _story(about: Iterable[Pair] | None) -> dict[str, Any]:
    pairs = list(about or ())
    return {"labels": [label for label, _ in pairs], "ids": [id_ for _, id_ in pairs]}


def sweep(*, now: datetime, about: Iterable[Pair] | None = None, batch: int = 500, clock_fault: bool = False) -> Swept:
    """Raise everything that was passed before ``now`` and do what follows from it.

    ``now`` is the database's clock in production and the story's in replay. ``about`` limits the look to clocks about
    these (label, id) pairs. ``clock_fault`` marks the alerts as raised while the clock was in doubt. Safe to run any
    number of times at once. With nothing due it costs one statement.
    """
    only = None if about is None else list(about)
    parameters = {"now": now, "clock_fault": clock_fault, **_story(only)}
    claiming = claim(batch, story=only is not None)
    clocks = alerts = batches = 0
    more, following = ANYTHING.one(parameters)
    while more:
        moved, raised, follows = claiming.one(parameters)
        batches += 1
        clocks, alerts, following = clocks + moved, alerts + raised, following or follows
        more = moved == batch
    followed, failed = follow_up(now=now, about=only) if following else (0, 0)
    return Swept(clocks, alerts, followed, failed, batches)


def next_instant(about: Iterable[Pair]) -> datetime | None:
    """The next instant at which a clock about one of these passes a rung; replay sweeps a microsecond after it."""
    looks = Look.objects.filter(timer__in=Timer.objects.about(*about))
    return looks.order_by("next_at").values_list("next_at", flat=True).first()


def follow_up(*, now: datetime, about: Iterable[Pair] | None = None) -> tuple[int, int]:
    """Do what follows from missed clocks, one by one; how many were done, and how many failed and wait."""
    waiting = FollowUp.objects.filter(done_at__isnull=True, next_try_at__lte=now)
    if about is not None:
        waiting = waiting.filter(timer__in=Timer.objects.about(*about))
    done = failed = 0
    # Of clocks missed at one instant the one started first comes first: the look leaves its follow-ups
    # in no order of its own.
    for row in waiting.select_related("timer").order_by("next_try_at", "timer_id", "id")[:FOLLOW_UPS_A_LOOK]:
        try:
            done += _act(row, handler_for(row.timer.kind), now)
        except Exception as error:
            # One bad row must not hold back the others: it is put off, its error kept and shown, and tried again.
            failed += 1
            log.warning("Follow-up %s failed: %s", row.pk, type(error).__name__)
            pause = min(FIRST_RETRY * 2 ** min(row.tries, 10), LAST_RETRY)
            FollowUp.objects.filter(pk=row.pk, done_at__isnull=True).update(
                tries=row.tries + 1, next_try_at=now + pause, error=f"{type(error).__name__}: {error}"[:2000]
            )
    return done, failed


def _act(row: FollowUp, handler: Handler | None, now: datetime) -> bool:
    """Subject first, then the claim, then the act: users lock the subject first too, and the other order deadlocks."""
    if handler is None:
        raise LookupError(f"Nothing is registered to follow a missed {row.timer.kind}")
    with transaction.atomic():
        subject = handler.lock(row.timer.subject_id)
        if not FollowUp.objects.filter(pk=row.pk, done_at__isnull=True).update(done_at=now, error=""):
            return False
        handler.act(subject, timer=row.timer, level=row.level, now=now)
    return True
