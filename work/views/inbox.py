"""The council's inbox: who asks us, about whom, what do they want, by when; and whom we are waiting for."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from councils.desks import desk_for
from councils.models import Council
from referrals.actions import acknowledge as acknowledge_referral
from referrals.models import Prompt, Referral
from referrals.presenters import clocks
from referrals.refusals import NotPossible
from timers import words
from timers.calendar import NATIONS, Calendar, local
from timers.held import calendar_for
from trail.doors import needs
from work import desk_close, presenters, rows, talks
from work.scope import Scope
from work.views.seen import listed

MOST = 40

# What other councils sent us and we have not acknowledged, not decided, or decided and not told them: oldest first.
_FOR_US = """
select r.id, r.reference, r.children_count, r.harm, p.given_name, p.family_name, p.known_as, p.born_on, p.age_said,
       p.expected_on, mine.received_at, mine.outcome, sender.short_name as sender,
       coalesce(sender.gss_code, sender.short_name) as sender_code, sent.by_name, sent.open as unacknowledged,
       due.kind, due.due_at, worker.name as worker
  from referrals_part mine
  join referrals_referral r on r.id = mine.referral_id
  left join referrals_person p on p.id = r.first_child_id
  left join councils_council sender on sender.id = mine.sent_by_id
  left join accounts_user worker on worker.id = mine.worker_id
  left join lateral (
      select count(*) filter (where s.acknowledged_at is null) > 0 as open,
             (array_agg(u.name order by s.id desc))[1] as by_name
        from referrals_sending s join accounts_user u on u.id = s.by_id
       where s.referral_id = r.id and s.to_id = mine.council_id
  ) sent on true
  left join lateral (
      select t.kind, t.due_at from timers_timer t
       where t.about_label = 'referrals.referral' and t.about_id = r.id and t.council_id = mine.council_id
         and t.stopped_at is null and t.due_at is not null and t.kind = any(%(kinds)s)
       order by t.due_at, t.id limit 1
  ) due on true
 where mine.council_id = %(council)s and mine.came = 'sent' and mine.closed_at is null and mine.returned_at is null
   and (sent.open or mine.outcome = '' or due.kind is not null)
 order by due.due_at nulls last, mine.received_at, mine.id
 limit %(limit)s
"""
# What we sent and they have missed: their alert is ours to see as well (issue: the other council sees it too).
_LATE_THERE = """
select r.id, r.reference, r.children_count, p.given_name, p.family_name, p.known_as, p.born_on, p.age_said,
       p.expected_on, c.short_name as other, coalesce(c.gss_code, c.short_name) as other_code, t.kind, t.due_at
  from referrals_sending s
  join timers_timer t on t.about_label = 'referrals.referral' and t.about_id = s.referral_id
       and t.council_id = s.to_id and t.stopped_at is null and t.due_at < %(now)s and t.kind = any(%(kinds)s)
  join referrals_part mine on mine.referral_id = s.referral_id and mine.council_id = s.sender_id
       and mine.closed_at is null and mine.returned_at is null
  join referrals_referral r on r.id = s.referral_id
  join councils_council c on c.id = s.to_id
  left join referrals_person p on p.id = r.first_child_id
 where s.sender_id = %(council)s
 order by t.due_at, t.id
 limit %(limit)s
