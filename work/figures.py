"""Bounded counts and what stands beside a list, a handful of statements whatever the size of the tables."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection

from accounts.access import scopes
from database.prepared import prepared
from govuk import charts
from timers import words
from timers.calendar import local
from timers.querysets import COUNT_CEILING
from work.desk_close import UNACCEPTED_AFTER
from work.rows import QUIET
from work.scope import Scope

WEEKS = 12
MOST_WORKERS = 200
MOST_COUNCILS = 6
#: A worker's own numbers stop here.
CASES = 99

_BOUNDED = f"(select count(*) from (select from ({{branches}}) b limit {COUNT_CEILING + 1}) n)"  # noqa: S608
# In due order, so that the index of due instants is read and nothing else: how many are due the plan cannot know.
_CLOCK = f"""(select 1 from timers_timer t
              where {{scope}} and t.stopped_at is null and t.about_label = 'referrals.referral' {{more}}
              order by t.due_at limit {COUNT_CEILING + 1})"""  # noqa: S608
_PART = "select 1 from referrals_part p where {scope} and p.closed_at is null and p.returned_at is null {more}"


@dataclass(frozen=True)
class Counts:
    """The four numbers, and clocks without a date; each stops one above COUNT_CEILING."""

    missed: int
    today: int
    soon: int
    unallocated: int
    undated: int
    unaccepted: int  # handovers to the emergency duty team that nobody accepted within the time


_UNACCEPTED = """(select count(*) from referrals_dutyhandover h
    where h.council_id = %(council)s and h.accepted_at is null and h.reopens_at > %(now)s
      and h.made_at < %(made_before)s)"""


def _towards(scope: Scope) -> str:
    return " and t.towards_id = %(towards)s" if scope.towards_id is not None else ""


def _part_towards(scope: Scope) -> str:
    if scope.towards_id is None:
        return ""
    return (
        " and exists (select from referrals_namedcouncil n"
        " where n.referral_id = p.referral_id and n.council_id = %(towards)s)"
    )


def _count(scope: Scope, more: str) -> str:
    rows = (_CLOCK.format(scope=one, more=more + _towards(scope)) for one in scope.branches("t"))
    return _BOUNDED.format(branches=" union all ".join(rows))


def _count_parts(scope: Scope, more: str) -> str:
    rows = (
        _PART.format(scope=one, more=more + _part_towards(scope)) for one in scope.branches("p", worker="worker_id")
    )
    return _BOUNDED.format(branches=" union all ".join(rows))


def counts(scope: Scope, *, now: datetime) -> Counts:
    """What is missed, due today, due soon, and with nobody; one query on indexes."""
    sql = ", ".join(
        (
            _count(scope, "and t.due_at < %(now)s"),
            _count(scope, "and t.due_at >= %(now)s and t.due_at <= %(today)s"),
            _count(scope, "and t.due_at > %(today)s and t.due_at <= %(soon)s"),
            _count_parts(scope, "and p.worker_id is null"),
            _count(scope, "and t.due_at is null"),
            _UNACCEPTED,
        )
    )
    parameters = {
        **scope.parameters,
        "now": now,
        "today": words.today_until(now),
        "soon": words.soon_until(now),
        "made_before": now - UNACCEPTED_AFTER,
    }
    return Counts(*prepared("counts", f"select {sql}").one(parameters))


# Who may have a case: people with a role through which an allocated referral is theirs to read.
_WORKERS = f"""
select coalesce(json_agg(w order by w.missed desc, w.cases desc, w.name), '[]') from (
    select u.reference, u.name,
           (select count(*) from (select 1 from timers_timer t
                                   where t.owner_id = u.id and t.stopped_at is null and t.due_at < %(now)s
                                     and t.about_label = 'referrals.referral' limit {CASES + 1}) n) as missed,
           (select count(*) from (select 1 from referrals_part p
                                   where p.council_id = u.council_id and p.worker_id = u.id and p.closed_at is null
                                     and p.returned_at is null limit {CASES + 1}) n) as cases
      from accounts_user u
     where u.council_id = %(council)s and u.is_active and (u.left_on is null or u.left_on >= %(day)s)
       and exists (select from accounts_membership m
                    where m.user_id = u.id and m.council_id = %(council)s and m.role = any(%(roles)s)
                      and m.since <= %(day)s and (m.until is null or m.until >= %(day)s)
                      and (%(every_team)s or m.team_id = any(%(teams)s)))
     order by u.name limit {MOST_WORKERS}
) w
"""  # noqa: S608

_TEAMS = f"""
select coalesce(json_agg(x order by x.missed desc, x.name), '[]') from (
    select m.id, m.name,
           case when %(every_team)s then
               (select count(*) from (select 1 from timers_timer t
                                       where t.council_id = %(council)s and t.team_id = m.id and t.stopped_at is null
                                         and t.due_at < %(now)s limit {COUNT_CEILING + 1}) n) end as missed
      from councils_team m
     where m.council_id = %(council)s and m.ended_on is null and (%(every_team)s or m.id = any(%(teams)s))
) x
"""  # noqa: S608

# Of the longest overdue: a council that has never answered is among them.
_SILENT = f"""
select coalesce(json_agg(s), '[]') from (
    select c.short_name as name, coalesce(c.gss_code, c.short_name) as code, count(*) as waiting,
           extract(epoch from min(o.due_at))::bigint as since
      from (select towards_id, due_at from ({{branches}}) b order by due_at limit {COUNT_CEILING + 1}) o
      join councils_council c on c.id = o.towards_id
     group by 1, 2 order by count(*) desc, min(o.due_at) limit {MOST_COUNCILS}
) s
"""  # noqa: S608
_SILENT_BRANCH = f"""(
    select t.towards_id, t.due_at from timers_timer t
     where {{scope}} and t.stopped_at is null and t.towards_id is not null and t.due_at < %(now)s
     order by t.due_at limit {COUNT_CEILING + 1}
)"""  # noqa: S608

_WEEKS = """
select coalesce(json_object_agg(week, missed), '{{}}') from (
    select week, sum(missed) as missed from work_missedweek
     where council_id = %(council)s and week >= %(first_week)s {teams} group by week
) w
"""


@dataclass(frozen=True)
class Beside:
    """What stands beside the list: workers {reference, name, missed, cases}, teams {id, name, missed}, councils that
    do not answer {name, code, waiting, since (epoch seconds)}, and missed deadlines by Monday of the week."""

    workers: list[dict[str, Any]]
    teams: list[dict[str, Any]]
    silent: list[dict[str, Any]]
    weeks: dict[date, int]


def monday(now: datetime) -> date:
    """The Monday of the local week."""
    today = local(now).date()
    return today - timedelta(days=today.weekday())


def beside(scope: Scope, *, now: datetime) -> Beside:
    """Caseloads, teams, silent councils and the weeks, in one query."""
    every_team = scope.team_ids is None
    teams = "" if every_team else "and (team_id = any(%(teams)s) or (%(unplaced)s and team_id is null))"
    silent = " union all ".join(_SILENT_BRANCH.format(scope=one) for one in scope.branches("t"))
    sql = f"select ({_WORKERS}), ({_TEAMS}), ({_SILENT.format(branches=silent)}), ({_WEEKS.format(teams=teams)})"  # noqa: S608
    parameters = {
        **scope.parameters,
        "now": now,
        "day": local(now).date(),
        "every_team": every_team,
        "unplaced": scope.unplaced,
        "roles": carrying_roles(),
        "first_week": monday(now) - timedelta(weeks=WEEKS - 1),
    }
    workers, teams_, silent_, weeks = prepared("beside", sql).one(parameters)
    return Beside(workers, teams_, silent_, {date.fromisoformat(week): missed for week, missed in weeks.items()})


def carrying_roles() -> list[str]:
    """The roles to which a case can be allocated, by the access table: what is allocated to them they may read."""
    return sorted(role for role, found in scopes("referrals.read").items() if "own" in found)


def missed_by_week(weeks: dict[date, int], *, now: datetime) -> charts.Chart:
    """The chart of the last twelve weeks, this one included, with its table."""
    mondays = tuple(monday(now) - timedelta(weeks=back) for back in reversed(range(WEEKS)))
    return _drawn(mondays, tuple(weeks.get(on, 0) for on in mondays))


@lru_cache(maxsize=256)
def _drawn(mondays: tuple[date, ...], missed: tuple[int, ...]) -> charts.Chart:
    # The figures change when a deadline is missed, the pages are drawn every minute.
    labels = [f"{on.day} {words.MONTHS[on.month - 1][:3]}" for on in mondays]
    return charts.bars("Deadlines missed by week", "Week of", labels, [charts.Series("Missed", missed, css="missed")])


def quiet(scope: Scope, *, since: datetime) -> int:
    """Open parts about which nobody has written anything since then, received before it; bounded, one query."""
    sql = _count_parts(scope, QUIET)
    parameters = {**scope.parameters, "quiet_since": since}
    with connection.cursor() as cursor:
        cursor.execute(f"select {sql}", parameters)  # noqa: S608 - constants of this module, values are parameters
        return int(cursor.fetchone()[0])
