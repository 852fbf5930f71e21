"""What was typed, saved from the page within seconds, listed and discarded. Everybody sees only their own."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from referrals import drafts
from referrals.forms.building import Entry
from referrals.forms.keeping import keep_step
from referrals.forms.logging import STEP
from referrals.models import Draft
from referrals.presenters import logging_pages
from referrals.views import doors
from timers import words
from timers.calendar import local
from trail.doors import needs


@needs("referrals.draft")
@require_safe
def listing(request: Any) -> HttpResponse:
    """Everything unfinished, latest first."""
    unfinished = list(drafts.unfinished(request.user))
    logs = [draft for draft in unfinished if draft.form == drafts.LOG]
    acts = logging_pages.acts_shown([draft for draft in unfinished if draft.form != drafts.LOG], request.user)
    if named := [row["about_id"] for row in acts if row["about_id"]]:
        doors.write_list(request, named)
    return render(request, "referrals/drafts.html", {"drafts": logging_pages.drafts_shown(logs) + acts})


@needs("referrals.draft")
@require_POST
def save(request: Any, token: UUID) -> HttpResponseBase:
    """Keep what was typed so far into the log of a referral; answers {"saved": "4:12pm"}.

    Takes the page's own fields or JSON of them. Every other page keeps its words itself: referrals.views.acting.
    """
    data = _posted(request)
    if data is None:
        return JsonResponse({"problem": "this could not be read. It will be tried again."}, status=400)
    data, _ = drafts.clean(data)
    now = doors.now_of(request)
    draft = drafts.log_of(request.user, token, lock=True)
    slug = data.get("step", "")
    if draft is None:
        return JsonResponse({"problem": "this has been sent or discarded already."}, status=409)
    if slug not in {*STEP, "paste"}:
        return JsonResponse({"problem": "this page is not known."}, status=400)
    done = slug in draft.data.get("done", [])
    keep_step(Entry(draft, request.user, [], {}, local(now).date()), slug, data, now=now, done=done)
    return JsonResponse({"saved": logging_pages.saved_words(now)})


def _posted(request: Any) -> QueryDict | None:
    if request.content_type != "application/json":
        return request.POST
    try:
        given = json.loads(request.body)
    except (ValueError, UnicodeDecodeError):
        return None
    if not isinstance(given, dict):
        return None
    data = QueryDict(mutable=True)
    for name, value in given.items():
        data.setlist(str(name), [str(one) for one in (value if isinstance(value, list) else [value])])
    return data


@needs("accounts.own")
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Any, token: UUID) -> HttpResponseBase:
    """Throw one's own unfinished words away, after asking: of whatever page, in whatever room."""
    draft = Draft.objects.filter(token=token, user=request.user).exclude(form=drafts.SENT).first()
    if draft is None:
        raise Http404("There is no such draft. It may have been sent or discarded.")
    back = doors.within_site(request, request.GET.get("next", ""))
    if request.method == "POST":
        draft.delete()
        return redirect(back or ("referrals:drafts" if request.user.has_perm("referrals.draft") else "/"))
    return render(request, "referrals/discard.html", {"draft": _shown(draft, request.user, back)})


def _shown(draft: Draft, user: Any, back: str) -> dict[str, Any]:
    """Which words these are and the way back to them: pages of other rooms know theirs themselves."""
    rows = logging_pages.drafts_shown([draft]) if draft.form == drafts.LOG else logging_pages.acts_shown([draft], user)
    saved = f"saved {words.moment(draft.saved_at)}"
    return rows[0] if rows else {"title": "What you typed", "saved": saved, "href": back or "/"}
