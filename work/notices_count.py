"""How many notifications wait for somebody: one bounded subselect that rides on the statement setting who acts.

Addressed and grouped as the page does (work/notices.py). Each way an alert can be somebody's looks at so many
candidates at most, through an index, so that no page pays for a council's whole backlog; past 99 it is "99+". Whoever
manages nothing pays for their own alerts and one look at their memberships.
"""

from work.addressed import COLUMNS, ROLES, of_practice
from work.subjects import is_of_a_report_sql, quoted

CANDIDATES = 300

_NEAR = "a.level in ('due_soon', 'missed') and a.about_label = 'referrals.referral'"
_ON = "(%(now)s at time zone 'Europe/London')::date"
# `{person}` is filled in by accounts/acting.py.
_MINE = f"m.user_id = {{person}} and m.since <= {_ON} and (m.until is null or m.until >= {_ON})"


def _of_clocks(whose: str) -> str:
    """Warnings and missed deadlines of running clocks, the longest due first.

    Each clock's alerts are looked up by it (`offset 0` keeps that): a plan that joins the two begins with every alert
    there is.
    """
    return f"""select {COLUMNS}
                 from (select t.* from timers_timer t where {whose} and t.stopped_at is null
                        order by t.due_at, t.id limit {CANDIDATES}) t
                cross join lateral (
                    select a.* from timers_alert a where a.timer_id = t.id and {_NEAR} offset 0) a"""  # noqa: S608


def _of_manager(which: str, whose: str) -> str:
    """Those of the teams that somebody manages, team by team."""
    return f"""select c.* from accounts_membership m cross join lateral ({_of_clocks(whose)}) c
                where {_MINE} and m.role = 'team_manager' and {which}"""  # noqa: S608 - this module's own words


_OF_LEVEL = f"""select c.* from accounts_membership m cross join lateral (
    select {COLUMNS} from timers_alert a join timers_timer t on t.id = a.timer_id and t.stopped_at is null
     where a.council_id = m.council_id and a.level = m.role and a.level in ('service_manager', 'head_of_service')
       and a.about_label = 'referrals.referral'
     order by a.id desc limit {CANDIDATES}) c
 where {_MINE} and m.role in ('service_manager', 'head_of_service')"""  # noqa: S608 - this module's own words

_BRANCHES = [
    _of_clocks("t.owner_id = {person}"),
    _of_manager("m.team_id is not null", "t.council_id = m.council_id and t.team_id = m.team_id"),
    _of_manager("m.team_id is not null", "t.council_id = m.council_id and t.team_id is null"),
    _of_manager("m.team_id is null", "t.council_id = m.council_id"),
    _OF_LEVEL,
]

_HELD = f"""(select distinct m.council_id, m.role from accounts_membership m
              where {_MINE} and m.role in ({quoted(ROLES)}))"""  # noqa: S608
_OF_PRACTICE = of_practice(roles=_HELD, own="t.owner_id = {person}", person="{person}", limit=CANDIDATES)


def counted(most: int) -> str:
    """The subselect; it answers at most `most`. It uses `{person}` and `%(now)s`."""
    branches = " union all ".join(f"({one})" for one in _BRANCHES)
    return f"""SELECT count(*) FROM (
        SELECT DISTINCT c.about_label, c.about_id, c.timer_due_at, c.level, {is_of_a_report_sql("c.kind")} FROM (
            SELECT c.* FROM ({branches}) c
             WHERE NOT EXISTS (
                       SELECT FROM timers_alert later WHERE later.timer_id = c.timer_id AND later.id > c.id
                          AND (later.level IN ('due_soon', 'missed')
                               OR later.level IN (SELECT m.role FROM accounts_membership m WHERE {_MINE})))
             UNION ALL
            SELECT c.* FROM ({_OF_PRACTICE}) c) c
         WHERE coalesce((SELECT w.what = 'acknowledged' OR w.until > %(now)s FROM timers_alertanswer w
                          WHERE w.alert_id = c.id ORDER BY w.id DESC LIMIT 1), false) IS false
         LIMIT {most}) waiting"""  # noqa: S608 - this module's own words
