"""Whether the clocks are being watched: a page for managers and administrators, and two addresses for machines."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from timers import words
from timers.calendar import NATIONS
from timers.models import Edition, EngineFault, SweepBeat
from timers.querysets import COUNT_CEILING
from trail.doors import needs
from work import presenters
from work.health import health

FAULTS = {
    "database_clock_jumped": "The database’s clock jumped",
    "clocks_differ": "The application’s clock and the database’s differ",
    "after_sweep_failed": "Something that follows a look failed",
}


@needs("timers.health")
@require_safe
def clocks(request: Any) -> HttpResponse:
    """In words: when somebody last looked, what waits, what failed, until when bank holidays are held."""
    state = health()
    engine, now = state.engine, state.engine.now
    since = engine.since_sweep

    def count(number: int) -> str:
        return presenters.number(number, COUNT_CEILING) if number else "None"

    context = {
        "well": engine.is_well,
        "headline": engine.words
        or (
            "Deadlines are being checked."
            if engine.is_well
            else "Deadlines are being checked, but something below needs a person."
        ),
        "facts": [
            {"key": "Last checked", "text": "Never" if since is None else f"{words.span(since)} ago"},
            {
                "key": "Longest wait for an alert",
                "text": words.span(engine.oldest) if engine.oldest else "Nothing is waiting",
            },
            {"key": "Alerts nobody has been told of yet", "text": count(state.alerts_untold)},
            {"key": "Deadlines without a date", "text": count(engine.undated)},
            {"key": "What should have followed and failed", "text": count(engine.failed_follow_ups)},
            {"key": "Messages waiting to leave", "text": count(state.messages_waiting)},
            {"key": "Messages not delivered and not taken on", "text": count(state.messages_failed)},
        ],
        "sweepers": [
            [
                {"text": one.by_what},
                {"text": f"{words.span(max(now - one.finished_at, now - now))} ago"},
                {"text": f"{one.skew_seconds:+.1f} s"},
            ]
            for one in SweepBeat.objects.order_by("-finished_at")[:20]
        ],
        "sweeper_columns": [
            {"text": "Process"},
            {"text": "Last finished"},
            {"text": "Its clock against the database’s"},
        ],
        "faults": [
            f"{words.moment(one.noticed_at)}: {FAULTS.get(one.what, one.what)}, {one.detail} ({one.by_what})"
            for one in EngineFault.objects.order_by("-noticed_at")[:20]
        ],
        "calendars": [
            {"key": f"Bank holidays of {one.name} held until", "text": words.day(one.covers_until)}
            for one in Edition.objects.filter(name__in=NATIONS).order_by("name")
            if one.covers_until
        ],
    }
    return render(request, "work/clocks.html", context)


@needs(public="Balancers ask it; it says only that this process answers.")
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """This process answers. No database is asked: late clocks must not take the pages away (DECISIONS, Engine)."""
    return HttpResponse("alive\n", content_type="text/plain")


@needs(public="Alarms ask it; it answers with counts and seconds, never with a record.")
@require_safe
def clocks_health(request: HttpRequest) -> JsonResponse:
    """For alarms: 503 when nobody has looked for two minutes or a person must look at something."""
    state = health()
    return JsonResponse(state.as_json(), status=200 if state.engine.is_well else 503)