"""
#: Of the other council's clocks, those whose end we wait for; a call between us stands on our own list.
WE_WAIT_FOR = ["decision", "assessment"]

#: Of our own clocks, those that another council ends: it acknowledges, it speaks with us, it answers what we asked.
OF_THEM = [*clocks.ONE_CALL, "message_chased"]

#: What the sender waits for: our decision, word of it, and our call.
THEY_WAIT_FOR = ["decision", "referrer_feedback", "council_contact"]


@needs("work.inbox")
@require_safe
def inbox(request: Any) -> HttpResponseBase:
    """Both sides of what is between us and other councils, worst first, and blind matches at the top."""
    now = timezone.now()
    person = request.user
    for_us, more_for_us = _for_us(person.council_id, now)
    asked = talks.asked_of_us(person.council_id, now, limit=MOST)
    scope = Scope(person.council_id)
    found, more_for_them = rows.clock_rows(scope, span=rows.Span(), kinds=OF_THEM, limit=MOST)
    apart, more_apart = rows.clock_rows(scope, span=rows.Span(), kinds=["disagreement"], limit=MOST)
    matches = _matches(person, now)
    late_there = _late_there(person.council_id, now)
    shown = (
        [one["id"] for one in [*for_us, *asked, *late_there]]
        + [row["id"] for row in [*found, *apart]]
        + [one["referral_id"] for one in matches]
    )
    listed(person, shown, page="inbox", now=now)
    handover = desk_close.waiting_for(person, now)
    context = {
        "for_us": [*asked, *for_us],
        "more_for_us": more_for_us,
        "for_them": _for_them(found, now),
        "more_for_them": more_for_them,
        "apart": rows.as_acts(apart, now),
        "more_apart": more_apart,
        "matches": matches,
        "late_there": late_there,
        "handover": handover,
        "may_contact": person.has_perm("referrals.contact"),
        "may_acknowledge": person.has_perm("referrals.acknowledge"),
        "address": request.get_full_path(),
        "refreshed_at": words.clock_time(local(now).time()),
    }
    return render(request, "work/inbox.html", context)


@needs("referrals.acknowledge")
@require_POST
def acknowledge(request: Any) -> HttpResponseBase:
    """Acknowledge a referral from its row: the person who presses is the named worker until somebody is allocated."""
    now = timezone.now()
    referral = Referral.objects.filter(reference=request.POST.get("referral", "")).prefetch_related("parts").first()
    if referral is None or not request.user.has_perm("referrals.acknowledge", referral):
        raise Http404("There is no such referral, or you may not see it.")
    try:
        acknowledge_referral(by=request.user, referral=referral, at=now, now=now)
    except NotPossible as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"Acknowledged {referral.reference}. The other council sees that you have it.")
    return redirect("work:inbox")


def _read(sql: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _late_there(council_id: int, now: datetime) -> list[dict[str, Any]]:
    """Deadlines the other council has missed on what we sent it, worst first."""
    found = _read(_LATE_THERE, {"council": council_id, "now": now, "kinds": WE_WAIT_FOR, "limit": MOST})
    today = local(now).date()
    return [
        {
            "id": row["id"],
            "band": "missed",
            "act": f"{row['other']} is late: {clocks.title(row['kind'])[0].lower()}{clocks.title(row['kind'])[1:]}",
            "href": clocks.referral_href(row["reference"]),
            "who": presenters.child(row, today),
            "reference": row["reference"],
            "headline": presenters.headline(row["due_at"], now),
            "when": presenters.when(row["due_at"], now),
            "button": "Record the call",
            "button_href": clocks.act_href("council_contact", row["reference"], row["other_code"]),
        }
        for row in found
    ]


def _for_us(council_id: int, now: datetime) -> tuple[list[dict[str, Any]], bool]:
    parameters = {"council": council_id, "kinds": THEY_WAIT_FOR, "limit": MOST + 1}
    found = _read(_FOR_US, parameters)
    today = local(now).date()
    shown = [
        {
            "id": row["id"],
            "band": presenters.band(row["due_at"], now) if row["due_at"] else "later",
            "who_asks": f"{row['sender']}, {row['by_name']}" if row["by_name"] else row["sender"],
            "child": presenters.child(row, today),
            "reference": row["reference"],
            "href": clocks.referral_href(row["reference"]),
            "want": _want(row),
            "headline": presenters.headline(row["due_at"], now) if row["due_at"] else "No deadline",
            "when": presenters.when(row["due_at"], now) if row["due_at"] else "",
            "unacknowledged": row["unacknowledged"],
            "worker": row["worker"] or "Nobody has it",
            "button": clocks.button(row["kind"]) if row["kind"] else "",
            "button_href": clocks.act_href(row["kind"], row["reference"], row["sender_code"] or "")
            if row["kind"]
            else "",
            "received": f"sent {presenters.ago(row['received_at'], now)}",
        }
        for row in found[:MOST]
    ]
    return shown, len(found) > MOST


def _want(row: dict[str, Any]) -> str:
    """What they want of us, in words."""
    wants = []
    if row["unacknowledged"]:
        wants.append("that we say we have it")
    if not row["outcome"]:
        wants.append("our decision")
    elif row["kind"] == "referrer_feedback":
        wants.append("word of what we decided")
    if row["kind"] == "council_contact":
        wants.append("a call between us")
    said = " and ".join(wants) or "our answer"
    return said[0].upper() + said[1:]


def _for_them(found: list[rows.Row], now: datetime) -> list[dict[str, Any]]:
    """Our calls and acknowledgements still outstanding, with the number to ring now."""
    codes = {row["other_code"] for row in found if row["other_code"]}
    calendars = _calendars()
    desks = {
        one.short_name: desk_for(one, now, calendar=calendars[one.nation])
        for one in Council.objects.filter(gss_code__in=codes).prefetch_related("desks")
    }
    acts = rows.as_acts(found, now)
    for act in acts:
        desk = desks.get(act["other"])
        act["detail"] = f"{desk.name}: {desk.phone}" if desk is not None and desk.phone else ""
    return acts


def _calendars() -> dict[str, Calendar]:
    """Each nation's, asked for once a list and not once a desk."""
    return {nation: calendar_for(nation) for nation in NATIONS}


def _matches(person: User, now: datetime) -> list[dict[str, Any]]:
    """Blind matches: another council has a live referral about a child who looks like ours. Nothing else is told."""
    asked = list(
        Prompt.objects.filter(council_id=person.council_id, code="live_elsewhere", settled_at=None)
        .select_related("referral__first_child")
        .order_by("-at", "-id")[:MOST]
    )
    ids = {one.facts.get("council") for one in asked}
    others = {one.pk: one for one in Council.objects.filter(pk__in=ids).prefetch_related("desks")} if ids else {}
    calendars = _calendars()
    shown = []
    for one in asked:
        other = others.get(one.facts.get("council"))
        desk = desk_for(other, now, calendar=calendars[other.nation]) if other is not None else None
        shown.append(
            {
                "referral_id": one.referral_id,
                "other": other.short_name if other is not None else "Another council",
                "desk": f"{desk.name}, {desk.phone}" if desk is not None and desk.phone else "",
                "reference": one.referral.reference,
                "href": clocks.referral_href(one.referral.reference),
                "when": presenters.ago(one.at, now),
            }
        )
    return shown
