"""The register of warnings, for those who raise, answer and watch them, and who came to the boards."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from audits import actions
from audits.forms import practice as forms
from audits.models import Attendance, RaisedWarning
from audits.models.warnings import TIER_WORDS, from_on, up_to
from audits.presenters import lines
from audits.presenters import practice as words_of
from audits.views.frame import Page, answer, sections
from referrals import references
from referrals.handles import place_in_list, read_place
from timers import words
from timers.calendar import local
from timers.models import Timer
from trail.doors import needs
from trail.record import record

READ = "audits.warnings"
PAGE = 25
PLACE = "warning"
#: Where each list of the register is, in its address.
WAITING, ANSWERED = "waiting", "after"


@needs(READ)
@require_safe
def register(request: Any) -> HttpResponse:
    """Those that wait for an answer first, the longest first; every other one below, newest first. Each list has as
    many pages as it needs, and keeps its place while the other is turned: nothing is left out of either."""
    now, person = timezone.now(), request.user
    found, at = _within(person), {name: request.GET.get(name, "") for name in (WAITING, ANSWERED)}
    waiting, later = _page(found.filter(standing__answered_at=None), at[WAITING], newest_first=False)
    answered, earlier = _page(found.exclude(standing__answered_at=None), at[ANSWERED], newest_first=True)
    timers = clocks_of(waiting)
    context = {
        "sections": sections(person, "warnings"),
        "waiting": [words_of.warning_row(one, timers, now) for one in waiting],
        "answered": [words_of.warning_row(one, {}, now) for one in answered],
        "waiting_next": _address({**at, WAITING: later}, "waiting") if later else "",
        "waiting_first": _address({**at, WAITING: ""}, "waiting") if at[WAITING] else "",
        "answered_next": _address({**at, ANSWERED: earlier}, "answered") if earlier else "",
        "answered_first": _address({**at, ANSWERED: ""}, "answered") if at[ANSWERED] else "",
        "may_raise": person.has_perm("audits.raise_warning"),
    }
    return render(request, "audits/warnings.html", context)


def _page(found: Any, after: str, *, newest_first: bool) -> tuple[list[RaisedWarning], str]:
    """One page of a list by when they were raised, and the place after which the next begins ("": none)."""
    place = read_place(PLACE, after)
    sign, beyond = ("-", "lt") if newest_first else ("", "gt")
    if place is not None:
        later = {f"raised_at__{beyond}": place[0]}
        found = found.filter(Q(**later) | Q(raised_at=place[0], **{f"pk__{beyond}": place[1]}))
    page = list(found.order_by(f"{sign}raised_at", f"{sign}pk")[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    return page[:PAGE], place_in_list(PLACE, last.raised_at, last.pk) if last else ""


def _address(places: dict[str, str], anchor: str) -> str:
    return f"?{urlencode({name: place for name, place in places.items() if place})}#{anchor}"


def clocks_of(warnings: list[RaisedWarning]) -> dict[int, Timer]:
    """The clock of the answer, by the standing it measures; one query."""
    open_ = Timer.objects.running().filter(
        subject_label="audits.warningstanding",
        subject_id__in=[one.standing.pk for one in warnings],
        kind="warning_answer",
    )
    return {one.subject_id: one for one in open_}


def _within(person: Any) -> Any:
    """The warnings that the person may see: the council's, or those they raised themselves and those addressed to a
    role they hold (accounts.standing.Reach)."""
    reach, found = person.reach(READ), RaisedWarning.objects.select_related("standing__answered_by", "recorded_by")
    found = found.filter(council_id=person.council_id)
    if person.council_id in reach.council_ids:
        return found
    own = Q(recorded_by_id__in=reach.logged_by_ids)
    for council_id, tier in reach.addressed:
        own |= Q(council_id=council_id, first_to__in=up_to(tier), standing__tier__in=from_on(tier))
    return found.filter(own)


def find(request: Any, reference: str) -> RaisedWarning:
    """Raises Http404 for anybody who may not see it, as though it were not there."""
    found = _within(request.user).filter(reference=references.tidy(reference)).first()
    if found is None or not request.user.has_perm(READ, found):
        raise Http404("There is no such warning, or you may not see it.")
    return found  # type: ignore[no-any-return]


@needs(READ)
@require_safe
def warning(request: Any, reference: str) -> HttpResponse:
    """One warning. That it was opened, and by whom, is kept."""
    now, found = timezone.now(), find(request, reference)
    with transaction.atomic():
        actions.open_warning(by=request.user, warning=found, at=now, now=now)
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="read",
        subject=found.pair,
        about=found.pair,
        at=now,
    )
    found = find(request, reference)
    standing = found.standing
    again = Timer.objects.running().filter(
        subject_label=standing.pair[0], subject_id=standing.pk, kind="warning_answer_again"
    )
    theirs = again.first()
    context = {
        "sections": sections(request.user, "warnings"),
        "warning": found,
        "standing": standing,
        "row": words_of.warning_row(found, clocks_of([found]), now),
        "facts": [
            {"key": "Raised by", "text": found.raised_by, "note": found.get_source_display()},
            {"key": "Raised", "text": words.moment(found.raised_at)},
            {"key": "Addressed first to", "text": TIER_WORDS[found.first_to]},
            {"key": "Addressed now to", "text": TIER_WORDS[standing.tier]},
            {
                "key": "Opened by them",
                "text": words.moment(standing.read_at) if standing.read_at else "",
                "empty": "Not yet",
            },
            *words_of.asked_again(theirs, now),
        ],
        "answered": words.moment(standing.answered_at) if standing.answered_at else "",
        "may_answer": standing.answered_at is None
        and request.user.has_perm("audits.answer_warning", found)
        and bool(request.user.roles & standing.may_answer),
        "timeline": lines.timeline(found.pair),
    }
    return render(request, "audits/warnings_one.html", context)


@needs("audits.raise_warning")
@require_http_methods(["GET", "HEAD", "POST"])
def raise_(request: Any) -> HttpResponseBase:
    """A warning is put in the register."""

    def run(form: Any, now: Any) -> str:
        made = actions.raise_warning(by=request.user, at=now, now=now, **form.cleaned_data)
        return reverse("audits:warning", args=[made.reference])

    page = Page(
        slug="raise-warning",
        about_id=request.user.council_id or 0,
        title="Raise a warning",
        why="It cannot be withdrawn, changed or hidden. If a child is at risk now, log a referral first.",
        button="Raise the warning",
        done="The warning is in the register, and those it is addressed to have been told.",
        back=reverse("audits:warnings"),
        make=lambda data: forms.WarningForm(data),
        run=run,
        section="warnings",
    )
    return answer(request, page)


@needs("audits.answer_warning")
@require_http_methods(["GET", "HEAD", "POST"])
def answer_warning(request: Any, reference: str) -> HttpResponseBase:
    """A warning is answered in writing."""
    found = find(request, reference)
    if not request.user.has_perm("audits.answer_warning", found):
        raise PermissionDenied("audits.answer_warning")

    def run(form: Any, now: Any) -> None:
        actions.answer_warning(by=request.user, warning=found, at=now, now=now, **form.cleaned_data)

    page = Page(
        slug="answer-warning",
        about_id=found.pk,
        title="Answer the warning",
        why="Whoever raised it, members and scrutiny read the answer. It stands beside the warning for good.",
        button="Send the answer",
        done="The answer is in the register.",
        back=reverse("audits:warning", args=[found.reference]),
        make=lambda data: forms.AnswerForm(data),
        run=run,
        section="warnings",
        context={"inset": found.words},
    )
    return answer(request, page)


@needs("audits.attendance")
@require_safe
def attendance(request: Any) -> HttpResponse:
    """Who came to the boards in the past twelve months, the lowest first."""
    now = timezone.now()
    since = local(now).date() - timedelta(days=365)
    rows = (
        Attendance.objects.filter(meeting__council_id=request.user.council_id, meeting__held_on__gte=since)
        .select_related("meeting")
        .order_by("-meeting__held_on", "pk")[:2000]
    )
    context = {
        "sections": sections(request.user, "attendance"),
        "columns": [
            {"text": "Who"},
            {"text": "Board or committee"},
            {"text": "Came to", "numeric": True},
            {"text": "Share", "numeric": True},
        ],
        "rows": words_of.attended(rows),
        "may_record": request.user.has_perm("audits.record_attendance"),
    }
    return render(request, "audits/warnings_attendance.html", context)


@needs("audits.record_attendance")
@require_http_methods(["GET", "HEAD", "POST"])
def record_attendance(request: Any) -> HttpResponseBase:
    """A meeting was held: who came, who did not."""

    def run(form: Any, now: Any) -> None:
        given = form.cleaned_data
        actions.record_attendance(
            by=request.user,
            board=given["board"],
            held_on=given["held_on"],
            came=given["people"],
            reasons=given["reasons"],
            minute=given["minute"],
            at=now,
            now=now,
        )

    page = Page(
        slug="attendance",
        about_id=request.user.council_id or 0,
        title="Record who came to a meeting",
        why="Whoever is to oversee practice has to be there. A member once came to 28% of the board’s meetings, "
        "and nobody "
        "had counted.",
        button="Record the meeting",
        done="The meeting is on record.",
        back=reverse("audits:attendance"),
        make=lambda data: forms.MeetingForm(data),
        run=run,
        section="attendance",
    )
    return answer(request, page)
