"""Telling people what the sweep raised: messages for the outbox, written in the transaction that marks alerts told.

One message per person, referral and due time, naming everything due then, however many clocks (DECISIONS, Practice).
Killed before the commit, nothing was written and the next look does it all again; after it, everything was. No child's
name leaves the app: a message holds the reference, the clocks' titles and a link, and nothing anybody typed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from audits.deadlines import PASSED_ON
from councils.outbox import Letter, post_many
from referrals.presenters import clocks
from timers import words
from timers.calendar import local
from work.people import Directory, Told, directory
from work.subjects import BARRED_SQL, REFERENCE_SQL, REFERRAL, TIER_SQL, Subject, roles_for, subject_of

#: Alerts told in one transaction, and the most that one call tells: what is left waits for the next look.
BATCH = 500
MOST = 20_000
#: Only one process tells at a time, so that a message always names everything; the others leave it to that one.
LOCK = 0x686F6C64

# The oldest untold alerts and, so that no message is cut in two, every other untold one of their referral, council,
# due instant and level. With each group come the clocks that stand there by now, told or not: the message names all.
_CLAIM = (
    """
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
       coalesce(r.reference, (@reference@)), council.short_name, named.clocks, coalesce(@tier@, ''),
       coalesce(@barred@, '{}')
  from claimed g
  left join referrals_referral r on g.about_label = %(referral)s and r.id = g.about_id
  left join councils_council council on council.id = g.council_id
  left join lateral (
      select json_agg(json_build_object('kind', t.kind, 'other', coalesce(other.short_name, ''), 'title', rule.title,
                                        'stopped', t.stopped_at is not null,
                                        'passed_on', t.because = %(passed_on)s) order by t.id) as clocks
        from timers_timer t left join councils_council other on other.id = t.towards_id
             left join timers_rule rule on rule.id = t.rule_id
       where t.about_label = g.about_label and t.about_id = g.about_id and t.council_id = g.council_id
         and t.due_at = g.timer_due_at and g.level = any(t.ladder)
         and (t.stopped_at is null or t.id in (select a.timer_id from timers_alert a where a.id = any(g.alerts)))
  ) named on true
 order by g.timer_due_at, g.about_id
