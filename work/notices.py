"""The alerts addressed to somebody, read from the alerts themselves: in the app they are there at once.

Addressed as messages are (work/people.py): warnings and missed deadlines to the worker and the team's managers, the
rungs above to the service managers and heads of service. Of several levels of one clock only the latest is shown. An
alert leaves the list when its clock stops; answering moves it, nothing dismisses it for good. Those about a complaint,
a report, a warning or a gap go to the people whom work/subjects.py names.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from complaints.models import Complaint
from referrals.handles import handle, key_of
from referrals.presenters import clocks
from timers import words
from timers.calendar import local
from timers.models import LEVEL_WORDS
from work import presenters
from work.addressed import ROLES, of_practice
from work.notices_of_practice import LEARNING, of_no_case, unread
from work.subjects import COMPLAINT, REFERENCE_SQL, REFERRAL, is_of_a_report

if TYPE_CHECKING:
    from accounts.models import User

PAGE = 30
HANDLE = "alert"
NEAR = ("due_soon", "missed")
#: How many alerts about no case are weighed for one page: a council has some hundreds of complaints in hand.
MOST_OF_PRACTICE = 1000

_LIVE_ANSWER = """
  left join lateral (
      select w.what, w.note, w.at, w.until, u.name from timers_alertanswer w left join accounts_user u on u.id = w.by_id
       where w.alert_id = a.id order by w.id desc limit 1
  ) answer on true"""
_OF_REFERRALS = f"""
select a.id from timers_alert a
  join timers_timer t on t.id = a.timer_id and t.stopped_at is null {_LIVE_ANSWER}
 where a.council_id = %(council)s and a.about_label = 'referrals.referral' and ({{mine}})
   and not exists (select from timers_alert later where later.timer_id = a.timer_id and later.id > a.id
                      and later.level = any(%(levels)s))
   and (%(after)s::bigint is null or a.id < %(after)s)
   and {{answered}}
 order by a.id desc limit %(limit)s"""  # noqa: S608 - this module's own words
_OF_PRACTICE = of_practice(
    roles="(select %(council)s::bigint as council_id, unnest(%(roles)s::text[]) as role)",
    own="t.owner_id = any(%(own)s)",
    person="%(person)s",
    limit=MOST_OF_PRACTICE,
)
_SHOWN = f"""
with mine as (
    ({{referrals}})
    union all
    (select a.id from ({_OF_PRACTICE}) a {_LIVE_ANSWER}
      where (%(after)s::bigint is null or a.id < %(after)s) and {{answered}}
      order by a.id desc limit %(limit)s)
)
select a.id, a.level, a.kind, a.due_at, a.timer_due_at, a.raised_at, a.during_clock_fault, a.about_label, a.about_id,
       coalesce(r.reference, ({REFERENCE_SQL}), '') as reference, rule.title, t.variant,
       r.children_count, p.given_name, p.family_name, p.born_on, p.age_said, p.expected_on,
       other.short_name as other, coalesce(other.gss_code, other.short_name) as other_code,
       task.id as task_id, task.what as task, owner.name as task_of,
       answer.what, answer.note, answer.at, answer.until, answer.name as answered_by
  from mine
  join timers_alert a on a.id = mine.id
  join timers_timer t on t.id = a.timer_id
  left join timers_rule rule on rule.id = t.rule_id
  left join referrals_referral r on a.about_label = 'referrals.referral' and r.id = a.about_id
  left join referrals_person p on p.id = r.first_child_id
  left join councils_council other on other.id = a.towards_id
  left join referrals_task task on t.kind = 'task' and task.id = t.subject_id
  left join accounts_user owner on task.id is not null and owner.id = t.owner_id {_LIVE_ANSWER}
  cross join lateral (select a.about_label, a.about_id) g
 order by a.id desc limit %(limit)s
