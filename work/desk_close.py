"""At desk close what falls due before reopening goes to the emergency duty team and must be accepted by a person.

Looked at after every look of the engine, so a closing that nobody saw is made up for by the next look. While the desk
is closed, clocks that start and fall due before it reopens are added, and what was accepted must be accepted again.
Unaccepted after 30 minutes, it is the head of service's. Several processes may look at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from councils.desks import CLOSES, OPENS
from councils.models import Message
from councils.outbox import Letter, post_many
from referrals.models import DutyHandover
from timers import words
from timers.calendar import LONDON, Calendar, CalendarEnds, local
from timers.held import calendar_for
from timers.models import Timer
from trail.record import record
from work.people import directory

UNACCEPTED_AFTER = timedelta(minutes=30)
ABOUT = "referrals.dutyhandover"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Closing:
    """A desk that is closed: since when, and when it opens again."""

    closes_at: datetime
    reopens_at: datetime


def _works(calendar: Calendar, on: date) -> bool:
    try:
        return calendar.is_working_day(on)
    except CalendarEnds:
        return on.weekday() < 5


def closing_at(now: datetime, calendar: Calendar, opens: time, closes: time) -> Closing | None:
    """The closing in which `now` lies; None while the desk is open. An instant of closing counts as closed."""
    here = local(now)
    if _works(calendar, here.date()) and opens <= here.time() < closes:
        return None
    last = here.date() if _works(calendar, here.date()) and here.time() >= closes else here.date() - DAY
    while not _works(calendar, last):
        last -= DAY
    following = here.date() if here.time() < opens else here.date() + DAY
    while not _works(calendar, following):
        following += DAY
    return Closing(datetime.combine(last, closes, LONDON), datetime.combine(following, opens, LONDON))


# Councils whose people are here, with the hours of their desk.
_DESKS = """
select c.id, c.nation, d.opens_at, d.closes_at
  from councils_council c
  left join councils_desk d on d.council_id = c.id and d.service = 'childrens' and d.hours = 'office'
 where c.takes_part
"""

# One statement for a closing: what falls due in it, kept if it is not held yet. An accepted handover to which something
# is added must be accepted anew.
_HAND_OVER = """
with due as (
    select coalesce(jsonb_agg(t.id order by t.due_at, t.id), '[]') as ids
      from timers_timer t
     where t.council_id = %(council)s and t.stopped_at is null and t.due_at > %(closes)s and t.due_at <= %(reopens)s
       and t.about_label = 'referrals.referral'
)
insert into referrals_dutyhandover as h (council_id, closes_at, reopens_at, clocks, made_at)
select %(council)s, %(closes)s, %(reopens)s, due.ids, %(now)s from due where due.ids <> '[]'
    on conflict (council_id, closes_at) do update
   set clocks = h.clocks || (select coalesce(jsonb_agg(x), '[]') from jsonb_array_elements(excluded.clocks) x
                              where not h.clocks @> jsonb_build_array(x)),
       accepted_at = null, accepted_by_id = null, made_at = excluded.made_at
 where not h.clocks @> excluded.clocks
