"""A council that has ended hands its open work to those that follow it: looked at first, then by a person's press."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from referrals.actions import succeeding
from referrals.models import Part
from referrals.presenters import clocks
from referrals.refusals import NotPossible
from timers import words
from timers.calendar import local
from trail.doors import needs
from work import presenters
from work.views.seen import listed


@needs("referrals.succeed")
@require_http_methods(["GET", "HEAD", "POST"])
def successors(request: Any) -> HttpResponseBase:
    """The preview, fifty at a time; and handing over those that are ticked, each to the council chosen for it."""
    now = timezone.now()
    council = request.user.council
    followers = list(council.successors.order_by("short_name")) if council is not None else []
    if not followers:
        raise Http404("No council follows yours.")
    first_day = max((one.valid_from for one in followers if one.valid_from), default=local(now).date())
    ended = not council.is_in_being(local(now).date())
    rows, more = succeeding.preview(council, on=max(first_day, local(now).date()))
    if request.method == "POST" and ended:
        _hand_over(request, rows, {one.address: one for one in followers}, now)
        return redirect("work:successors")
    listed(request.user, [one.part.referral_id for one in rows], page="successors", now=now)
    today = local(now).date()
    context = {
        "council": council.short_name,
        "followers": [{"key": one.address, "name": one.short_name} for one in followers],
        "ended": ended,
        "first_day": words.day(first_day),
        "rows": [
            {
                "reference": one.part.referral.reference,
                "href": clocks.referral_href(one.part.referral.reference),
                "child": _child(one.part, today),
                "to": one.council.address if one.council else "",
                "to_name": one.council.short_name if one.council else "",
                "why": one.why,
                "worker": one.part.worker.name if one.part.worker else "Nobody has it",
            }
            for one in rows
        ],
        "more": more,
        "back_href": reverse("work:service"),
    }
    return render(request, "work/successors.html", context)


def _child(part: Part, today: Any) -> str:
    child = part.referral.first_child
    if child is None:
        return "No name given"
    return presenters.child(
        {
            "given_name": child.given_name,
            "family_name": child.family_name,
            "born_on": child.born_on,
            "age_said": child.age_said,
            "expected_on": child.expected_on,
            "children_count": part.referral.children_count,
        },
        today,
    )


def _hand_over(request: Any, rows: list[succeeding.Heir], followers: dict[str, Any], now: Any) -> None:
    """Those shown for which a council is chosen; one that cannot go keeps the others from nothing."""
    with transaction.atomic():
        succeeding.hand_desks(by=request.user, at=now, now=now)
    done, kept = 0, []
    for one in rows:
        reference = one.part.referral.reference
        to = followers.get(request.POST.get(f"to-{reference}", ""))
        if to is None:
            continue
        try:
            with transaction.atomic():
                succeeding.hand_to_successor(by=request.user, referral=one.part.referral, to=to, at=now, now=now)
        except NotPossible as refusal:
            kept.append(f"{reference}: {refusal.sentence}")
        else:
            done += 1
    messages.success(request, f"{done} handed over. Each council that follows has them in its front door now.")
    for sentence in kept:
        messages.warning(request, sentence)
