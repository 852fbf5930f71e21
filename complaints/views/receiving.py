"""Writing down a complaint that reached the council. Whoever does so need not be able to see it afterwards."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from complaints import actions
from complaints.forms.base import unjudged
from complaints.forms.receiving import MOST_POINTS, ReceiveForm
from complaints.models import Complaint
from complaints.views import doors
from complaints.views.acts import token_of
from complaints.views.drafts import RECEIVE
from referrals import drafts
from referrals.presenters.act_page import saved
from referrals.presenters.page import desk_words
from referrals.refusals import NotPossible
from timers.calendar import local
from trail.doors import needs

RECEIVED = "complaints_written_down"  # in the session: references of what this person wrote down, latest last


@needs("complaints.receive")
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: Any) -> HttpResponseBase:
    """The form; with "Add a point" it comes back with one more."""
    now = doors.now_of(request)
    on = local(now).date()
    if request.method != "POST":
        kept = drafts.of_act(request.user, RECEIVE, 0)
        if kept is not None and kept.data:
            data = drafts.as_post(kept.data)
            form = unjudged(ReceiveForm(data, user=request.user, points=_points(data), on=on))
            return _page(request, form, token=kept.token, draft=kept)
        return _page(request, ReceiveForm(user=request.user, on=on), token=uuid.uuid4())
    data, taken_out = drafts.clean(request.POST)
    draft = drafts.claim(user=request.user, token=token_of(data), form=RECEIVE, about_id=0, now=now)
    if draft is None:
        messages.info(request, "This was written down already. Nothing was written twice.")
        return redirect("complaints:received")
    drafts.keep(draft, drafts.as_lists(data), now=now)
    points = _points(data)
    if data.get("do") == "add":
        points = min(points + 1, MOST_POINTS)
        data["points"] = str(points)
        drafts.keep(draft, drafts.as_lists(data), now=now)
        form = unjudged(ReceiveForm(data, user=request.user, points=points, on=on))
        return _page(request, form, token=draft.token, draft=draft)
    form = ReceiveForm(data, user=request.user, points=points, on=on)
    errors = [{"href": "", "text": drafts.TAKEN_OUT}] if taken_out else []
    if errors or not form.is_valid():
        return _page(request, form, token=draft.token, draft=draft, status=422, errors=errors)
    try:
        with transaction.atomic():
            complaint = actions.complain(
                by=request.user,
                council=request.user.council,
                said=replace(form.said, form_token=draft.token),
                at=form.happened_at(now),
                now=now,
            )
    except NotPossible as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _page(request, form, token=draft.token, draft=draft, status=422)
    drafts.mark_sent(draft, now=now)
    request.session[RECEIVED] = [*request.session.get(RECEIVED, []), complaint.reference][-20:]
    return redirect("complaints:received")


def _points(data: Any) -> int:
    """How many points the form has: as it says itself, or as many as hold something."""
    typed = data.get("points", "")
    said = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 1
    held = [int(name[6:]) for name in data if name.startswith("words_") and name[6:].isdigit() and len(name) < 9]
    return max([said, *held], default=1)


def _page(
    request: Any, form: Any, *, token: Any, draft: Any = None, status: int = 200, errors: Any = ()
) -> HttpResponse:
    context = {
        "form": form,
        "token": token,
        "points": form.number,
        "may_add": form.number < MOST_POINTS,
        "saved": saved(draft),
        "errors": errors,
        "draft_url": reverse("complaints:intake-draft", args=[token]),
        "discard_href": reverse("complaints:draft-discard", args=[token]) if draft else "",
        "desk": desk_words(request.user.council, doors.now_of(request)),
    }
    return render(request, "complaints/receive.html", context, status=status)


@needs("complaints.receive")
@require_safe
def received(request: Any) -> HttpResponseBase:
    """The reference, what to say to the complainant, and whether a referral was opened."""
    references = request.session.get(RECEIVED, [])
    if not references:
        return redirect("complaints:receive")
    found = Complaint.objects.select_related("opened_referral").get(reference=references[-1])
    may = found in Complaint.objects.within(request.user) if request.user.has_perm("complaints.read") else False
    doors.write_list(request, [found.pk])
    context = {
        "reference": found.reference,
        "complaint_href": reverse("complaints:complaint", args=[found.reference]) if may else "",
        "referral": found.opened_referral.reference if found.opened_referral else "",
        "desk": desk_words(request.user.council, doors.now_of(request)),
        "by_child": found.by_child,
    }
    return render(request, "complaints/received.html", context)
