"""Every rule of every clock in plain words, with its source, and the bank holidays held. Anyone may read it."""

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils.models import Council
from timers import words
from timers.calendar import NATIONS, local
from timers.held import may_set_own_figure
from timers.models import CONFIDENCE, SOON_UNITS, Edition, Holiday, Rule
from trail.doors import needs

_RUNGS = {
    "missed": "The worker and the team manager",
    "service_manager": "The service manager",
    "head_of_service": "The head of service",
}


@needs(public="Rules by which councils are held to account are public, with their sources.")
@require_safe
def rules(request: Any) -> HttpResponse:
    """Every kind with its present version, its own figures of councils, and the versions before it."""
    now = timezone.now()
    today = local(now).date()
    may_set = request.user.is_authenticated and request.user.has_perm("timers.own_figure")
    every = list(Rule.objects.order_by("number", "kind", "variant", "council_id", "-in_force_from", "-version"))
    names = dict(
        Council.objects.filter(pk__in={one.council_id for one in every if one.council_id}).values_list(
            "pk", "short_name"
        )
    )
    by_kind: dict[tuple[str, str, str], list[Rule]] = defaultdict(list)
    for one in every:
        by_kind[one.kind, one.variant, one.nation].append(one)
    shown = []
    for (kind, variant, nation), versions in by_kind.items():
        national = [one for one in versions if one.council_id is None]
        present = next((one for one in national if one.current), national[0] if national else versions[0])
        shown.append(
            {
                "ident": "-".join(filter(None, (kind, variant, nation.lower()))).replace("_", "-"),
                "rule": present,
                "may_set": may_set and may_set_own_figure(present) and present.unit not in ("before_date", "set_date"),
                "length": said_length(present),
                "warning": said_warning(present),
                "ladder": said_ladder(present),
                "confidence": CONFIDENCE[present.confidence],
                "in_force": f"From {words.day(present.in_force_from)}"
                + (f" until {words.day(present.in_force_until)}" if present.in_force_until else "")
                + f", version {present.version}",
                "own": [
                    f"{names.get(one.council_id, 'A council')}: {said_length(one)}, from {words.day(one.in_force_from)}"
                    for one in versions
                    if one.council_id is not None and one.current
                ],
                "earlier": [
                    f"Version {one.version}: {said_length(one)}, from {words.day(one.in_force_from)}"
                    for one in national
                    if not one.current
                ],
            }
        )
    calendars = [
        {
            "nation": one.name,
            "until": words.day(one.covers_until) if one.covers_until else "",
            "from": words.day(one.covers_from) if one.covers_from else "",
        }
        for one in Edition.objects.filter(name__in=NATIONS).order_by("name")
    ]
    holidays: dict[str, list[str]] = defaultdict(list)
    for day in Holiday.objects.filter(on__gte=today.replace(month=1, day=1)).order_by("nation", "on"):
        holidays[day.nation].append(f"{words.weekday_day(day.on)} {day.on.year}: {day.name}")
    context = {
        "rules": shown,
        "may_faults": request.user.is_authenticated and request.user.has_perm("work.faults"),
        "calendars": [{**one, "holidays": holidays[one["nation"]]} for one in calendars],
    }
    return render(request, "work/rules.html", context)


def said_length(rule: Rule) -> str:
    """ "Within 1 working day, to the minute", "Before the date"."""
    said = rule.length
    return said[0].upper() + said[1:] if rule.unit in ("before_date", "set_date") else f"Within {said}"


def said_warning(rule: Rule) -> str:
    """When the warning comes."""
    if not rule.due_soon_unit:
        return "No warning before it is missed"
    unit = SOON_UNITS[rule.due_soon_unit]
    if rule.due_soon_amount == 1:
        unit = unit.replace("days", "day").replace("hours", "hour")
    return f"{rule.due_soon_amount} {unit}{' it is due' if unit.endswith('before') else ''}"


def said_ladder(rule: Rule) -> list[str]:
    """Who is told, and when, once it is missed."""
    return [
        f"{_RUNGS.get(level, level.replace('_', ' ').capitalize())}, "
        + ("at once" if not days else f"{days} working day{'' if days == 1 else 's'} after it was due")
        for level, days in sorted(rule.ladder.items(), key=lambda rung: rung[1])
    ]
