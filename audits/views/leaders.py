"""What members, scrutiny and the safeguarding chair see: figures without a child, what waits, what was promised."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audits import actions
from audits.forms import practice as forms
from audits.models import Delivery, Pack, RaisedWarning
from audits.oversight import snapshots
from audits.oversight.counting import month_ends
from audits.oversight.table import LEADERS
from audits.presenters import figures as words_of
from audits.presenters import leaders as told
from audits.presenters import letters as letters_of
from audits.presenters.practice import warning_row
from audits.views.frame import Page, answer, sections
from audits.views.warnings import clocks_of
from councils.models import Message
from referrals import references
from referrals.refusals import NotPossible
from timers import words
from timers.calendar import end_of
from trail.doors import needs
from trail.record import record

READ = "work.figures"
#: The latest packs that somebody was sent.
LATEST = 40


@needs(READ)
@require_safe
def leaders(request: Any) -> HttpResponse:
    """Six figures, what was raised and not answered, what the council promised and by when, what was sent to whom."""
    now, person = timezone.now(), request.user
    warnings, promised = _warnings(person, now), told.promises(person.council_id, as_of=now)
    months = words_of.span_of(request.GET.get("months", ""))
    trends = snapshots.trends(list(LEADERS), person.council_id, now=now, months=months)
    figures = [words_of.figure(trend, suppress=True) for trend in trends]
    context = {
        "sections": sections(person, "leaders"),
        "glance": told.glance(figures, warnings, promised),
        "figures": figures,
        "note": words_of.note(),
        "spans": words_of.spans(months),
        "months": months,
        "warnings": told.listed(warnings),
        "promises": told.listed(promised),
        "audits": told.audits_of(person),
        "deliveries": _delivered(_deliveries(person), may_send=person.has_perm("audits.make_pack")),
        "delivery_columns": [{"text": text} for text in ("Pack", "For", "Message", "Opened", "Answered")],
        "may_send": person.has_perm("audits.make_pack"),
    }
    return render(request, "audits/leaders.html", context)


def _warnings(person: Any, now: Any) -> list[dict[str, Any]]:
    """Those that nobody has answered, with where each stands now and the way to it."""
    found = list(
        RaisedWarning.objects.filter(council_id=person.council_id, standing__answered_at=None)
        .select_related("standing")
        .order_by("raised_at", "pk")[: told.READ]
    )
    timers = clocks_of(found)
    return [warning_row(one, timers, now) for one in found]


def _deliveries(person: Any) -> Any:
    """What the person was sent; the whole log for those who send."""
    found = Delivery.objects.filter(pack__council_id=person.council_id).select_related("pack", "person")
    if not person.has_perm("audits.make_pack"):
        found = found.filter(person=person)
    return found.order_by("-sent_at", "-pk")[:LATEST]


def _delivered(found: Iterable[Delivery], *, may_send: bool) -> list[list[dict[str, Any]]]:
    """Rows of the delivery log: what became of each message (councils.outbox), when the pack was opened and what was
    answered; two statements however many there are."""
    deliveries = list(found)
    keys = [one.message_key for one in deliveries]
    letters = {
        one.key: one for one in Message.objects.filter(key__in=keys).only("key", "state", "sent_at", "error", "tries")
    }
    return [_delivery(one, letters.get(one.message_key), may_send=may_send) for one in deliveries]


def _delivery(one: Delivery, letter: Message | None, *, may_send: bool) -> list[dict[str, Any]]:
    return [
        {"text": words_of.month(one.pack.month), "href": reverse("audits:pack", args=[one.pack.reference])},
        {"text": one.person.name},
        letters_of.became(letter, written_at=one.sent_at, says_why=may_send),
        {"text": words.moment(one.opened_at) if one.opened_at else "Not opened"},
        {"text": words.moment(one.answered_at) if one.answered_at else "No answer", "note": one.answer},
    ]


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def pack(request: Any, reference: str) -> HttpResponseBase:
    """The pack of a month, printable. That somebody it was sent to opened it, and what they say, is kept."""
    now = timezone.now()
    found = (
        Pack.objects.select_related("council")
        .filter(council_id=request.user.council_id, reference=references.tidy(reference))
        .first()
    )
    if found is None:
        raise Http404("There is no such pack, or it is another council's.")
    with transaction.atomic():
        actions.open_pack(by=request.user, pack=found, now=now)
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="read",
        subject=found.pair,
        about=found.pair,
        at=now,
    )
    trends = snapshots.of_pack(found, months=12)
    ended = end_of(found.month)
    figures = [words_of.figure(trend, suppress=True) for trend in trends]
    warnings, promised = (one(found.council_id, as_of=ended) for one in (told.unanswered, told.promises))
    mine = found.deliveries.filter(person=request.user).first()

    def run(form: Any, now: Any) -> None:
        actions.answer_pack(by=request.user, pack=found, answer=form.cleaned_data["answer"], at=now, now=now)

    page = Page(
        slug="answer-pack",
        about_id=found.pk,
        title=f"Performance pack, {words_of.month(found.month)}",
        why="",
        button="Send it",
        done="What you said is kept with the pack.",
        back=reverse("audits:pack", args=[found.reference]),
        make=lambda data: forms.PackAnswerForm(data),
        run=run,
        section="leaders",
        template="audits/leaders_pack.html",
        context={
            "pack": found,
            "stood": words.day(found.month),
            "glance": told.glance(figures, warnings, promised),
            "figures": figures,
            "warnings": told.listed(warnings),
            "promises": told.listed(promised),
            "note": words_of.note(),
            "mine": mine,
            "answered": words.moment(mine.answered_at) if mine and mine.answered_at else "",
            "deliveries": _delivered(found.deliveries.select_related("pack", "person").order_by("pk"), may_send=True)
            if request.user.has_perm("audits.make_pack")
            else [],
            "delivery_columns": [{"text": text} for text in ("Pack", "For", "Message", "Opened", "Answered")],
            "leaders_href": reverse("audits:leaders"),
        },
    )
    return answer(request, page)


@needs("audits.make_pack")
@require_POST
def make_pack(request: Any) -> HttpResponseBase:
    """Last month's pack now, instead of when the schedule would send it."""
    now = timezone.now()
    try:
        with transaction.atomic():
            made = actions.make_pack(
                council=request.user.council, month=month_ends(now, 1)[0], by=request.user, now=now
            )
    except NotPossible as refused:
        messages.error(request, refused.sentence)
        return redirect("audits:leaders")
    messages.success(request, "The pack was sent." if made else "The pack of last month was sent already.")
    return redirect("audits:leaders")
