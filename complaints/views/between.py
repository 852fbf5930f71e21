"""What comes to a council about complaints but is not on one of its own pages: links proposed by another council, and
what was learnt, for the teams that take it in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from complaints import actions
from complaints.forms.between import AcceptLinkForm, ReceiveLearningForm
from complaints.models import Complaint, ComplaintLink, LearningReceipt
from complaints.presenters import linking
from complaints.presenters.words import ABOUT
from complaints.views import doors
from referrals import drafts, handles
from referrals.refusals import NotPossible, Refused
from timers import words
from trail.doors import needs

MOST = 100


@needs("complaints.link")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_link(request: Any, link: str) -> HttpResponseBase:
    """Another council proposes to answer together: accept with a complaint of our own, or decline."""
    key = linking.link_of(link)
    found = (
        ComplaintLink.objects.select_related("complaint__council", "council", "lead")
        .filter(pk=key, council_id=request.user.council_id, accepted_at=None, ended_at=None)
        .first()
        if key
        else None
    )
    if found is None:
        raise Http404("There is no such proposal, or it was answered already.")
    now = doors.now_of(request)
    mine = Complaint.objects.within(request.user).in_hand()
    data, _ = drafts.clean(request.POST)
    form = AcceptLinkForm(data if request.method == "POST" else None, mine=mine, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                if form.complaint is not None:
                    actions.accept_link(by=request.user, link=found, complaint=form.complaint, at=now, now=now)
                    messages.success(request, "Accepted. Each council keeps its own time limits and findings.")
                    return redirect("complaints:complaint", reference=form.complaint.reference)
                actions.end_link(by=request.user, link=found, because=form.cleaned_data["because"], at=now, now=now)
        except (NotPossible, Refused) as refusal:
            sentence = refusal.sentence if isinstance(refusal, NotPossible) else refusal.grounds[0].sentence
            form.add_error(None, sentence)
        else:
            messages.success(request, "Declined. They see your reason.")
            return redirect("complaints:list")
    doors.write_list(request, [])
    context = {
        "form": form,
        "offer": linking.offered([found])[0],
        "council": found.complaint.council.short_name,
        "back_href": reverse("complaints:list"),
    }
    return render(request, "complaints/accept_link.html", context, status=422 if form.is_bound else 200)


def _receipts(user: Any) -> Any:
    """Learning sent to teams within the person's reach; it names nobody and says nothing of the complaint."""
    reach = user.reach("complaints.learn")
    found = LearningReceipt.objects.select_related("item", "team", "received_by")
    if user.council_id in reach.council_ids:
        return found.filter(team__council_id=user.council_id)
    return found.filter(team_id__in=reach.team_ids)


def learnt_from_complaints(user: Any) -> list[dict[str, Any]]:
    """What was learnt from complaints, for somebody's teams: first what waits for an answer. It names nobody."""
    waiting_first = F("received_at").desc(nulls_first=True)
    rows = _receipts(user).order_by(waiting_first, "-sent_at", "-pk")[:MOST]
    return [
        {
            "words": one.item.words,
            "theme": ABOUT.get(one.item.theme, ""),
            "team": one.team.name,
            "sent": words.day(one.sent_at),
            "received": words.day(one.received_at) if one.received_at else "",
            "answer": one.words,
            "by": one.received_by.name if one.received_by else "",
            "href": reverse("complaints:learnt", args=[handles.handle("learning", one.pk)]),
        }
        for one in rows
    ]


@needs("complaints.learn")
@require_safe
def learning(request: Any) -> HttpResponse:
    """What was learnt from complaints, for one's teams."""
    return render(request, "complaints/learning.html", {"rows": learnt_from_complaints(request.user)})


@needs("complaints.learn")
@require_http_methods(["GET", "HEAD", "POST"])
def learnt(request: Any, receipt: str) -> HttpResponseBase:
    """Take in what was learnt, and say what the team did with it."""
    key = handles.key_of("learning", receipt)
    found = _receipts(request.user).filter(pk=key).first() if key else None
    if found is None:
        raise Http404("There is no such learning, or it is not your team’s.")
    if found.received_at is not None:
        messages.info(request, "Your team has answered this already.")
        return redirect("complaints:learning")
    data, _ = drafts.clean(request.POST)
    form = ReceiveLearningForm(data if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        now = timezone.now()
        try:
            with transaction.atomic():
                actions.receive_learning(
                    by=request.user, receipt=found, words=form.cleaned_data["words"], at=now, now=now
                )
        except NotPossible as refusal:
            form.add_error(None, refusal.sentence)
        except Refused as refused:
            raise PermissionDenied("complaints.learn") from refused
        else:
            messages.success(request, "Recorded.")
            return redirect("complaints:learning")
    context = {
        "form": form,
        "words": found.item.words,
        "theme": ABOUT.get(found.item.theme, ""),
        "team": found.team.name,
        "back_href": reverse("complaints:learning"),
    }
    return render(request, "complaints/learnt.html", context, status=422 if form.is_bound else 200)
