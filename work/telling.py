"""Telling people what the sweep raised: messages for the outbox, written in the transaction that marks alerts told.

One message per person, referral and due time, naming everything due then, however many clocks (DECISIONS, Practice).
Killed before the commit, nothing was written and the next look does it all again; after it, everything was. No child's
name leaves the app: a message holds the reference, the clocks' titles and a link, and nothing anybody typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from councils.outbox import Letter, post_many
from referrals.presenters import clocks
from timers import words
from timers.calendar import local
from work.people import Told, directory

#: Alerts told in one transaction, and the most that one call tells: what is left waits for the next look.
BATCH = 500
MOST = 20_000
#: Only one process tells at a time, so that a message always names everything; the others leave it to that one.
LOCK = 0x686F6C64

REFERRAL = "referrals.referral"
COMPLAINT = "complaints.complaint"

# The oldest untold alerts and, so that no message is cut in two, every other untold one of their referral, council,
# due instant and level. With each group come the clocks that stand there by now, told or not: the message names all.
_CLAIM = """
with oldest as (
    select distinct about_label, about_id, council_id, timer_due_at, level
      from (select * from timers_alert where told_at is null order by id limit %(batch)s) a
), claimed as (
    select o.about_label, o.about_id, o.council_id, o.timer_due_at, o.level,
           array_agg(a.id) as alerts, min(a.team_id) as team_id, array_agg(distinct a.owner_id) as owners
      from oldest o
      join timers_alert a using (about_label, about_id, council_id, timer_due_at, level)
     where a.told_at is null
     group by 1, 2, 3, 4, 5
)
select g.about_label, g.about_id, g.council_id, g.timer_due_at, g.level, g.alerts, g.team_id, g.owners,
       coalesce(r.reference, k.reference), council.short_name, named.clocks
  from claimed g
  left join referrals_referral r on g.about_label = %(referral)s and r.id = g.about_id
  left join complaints_complaint k on g.about_label = %(complaint)s and k.id = g.about_id
  left join councils_council council on council.id = g.council_id
  left join lateral (
      select json_agg(json_build_object('kind', t.kind, 'other', coalesce(other.short_name, ''),
                                        'title', coalesce(rule.title, ''),
                                        'stopped', t.stopped_at is not null) order by t.id) as clocks
        from timers_timer t left join councils_council other on other.id = t.towards_id
        left join timers_rule rule on rule.id = t.rule_id
       where t.about_label = g.about_label and t.about_id = g.about_id and t.council_id = g.council_id
         and t.due_at = g.timer_due_at and g.level = any(t.ladder)
         and (t.stopped_at is null or t.id in (select a.timer_id from timers_alert a where a.id = any(g.alerts)))
  ) named on true
 order by g.timer_due_at, g.about_id
"""

# The Monday of the local week in which each deadline fell. The same statement marks and counts, so that each alert is
# counted once. Teams are counted by referrals: a complaint is no team's, and its figures are in its own room.
_TOLD = """
with told as (
    update timers_alert set told_at = %(now)s where id = any(%(ids)s) and told_at is null
 returning level, council_id, team_id, timer_due_at, about_label
)
insert into work_missedweek as w (council_id, team_id, week, missed)
select council_id, team_id, date_trunc('week', timer_due_at at time zone 'Europe/London')::date, count(*)
  from told where level = 'missed' and about_label = %(referral)s group by 1, 2, 3
    on conflict (council_id, team_id, week) do update set missed = w.missed + excluded.missed
