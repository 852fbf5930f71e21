"""Reports on complaints: on time by stage, by route, upheld, themes, choices against the proposal."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints import figures
from complaints.forms.figures import SpanForm
from complaints.presenters import figures as presenter
from complaints.views import doors
from timers.calendar import local
from trail.doors import needs


@needs("complaints.figures")
@require_safe
def reports(request: Any) -> HttpResponse:
    """The council's figures over a span of days; small ones hidden from others than its officers."""
    now = doors.now_of(request)
    since, until = figures.financial_year(local(now).date())
    form = SpanForm(request.GET or None, initial={"since": since, "until": until})
    if form.is_bound and form.is_valid():
        since = form.cleaned_data["since"] or since
        until = form.cleaned_data["until"] or until
    within = request.user.council_id in request.user.reach("complaints.figures").council_ids
    published = request.GET.get("published") == "1" or not within
    found = figures.read(request.user.council_id, since=since, until=max(since, until), now=now)
    context = presenter.page(found, since=since, until=max(since, until), plain=not published)
    context |= {
        "form": form,
        "council": request.user.council.name,
        "published": published,
        "may_plain": within,
        "query": _query(since, until),
    }
    return render(request, "complaints/figures.html", context, status=422 if form.errors else 200)


def _query(since: date, until: date) -> str:
    parts = [
        (f"{name}-{part}", getattr(on, part))
        for name, on in (("since", since), ("until", until))
        for part in ("day", "month", "year")
    ]
    return "&".join(f"{name}={value}" for name, value in parts)
