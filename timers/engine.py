"""The engine around the look: the database's clock, the heartbeat, what pages and alarms ask, and one tick of the loop.

The database clock is the only clock. Each tick compares it with this machine's steady clock since the last tick and
with the last look anybody finished; a gap over a minute is kept as a fault that a person sees. A clock that jumps back
never un-misses anything; alerts raised right after a jump forward say that the clock was in doubt.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from timers import words
from timers.models import EngineFault
from timers.querysets import COUNT_CEILING
from timers.registry import hooks
from timers.sweep import Swept, sweep

log = logging.getLogger(__name__)

#: Promise P5: after this long without a look, every page says so and the alarm address fails.
STALE = timedelta(seconds=120)
#: Clocks further apart than this raise a fault.
SKEW = timedelta(seconds=60)
#: The heartbeat is written no more often than this.
BEAT_EVERY = timedelta(seconds=5)


def database_now() -> datetime:
    """This instant by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        return cursor.fetchone()[0]


def fault(what: str, detail: str, *, now: datetime, by_what: str) -> None:
    """Keep something a person must know about the engine itself."""
    EngineFault.objects.create(what=what, detail=detail, noticed_at=now, by_what=by_what)


_BEAT = """
insert into timers_sweepbeat (by_what, finished_at, skew_seconds) values (%(by)s, %(now)s, %(skew)s)
    on conflict (by_what) do update set finished_at = excluded.finished_at, skew_seconds = excluded.skew_seconds
"""
# Sweepers are named by machine and process; one that has been silent for a day is a process of the past.
_FORGET = "delete from timers_sweepbeat where finished_at < %(now)s - interval '1 day'"


class Watch:
    """What one sweeping process remembers between its ticks."""

    def __init__(self, by_what: str):
        self.by_what = f"{by_what} {socket.gethostname()}:{os.getpid()}"[:120]
        self._now: datetime | None = None
        self._steady = 0.0
        self._beat_at: datetime | None = None
        self._skewed = False

    def jumped(self, now: datetime, steady: float, application: datetime) -> bool:
        """Whether the database's clock moved otherwise than time did since this process last looked; keeps a fault."""
        in_doubt = False
        if self._now is not None:
            gap = (now - self._now) - timedelta(seconds=steady - self._steady)
            in_doubt = abs(gap) > SKEW
            if in_doubt:
                way = "forward" if gap > timedelta(0) else "back"
                fault("database_clock_jumped", f"{way} by {words.span(abs(gap))}", now=now, by_what=self.by_what)
        self._now, self._steady = now, steady
        skewed = abs(application - now) > SKEW
        if skewed and not self._skewed:
            apart = words.span(abs(application - now))
            fault("clocks_differ", f"application and database are {apart} apart", now=now, by_what=self.by_what)
        self._skewed = skewed
        return in_doubt

    def beat(self, now: datetime, application: datetime) -> None:
        """Say that a look was finished, at most every few seconds."""
        if self._beat_at is not None and timedelta(0) <= now - self._beat_at < BEAT_EVERY:
            return
        parameters: dict[str, Any] = {"by": self.by_what, "now": now, "skew": (application - now).total_seconds()}
        with connection.cursor() as cursor:
            cursor.execute(_BEAT, parameters)
            if self._beat_at is None:
                cursor.execute(_FORGET, parameters)
        self._beat_at = now


def tick(watch: Watch) -> Swept:
    """One look of a real engine: sweep by the database's clock, beat, then what the rooms above do after a look.

    A hook that fails is kept as a fault and does not stop the others, nor the next look. Raises what the database
    raises: the loop reconnects, a task is simply told again.
    """
    now, application = database_now(), datetime.now(UTC)
    in_doubt = watch.jumped(now, time.monotonic(), application)
    swept = sweep(now=now, clock_fault=in_doubt)
    watch.beat(now, application)
    for hook in hooks():
        try:
            hook(now=now)
        except Exception as error:
            name = getattr(hook, "__qualname__", repr(hook))
            log.exception("After the look, %s failed", name)
            fault("after_sweep_failed", f"{name}: {type(error).__name__}", now=now, by_what=watch.by_what)
    return swept


@dataclass(frozen=True)
class EngineState:
    """How the engine is, for pages and for the alarm address.

    ``oldest`` is how long the longest passed rung has waited for its alert; counts stop at one above COUNT_CEILING.
    """

    now: datetime
    last_sweep_at: datetime | None
    oldest: timedelta
    undated: int
    failed_follow_ups: int
    faults_today: int

    @property
    def since_sweep(self) -> timedelta | None:
        return None if self.last_sweep_at is None else max(timedelta(0), self.now - self.last_sweep_at)

    @property
    def is_stale(self) -> bool:
        """Nobody has looked for two minutes, or a rung has waited that long although somebody looks."""
        return self.since_sweep is None or self.since_sweep > STALE or self.oldest > STALE

    @property
    def is_well(self) -> bool:
        """False is what the alarm address answers with a failure: a person must look."""
        return not self.is_stale and not self.undated and not self.failed_follow_ups

    @property
    def words(self) -> str:
        """What every page says when the engine is stale; "" when it is not."""
        if not self.is_stale:
            return ""
        if self.since_sweep is None:
            since = "Deadlines have not been checked yet."
        else:
            since = f"Deadlines have not been checked for {words.span(max(self.since_sweep, self.oldest))}."
        return f"{since} What is shown as overdue here is still right; messages may be late."


_STATE = """
select (select max(finished_at) from timers_sweepbeat),
       (select min(next_at) from timers_look where next_at < %(now)s),
       (select count(*) from (select 1 from timers_timer where stopped_at is null and error <> '' limit %(most)s) u),
       (select count(*) from (select 1 from timers_followup where done_at is null and error <> '' limit %(most)s) f),
       (select count(*) from (select 1 from timers_enginefault
                               where noticed_at > %(now)s - interval '1 day' limit %(most)s) e)
"""


def engine_state(now: datetime) -> EngineState:
    """How the engine is at ``now``, in one query on indexes; ``now`` is the database's clock or close to it."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"now": now, "most": COUNT_CEILING + 1})
        last, oldest, undated, failed, faults = cursor.fetchone()
    return EngineState(now, last, now - oldest if oldest else timedelta(0), undated, failed, faults)
