"""What was typed into the acts on complaints and not sent yet: saved from the page, listed, discarded by its owner."""

from typing import Any
from uuid import UUID

from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from complaints.models import Complaint, Letter
from complaints.presenters.words import complainant
from complaints.views import doors
from referrals import drafts
from referrals.models import Draft
from referrals.presenters.logging_pages import saved_words
from timers import words
from trail.doors import needs

#: Names of forms here begin so, that they are never taken for those of a referral.
PREFIX = "complaint-"
RECEIVE = f"{PREFIX}receive"


def form_name(slug: str) -> str:
    return f"{PREFIX}{slug}"[:40]


def shown(user: Any) -> list[dict[str, str]]:
    """One's unfinished forms about complaints that one may still read, latest first."""
    found = [one for one in drafts.unfinished(user) if one.form.startswith(PREFIX)]
    readable = (
        {one.pk: one for one in Complaint.objects.within(user).filter(pk__in=[one.about_id for one in found])}
        if any(one.about_id for one in found)
        else {}
    )
    return [row for one in found if (row := _row(one, readable)) is not None]


def _row(draft: Draft, readable: dict[int, Complaint]) -> dict[str, str] | None:
    from complaints.views.act_table import ACTS

    common = {
        "saved": f"saved {words.moment(draft.saved_at)}",
        "discard_href": reverse("complaints:draft-discard", args=[draft.token]),
    }
    if draft.form == RECEIVE:
        return {"title": "A complaint being written down", "href": reverse("complaints:receive"), **common}
    slug, complaint = draft.form.removeprefix(PREFIX), readable.get(draft.about_id or 0)
    if complaint is None:
        return None
    kind = slug.removeprefix("letter-")
    if slug != kind and kind in Letter.Kind.values:
        address = reverse("complaints:letter-new", args=[complaint.reference])
        title = f"Letter, {Letter.Kind(kind).label.lower()}: {complainant(complaint)}"
        return {"title": title, "href": f"{address}?kind={kind}", **common}
    act = ACTS.get(slug)
    if act is None:
        return None
    href = reverse(f"complaints:{act.slug}", args=[complaint.reference])
    return {"title": f"{act.title}: {complainant(complaint)}", "href": href, **common}


@needs("complaints.receive")
@require_POST
def save_intake(request: Any, token: UUID) -> HttpResponseBase:
    """Keep what somebody is writing down of a complaint that reached the council."""
    return _save(request, token, form=RECEIVE, about_id=0)


@needs("complaints.letters")
@require_POST
def save_letter(request: Any, token: UUID) -> HttpResponseBase:
    """Keep what somebody is writing of a letter."""
    case = doors.open_case(request, request.POST.get("about", ""))
    form = request.POST.get("form", "")
    if not case.may("complaints.letters") or form.removeprefix("letter-") not in Letter.Kind.values:
        raise Http404(doors.ABSENT)
    return _save(request, token, form=form_name(form), about_id=case.complaint.pk)


@needs("complaints.read")
@require_POST
def save(request: Any, token: UUID) -> HttpResponseBase:
    """Keep what was typed so far into an act on a complaint; answers {"saved": "4:12pm"}."""
    from complaints.views.act_table import ACTS

    act = ACTS.get(request.POST.get("form", ""))
    case = doors.open_case(request, request.POST.get("about", ""))
    if act is None or not case.may(*act.permissions):
        raise Http404(doors.ABSENT)
    return _save(request, token, form=form_name(act.slug), about_id=case.complaint.pk)


def _save(request: Any, token: UUID, *, form: str, about_id: int) -> HttpResponseBase:
    now = doors.now_of(request)
    data, _ = drafts.clean(request.POST)
    draft = drafts.claim(user=request.user, token=token, form=form, about_id=about_id, now=now)
    if draft is None:
        return JsonResponse({"problem": "this has been sent already."}, status=409)
    drafts.keep(draft, drafts.as_lists(data), now=now)
    return JsonResponse({"saved": saved_words(now)})


@needs("accounts.own")
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Any, token: UUID) -> HttpResponseBase:
    """Throw one's own unfinished words away, after asking."""
    found = Draft.objects.filter(token=token, user=request.user, form__startswith=PREFIX).first()
    if found is None:
        raise Http404("There is no such draft. It may have been sent or discarded.")
    if request.method == "POST":
        found.delete()
        return redirect("complaints:list" if request.user.has_perm("complaints.read") else "complaints:receive")
    return render(request, "complaints/discard.html", {"saved": saved_words(found.saved_at)})
