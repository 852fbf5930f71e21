"""Somebody leaves: all their cases on one page, each with what is unanswered, to be handed over in one go."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.people import people_with
from councils.models import Council
from referrals import drafts, handles
from referrals.actions import hand_over_cases
from referrals.actions.handing_over import MOST_AT_ONCE, Move
from referrals.models import Part
from referrals.presenters import clocks
from referrals.presenters.people import age
from referrals.refusals import NotPossible
from referrals.unanswered import unanswered_of
from referrals.views import doors
from timers import words
from timers.calendar import local
from trail.doors import needs


def _open_parts(person: Any) -> Any:
    """The open parts that this person may hand over: a team manager's own team's, others' of the council."""
    reach = person.reach("referrals.allocate")
    return Part.objects.of_council(person.council_id).within(reach).filter(closed_at=None, returned_at=None)


@needs("referrals.hand_over")
@require_safe
def workers(request: Any) -> HttpResponseBase:
    """Whose cases? Everybody who has open ones, with how many."""
    counted = _open_parts(request.user).exclude(worker=None).order_by()
    loads = dict(counted.values_list("worker_id").annotate(Count("pk")))
    people = User.objects.filter(pk__in=loads).order_by("name", "pk")
    rows = [
        {
            "name": one.name,
            "load": f"{loads[one.pk]} open case{'' if loads[one.pk] == 1 else 's'}",
            "href": reverse("referrals:hand-over", args=[one.reference]),
        }
        for one in people
    ]
    return render(request, "referrals/hand_over_whose.html", {"rows": rows, "back_href": reverse("work:team")})


@needs("referrals.hand_over")
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: Any, worker: str) -> HttpResponseBase:
    """Every case of one worker: who takes it and why; all that are chosen go in one transaction or none does."""
    leaver = User.objects.filter(reference=worker, council_id=request.user.council_id).first()
    if leaver is None:
        raise Http404("There is nobody of that kind in your council.")
    now = doors.now_of(request)
    found = (
        _open_parts(request.user)
        .filter(worker=leaver)
        .select_related("referral__first_child")
        .order_by("received_at", "id")[: MOST_AT_ONCE + 1]
    )
    parts = list(found)
    shown, more = parts[:MOST_AT_ONCE], len(parts) > MOST_AT_ONCE
    takers = [
        one
        for one in people_with("referrals.assess", request.user.council_id, day=local(now).date())
        if one.pk != leaver.pk
    ]
    data, _ = drafts.clean(request.POST)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        moves, errors = _asked(data, shown, {one.reference: one for one in takers})
        if not errors:
            try:
                with transaction.atomic():
                    moved = hand_over_cases(by=request.user, leaver=leaver, moves=moves, at=now, now=now)
            except NotPossible as why:
                errors = [{"href": "#cases", "text": why.sentence}]
            else:
                doors.write_list(request, [one.referral_id for one in moved])
                count = f"{len(moved)} case{'' if len(moved) == 1 else 's'}"
                messages.success(
                    request, f"Handed over: {count}. Each new worker acknowledges what is unanswered on each case."
                )
                return redirect("referrals:hand-over", worker=leaver.reference)
    doors.write_list(request, [one.referral_id for one in shown])
    context = {
        "leaver": leaver.name,
        "rows": _rows(shown, data, now),
        "takers": [{"value": one.reference, "text": one.name} for one in takers],
        "reason": data.get("reason", ""),
        "more": more,
        "errors": errors,
        "back_href": reverse("referrals:hand-over-whose"),
    }
    return render(request, "referrals/hand_over.html", context, status=422 if errors else 200)


def _asked(data: Any, parts: list[Part], takers: dict[Any, User]) -> tuple[list[Move], list[dict[str, str]]]:
    """The moves asked for, and what is wrong with them in words."""
    common = " ".join(data.get("reason", "").split())[:300]
    named = {str(key): person for key, person in takers.items()}
    moves, errors = [], []
    for part in parts:
        mark = handles.handle("part", part.pk)
        to = named.get(data.get(f"to-{mark}", ""))
        if to is None:
            continue
        reason = " ".join(data.get(f"reason-{mark}", "").split())[:300] or common
        if not reason:
            text = f"Say why {part.referral.reference} is handed over, or give one reason for all"
            errors.append({"href": f"#reason-{mark}", "text": text})
        moves.append(Move(part.pk, to, reason))
    if not moves:
        errors.append({"href": "#cases", "text": "Choose who takes at least one case"})
    return moves, errors


def _rows(parts: list[Part], data: Any, now: Any) -> list[dict[str, Any]]:
    """Each case with what is unanswered on it and since when; what was typed stays."""
    items = unanswered_of(parts)
    councils = _names({one["council"] for some in items.values() for one in some if one["council"]})
    rows = []
    for part in parts:
        mark = handles.handle("part", part.pk)
        child = part.referral.first_child
        rows.append(
            {
                "mark": mark,
                "child": f"{child.name}, {age(child, local(now).date())}" if child else "No name given",
                "reference": part.referral.reference,
                "href": clocks.referral_href(part.referral.reference),
                "since": words.day(part.received_at),
                "unanswered": [
                    clocks.title(one["what"], councils.get(one["council"], "")) for one in items.get(part.pk, [])
                ],
                "to": data.get(f"to-{mark}", ""),
                "reason": data.get(f"reason-{mark}", ""),
            }
        )
    return rows


def _names(ids: set[int]) -> dict[int, str]:
    return dict(Council.objects.filter(pk__in=ids).values_list("pk", "short_name")) if ids else {}
