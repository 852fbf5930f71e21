"""The verbs of clocks. Every door calls these: pages, API, tasks, replay.

All are keyword-only and take ``now``, when it is written; ``at`` is when it happened. Ids are values: a subject or what
a clock is about is a pair (label, id). Each verb is one statement, so it is whole in itself and joins the caller's
transaction. Nothing here refuses because of a calendar: a clock that cannot be dated is stored undated and alarmed.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from timers.answering import ActionRefused, acknowledge, snooze, snooze_ceiling, told
from timers.models import Timer
from timers.passing import raising
from timers.rows import RETURNED, Pair, Stop, keys_of, open_clocks, timer_of
from timers.starting import Start, begin_many, beginning, lapse, start, start_many

# The verbs of alerts, and those that start a clock, stand in modules of their own; doors find all of them here.
__all__ = [
    "ActionRefused",
    "Start",
    "Stop",
    "acknowledge",
    "begin_many",
    "beginning",
    "hand_over",
    "lapse",
    "open_clocks",
    "snooze",
    "snooze_ceiling",
    "start",
    "start_many",
    "stop",
    "stop_many",
    "stop_open",
    "told",
]

# Rungs passed before the act get their alerts here even if no sweep came between: a deadline that passed unmet is never
# forgotten because somebody answered it before the engine looked. The look is locked before anything is written, as the
# sweep does: the other order deadlocks on the alerts both would write (measured).
_STOP = """
with held as materialized (
    select l.timer_id from timers_look l where l.timer_id in (select t.id from timers_timer t {which}) for update
),
stopped as (
    update timers_timer t
       set stopped_at = greatest(%(at)s, t.started_at), stop_recorded_at = %(now)s, stopped_by_id = %(by_id)s,
           because = %(because)s
     where t.id in (select t.id from timers_timer t {which}) and t.stopped_at is null
       and (select count(*) from held) >= 0
 returning {returned}
), {raising}
select * from stopped order by id
"""


def _stop_sql(which: str) -> str:
    return _STOP.format(which=which, returned=RETURNED, raising=raising("stopped", "t.stopped_at"))


_STOP_KEYS = _stop_sql(
    """join jsonb_to_recordset(%(keys)s::jsonb)
            as k(kind text, council_id bigint, subject_label text, subject_id bigint)
         using (kind, council_id, subject_label, subject_id) where t.stopped_at is null"""
)
_STOP_ABOUT = _stop_sql(
    """where t.about_label = %(label)s and t.about_id = %(id)s and t.stopped_at is null
         and (%(council_id)s::bigint is null or t.council_id = %(council_id)s)
         and (%(kinds)s::text[] is null or t.kind = any(%(kinds)s))"""
)


def _stop(sql: str, *, at: datetime, now: datetime, by_id: int | None, because: str, **which: Any) -> list[Timer]:
    if not because:
        raise ValueError("Say what stopped the clock")
    parameters = {"at": at, "now": now, "by_id": by_id, "because": because, "clock_fault": False, **which}
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [timer_of(row) for row in cursor.fetchall()]


def stop_many(keys: Iterable[Stop], *, at: datetime, now: datetime, by_id: int | None, because: str) -> list[Timer]:
    """Stop the open ones among the clocks named, in one statement, and return those.

    ``at`` is when the act happened, kept as it is when keyed late: alerts raised meanwhile stand, and rungs passed
    before ``at`` that nobody had raised are raised now. An act before a clock's start stops it at its start. ``by_id``
    None: the system. Raises ValueError without ``because``.
    """
    return _stop(_STOP_KEYS, at=at, now=now, by_id=by_id, because=because, keys=keys_of(keys))


def stop(
    kind: str, *, council_id: int, subject: Pair, at: datetime, now: datetime, by_id: int | None, because: str
) -> Timer | None:
    """Stop one clock; None when none of this kind, council and subject is open. As ``stop_many``."""
    stopped = stop_many([Stop(kind, council_id, subject)], at=at, now=now, by_id=by_id, because=because)
    return stopped[0] if stopped else None


def stop_open(
    *,
    council_id: int | None,
    about: Pair,
    at: datetime,
    now: datetime,
    by_id: int | None,
    because: str,
    kinds: Collection[str] | None = None,
) -> int:
    """Stop a council's open clocks about one thing (all, or of ``kinds``); how many. No council: every council's."""
    return len(
        _stop(
            _STOP_ABOUT,
            at=at,
            now=now,
            by_id=by_id,
            because=because,
            label=about[0],
            id=about[1],
            council_id=council_id,
            kinds=None if kinds is None else list(kinds),
        )
    )


def hand_over(
    *,
    about: Pair,
    council_id: int,
    team_id: int | None,
    owner_id: int | None,
    besides: Collection[str] = (),
    subject: Pair | None = None,
    room: str = "",
) -> int:
    """Give a council's open clocks about one thing to a team and a person; how many. Alerts keep who held it then.

    `besides` are kinds that somebody else may hold; with `subject` only what measures that; with `room` ("complaints")
    only what measures something of that room, since another may have clocks about the same thing.
    """
    clocks = Timer.objects.running().of_council(council_id).about(about).exclude(kind__in=besides)
    if subject is not None:
        clocks = clocks.filter(subject_label=subject[0], subject_id=subject[1])
    if room:
        clocks = clocks.filter(subject_label__startswith=f"{room}.")
    return clocks.update(team_id=team_id, owner_id=owner_id)
