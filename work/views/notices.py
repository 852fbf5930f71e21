"""Notifications: my alerts, newest first; seen, or put off with a reason and a ceiling. Nothing is dismissed."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from councils.models import Message
from referrals.models import Referral
from timers import actions, words
from timers.models import Alert
from timers.querysets import COUNT_CEILING, at_most
from trail.doors import needs
from trail.record import record
from work import notices, presenters
from work.views.seen import listed


@needs("work.notices")
@require_safe
def listing(request: Any) -> HttpResponseBase:
    """Those nobody has answered, or with ?show=answered those that somebody has and that still run."""
    now = timezone.now()
    person = request.user
    answered = request.GET.get("show") == "answered"
    after = notices.alert_key(request.GET.get("after", ""))
    found, following = notices.mine(person, answered=answered, after=after, now=now)
    listed(person, (one["referral_id"] for one in found), page="notifications", now=now)
    show = "show=answered&" if answered else ""
    failed = 0
    if person.has_perm("councils.messages"):
        failed = at_most(Message.objects.not_delivered().filter(council_id=person.council_id))
    context = {
        "notices": found,
        "answered": answered,
        "tabs": [
            {"href": "?", "text": "Not answered yet", "current": not answered},
            {"href": "?show=answered", "text": "Answered, still running", "current": answered},
        ],
        "next": f"?{show}after={notices.handle(notices.HANDLE, following)}" if following else "",
        "first": f"?{show.rstrip('&')}" if after else "",
        "may_acknowledge": person.has_perm("timers.answer_alert"),
        "may_put_off": person.has_perm("timers.snooze"),
        "failed": presenters.number(failed, COUNT_CEILING) if failed else "",
    }
    return render(request, "work/notifications.html", context)


def _alerts(request: Any, permission: str) -> list[Alert]:
    """The alerts of one entry, all about one referral, when they are the person's to answer; Http404 otherwise."""
    keys = notices.alert_keys(request.POST.get("alerts", ""))
    found = list(
        Alert.objects.select_related("timer")
        .filter(pk__in=keys, council_id=request.user.council_id, about_label="referrals.referral")
        .order_by("id")
    )
    about = {alert.about_id for alert in found}
    referral = None
    if len(about) == 1:
        referral = Referral.objects.prefetch_related("parts").filter(pk=about.pop()).first()
    if referral is None or not request.user.has_perm(permission, referral):
        raise Http404("There is no such alert, or it is not yours to answer.")
    return found


def _told(request: Any, alert: Alert, verb: str, now: Any, note: str) -> None:
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action=verb,
        subject=("timers.alert", alert.pk),
        about=(alert.about_label, alert.about_id),
        at=now,
        facts={"note": note},
    )


@needs("timers.answer_alert")
@require_POST
def acknowledge(request: Any) -> HttpResponseBase:
    """ "I have seen it": the clock runs on, and its next level raises a new alert."""
    now = timezone.now()
    for alert in _alerts(request, "timers.answer_alert"):
        actions.acknowledge(alert, by_id=request.user.pk, now=now)
        _told(request, alert, "acknowledge_alert", now, "")
    messages.success(request, "Marked as seen. The deadline runs on until it is met.")
    return redirect("work:notices")


@needs("timers.snooze")
@require_POST
def put_off(request: Any) -> HttpResponseBase:
    """Put an alert off with a reason; the action knows how long at most."""
    now = timezone.now()
    alerts = _alerts(request, "timers.snooze")
    reason, how_long = request.POST.get("reason", ""), request.POST.get("until", "")
    pause = notices.PAUSES.get(how_long)
    until = now + pause if pause else min(actions.snooze_ceiling(alert, now) for alert in alerts)
    try:
        with transaction.atomic():
            for alert in alerts:
                actions.snooze(alert, by_id=request.user.pk, now=now, until=until, reason=reason[:300])
                _told(request, alert, "snooze_alert", now, reason)
    except actions.ActionRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"You will be reminded on {words.moment(until)}.")
    return redirect("work:notices")
