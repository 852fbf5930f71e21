"""How the engine is, for the alarm address and for the page of whoever looks after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from timers.engine import EngineState, database_now, engine_state
from timers.querysets import COUNT_CEILING

_MESSAGES = """
select (select count(*) from (select 1 from councils_message where state = 'waiting' limit %(most)s) w),
       (select min(next_try_at) from councils_message where state = 'waiting'),
       (select count(*) from (select 1 from councils_message where state = 'failed' and seen_at is null
                               limit %(most)s) f),
       (select count(*) from (select 1 from timers_alert where told_at is null limit %(most)s) u)
"""


@dataclass(frozen=True)
class Health:
    """The engine, and the messages behind it; counts stop one above COUNT_CEILING."""

    engine: EngineState
    messages_waiting: int
    messages_late: timedelta
    messages_failed: int
    alerts_untold: int

    def as_json(self) -> dict[str, Any]:
        """Figures only; seconds and counts."""
        since = self.engine.since_sweep
        return {
            "well": self.engine.is_well,
            "seconds_since_sweep": None if since is None else round(since.total_seconds(), 1),
            "seconds_oldest_due_waits": round(self.engine.oldest.total_seconds(), 1),
            "undated": self.engine.undated,
            "failed_follow_ups": self.engine.failed_follow_ups,
            "faults_in_a_day": self.engine.faults_today,
            "alerts_untold": self.alerts_untold,
            "messages_waiting": self.messages_waiting,
            "messages_failed": self.messages_failed,
        }


def health(now: datetime | None = None) -> Health:
    """The state at `now`, by the database's clock when left out; two queries on indexes (three without `now`)."""
    now = now or database_now()
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES, {"most": COUNT_CEILING + 1})
        waiting, oldest, failed, untold = cursor.fetchone()
    late = max(timedelta(0), now - oldest) if oldest else timedelta(0)
    return Health(engine_state(now), waiting, late, failed, untold)