""".replace("@reference@", REFERENCE_SQL)
    .replace("@tier@", TIER_SQL)
    .replace("@barred@", BARRED_SQL)
)

# The Monday of the local week in which each deadline fell. The same statement marks and counts, so that each alert is
# counted once. Teams are counted by referrals: nothing else is a team's.
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
    """Everything of one referral, council and due instant that reached one level."""

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
    tier: str = ""  # to whom a warning is addressed now
    barred: frozenset[int] = frozenset()  # complained of

    @property
    def subject(self) -> Subject | None:
        """What it is about, when that is no referral."""
        return subject_of(self.about[0], self.kinds)

    @property
    def kinds(self) -> list[str]:
        return [clock["kind"] for clock in self.clocks]

    @property
    def roles(self) -> tuple[str, ...] | None:
        """Whom an alert about no case is for; None: the worker and the managers of the case."""
        return roles_for(self.about[0], self.kinds, self.level, self.tier)

    @property
    def nobody_needs_it(self) -> bool:
        """An early word about what has been done meanwhile, or what a tier missed and was passed on, of which the next
        tier has its own message (audits.actions.warning): marked told and sent to nobody."""
        if self.clocks and all(clock["passed_on"] for clock in self.clocks):
            return True
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
        cursor.execute(_CLAIM, {"batch": BATCH, "referral": REFERRAL, "passed_on": PASSED_ON})
        groups = [
            Group(
                (row[0], row[1]),
                *row[2:8],
                reference=row[8] or "",
                council=row[9] or "",
                clocks=row[10] or [],
                tier=row[11],
                barred=frozenset(row[12]),
            )
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
        for one in _whom(group, people):
            told.setdefault(one.person_id, one)
        written += [_letter(group, one, now) for one in told.values()] or [_to_nobody(group, now)]
    return written


def _whom(group: Group, people: Directory) -> Iterator[Told]:
    """Everybody whom the alert is for; somebody may come twice."""
    if group.roles is None:
        for owner in group.owners:
            yield from people.for_level(group.level, group.council_id, group.team_id, owner)
        return
    own: list[Told] = []
    if group.subject is not None and group.subject.owned and group.level in ("due_soon", "missed"):
        owners = (owner for owner in group.owners if owner is not None)
        own = [one for owner in owners for one in people.workers.get(owner, []) if one.person_id not in group.barred]
        yield from own
    if not (own and group.subject is not None and group.level in group.subject.alone):
        yield from people.of_roles(group.roles, group.council_id, group.barred)


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


_NOBODY_ELSE = "nobody else in your council could be told"
_WHY = {
    "worker": "the referral is allocated to you",
    "team_manager": "you manage the team that holds the referral",
    "service_manager": "you are a service manager and it was not done within 2 working days of its deadline",
    "head_of_service": "you are head of service and it was not done within 4 working days of its deadline",
}
_HEADS = {
    "due_soon": "Due soon",
    "missed": "Missed",
    "service_manager": "Missed, raised to the service manager",
    "head_of_service": "Missed, raised to the head of service",
}


def text(group: Group, to: Told, now: datetime) -> tuple[str, str]:
    """Subject and body for one person. Nothing in them was typed by anybody."""
    if group.roles is not None:
        return _text_of_practice(group, to, now)
    why = _WHY.get(to.role, _NOBODY_ELSE)
    if to.role in ("service_manager", "head_of_service") and to.role != group.level:
        why = "nobody nearer to the case could be told"
    names = [clocks.title(clock["kind"], clock["other"]) for clock in group.clocks]
    due = words.weekday_moment(group.due_at, now)
    context = {
        "head": _HEADS[group.level],
        "reference": group.reference or "a record",
        "names": names,
        "first": names[0] if names else "A deadline",
        "more": len(names) - 1,
        "when": f"due {due}" if group.due_at >= now else f"was due {due}",
        "done_since": bool(group.clocks) and all(clock["stopped"] for clock in group.clocks),
        "why": f"a colleague for whom you deputise would be told: {why}" if to.deputy else why,
        "link": _address(clocks.referral_href(group.reference) if group.reference else reverse("work:home")),
        "notices": _address(reverse("work:notices")),
    }
    subject = " ".join(render_to_string("emails/alert/subject.txt", context).split())
    return subject, render_to_string("emails/alert/body.txt", context).strip() + "\n"


def _text_of_practice(group: Group, to: Told, now: datetime) -> tuple[str, str]:
    """The same for what is about no case: a complaint, a report, a warning, a gap in the procedures."""
    subject = group.subject
    # A report about a complaint has no reference of its own in the claim: the list of reports is opened.
    reference = group.reference if subject and subject.label == group.about[0] else ""
    why = (subject.why if subject else {}).get(to.role) or _OF_ROLE.get(to.role, _NOBODY_ELSE)
    names = list(dict.fromkeys(clock["title"] or clocks.title(clock["kind"]) for clock in group.clocks))
    due = words.weekday_moment(group.due_at, now)
    context = {
        "head": _HEADS_OF_PRACTICE[group.level],
        "word": subject.word if subject else "record",
        "reference": reference or "a report of the Ombudsman",
        "names": names,
        "first": names[0] if names else "A deadline",
        "more": len(names) - 1,
        "when": f"due {due}" if group.due_at >= now else f"was due {due}",
        "done_since": bool(group.clocks) and all(clock["stopped"] for clock in group.clocks),
        "why": f"a colleague for whom you deputise would be told: {why}" if to.deputy else why,
        "link": _link_for(to, subject, reference),
        "notices": _address(reverse("work:notices")),
    }
    line = " ".join(render_to_string("emails/alert_practice/subject.txt", context).split())
    return line, render_to_string("emails/alert_practice/body.txt", context).strip() + "\n"


def _link_for(to: Told, subject: Subject | None, reference: str) -> str:
    """Where they read it; "" for a head of service, who hears of a complaint by its reference alone."""
    if subject is None or not reference:
        return _address(reverse("audits:reports"))
    return _address(subject.href(reference)) if subject.opens_for(to.role) else ""


_HEADS_OF_PRACTICE = _HEADS | {
    "service_manager": "Missed for 2 working days",
    "head_of_service": "Missed for 4 working days",
}
_OF_ROLE = {
    "team_manager": "you are a team manager",
    "service_manager": "you are a service manager",
    "head_of_service": "you are head of service",
    "monitoring_officer": "you are monitoring officer",
    "councillor": "you are a member, of scrutiny or the safeguarding chair",
}


def _address(path: str) -> str:
    return urljoin(settings.SITE_ADDRESS, path)
