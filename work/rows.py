"""The rows of lists, each list with one statement: what is due, and parts that nobody has or nobody has touched.

A page loads the rows it shows and one more. Everything is put into words here, so that templates only place it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database.prepared import prepared, read_named
from referrals.presenters import clocks
from timers.calendar import local
from work import presenters
from work.scope import Scope

PAGE = 25

# What a row says about its referral, once for each referral on the page. Of what anybody typed only a task's own words
# are read, by the clocks below: they stay in the app (messages are written from the clocks' titles, work/telling.py).
_ABOUT = """
    select r.id, r.reference, r.children_count, p.given_name, p.family_name, p.known_as, p.born_on, p.age_said,
           p.expected_on, others.list as others, latest.verb, latest.at as last_at, latest.short_name as last_council
      from {source} r
      left join referrals_person p on p.id = r.first_child_id
      left join lateral (
          select json_agg(json_build_object(
                     'name', c.short_name, 'code', coalesce(c.gss_code, c.short_name),
                     'spoken', exists (
                         select from referrals_councilcontact k
                          where k.referral_id = r.id and k.two_way and k.our_service = 'childrens'
                            and k.their_service = 'childrens'
                            and ((k.council_id = %(council)s and k.to_id = n.council_id)
                                 or (k.council_id = n.council_id and k.to_id = %(council)s))),
                     'sent', s.sent, 'acknowledged', s.acknowledged) order by n.id) as list
            from referrals_namedcouncil n
            join councils_council c on c.id = n.council_id
            left join lateral (
                select count(*) > 0 as sent, count(s.acknowledged_at) > 0 as acknowledged
                  from referrals_sending s
                 where s.referral_id = r.id and s.sender_id = %(council)s and s.to_id = n.council_id
            ) s on true
           where n.referral_id = r.id and n.council_id <> %(council)s
      ) others on true
      left join lateral (
          select case when j.verb = 'contact_family' and j.facts->>'conversation' = 'true' then 'spoke_with_family'
                      else j.verb end as verb, j.at, c.short_name
            from referrals_journalentry j join councils_council c on c.id = j.council_id
           where j.referral_id = r.id
           order by j.at desc, j.id desc limit 1
      ) latest on true
"""

_CLOCKS = """
with page as materialized (
    select * from ({branches}) b order by due_at, id limit {limit}
), about as materialized (
    {about} where r.id in (select about_id from page)
)
select page.id as timer_id, page.kind, page.due_at, page.about_id, u.name as worker, u.reference as worker_reference,
       c.short_name as other, coalesce(c.gss_code, c.short_name) as other_code, task.id as task_id, task.what as task,
       about.*
  from page
  join about on about.id = page.about_id
  left join timers_timer set_by on page.kind = 'task' and set_by.id = page.id
  left join referrals_task task on task.id = set_by.subject_id
  left join accounts_user u on u.id = page.owner_id
  left join councils_council c on c.id = page.towards_id
 order by page.due_at, page.id
"""

_BRANCH = """(
    select t.id, t.kind, t.due_at, t.about_id, t.owner_id, t.towards_id
      from timers_timer t
     where {scope} and t.stopped_at is null and t.about_label = 'referrals.referral' and t.due_at is not null {more}
     order by t.due_at, t.id limit {limit}
)"""

_PARTS = """
with page as materialized (
    select * from ({branches}) b order by received_at, id limit {limit}
), about as materialized (
    {about} where r.id in (select referral_id from page)
)
select page.id as part_id, page.received_at, u.name as worker, u.reference as worker_reference, due.due_at, due.kind,
       about.*
  from page
  join about on about.id = page.referral_id
  left join accounts_user u on u.id = page.worker_id
  left join lateral (
      select t.due_at, t.kind from timers_timer t
       where t.about_label = 'referrals.referral' and t.about_id = page.referral_id and t.council_id = %(council)s
         and t.stopped_at is null and t.due_at is not null
       order by t.due_at, t.id limit 1
  ) due on true
 order by page.received_at, page.id
