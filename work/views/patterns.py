"""Patterns across many referrals, for whoever answers for a service: each figure opens into a few of its cases."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils.models import Council
from referrals.choices import DECISION_REASONS
from referrals.models import Decision, Duty
from timers import words
from trail.doors import needs
from work import patterns as figures

_OUTCOMES = dict(Decision.Outcome.choices)
_REASONS = dict(DECISION_REASONS)
_DUTIES = dict(Duty.Code.choices)
_WHY = {
    "conflict": "They name different councils",
    "silent": "One does not say",
    "several": "They name several councils",
}


@needs("work.service")
@require_safe
def patterns(request: Any) -> HttpResponse:
    """Figures and references only: no child is named here, so nothing of a record is read."""
    now = timezone.now()
    council: Council = request.user.council
    found = figures.read(council.pk, now=now)
    context = {
        "since": words.day(now - figures.PERIOD),
        "sections": [
            _section(
                "Reasons for doing less than was asked for",
                "Where one reason stands out in one team, read the cases: councils have been found to look for "
                "reasons not to act.",
                ["Decision and reason", "Team", "Number"],
                found.reasons,
                lambda row: [_reason(row), row["team"] or "No team"],
                "No decision that steps down.",
            ),
            _section(
                "Passed on to other councils",
                "Until the other council has accepted in writing, the responsibility is still ours.",
                ["Sent to", "Not accepted", "Number"],
                found.passed_on,
                lambda row: [row["council"], str(row["unaccepted"])],
                "Nothing was sent to another council.",
            ),
            _section(
                "Declined",
                "Each council said that the child was the other’s: that is how two families were lost.",
                ["Who declined", "Responsibility", "Number"],
                found.declined,
                lambda row: [row["council"], _DUTIES.get(row["duty"], row["duty"])],
                "Nothing was declined.",
            ),
            _section(
                "Never spoken to",
                "Referrals about which the two children’s services have not had one two-way conversation.",
                ["Other council", "Number"],
                found.never_spoke,
                lambda row: [row["council"]],
                "We have spoken with every council concerned.",
            ),
            _section(
                "Consent withdrawn",
                "Assessments during which the family withdrew its consent. Ask how they were met, and offer another "
                "worker.",
                ["Team", "Number"],
                found.consent,
                lambda row: [row["team"] or "No team"],
                "No family withdrew its consent.",
            ),
            _section(
                "Procedures that did not answer",
                "Where these procedures met, they did not name one council to call the strategy discussion. Take it "
                "to the partnership, so that the next case finds an answer.",
                ["Procedures", "What they say", "Number"],
                found.unanswered,
                lambda row: [" and ".join(row["names"]), _WHY.get(row["why"], row["why"] or "")],
                "The procedures named one council each time.",
            ),
        ],
    }
    return render(request, "work/patterns.html", context)


def _reason(row: figures.Row) -> str:
    reason = _REASONS.get(row["reason"], row["reason"].replace("_", " ")) if row["reason"] else "no reason chosen"
    return f"{_OUTCOMES.get(row['outcome'], row['outcome'])}: {reason[0].lower()}{reason[1:]}"


def _section(
    title: str, why: str, columns: list[str], rows: list[figures.Row], cells: Any, empty: str
) -> dict[str, Any]:
    """One table: its rows end with the number and the cases behind it."""
    return {
        "title": title,
        "why": why,
        "columns": columns,
        "empty": empty,
        "rows": [
            {
                "cells": cells(row),
                "number": row["number"],
                "cases": [
                    {"text": reference, "href": reverse("referrals:referral", args=[reference])}
                    for reference in row["references"]
                ],
            }
            for row in rows
        ],
    }