returning id, clocks
"""


def look(*, now: datetime) -> int:
    """Hand over for every desk that is closed, and tell the head of service of what nobody accepted; how many new."""
    made = 0
    with connection.cursor() as cursor:
        cursor.execute(_DESKS)
        desks = cursor.fetchall()
    calendars = {nation: calendar_for(nation) for nation in {nation for _, nation, *_ in desks}}
    for council_id, nation, opens, closes in desks:
        closing = closing_at(now, calendars[nation], opens or OPENS, closes or CLOSES)
        if closing is not None:
            made += _hand_over(council_id, closing, now)
    _raise_unaccepted(now)
    return made


def _hand_over(council_id: int, closing: Closing, now: datetime) -> int:
    parameters: dict[str, Any] = {
        "council": council_id,
        "closes": closing.closes_at,
        "reopens": closing.reopens_at,
        "now": now,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, parameters)
        row = cursor.fetchone()
        if row is None:
            return 0
        handover = DutyHandover.objects.select_related("council").get(pk=row[0])
        _post(handover, _emergency_duty(council_id, local(now).date()), "made", now)
    return 1


def _emergency_duty(council_id: int, day: date) -> list[tuple[int, str]]:
    found = (
        Membership.objects.on(day)
        .filter(council_id=council_id, role=Role.EMERGENCY_DUTY, user__is_active=True)
        .values_list("user_id", "user__email")
        .distinct()
    )
    return sorted(found)


def _raise_unaccepted(now: datetime) -> None:
    """Mail the head of service, once for each handover as it stands, and whoever stands in for them."""
    late = list(unaccepted(now).filter(made_at__lt=now - UNACCEPTED_AFTER).select_related("council"))
    told = set(
        Message.objects.filter(about_label=ABOUT, about_id__in=[one.pk for one in late])
        .filter(key__startswith="handover:unaccepted:")
        .values_list("key", flat=True)
    )
    late = [one for one in late if not any(key.startswith(_key("unaccepted", one)) for key in told)]
    if not late:
        return
    people = directory(councils={one.council_id for one in late}, workers=(), day=local(now).date())
    with transaction.atomic():
        for one in late:
            heads = people.for_level("head_of_service", one.council_id, None, None)
            _post(one, [(to.person_id, to.email) for to in heads], "unaccepted", now)


def unaccepted(now: datetime) -> Any:
    """Handovers nobody has accepted, of desks that have not reopened."""
    return DutyHandover.objects.filter(accepted_at=None, reopens_at__gt=now)


def _key(what: str, handover: DutyHandover) -> str:
    return f"handover:{what}:{handover.pk}:{len(handover.clocks)}:"


def _post(handover: DutyHandover, to: Sequence[tuple[int, str]], what: str, now: datetime) -> None:
    """One message a person for each state of a handover: its key holds how many clocks it held by then."""
    number = len(handover.clocks)
    context = {
        "unaccepted": what == "unaccepted",
        "council": handover.council.short_name,
        "number": number,
        "until": words.weekday_moment(handover.reopens_at, now),
        "link": urljoin(settings.SITE_ADDRESS, reverse("work:handover")),
    }
    subject = " ".join(render_to_string("emails/handover/subject.txt", context).split())
    body = render_to_string("emails/handover/body.txt", context).strip() + "\n"
    key = _key(what, handover)
    letters = [
        Letter(
            key=f"{key}{person_id}", subject=subject, body=body, council_id=handover.council_id, person_id=person_id,
            address=address, about=(ABOUT, handover.pk),
        )
        for person_id, address in to
    ]  # fmt: skip
    if what == "made":
        desk = handover.council.desks.filter(service="childrens", hours="out_of_hours").first()
        if desk is not None or not letters:
            letters.append(
                Letter(
                    key=f"{key}desk", subject=subject, body=body, council_id=handover.council_id, desk=desk,
                    about=(ABOUT, handover.pk),
                )
            )  # fmt: skip
    elif not letters:
        letters.append(
            Letter(key=f"{key}nobody", subject=subject, body=body, council_id=handover.council_id,
                   about=(ABOUT, handover.pk))
        )  # fmt: skip
    post_many(letters, now=now)


def accept(*, handover: DutyHandover, by: User, at: datetime, now: datetime) -> DutyHandover:
    """Somebody takes on what falls due before the desk reopens. The first to say so stays. Returns it as it stands."""
    with transaction.atomic():
        locked = DutyHandover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
        if locked.accepted_at is None:
            locked.accepted_at, locked.accepted_by = at, by
            locked.save(update_fields=["accepted_at", "accepted_by"])
            record(
                by_id=by.pk,
                council_id=locked.council_id,
                action="accept_handover",
                subject=(ABOUT, locked.pk),
                at=now,
                facts={"clocks": locked.clocks, "at": at},
            )
    return locked


def current(council_id: int | None, now: datetime) -> DutyHandover | None:
    """What the emergency duty team of a council holds, or should, at this moment."""
    return (
        DutyHandover.objects.filter(council_id=council_id, reopens_at__gt=now, closes_at__lte=now)
        .select_related("accepted_by", "council")
        .order_by("-closes_at")
        .first()
    )


def waiting_for(person: User, now: datetime) -> dict[str, str] | None:
    """The line on the pages of whoever must know: the duty team at once, a head of service after 30 minutes."""
    if not person.has_perm("work.handover"):
        return None
    found = current(person.council_id, now)
    if found is None or found.accepted_at is not None:
        return None
    number = Timer.objects.running().filter(pk__in=found.clocks).count()
    if not number:
        return None
    what = f"{number} {'deadline falls' if number == 1 else 'deadlines fall'} due before the desk reopens"
    if "emergency_duty" in person.roles:
        return {"headline": f"{what}.", "text": "Nobody has accepted them yet.", "action": "See them and accept"}
    if now - found.made_at < UNACCEPTED_AFTER:
        return None
    waited = words.span(now - found.made_at)
    return {
        "headline": f"{what}, and the emergency duty team has not accepted them for {waited}.",
        "text": "Ring them.",
        "action": "See what is waiting",
    }