"""

_PART_BRANCH = """(
    select p.id, p.referral_id, p.received_at, p.worker_id
      from referrals_part p
     where {scope} and p.closed_at is null and p.returned_at is null {more}
     order by p.received_at, p.id limit {limit}
)"""

UNALLOCATED = "and p.worker_id is null"
#: Nothing written about it, by any council, for four weeks.
QUIET = """and p.received_at < %(quiet_since)s and not exists (
    select from referrals_journalentry j where j.referral_id = p.referral_id and j.at >= %(quiet_since)s)"""

Row = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """Which due instants: from (included) and until; "missed" and the day's end differ in whether the end counts."""

    since: datetime | None = None
    before: datetime | None = None
    until: datetime | None = None

    def sql(self, table: str = "t") -> str:
        found = ""
        if self.since is not None:
            found += f" and {table}.due_at > %(since)s"
        if self.before is not None:
            found += f" and {table}.due_at < %(before)s"
        if self.until is not None:
            found += f" and {table}.due_at <= %(until)s"
        return found

    @property
    def parameters(self) -> dict[str, Any]:
        return {"since": self.since, "before": self.before, "until": self.until}


def clock_rows(
    scope: Scope,
    *,
    span: Span,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
    kinds: Collection[str] = (),
) -> tuple[list[Row], bool]:
    """Running clocks in due order after a place in the list, and whether there are more; one query.

    `kinds`, where given, are such as are owed towards another council; those have an index of their own.
    """
    more = span.sql()
    if scope.towards_id is not None:
        more += " and t.towards_id = %(towards)s"
    if kinds:
        more += " and t.kind = any(%(kinds)s) and t.towards_id is not null"
    if after is not None:
        more += " and (t.due_at, t.id) > (%(after_at)s, %(after_id)s)"
    sql = _clocks_sql(scope, more, limit + 1)
    values = _values(scope, after, kinds=list(kinds), **span.parameters)
    rows = prepared("clock_rows", sql).named_rows(values)
    return rows[:limit], len(rows) > limit


def _clocks_sql(scope: Scope, more: str, limit: int | str) -> str:
    branches = (_BRANCH.format(scope=one, more=more, limit=limit) for one in scope.branches("t"))
    about = _ABOUT.format(source="referrals_referral")
    return _CLOCKS.format(branches=" union all ".join(branches), about=about, limit=limit)


def these_clocks(scope: Scope, timer_ids: Collection[int]) -> list[Row]:
    """Those of the clocks named that still run, in due order; one query."""
    sql = _clocks_sql(scope, " and t.id = any(%(ids)s)", "all")
    return prepared("these_clocks", sql).named_rows(_values(scope, None, ids=list(timer_ids)))


def part_rows(
    scope: Scope,
    *,
    which: str,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
    quiet_since: datetime | None = None,
) -> tuple[list[Row], bool]:
    """Open parts, oldest first (UNALLOCATED or QUIET), and whether there are more; one query."""
    more = which
    if scope.towards_id is not None:
        more += (
            " and exists (select from referrals_namedcouncil n"
            " where n.referral_id = p.referral_id and n.council_id = %(towards)s)"
        )
    if after is not None:
        more += " and (p.received_at, p.id) > (%(after_at)s, %(after_id)s)"
    shown = (
        _PART_BRANCH.format(scope=one, more=more, limit=limit + 1) for one in scope.branches("p", worker="worker_id")
    )
    about = _ABOUT.format(source="referrals_referral")
    sql = _PARTS.format(branches=" union all ".join(shown), about=about, limit=limit + 1)
    values = _values(scope, after, quiet_since=quiet_since)
    # How much has lain still depends on how long "still" is, and the plan on that.
    rows = read_named(sql, values) if which == QUIET else prepared("part_rows", sql).named_rows(values)
    return rows[:limit], len(rows) > limit


def _values(scope: Scope, after: tuple[datetime, int] | None, **values: Any) -> dict[str, Any]:
    return {**scope.parameters, **values, "after_at": after and after[0], "after_id": after and after[1]}


