"""The privacy officer's page. Looking at it is itself written down."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from trail.doors import needs
from trail.record import record
from work import reads


@needs("trail.review")
@require_safe
def listing(request: Any) -> HttpResponse:
    """Who of the officer's own council read what, when and why."""
    asked = reads.Asked.read(request.GET)
    council_id = request.user.council_id or 0
    context = reads.page(council_id, asked)
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="review",
        subject=("trail.entry", None),
        reason=f"one person's readings, {asked.show}" if asked.person else f"readings, {asked.show}",
        at=timezone.now(),
    )
    people = User.objects.filter(council_id=council_id).order_by("name", "pk").values_list("reference", "name")[:2000]
    context |= {
        "asked": asked,
        "since": asked.since.isoformat() if asked.since else "",
        "until": asked.until.isoformat() if asked.until else "",
        "people": [{"value": str(reference), "text": name} for reference, name in people],
        "shows": [{"value": code, "text": text} for code, text in reads.SHOWS],
        "columns": [{"text": text} for text in ("When", "Who", "What", "Referral or complaint", "Reason given")],
    }
    return render(request, "work/reads.html", context)
