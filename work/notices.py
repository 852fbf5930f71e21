"""The alerts addressed to somebody, read from the alerts themselves: in the app they are there at once.

Addressed as messages are (work/people.py): warnings and missed deadlines to the worker and the team's managers, the
rungs above to the service managers and heads of service. Of several levels of one clock only the latest is shown. An
alert leaves the list when its clock stops; answering moves it, nothing dismisses it for good.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from referrals.handles import handle, key_of
from referrals.presenters import clocks
from timers import words
from timers.calendar import local
from timers.models import LEVEL_WORDS
from work import presenters

if TYPE_CHECKING:
    from accounts.models import User

PAGE = 30
HANDLE = "alert"
NEAR = ("due_soon", "missed")

_MINE = """
select a.id, a.level, a.kind, a.due_at, a.timer_due_at, a.raised_at, a.during_clock_fault, r.id as referral_id,
       r.reference, r.children_count, p.given_name, p.family_name, p.born_on, p.age_said, p.expected_on,
       other.short_name as other, coalesce(other.gss_code, other.short_name) as other_code,
       task.id as task_id, task.what as task, owner.name as task_of,
       answer.what, answer.note, answer.at, answer.until, answer.name as answered_by
  from timers_alert a
  join timers_timer t on t.id = a.timer_id and t.stopped_at is null
  join referrals_referral r on a.about_label = 'referrals.referral' and r.id = a.about_id
  left join referrals_person p on p.id = r.first_child_id
  left join councils_council other on other.id = a.towards_id
  left join referrals_task task on t.kind = 'task' and task.id = t.subject_id
  left join accounts_user owner on task.id is not null and owner.id = t.owner_id
  left join lateral (
      select w.what, w.note, w.at, w.until, u.name from timers_alertanswer w left join accounts_user u on u.id = w.by_id
       where w.alert_id = a.id order by w.id desc limit 1
  ) answer on true
 where a.council_id = %(council)s and ({mine})
   and not exists (select from timers_alert later where later.timer_id = a.timer_id and later.id > a.id
                      and later.level = any(%(levels)s))
   and (%(after)s::bigint is null or a.id < %(after)s)
   and {answered}
 order by a.id desc limit %(limit)s
"""
_ANSWERED = "(answer.what = 'acknowledged' or answer.until > %(now)s)"


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


def mine(
    person: "User", *, answered: bool, after: int | None, now: datetime
) -> tuple[list[dict[str, Any]], int | None]:
    """The person's alerts in words, newest first, and the key after which the next page starts; one query."""
    condition, levels, values = _mine(person)
    sql = _MINE.format(mine=condition, answered=_ANSWERED if answered else f"{_ANSWERED} is not true")
    parameters = {
        **values,
        "council": person.council_id,
        "levels": levels,
        "after": after,
        "now": now,
        "limit": PAGE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    together: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in found[:PAGE]:
        answer = (row["what"], row["answered_by"], row["note"], row["until"])
        together.setdefault((row["referral_id"], row["timer_due_at"], row["level"], answer), []).append(row)
    shown = [_in_words(some, now) for some in together.values()]
    return shown, found[PAGE - 1]["id"] if len(found) > PAGE else None


def _in_words(rows: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """One entry for everything of one referral that was due at one time and reached one level (DECISIONS, Practice)."""
    row = min(rows, key=lambda one: one["id"])
    due = row["timer_due_at"]
    return {
        "referral_id": row["referral_id"],
        "ident": handle(HANDLE, row["id"]),
        "handles": " ".join(handle(HANDLE, one["id"]) for one in rows),
        "band": presenters.band(due, now),
        "level": LEVEL_WORDS[row["level"]],
        "what": _what(rows),
        "child": presenters.child(row, local(now).date()),
        "reference": row["reference"],
        "href": clocks.referral_href(row["reference"]),
        "headline": presenters.headline(due, now),
        "when": presenters.when(due, now),
        "raised": f"Raised {presenters.ago(row['raised_at'], now)}",
        "in_doubt": row["during_clock_fault"],
        **_way(rows),
        "answer": _answer(row, now),
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
