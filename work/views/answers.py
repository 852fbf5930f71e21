"""Councils that do not answer, for a head of service: figures for each council, which open into the cases."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils.models import VERIFIED_FOR, Council
from referrals.presenters import clocks
from referrals.presenters.page import desk_words
from timers import words
from timers.calendar import local
from trail.doors import needs
from work import answers as figures
from work.views.seen import listed


@needs("work.service")
@require_safe
def councils(request: Any) -> HttpResponse:
    """Each council that we asked something: how much waits, how long an answer takes. No child is named."""
    now = timezone.now()
    rows = [_row(one, now) for one in figures.report(request.user.council_id)]
    context = {
        "rows": rows,
        "most": f"{figures.SENT:,}",
        "back_href": reverse("work:service"),
        "as_at": words.moment(now),
    }
    return render(request, "work/answers.html", context)


def _row(one: dict[str, Any], now: Any) -> dict[str, Any]:
    verified = one["verified_on"]
    council = Council(short_name=one["short_name"], gss_code=one["gss_code"], is_invented=one["is_invented"])
    stale = verified is None or local(now).date() - verified > VERIFIED_FOR
    return {
        "name": one["short_name"],
        "href": reverse("work:answers-of", args=[council.address]) if one["waiting"] else "",
        "asked": one["asked"],
        "waiting": one["waiting"],
        "oldest": words.span(now - one["oldest"]) if one["oldest"] else "",
        "median": words.span(now - now.fromtimestamp(now.timestamp() - one["median"], tz=now.tzinfo))
        if one["median"] is not None
        else "No answer yet",
        "checked": words.day(verified) if verified else "Never",
        "stale": stale,
        # A council of a story has no page in the directory.
        "desk_href": "" if council.is_invented else reverse("councils:council", args=[council.address]),
    }


@needs("work.service")
@require_safe
def of_council(request: Any, code: str) -> HttpResponse:
    """The cases that wait for one council, with the number to ring and the way to disagree in the open."""
    now = timezone.now()
    other = Council.objects.at_address(code).first()
    if other is None or other.pk == request.user.council_id:
        raise Http404("There is no such council.")
    found, more = figures.cases(request.user.council_id, other.pk, now)
    listed(request.user, [one["id"] for one in found], page="answers", now=now)
    may = request.user.has_perm("referrals.disagree")
    context = {
        "other": other.short_name,
        "desk": desk_words(other, now),
        "rows": [
            {
                "child": one["child"],
                "reference": one["reference"],
                "href": clocks.referral_href(one["reference"]),
                "what": "Not acknowledged" if one["what"] == "sending" else "A message is not answered",
                "asked": words.moment(one["at"]),
                "late": words.span(now - one["at"]),
                "worker": one["worker"] or "Nobody has it",
                "disagree": one["disagree"],
                "disagree_href": reverse("referrals:disagree", args=[one["reference"]]) if may else "",
                "between_href": reverse("referrals:between", args=[one["reference"]]),
            }
            for one in found
        ],
        "more": more,
        "back_href": reverse("work:answers"),
    }
    return render(request, "work/answers_of.html", context)
