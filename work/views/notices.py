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
from work.subjects import COMPLAINT, REFERRAL
from work.views.seen import listed, listed_complaints


@needs("work.notices")
@require_safe
def listing(request: Any) -> HttpResponseBase:
    """Those nobody has answered, or with ?show=answered those that somebody has and that still run."""
    now = timezone.now()
    person = request.user
    answered = request.GET.get("show") == "answered"
    after = notices.alert_key(request.GET.get("after", ""))
    found, following = notices.mine(person, answered=answered, after=after, now=now)
    about = [one["about"] for one in found]
    listed(person, (id_ for label, id_ in about if label == REFERRAL), page="notifications", now=now)
    listed_complaints(person, (id_ for label, id_ in about if label == COMPLAINT), page="notifications", now=now)
    for one in found:
        of_case = one["about"][0] == REFERRAL
        one["may_acknowledge"] = person.has_perm("timers.answer_alert" if of_case else "work.answer_notice")
        one["may_put_off"] = person.has_perm("timers.snooze" if of_case else "work.answer_notice")
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
        "failed": presenters.number(failed, COUNT_CEILING) if failed else "",
    }
    return render(request, "work/notifications.html", context)


def _alerts(request: Any, permission: str, *, now: Any) -> list[Alert]:
    """The alerts of one entry, all about one thing, when they are the person's to answer.

    About a referral the access table says so (`permission`); about a complaint, a report, a warning or a gap the alert
    must have been addressed to them. Raises Http404 otherwise.
    """
    keys = notices.alert_keys(request.POST.get("alerts", ""))
    found = list(
        Alert.objects.select_related("timer").filter(pk__in=keys, council_id=request.user.council_id).order_by("id")
    )
    about = {(alert.about_label, alert.about_id) for alert in found}
    if len(about) != 1 or not _may_answer(request.user, permission, *about.pop(), found, now):
        raise Http404("There is no such alert, or it is not yours to answer.")
    return found


def _may_answer(person: Any, permission: str, label: str, id_: int, alerts: list[Alert], now: Any) -> bool:
    if label == REFERRAL:
        referral = Referral.objects.prefetch_related("parts").filter(pk=id_).first()
        return referral is not None and person.has_perm(permission, referral)
    if not person.has_perm("work.answer_notice"):
        return False
    ids = [alert.pk for alert in alerts]
    return notices.addressed(person, ids, now) == set(ids)


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


@needs("work.notices")
@require_POST
def acknowledge(request: Any) -> HttpResponseBase:
    """ "I have seen it": the clock runs on, and its next level raises a new alert."""
    now = timezone.now()
    for alert in _alerts(request, "timers.answer_alert", now=now):
        actions.acknowledge(alert, by_id=request.user.pk, now=now)
        _told(request, alert, "acknowledge_alert", now, "")
    messages.success(request, "Marked as seen. The deadline runs on until it is met.")
    return redirect("work:notices")


@needs("work.notices")
@require_POST
def put_off(request: Any) -> HttpResponseBase:
    """Put an alert off with a reason; the action knows how long at most."""
    now = timezone.now()
    alerts = _alerts(request, "timers.snooze", now=now)
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
