"""Counting figures and reading the rows behind them, as of an instant; set-based, a statement a figure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from audits.oversight.figure import Figure
from audits.oversight.table import FIGURES
from timers.calendar import Calendar, add_working_days, local
from timers.held import calendar_for

SUPERVISED_EVERY = timedelta(days=42)  # STATUTE T83: six weeks
#: Rows of one page, and the most teams or workers in a breakdown.
PAGE = 25
MOST_GROUPS = 60


def parameters(council_id: int | None, until: datetime, calendar: Calendar | None = None) -> dict[str, Any]:
    """What every figure's SQL takes; `council_id` None: every council. `until` is aware."""
    calendar = calendar or calendar_for("England")

    def before(days: int) -> datetime:
        return add_working_days(until, -days, calendar, to_the_minute=True)

    return {
        "council": council_id,
        "until": until,
        "since_90": until - timedelta(days=90),
        "since_365": until - timedelta(days=365),
        "supervised_since": until - SUPERVISED_EVERY,
        "day_before": before(1),
        "two_days_before": before(2),
        "ten_days_before": before(10),
    }


def edition(figures: Iterable[Figure] = FIGURES) -> str:
    """Sixteen characters that change with any figure's code, version or SQL."""
    text = "\n".join(f"{one.code} {one.version} {digest(one)}" for one in figures)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest(figure: Figure) -> str:
    """What a figure counts, as sixteen characters: white space does not matter."""
    return hashlib.sha256(" ".join(figure.sql.split()).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Counted:
    """How many, out of how many."""

    hits: int
    of: int


def count(figure: Figure, council_id: int, until: datetime) -> Counted:
    """One figure of one council now; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*) filter (where f.hit), count(*) from ({figure.sql}) f",  # noqa: S608 - the table's own SQL
            parameters(council_id, until),
        )
        return Counted(*cursor.fetchone())


_ROWS = """
select f.key, f.part_id, f.team_id, f.worker_id, f.said, f.since, r.id as referral_id, r.reference, r.children_count,
       c.given_name, c.family_name, c.born_on, c.age_said, c.expected_on, t.name as team, u.name as worker
  from (select * from ({sql}) g where g.hit
         and (%(after_at)s::timestamptz is null or (g.since, g.key) > (%(after_at)s, %(after_key)s))
         order by g.since, g.key limit %(limit)s) f
  left join referrals_part p on p.id = f.part_id
  left join referrals_referral r on r.id = p.referral_id
  left join referrals_person c on c.id = r.first_child_id
  left join councils_team t on t.id = f.team_id
  left join accounts_user u on u.id = f.worker_id
 order by f.since, f.key
"""


def rows(
    figure: Figure, council_id: int, until: datetime, *, after: tuple[datetime, int] | None = None
) -> tuple[list[dict[str, Any]], tuple[datetime, int] | None]:
    """The rows that a figure counts, longest first, and the place after which the next page starts; one query."""
    values = parameters(council_id, until) | {
        "after_at": after[0] if after else None,
        "after_key": after[1] if after else None,
        "limit": PAGE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(sql=figure.sql), values)
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    more = len(found) > PAGE
    last = found[PAGE - 1] if more else None
    return found[:PAGE], (last["since"], last["key"]) if last else None


_TEAMS = """
select team, said, hits, whole as of
  from (select team, said, hits, {whole} as whole
          from (select coalesce(t.name, '') as team, {said} as said, count(*) filter (where f.hit) as hits,
                       count(*) as rows
                  from ({sql}) f left join councils_team t on t.id = f.team_id group by 1, 2) counted) s
 where hits > 0
 order by hits desc, of desc, team, said limit %(groups)s
"""
#: Out of how many: of those of its kind; or of all of the team's, where `said` is why something is counted.
_OUT_OF = {"": "rows", "whole": "rows", "hits": "(sum(rows) over (partition by team))::bigint"}
_WORKERS = """
select u.name as worker, coalesce(t.name, '') as team, f.said::int as cases, f.hit
  from ({sql}) f join accounts_user u on u.id = f.worker_id left join councils_team t on t.id = f.team_id
 order by cases desc, 1 limit %(groups)s
"""


def by_team(figure: Figure, council_id: int, until: datetime) -> list[dict[str, Any]]:
    """{team, said, hits, of}: a figure by team, and by its reason or other council where it is split by one, the most
    first; one query, at most MOST_GROUPS rows. `of`: out of all of the team's, or of its kind where the whole is split.
    """
    said = "f.said" if figure.split else "''"
    sql = _TEAMS.format(sql=figure.sql, said=said, whole=_OUT_OF[figure.split])
    return _grouped(sql, council_id, until)


def by_worker(figure: Figure, council_id: int, until: datetime) -> list[dict[str, Any]]:
    """{worker, team, cases, hit} for a figure about workers, the most first; one query, at most MOST_GROUPS rows."""
    return _grouped(_WORKERS.format(sql=figure.sql), council_id, until)


def _grouped(sql: str, council_id: int, until: datetime) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(council_id, until) | {"groups": MOST_GROUPS})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def month_ends(until: datetime, months: int) -> list[Any]:
    """The last days of the `months` months that have ended before `until`, earliest first.

    >>> from datetime import UTC
    >>> [str(day) for day in month_ends(datetime(2026, 3, 1, 12, tzinfo=UTC), 2)]
    ['2026-01-31', '2026-02-28']
    """
    day = local(until).date().replace(day=1) - timedelta(days=1)
    found = []
    for _ in range(months):
        found.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return found[::-1]
