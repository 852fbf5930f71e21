"""The one piece of SQL that turns rungs passed into alerts and follow-ups, for the sweep, a late stop and a lapse.

It reads a relation of timers (id, kind, ladder, ladder_at, due_at, …) from a preceding CTE and writes in the same
statement, so that an alert is committed with the state change that caused it or not at all. A level already raised is
left as it is. Rungs passed together are written in their order: whoever reads the latest alert of a clock reads the
highest.
"""

from __future__ import annotations

#: Rungs strictly before an instant are passed: an act at the due instant is in time. `{source}` is a CTE, `{until}` an
#: expression.
_PASSED = """
passed as (
    select t.id, t.kind, t.council_id, t.team_id, t.owner_id, t.towards_id, t.about_label, t.about_id,
           t.due_at as timer_due_at, t.consequence, r.level, r.at, r.n, t.ladder_at[r.n + 1] as next_at
      from {source} t, unnest(t.ladder, t.ladder_at) with ordinality as r(level, at, n)
     where r.at < {until} and r.n > {after}
),
raised as (
    insert into timers_alert (timer_id, level, kind, council_id, team_id, owner_id, towards_id, about_label, about_id,
                              due_at, timer_due_at, raised_at, during_clock_fault)
    select id, level, kind, council_id, team_id, owner_id, towards_id, about_label, about_id,
           at, timer_due_at, %(now)s, %(clock_fault)s
      from passed order by id, n
        on conflict (timer_id, level) do nothing
 returning 1
),
following as (
    insert into timers_followup (timer_id, level, next_try_at, tries, error)
    select id, level, %(now)s, 0, '' from passed where level = consequence
        on conflict (timer_id, level) do nothing
 returning 1
)
"""


def raising(source: str, until: str, after: str = "0") -> str:
    """The CTEs `passed`, `raised` and `following` over the CTE ``source``; parameters `now` and `clock_fault`.

    ``after`` is the number of rungs known to have been raised before, which need no look at the alerts.
    """
    return _PASSED.format(source=source, until=until, after=after)
