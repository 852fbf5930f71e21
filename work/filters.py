"""The manager's list as its address says it: which band, which team, worker and other council, from where on.

Whatever the address asks for, the scope stays within what the access table allows: an unknown or foreign value narrows
to nothing it could open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from referrals.handles import place_in_list, read_place
from timers import words
from work.rows import Span
from work.scope import Scope

#: What the list can show, with the words of its chip.
SHOWS = {
    "missed": "Missed",
    "today": "Due today",
    "soon": "Due soon",
    "unallocated": "Unallocated",
    "quiet": "Nothing written for four weeks",
}
QUIET_AFTER = timedelta(weeks=4)
_PLACE = "work"

_RESOLVE = """
select (select json_build_array(t.id, t.name) from councils_team t
         where t.council_id = %(council)s and lower(t.name) = lower(%(team)s) order by t.id limit 1),
       (select json_build_array(u.id, u.name) from accounts_user u
         where u.council_id = %(council)s and u.reference = %(worker)s),
       (select json_build_array(c.id, c.short_name) from councils_council c
         where c.gss_code = %(other)s or c.short_name = %(other)s order by c.id limit 1)
"""


@dataclass(frozen=True)
class Filters:
    """What the address says. `team` is a name, `worker` a person's reference, `council` a council's address."""

    show: str = ""
    team: str = ""
    worker: str = ""
    council: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        show = query.get("show", "")
        return cls(
            show if show in SHOWS else "",
            query.get("team", "")[:80],
            query.get("worker", "")[:12],
            query.get("council", "")[:60],
            query.get("after", "")[:40],
        )

    def href(self, **changes: str) -> str:
        """The address of the same list with something changed; always from its beginning."""
        asked = replace(self, **{"after": "", **changes})
        query = {name: value for name, value in asked.__dict__.items() if value}
        return "?" + urlencode(query) if query else "?"

    @property
    def place(self) -> tuple[datetime, int] | None:
        """Where the page before ended."""
        return read_place(_PLACE, self.after) if self.after else None

    def next(self, at: datetime, key: int) -> str:
        return self.href(after=place_in_list(_PLACE, at, key))

    def span(self, now: datetime) -> Span:
        """The due instants of the band; without one, everything up to the end of "due soon"."""
        today, soon = words.today_until(now), words.soon_until(now)
        return {
            "missed": Span(before=now),
            "today": Span(since=now - timedelta(microseconds=1), until=today),
            "soon": Span(since=today, until=soon),
        }.get(self.show, Span(until=soon))


@dataclass(frozen=True)
class Narrowed:
    """A scope narrowed by filters, and the names of what it was narrowed to."""

    scope: Scope
    team: str = ""
    worker: str = ""
    council: str = ""


def narrow(scope: Scope, filters: Filters) -> Narrowed:
    """Apply the filters to a scope; one query, and none when there is nothing to look up."""
    if not (filters.team or filters.worker or filters.council):
        return Narrowed(scope)
    asked: dict[str, Any] = {
        "council": scope.council_id,
        "team": filters.team,
        "worker": filters.worker,
        "other": filters.council,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RESOLVE, asked)
        team, worker, other = cursor.fetchone()
    names = {"team": "", "worker": "", "council": ""}
    if filters.team:
        # A team outside the scope narrows it to nothing.
        allowed = team is not None and (scope.team_ids is None or team[0] in scope.team_ids)
        scope = replace(scope, team_ids=(team[0],) if allowed else (0,), unplaced=False)
        names["team"] = team[1] if allowed else filters.team
    if filters.worker:
        scope = replace(scope, worker_ids=(worker[0] if worker else 0,))
        names["worker"] = worker[1] if worker else "somebody who is not here"
    if filters.council:
        scope = replace(scope, towards_id=other[0] if other else 0)
        names["council"] = other[1] if other else filters.council
    return Narrowed(scope, **names)