def _together(rows: list[Row], now: datetime, *, by_act: bool) -> Iterator[list[Row]]:
    """Rows that are read as one: neighbours in the list about one referral in one band.

    `by_act`: only what one call settles, wherever in the band it stands; else everything of that referral in a row.
    """
    groups: list[list[Row]] = []
    calls: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        row["band"] = presenters.band(row["due_at"], now)
        if by_act:
            key = (row["about_id"], row["band"], row["other"])
            if row["kind"] in clocks.ONE_CALL and key in calls:
                calls[key].append(row)
                continue
            if row["kind"] in clocks.ONE_CALL:
                calls[key] = [row]
                groups.append(calls[key])
                continue
        elif groups and groups[-1][0]["about_id"] == row["about_id"] and groups[-1][0]["band"] == row["band"]:
            groups[-1].append(row)
            continue
        groups.append([row])
    yield from groups


def _what(group: list[Row], due: datetime | None, now: datetime) -> str:
    """ "Decision, feedback to the referrer, contact with Havering"; one due at another time says when."""
    said = ", ".join(
        (presenters.task_short(row) or clocks.short(row["kind"], row.get("other") or ""))
        + (f" ({presenters.when(row['due_at'], now)})" if row["due_at"] != due else "")
        for row in group
    )
    return said[0].upper() + said[1:]


def as_cases(rows: list[Row], now: datetime) -> list[Row]:
    """For the manager's list: one entry a child and band, naming everything that is late together."""
    today = local(now).date()
    shown = []
    for group in _together(rows, now, by_act=False):
        worst = group[0]
        shown.append(
            {
                **_case(worst, now, today),
                "band": worst["band"],
                "what": _what(group, worst["due_at"], now),
                "headline": presenters.headline(worst["due_at"], now),
                "when": presenters.when(worst["due_at"], now),
            }
        )
    return shown


def as_parts(rows: list[Row], now: datetime) -> list[Row]:
    """For the tray and for what lies still: one entry a part."""
    today = local(now).date()
    return [
        {
            **_case(row, now, today),
            "band": presenters.band(row["due_at"], now) if row["due_at"] else "later",
            "what": _what([row], row["due_at"], now) if row["kind"] else "",
            "headline": presenters.headline(row["due_at"], now) if row["due_at"] else "Nothing is due",
            "when": presenters.when(row["due_at"], now) if row["due_at"] else "",
            "waiting": f"Received {presenters.ago(row['received_at'], now)}",
        }
        for row in rows
    ]


def _case(row: Row, now: datetime, today: Any) -> Row:
    return {
        "reference": row["reference"],
        "href": clocks.referral_href(row["reference"]),
        "child": presenters.child(row, today),
        "worker": row["worker"] or "",
        "others": [presenters.answered(one) for one in row["others"] or ()],
        "last": presenters.last(row["verb"], row["last_at"], row["last_council"], now),
    }


def as_acts(rows: list[Row], now: datetime) -> list[Row]:
    """For one's own list: one entry an act, in plain words, with the button for it (components/clock_rows.html)."""
    today = local(now).date()
    shown = []
    for group in _together(rows, now, by_act=True):
        worst = group[0]
        kinds = [row["kind"] for row in group]
        other, code = worst["other"] or "", worst["other_code"] or ""
        shown.append(
            {
                "band": worst["band"],
                "other": other,
                "act": presenters.task(worst) or clocks.act(kinds, presenters.first_name(worst), other),
                "href": clocks.referral_href(worst["reference"]),
                "who": presenters.child(worst, today),
                "reference": worst["reference"],
                "headline": presenters.headline(worst["due_at"], now),
                "when": presenters.when(worst["due_at"], now),
                "facts": [{"label": "Task of", "text": worst["worker"] or "nobody yet"}] if worst.get("task") else [],
                "button": "Say it is done" if worst.get("task") else clocks.button(worst["kind"]),
                "button_href": presenters.task_href(worst) or clocks.act_href(worst["kind"], worst["reference"], code),
            }
        )
    return shown
