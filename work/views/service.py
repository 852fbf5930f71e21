"""The service at a glance: councils that do not answer, what is late by team, what lies still; numbers open rows."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audits.views.frame import sections
from councils.models import Message
from timers import words
from timers.calendar import local
from timers.querysets import COUNT_CEILING, at_most
from trail.doors import needs
from work import desk_close, figures, presenters
from work.filters import QUIET_AFTER, Filters
from work.scope import Scope


@needs("work.service")
@require_safe
def service(request: Any) -> HttpResponse:
    """Figures only: no child is named here, so nothing of a record is read."""
    now = timezone.now()
    person = request.user
    scope = Scope(person.council_id)
    counts = figures.counts(scope, now=now)
    quiet = figures.quiet(scope, since=now - QUIET_AFTER)
    beside = figures.beside(scope, now=now)
    undelivered = at_most(Message.objects.not_delivered().filter(council_id=person.council_id))
    team = reverse("work:team")

    def rows_of(**asked: str) -> str:
        return team + Filters().href(**asked)

    context = {
        "tiles": [
            {"band": band, "number": presenters.tile(count, COUNT_CEILING), "text": text, "href": rows_of(show=show)}
            for band, count, text, show in (
                ("missed", counts.missed, "Missed", "missed"),
                ("today", counts.today, "Due today", "today"),
                ("unallocated", counts.unallocated, "Unallocated", "unallocated"),
                ("waiting", quiet, "Nothing written for four weeks", "quiet"),
            )
        ],
        "silent": [
            {
                "name": one["name"],
                "waiting": presenters.number(one["waiting"], COUNT_CEILING),
                "longest": words.span(now - _instant(one["since"], now)),
                "href": rows_of(council=one["code"], show="missed"),
            }
            for one in beside.silent
        ],
        "teams": [
            {
                "name": one["name"],
                "missed": presenters.number(one["missed"], COUNT_CEILING),
                "href": rows_of(team=one["name"], show="missed"),
            }
            for one in beside.teams
        ],
        "chart": figures.missed_by_week(beside.weeks, now=now),
        "undelivered": presenters.number(undelivered, COUNT_CEILING) if undelivered else "",
        "successors_href": reverse("work:successors") if _is_followed(person.council) else "",
        "handover": desk_close.waiting_for(person, now),
        "practice": sections(person, ""),
        "address": request.get_full_path(),
        "refreshed_at": words.clock_time(local(now).time()),
    }
    return render(request, "work/service.html", context)


def _is_followed(council: Any) -> bool:
    """True for a council that ends: only then is it asked which follow it."""
    return council is not None and council.valid_until is not None and council.successors.exists()


def _instant(seconds: int, now: Any) -> Any:
    return now.fromtimestamp(seconds, tz=now.tzinfo)
