"""Logging a referral, in seven short steps. Every press saves what was typed before anything is checked."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from referrals import actions, drafts, matching
from referrals.forms import building, keeping
from referrals.forms.building import Entry
from referrals.forms.logging import STEP, STEPS
from referrals.forms.steps import BoundStep, with_one_more, without
from referrals.models import Referral
from referrals.presenters import logged, logging_pages
from referrals.refusals import NotPossible
from referrals.views.doors import now_of
from timers.calendar import local
from trail.doors import needs
from trail.record import record

ORDER = [step.slug for step in STEPS]
ASKED = ("name", "born_on-day", "born_on-month", "born_on-year", "nhs_number", "postcode")


def _entry(request: Any, token: UUID, *, lock: bool = False) -> Entry | None:
    draft = drafts.log_of(request.user, token, lock=lock)
    return None if draft is None else Entry.open(draft, request.user, on=local(now_of(request)).date())


def _gone(request: Any, token: UUID) -> HttpResponseBase:
    """A log that is no draft any more was sent: the Back button leads to what came of it."""
    if Referral.objects.filter(form_token=token, logged_by=request.user).exists():
        return redirect("referrals:logged", token=token)
    raise Http404("There is no such draft. It may have been sent or discarded.")


def after(slug: str, token: UUID) -> str:
    """The page after a step."""
    place = ORDER.index(slug) + 1
    if place == len(ORDER):
        return reverse("referrals:log-check", args=[token])
    return reverse("referrals:log-step", args=[token, ORDER[place]])


@needs("referrals.log")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Any) -> HttpResponseBase:
    """Where one starts, or goes on with what is unfinished."""
    if request.method == "POST":
        draft = drafts.start_log(user=request.user, now=now_of(request))
        if request.POST.get("do") == "paste":
            return redirect("referrals:log-paste", token=draft.token)
        return redirect("referrals:log-step", token=draft.token, slug=ORDER[0])
    unfinished = [draft for draft in drafts.unfinished(request.user) if draft.form == drafts.LOG]
    context = {"drafts": logging_pages.drafts_shown(unfinished), "steps": STEPS}
    return render(request, "referrals/log/begin.html", context)


@needs("referrals.log")
@require_safe
def tasks(request: Any, token: UUID) -> HttpResponseBase:
    """The list of steps with what is done."""
    entry = _entry(request, token)
    if entry is None:
        return _gone(request, token)
    return render(request, "referrals/log/tasks.html", {"token": token, **logging_pages.tasks(entry)})


@needs("referrals.log")
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, token: UUID, slug: str) -> HttpResponseBase:
    """One step."""
    if slug not in STEP:
        raise Http404("There is no such step.")
    entry = _entry(request, token, lock=request.method == "POST")
    if entry is None:
        return _gone(request, token)
    if slug == "search":
        return _search(request, entry)
    if request.method != "POST":
        bound = entry.step(slug)
        visited = entry.has(slug)
        bound.explain_places(entry.on)
        return _page(request, entry, bound, errors=bound.error_summary() if visited and not bound.is_valid() else [])
    data, taken_out = drafts.clean(request.POST)
    press = request.POST.get("do", "continue")
    group = next(
        (one for one in STEP[slug].groups if press.startswith((f"add-{one.name}", f"remove-{one.name}-"))), None
    )
    if group is not None:
        if press.startswith("add-"):
            with_one_more(group, data)
        else:
            number = press.rpartition("-")[2]
            without(group, data, int(number) if number.isascii() and number.isdigit() else -1)
    bound = entry.step(slug, data)
    looked_up = group is None and press == "continue" and bound.look_up(entry.on)
    keeping.keep_step(entry, slug, data, now=now_of(request), done=False)
    if taken_out:
        return _page(request, entry, entry.step(slug), errors=[{"href": "", "text": drafts.TAKEN_OUT}], status=422)
    if group is not None:
        return redirect(f"{reverse('referrals:log-step', args=[token, slug])}#{group.name}-last")
    bound = entry.step(slug)  # again: a council found for a postcode is now among the data
    bound.explain_places(entry.on)
    if press == "later":
        return redirect("referrals:log-tasks", token=token)
    if not bound.is_valid():
        return _page(request, entry, bound, errors=bound.error_summary(), status=422)
    if looked_up:
        return _page(request, entry, bound, looked_up=True)
    keeping.keep_step(entry, slug, data, now=now_of(request), done=True)
    if request.GET.get("back") == "check":
        return redirect("referrals:log-check", token=token)
    return redirect(after(slug, token))


def _page(
    request: Any,
    entry: Entry,
    bound: BoundStep,
    *,
    errors: list[dict[str, str]] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = logging_pages.step_page(entry, bound, check=request.GET.get("back") == "check")
    return render(request, "referrals/log/step.html", {**context, "errors": errors or [], **more}, status=status)


def _search(request: Any, entry: Entry) -> HttpResponseBase:
    """The first step: our own records. Nobody found means straight on; somebody found means a choice."""
    token = entry.draft.token
    if request.method != "POST":
        data = entry.data("search")
        bound = entry.step("search")
        found = _found(request, entry, bound) if data else None
        return _results(request, entry, bound, found)
    data, taken_out = drafts.clean(request.POST)
    bound = entry.step("search", data)
    chosen = data.getlist("chosen")
    asked_before = entry.data("search")
    same_question = all(asked_before.get(name, "") == data.get(name, "") for name in ASKED)
    keeping.keep_step(entry, "search", data, now=now_of(request), done=False)
    if taken_out:
        return _results(request, entry, bound, None, errors=[{"href": "", "text": drafts.TAKEN_OUT}], status=422)
    if not bound.is_valid():
        return _results(request, entry, bound, None, errors=bound.error_summary(), status=422)
    found = _found(request, entry, bound)
    if found and not (same_question and chosen):
        again = same_question and request.POST.get("do") == "choose"
        errors = [{"href": "#chosen", "text": "Choose the child, or “None of these”"}] if again else []
        return _results(request, entry, bound, found, errors=errors, status=422 if errors else 200)
    keeping.keep_step(entry, "search", data, now=now_of(request), done=True)
    keeping.take_children(entry, [match.person for match in found], chosen, now=now_of(request))
    return redirect(after("search", token))


def _found(request: Any, entry: Entry, bound: BoundStep) -> list[matching.Match]:
    form = bound.main
    if form is None or not form.is_valid() or request.user.council is None:
        return []
    given = form.cleaned_data
    if not any(given.get(name) for name in ("name", "born_on", "nhs_number", "postcode")):
        return []
    found = matching.find(
        request.user.council,
        name=given["name"],
        born_on=given["born_on"],
        nhs_number=given["nhs_number"],
        postcode=given["postcode"],
    )
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="search",
        subject=("referrals.person", None),
        ids=[match.person.pk for match in found],
        at=now_of(request),
        facts={name: str(given[name]) for name in ("name", "born_on", "nhs_number", "postcode")},
    )
    return found


def _results(
    request: Any,
    entry: Entry,
    bound: BoundStep,
    found: list[matching.Match] | None,
    *,
    errors: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = logging_pages.step_page(entry, bound, check=False)
    context |= logging_pages.matches_shown(found, chosen=entry.data("search").getlist("chosen"), on=entry.on)
    return render(request, "referrals/log/search.html", {**context, "errors": errors or []}, status=status)


@needs("referrals.log")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Any, token: UUID) -> HttpResponseBase:
    """Everything on one page, each line with its way back; then it is sent."""
    entry = _entry(request, token, lock=request.method == "POST")
    if entry is None:
        return _gone(request, token)
    steps = entry.bound()
    wrong = logging_pages.wrong_steps(steps, token)
    if request.method != "POST" or wrong:
        return _check_page(request, entry, steps, errors=wrong)
    now = now_of(request)
    try:
        with transaction.atomic():
            actions.log_referral(
                by=request.user,
                said=building.said(entry, steps, token=token),
                at=building.received_at(steps, now),
                now=now,
            )
    except NotPossible as refusal:
        return _check_page(request, entry, steps, errors=[{"href": "", "text": refusal.sentence}])
    entry.draft.delete()
    return redirect("referrals:logged", token=token)


def _check_page(
    request: Any, entry: Entry, steps: dict[str, BoundStep], *, errors: list[dict[str, str]]
) -> HttpResponse:
    context = logging_pages.check_page(entry, steps, now=now_of(request))
    return render(request, "referrals/log/check.html", {**context, "errors": errors}, status=422 if errors else 200)


@needs("referrals.log")
@require_safe
def done(request: Any, token: UUID) -> HttpResponseBase:
    """The end page: the reference, who knows, what is due, and what to say to whoever told us."""
    referral = (
        Referral.objects.select_related("council", "first_child", "referrer_council")
        .prefetch_related("parts__council", "parts__team")
        .filter(form_token=token, logged_by=request.user)
        .first()
    )
    if referral is None or not request.user.has_perm("referrals.read", referral):
        raise Http404("There is no such referral.")
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="read",
        subject=("referrals.referral", referral.pk),
        about=("referrals.referral", referral.pk),
        at=now_of(request),
    )
    return render(request, "referrals/log/done.html", logged.end_page(referral, request.user, now=now_of(request)))


@needs("referrals.log")
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: Any, token: UUID) -> HttpResponseBase:
    """A police notice or an e-mail: what it seems to say, each thing to be confirmed or left."""
    entry = _entry(request, token, lock=request.method == "POST")
    if entry is None:
        return _gone(request, token)
    data: QueryDict = entry.data("paste")
    if request.method == "POST":
        data, _ = drafts.clean(request.POST)
        keeping.keep_step(entry, "paste", data, now=now_of(request), done=False)
        if request.POST.get("do") == "use":
            keeping.take_pasted(entry, data, now=now_of(request))
            return redirect("referrals:log-step", token=token, slug=ORDER[0])
    return render(request, "referrals/log/paste.html", logging_pages.paste_page(entry, data))
