"""A council's own figure for a deadline, where its source is local or ours."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from govuk import forms
from timers.actions import ActionRefused
from timers.calendar import local
from timers.held import may_set_own_figure
from timers.models import UNITS, Rule
from timers.own_figures import set_own_figure
from trail.doors import needs
from trail.record import record
from work.views.rules import said_length


class OwnFigure(forms.GovukForm):
    """How long, by what source, from when."""

    amount = forms.IntegerField(label="Your council’s figure", min_value=1, max_value=100, missing="Enter the figure")
    source = forms.TextField(
        label="Where it comes from",
        help_text="The procedure or decision of your council, and its date. Anyone can read this.",
        missing="Say where the figure comes from",
        max_length=300,
    )
    from_on = forms.DateField(label="From when", help_text="Today or later.", missing="Enter the day it starts")


@needs("timers.own_figure")
@require_http_methods(["GET", "HEAD", "POST"])
def own_figure(request: Any, pk: int) -> HttpResponse:
    """Set it; deadlines that already run keep the rule that dated them."""
    rule = Rule.objects.filter(pk=pk, council_id=None, current=True).first()
    if rule is None or not may_set_own_figure(rule) or rule.unit in ("before_date", "set_date"):
        raise Http404
    form = OwnFigure(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            made = set_own_figure(
                rule=rule, council_id=request.user.council_id, by_id=request.user.pk, now=now, **form.cleaned_data
            )
        except ActionRefused as refused:
            form.add_error("from_on" if "later day" in str(refused) else None, str(refused))
        else:
            record(
                by_id=request.user.pk,
                council_id=request.user.council_id,
                action="set_own_figure",
                subject=("timers.rule", made.pk),
                at=now,
                facts=form.cleaned_data,
            )
            messages.success(request, f"{made.title}: {said_length(made).lower()} for your council.")
            return redirect("work:rules")
    context = {
        "form": form,
        "rule": rule,
        "length": said_length(rule),
        "unit": UNITS[rule.unit],
        "today": local(timezone.now()).date(),
    }
    return render(request, "work/own_figure.html", context, status=422 if form.is_bound else 200)