"""


@dataclass(frozen=True)
class Group:
    """Everything of one referral or complaint, council and due instant that reached one level."""

    about: tuple[str, int]
    council_id: int
    due_at: datetime
    level: str
    alerts: list[int]
    team_id: int | None
    owners: list[int | None]
    reference: str
    council: str
    clocks: list[dict[str, Any]]

    @property
    def is_complaint(self) -> bool:
        return self.about[0] == COMPLAINT

    @property
    def nobody_needs_it(self) -> bool:
        """A warning about what has been done meanwhile: it is marked told and sent to nobody."""
        return self.level == "due_soon" and all(clock["stopped"] for clock in self.clocks)


def tell(*, now: datetime) -> int:
    """Write the messages of every alert that was not told yet; how many alerts were. `now` is aware.

    Any number of processes may call it: one tells, the others return 0. Each batch is a transaction of its own.
    """
    told = 0
    while told < MOST:
        with transaction.atomic():
            batch = _tell_some(now)
        told += batch
        if batch < BATCH:
            break
    return told


def _tell_some(now: datetime) -> int:
    with connection.cursor() as cursor:
        # Asked first, so that a look with nothing to tell costs one small statement.
        cursor.execute(
            "select exists (select from timers_alert where told_at is null) and pg_try_advisory_xact_lock(%s)",
            [LOCK],
        )
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_CLAIM, {"batch": BATCH, "referral": REFERRAL, "complaint": COMPLAINT})
        groups = [
            Group((row[0], row[1]), *row[2:8], reference=row[8] or "", council=row[9] or "", clocks=row[10] or [])
            for row in cursor.fetchall()
        ]
    ids = [alert for group in groups for alert in group.alerts]
    wanted = [group for group in groups if not group.nobody_needs_it]
    post_many(letters(wanted, now), now=now)
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"ids": ids, "now": now, "referral": REFERRAL})
    return len(ids)


def letters(groups: Iterable[Group], now: datetime) -> list[Letter]:
    """The messages for these groups; one query, for the people."""
    groups = list(groups)
    if not groups:
        return []
    people = directory(
        councils={group.council_id for group in groups},
        workers={owner for group in groups for owner in group.owners if owner is not None},
        day=local(now).date(),
    )
    written = []
    for group in groups:
        told: dict[int, Told] = {}
        for owner in group.owners:
            if group.is_complaint:
                found = people.for_complaint(group.level, group.council_id, owner)
            else:
                found = people.for_level(group.level, group.council_id, group.team_id, owner)
            for one in found:
                told.setdefault(one.person_id, one)
        written += [_letter(group, one, now) for one in told.values()] or [_to_nobody(group, now)]
    return written


def _key(group: Group, who: int | str) -> str:
    label, id_ = group.about
    return f"alert:{who}:{group.council_id}:{label}:{id_}:{int(group.due_at.timestamp())}:{group.level}"


def _letter(group: Group, to: Told, now: datetime) -> Letter:
    subject, body = text(group, to, now)
    return Letter(
        key=_key(group, to.person_id),
        subject=subject,
        body=body,
        council_id=group.council_id,
        person_id=to.person_id,
        address=to.email,
        about=group.about,
    )


def _to_nobody(group: Group, now: datetime) -> Letter:
    # Without an address it counts as failed at once, and so a person sees it (councils.outbox.post_many).
    subject, body = text(group, Told(0, "", group.level), now)
    return Letter(key=_key(group, "nobody"), subject=subject, body=body, council_id=group.council_id, about=group.about)


_WHY = {
    "worker": "the referral is allocated to you",
    "team_manager": "you manage the team that holds the referral",
    "service_manager": "you are a service manager and it was not done within 2 working days of its deadline",
    "head_of_service": "you are head of service and it was not done within 4 working days of its deadline",
}
_WHY_COMPLAINT = {
    "worker": "the complaint is yours",
    "complaints_officer": "you are a complaints officer of the council",
    "head_of_service": "you are head of service and it was not done within 4 working days of its deadline. What the "
    "complaint says stays with the complaints officers: ask them",
    "service_manager": "the council has no head of service who could be told. What the complaint says stays with the "
    "complaints officers: ask them",
}
_HEADS = {
    "due_soon": "Due soon",
    "missed": "Missed",
    "service_manager": "Missed, raised to the service manager",
    "head_of_service": "Missed, raised to the head of service",
}
_HEADS_COMPLAINT = {"service_manager": "Still missed after 2 working days"}


def text(group: Group, to: Told, now: datetime) -> tuple[str, str]:
    """Subject and body for one person. Nothing in them was typed by anybody."""
    why = (_WHY_COMPLAINT if group.is_complaint else _WHY).get(to.role, "nobody else in your council could be told")
    if not group.is_complaint and to.role in ("service_manager", "head_of_service") and to.role != group.level:
        why = "nobody nearer to the case could be told"
    names = [_title(group, clock) for clock in group.clocks]
    due = words.weekday_moment(group.due_at, now)
    context = {
        "head": _HEADS_COMPLAINT.get(group.level, _HEADS[group.level]) if group.is_complaint else _HEADS[group.level],
        "thing": "complaint" if group.is_complaint else "referral",
        "reference": group.reference or "a record",
        "names": names,
        "first": names[0] if names else "A deadline",
        "more": len(names) - 1,
        "when": f"due {due}" if group.due_at >= now else f"was due {due}",
        "done_since": bool(group.clocks) and all(clock["stopped"] for clock in group.clocks),
        "why": f"a colleague for whom you deputise would be told: {why}" if to.deputy else why,
        "link": _address(_page(group)),
        # Alerts of complaints are answered on the complaint.
        "notices": "" if group.is_complaint else _address(reverse("work:notices")),
    }
    subject = " ".join(render_to_string("emails/alert/subject.txt", context).split())
    return subject, render_to_string("emails/alert/body.txt", context).strip() + "\n"


def _title(group: Group, clock: dict[str, Any]) -> str:
    """The clock's name; a complaint's is its rule's own."""
    if group.is_complaint and clock["title"]:
        return str(clock["title"])
    return clocks.title(clock["kind"], clock["other"])


def _page(group: Group) -> str:
    if not group.reference:
        return reverse("work:home")
    if group.is_complaint:
        try:
            return reverse("complaints:complaint", args=[group.reference])
        except NoReverseMatch:  # an installation that has the deadlines of complaints but not their pages
            return reverse("work:home")
    return clocks.referral_href(group.reference)


def _address(path: str) -> str:
    return urljoin(settings.SITE_ADDRESS, path)
