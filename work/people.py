"""Who is told of an alert: the worker, the managers of the level, and those who deputise for them today.

Everybody who might be needed for a batch of alerts is read with one statement; who gets which is decided in Python from
ids alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from work.subjects import OFFICERS

MANAGERS = ("team_manager", "service_manager", "head_of_service")
#: Whose alert each level is. Where nobody has that role, the next in this list that somebody has.
LEVEL_ROLES: dict[str, tuple[str, ...]] = {
    "due_soon": ("team_manager", "service_manager", "head_of_service"),
    "missed": ("team_manager", "service_manager", "head_of_service"),
    "service_manager": ("service_manager", "head_of_service", "team_manager"),
    "head_of_service": ("head_of_service", "service_manager", "team_manager"),
}
WORKER = "worker"

# Managers of the councils, the workers named, and everybody who deputises for one of them today.
_PEOPLE = """
with asked as (
    select m.user_id, m.council_id, m.role, m.team_id
      from accounts_membership m
     where m.council_id = any(%(councils)s) and m.role = any(%(roles)s)
       and m.since <= %(day)s and (m.until is null or m.until >= %(day)s)
     union
    select u.id, u.council_id, 'worker', null from accounts_user u where u.id = any(%(workers)s)
), everybody as (
    select user_id, council_id, role, team_id, user_id as instead_of from asked
     union
    select d.deputy_id, a.council_id, a.role, a.team_id, a.user_id
      from asked a join accounts_deputy d on d.user_id = a.user_id and d.since <= %(day)s and d.until >= %(day)s
)
select e.user_id, e.council_id, e.role, e.team_id, e.instead_of, u.email
  from everybody e join accounts_user u on u.id = e.user_id
 where u.is_active and (u.left_on is null or u.left_on >= %(day)s) and u.council_id = e.council_id
 order by e.user_id
"""


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody to tell and as what: "worker" or a manager's role; `deputy`: in place of a colleague."""

    person_id: int
    email: str
    role: str
    deputy: bool = False


@dataclass
class Directory:
    """The people of a batch, by what they are."""

    workers: dict[int, list[Told]] = field(default_factory=lambda: defaultdict(list))
    # (council, role) -> [(team or None for all of them, person)]
    managers: dict[tuple[int, str], list[tuple[int | None, Told]]] = field(default_factory=lambda: defaultdict(list))

    def for_level(self, level: str, council_id: int, team_id: int | None, worker_id: int | None) -> list[Told]:
        """Who is told of an alert of this level; each person once. Empty only when the council has nobody at all."""
        found: dict[int, Told] = {}
        if level in ("due_soon", "missed") and worker_id is not None:
            for one in self.workers.get(worker_id, ()):
                found.setdefault(one.person_id, one)
        for role in LEVEL_ROLES[level]:
            here = self.managers.get((council_id, role), ())
            of_team = [
                one
                for team, one in here
                if role != "team_manager" or team is None or team_id is None or team == team_id
            ]
            if of_team:
                for one in of_team:
                    found.setdefault(one.person_id, one)
                break
        return list(found.values())

    def of_roles(self, roles: Iterable[str], council_id: int, barred: Collection[int] = ()) -> list[Told]:
        """Everybody of the first of these roles that the council has; empty when it has none of them.

        `barred` are people complained of: nobody counts them.
        """
        for role in roles:
            held = self.managers.get((council_id, role), ())
            here = {one.person_id: one for _team, one in held if one.person_id not in barred}
            if here:
                return list(here.values())
        return []


def directory(*, councils: Iterable[int], workers: Iterable[int], day: date) -> Directory:
    """Everybody who may be told of alerts of these councils and workers on the day; one query."""
    parameters: dict[str, Any] = {
        "councils": sorted(councils),
        "workers": sorted(workers),
        "roles": [*MANAGERS, *OFFICERS],
        "day": day,
    }
    found = Directory()
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, parameters)
        for person_id, council_id, role, team_id, instead_of, email in cursor.fetchall():
            one = Told(person_id, email, role, deputy=person_id != instead_of)
            if role == WORKER:
                found.workers[instead_of].append(one)
            else:
                found.managers[council_id, role].append((team_id, one))
    return found
