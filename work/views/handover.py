"""What falls due while the duty desk is closed, for the emergency duty team to accept."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from timers import words
from trail.doors import needs
from work import desk_close, rows
from work.scope import Scope
from work.views.seen import listed


@needs("work.handover")
@require_safe
def handover(request: Any) -> HttpResponseBase:
    """The list as it stands: what has been done since is gone from it, what was started since is in it."""
    now = timezone.now()
    person = request.user
    found = desk_close.current(person.council_id, now)
    shown = []
    if found is not None:
        clocks_ = rows.these_clocks(Scope(person.council_id), found.clocks)
        shown = rows.as_acts(clocks_, now)
        listed(person, (row["id"] for row in clocks_), page="handover", now=now)
    context = {
        "handover": found,
        "rows": shown,
        "until": words.weekday_moment(found.reopens_at, now) if found else "",
        "since": words.weekday_moment(found.closes_at, now) if found else "",
        "accepted": f"{found.accepted_by.name} accepted them on {words.moment(found.accepted_at)}."
        if found and found.accepted_at and found.accepted_by
        else "",
        "may_accept": person.has_perm("work.accept_handover"),
        "late": found is not None and found.accepted_at is None and now - found.made_at > desk_close.UNACCEPTED_AFTER,
    }
    return render(request, "work/handover.html", context)


@needs("work.accept_handover")
@require_POST
def accept(request: Any) -> HttpResponseBase:
    """One press: a named person of the emergency duty team has them now."""
    now = timezone.now()
    found = desk_close.current(request.user.council_id, now)
    # The page may be old: what was added since it was opened has not been read.
    if found is None or str(len(found.clocks)) != request.POST.get("number"):
        messages.warning(request, "The list has changed since you opened it. Read it again, then accept.")
        return redirect("work:handover")
    done = desk_close.accept(handover=found, by=request.user, at=now, now=now)
    if done.accepted_by_id == request.user.pk:
        messages.success(request, "You have accepted them. They are yours until the desk reopens.")
    else:
        messages.warning(request, "Somebody else accepted them before you.")
    return redirect("work:handover")
