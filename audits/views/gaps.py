"""Gaps in the procedures: where they conflict or are silent, what the partnership was asked, what came of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from audits import actions
from audits.forms import practice as forms
from audits.models import RuleGap
from audits.presenters import lines
from audits.presenters import practice as words_of
from audits.views.frame import Page, answer, sections
from referrals import references
from timers import words
from trail.doors import needs

READ, WRITE = "audits.gaps", "audits.report_gap"
MOST = 100


@needs(READ)
@require_safe
def register(request: Any) -> HttpResponse:
    """The open ones by their day, then those that were settled."""
    now = timezone.now()
    found = RuleGap.objects.filter(council_id=request.user.council_id).select_related("owner")
    context = {
        "sections": sections(request.user, "gaps"),
        "open": [words_of.gap_row(one, now) for one in found.filter(settled_on=None).order_by("due_on", "pk")[:MOST]],
        "settled": [
            words_of.gap_row(one, now) for one in found.exclude(settled_on=None).order_by("-settled_on", "-pk")[:MOST]
        ],
        "may_report": request.user.has_perm(WRITE),
    }
    return render(request, "audits/oversight_gaps.html", context)


def find(request: Any, reference: str) -> RuleGap:
    found = (
        RuleGap.objects.filter(council_id=request.user.council_id, reference=references.tidy(reference))
        .select_related("owner")
        .first()
    )
    if found is None or not request.user.has_perm(READ, found):
        raise Http404("There is no such gap, or it is another council's.")
    return found


@needs(READ)
@require_safe
def gap(request: Any, reference: str) -> HttpResponse:
    """One gap."""
    now, found = timezone.now(), find(request, reference)
    context = {
        "sections": sections(request.user, "gaps"),
        "gap": found,
        "row": words_of.gap_row(found, now),
        "facts": [
            {"key": "What is wrong", "text": found.get_kind_display()},
            {"key": "Reported to", "text": found.reported_to, "note": words.day(found.reported_on)},
            {"key": "Who sees to it", "text": found.owner.name},
            {"key": "What came of it", "text": found.outcome, "empty": "Not settled yet"},
        ],
        "may_settle": found.settled_on is None and request.user.has_perm(WRITE, found),
        "timeline": lines.timeline(found.pair),
    }
    return render(request, "audits/oversight_gap.html", context)


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Any) -> HttpResponseBase:
    """A gap was reported to the partnership."""
    people = User.objects.filter(council_id=request.user.council_id, is_active=True).order_by("name")

    def run(form: Any, now: Any) -> str:
        made = actions.report_gap(by=request.user, at=now, now=now, **form.cleaned_data)
        return reverse("audits:gap", args=[made.reference])

    page = Page(
        slug="report-gap",
        about_id=request.user.council_id or 0,
        title="Report a gap in the procedures",
        why="Procedures change only when somebody raises it. Two councils’ had no words for a child who lives in "
        "one area "
        "and is at risk in another.",
        button="Record the report",
        done="The gap is on record, with who sees to it and by when.",
        back=reverse("audits:gaps"),
        make=lambda data: forms.GapForm(data, people=people),
        run=run,
        section="gaps",
    )
    return answer(request, page)


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Any, reference: str) -> HttpResponseBase:
    """What came of a gap."""
    found = find(request, reference)
    if not request.user.has_perm(WRITE, found):
        raise PermissionDenied(WRITE)

    def run(form: Any, now: Any) -> None:
        actions.settle_gap(by=request.user, gap=found, at=now, now=now, **form.cleaned_data)

    page = Page(
        slug="settle-gap",
        about_id=found.pk,
        title="Record what came of it",
        why="The partnership’s answer, or your council’s own decision.",
        button="Record it",
        done="What came of it is on record.",
        back=reverse("audits:gap", args=[found.reference]),
        make=lambda data: forms.OutcomeForm(data),
        run=run,
        section="gaps",
        context={"inset": found.words},
    )
    return answer(request, page)