"""  # noqa: S608 - this module's own words
_ANSWERED = "(answer.what = 'acknowledged' or answer.until > %(now)s)"
_IS_MINE = f"select array_agg(c.id) from ({_OF_PRACTICE}) c where c.id = any(%(ids)s)"  # noqa: S608 - as above


def _mine(person: "User") -> tuple[str, list[str], dict[str, Any]]:
    """The condition on an alert that is for this person, the levels it may have, and its parameters."""
    reach, roles = person.reach("work.notices"), person.roles
    found, levels = ["(a.level = any(%(near)s) and t.owner_id = any(%(own)s))"], set(NEAR)
    team = person.reach("work.team")
    if "team_manager" in roles:
        if not team.team_ids:
            found.append("a.level = any(%(near)s)")
        else:
            found.append("(a.level = any(%(near)s) and (t.team_id = any(%(teams)s) or t.team_id is null))")
    for role in ("service_manager", "head_of_service"):
        if role in roles:
            found.append(f"a.level = '{role}'")
            levels.add(role)
    values = {"near": list(NEAR), "own": sorted(reach.own), "teams": sorted(team.team_ids)}
    return " or ".join(found), sorted(levels), values


def _values(person: "User", now: datetime) -> dict[str, Any]:
    reach = person.reach("work.notices")
    return {
        "council": person.council_id,
        "person": person.pk,
        "own": sorted(reach.own),
        "roles": sorted(person.roles & set(ROLES)) if reach else [],
        "now": now,
    }


def mine(
    person: "User", *, answered: bool, after: int | None, now: datetime
) -> tuple[list[dict[str, Any]], int | None]:
    """The person's alerts in words, newest first, and the key after which the next page starts.

    One query, and one more where there are complaints among them: which of those the person may open.
    """
    condition, levels, values = _mine(person)
    state = _ANSWERED if answered else f"{_ANSWERED} is not true"
    referrals = _OF_REFERRALS.format(mine=condition, answered=state)
    sql = _SHOWN.format(referrals=referrals, answered=state)
    parameters = {**_values(person, now), **values, "levels": levels, "after": after, "limit": PAGE + 1}
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    together: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in found[:PAGE]:
        answer = (row["what"], row["answered_by"], row["note"], row["until"])
        subject = (row["about_label"], row["about_id"], is_of_a_report(row["about_label"], row["kind"]))
        together.setdefault((*subject, row["timer_due_at"], row["level"], answer), []).append(row)
    open_to = _complaints(person, {row["about_id"] for row in found if row["about_label"] == COMPLAINT})
    lacking = unread({row["about_id"] for row in found if row["about_label"] == LEARNING}, now)
    shown = [_in_words(some, now, open_to, lacking) for some in together.values()]
    return shown, found[PAGE - 1]["id"] if len(found) > PAGE else None


def addressed(person: "User", alert_ids: list[int], now: datetime) -> set[int]:
    """Which of these alerts, about no case, are for the person; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_MINE, {**_values(person, now), "ids": alert_ids})
        return set(cursor.fetchone()[0] or ())


def _complaints(person: "User", ids: set[int]) -> dict[int, str]:
    """Those complaints of these that the person may open, with the complainant's name."""
    if not ids:
        return {}
    return dict(Complaint.objects.within(person).filter(pk__in=ids).values_list("pk", "complainant_name"))


def _in_words(
    rows: list[dict[str, Any]], now: datetime, open_to: dict[int, str], lacking: dict[int, str]
) -> dict[str, Any]:
    """One entry for everything of one subject that was due at one time and reached one level (DECISIONS, Practice)."""
    row = min(rows, key=lambda one: one["id"])
    due = row["timer_due_at"]
    shown = (
        _of_a_referral(rows, row, now) if row["about_label"] == REFERRAL else of_no_case(rows, row, open_to, lacking)
    )
    return shown | {
        "about": (row["about_label"], row["about_id"]),
        "ident": handle(HANDLE, row["id"]),
        "handles": " ".join(handle(HANDLE, one["id"]) for one in rows),
        "band": presenters.band(due, now),
        "reference": row["reference"],
        "headline": presenters.headline(due, now),
        "when": presenters.when(due, now),
        "raised": f"Raised {presenters.ago(row['raised_at'], now)}",
        "in_doubt": row["during_clock_fault"],
        "answer": _answer(row, now),
    }


def _of_a_referral(rows: list[dict[str, Any]], row: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "level": LEVEL_WORDS[row["level"]],
        "what": _what(rows),
        "who": presenters.child(row, local(now).date()),
        "href": clocks.referral_href(row["reference"]),
        "aside": "",
        **_way(rows),
    }


def _way(rows: list[dict[str, Any]]) -> dict[str, str]:
    """The button of an entry: to the one act that it is about, else to the referral."""
    row = rows[0]
    if len(rows) > 1:
        return {"button": "Open the referral", "button_href": clocks.referral_href(row["reference"])}
    if row["task"]:
        return {"button": "Say it is done", "button_href": presenters.task_href(row)}
    href = clocks.act_href(row["kind"], row["reference"], row["other_code"] or "")
    return {"button": clocks.button(row["kind"]), "button_href": href}


def _what(rows: list[dict[str, Any]]) -> str:
    if len(rows) == 1 and rows[0]["task"]:
        return f"Task of {rows[0]['task_of'] or 'nobody yet'}: {presenters.task(rows[0])}"
    if len(rows) == 1:
        return clocks.title(rows[0]["kind"], rows[0]["other"])
    said = ", ".join(
        presenters.task_short(one) or clocks.short(one["kind"], one["other"])
        for one in sorted(rows, key=lambda one: one["id"])
    )
    return said[0].upper() + said[1:]


def _answer(row: dict[str, Any], now: datetime) -> str:
    if row["what"] is None:
        return ""
    by, note = row["answered_by"] or "Somebody", f": {row['note']}" if row["note"] else ""
    if row["what"] == "acknowledged":
        return f"{by} has seen it, {presenters.ago(row['at'], now)}{note}"
    put_off = "put off until" if row["until"] > now else "was put off until"
    return f"{put_off[0].upper()}{put_off[1:]} {words.moment(row['until'])} by {by}{note}"


def alert_key(text: str) -> int | None:
    """The alert behind what stands for it on a page."""
    return key_of(HANDLE, text)


def alert_keys(text: str) -> list[int]:
    """The alerts behind one entry; what is no handle is left out."""
    return [key for key in map(alert_key, text.split()[:PAGE]) if key is not None]


#: How long an alert may be put off, besides "as long as is allowed".
PAUSES = {"1": timedelta(hours=1), "4": timedelta(hours=4)}
