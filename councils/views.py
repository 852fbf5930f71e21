"""The pages of councils: the directory, one council, its desks, and messages that could not be delivered."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from councils import actions, outbox, presenters
from councils.forms import DeskForm, TakeOnForm
from councils.models import Council, Desk, Message, MessageQuerySet, RuleSet
from timers.held import held
from trail.doors import needs

A_PAGE = 30
# With the number that a form must carry to notice that somebody else was quicker (actions.version_of).
_LATEST = Desk.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_id").values("history_id")[:1]
_DESKS = Prefetch("desks", Desk.objects.select_related("verified_by").annotate(version=Subquery(_LATEST)))


def _council(address: str) -> Council:
    return get_object_or_404(Council.objects.real().prefetch_related(_DESKS), pk__in=_ids(address))


def _ids(address: str) -> list[int]:
    # Exactly one: a name in an address must not open one of two councils by chance.
    found = list(Council.objects.real().at_address(address).order_by().values_list("pk", flat=True)[:2])
    return found if len(found) == 1 else []


@needs("councils.read")
@require_safe
def directory(request: Any) -> HttpResponse:
    """Every council of England and Wales that is in being, or found by name or code, and whom to ring there now."""
    now = timezone.now()
    words = request.GET.get("q", "").strip()[:80]
    stale = request.GET.get("stale") == "1"
    today = timezone.localdate(now)
    councils = Council.objects.real().called(words).prefetch_related(_DESKS)
    if not words:
        councils = councils.in_being(today)
    if stale:
        councils = councils.filter(desks__in=Desk.objects.stale(today)).distinct()
    page = Paginator(councils.order_by("short_name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()

    def href(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return render(
        request,
        "councils/directory.html",
        {
            "rows": presenters.directory_rows(list(page), now, held(fresh=True).calendars),
            "page": page,
            "previous": href(page.previous_page_number()) if page.has_previous() else "",
            "next": href(page.next_page_number()) if page.has_next() else "",
            "words": words,
            "stale": stale,
            "undelivered": _mine(request).not_delivered().count() if request.user.has_perm("councils.messages") else 0,
        },
    )


@needs("councils.read")
@require_safe
def council(request: Any, address: str) -> HttpResponse:
    """One council: whom to ring now, all its desks, what its rule set says, what comes before and after it."""
    now = timezone.now()
    today = timezone.localdate(now)
    one = _council(address)
    rule_set = RuleSet.objects.in_force(today).filter(code=one.rule_set_code).order_by("-in_force_from").first()
    return render(
        request,
        "councils/council.html",
        {
            "back_href": reverse("councils:directory"),
            "back_text": "Councils and duty desks",
            "council": one,
            "ring": presenters.ring_now(one, now),
            "lines": presenters.desk_lines(one, today),
            "may_verify": request.user.has_perm("councils.verify_desk"),
            "rule_set": rule_set,
            "responsibilities": presenters.responsibilities(rule_set) if rule_set else [],
            "confidence": presenters.confidence(rule_set) if rule_set else "",
            "changes": presenters.ends_and_begins(one, today),
            "near": [*one.predecessors.all(), *one.successors.all()],
            "districts": sorted(set(one.districts.values_list("name", flat=True))),
        },
    )


def _which(address: str, service: str, hours: str) -> tuple[Council, str, str, Desk | None]:
    hours = hours.replace("-", "_")
    if service not in dict(Desk.SERVICES) or hours not in dict(Desk.HOURS):
        raise Http404
    one = _council(address)
    return one, service, hours, next((d for d in one.desks.all() if (d.service, d.hours) == (service, hours)), None)


@needs("councils.verify_desk")
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: Any, address: str, service: str, hours: str) -> HttpResponseBase:
    """Write down how a desk is reached. A form that somebody else overtook shows both and keeps the words."""
    one, service, hours, held_desk = _which(address, service, hours)
    initial = {"version": actions.version_of(held_desk)}
    if held_desk:
        initial |= {name: getattr(held_desk, name) for name in ("name", "phone", "email", "opens_at", "closes_at")}
    typed: Any = request.POST.copy() if request.method == "POST" else None
    form = DeskForm(typed, hours=hours, initial=initial)
    theirs = None
    if form.is_valid():
        now = timezone.now()
        given = dict(form.cleaned_data)
        given["checked"] = given["checked"] == "yes"
        try:
            actions.change_desk(council=one, service=service, hours=hours, by=request.user, at=now, now=now, **given)
        except actions.ChangedMeanwhile as changed:
            theirs = changed.desk
            # The next press is about what is shown now, so it carries the version of that.
            typed["version"] = str(actions.version_of(theirs))
        else:
            messages.success(request, f"{presenters.title_of(service, hours)}: saved.")
            return redirect("councils:council", one.address)
    return render(
        request,
        "councils/desk.html",
        {
            "back_href": reverse("councils:council", args=[one.address]),
            "back_text": one.name,
            "council": one,
            "form": form,
            "title": presenters.title_of(service, hours),
            "theirs": theirs,
            "theirs_hours": presenters.hours_of(theirs, hours) if theirs else "",
            "theirs_verified": presenters.verified_words(theirs, timezone.localdate()) if theirs else "",
        },
        status=409 if theirs else 200,
    )


@needs("councils.verify_desk")
@require_POST
def verify_desk(request: Any, address: str, service: str, hours: str) -> HttpResponseBase:
    """The numbers shown are right: the person has checked them."""
    one, service, hours, held_desk = _which(address, service, hours)
    if held_desk is None:
        raise Http404
    now = timezone.now()
    if request.POST.get("version") != str(actions.version_of(held_desk)):
        messages.warning(request, "Somebody changed this desk since you opened the page. Check what is shown now.")
    else:
        actions.verify_desk(desk=held_desk, by=request.user, at=now, now=now)
        messages.success(request, f"{presenters.title_of(service, hours)}: verified today by you.")
    return redirect("councils:council", one.address)


def _mine(request: Any) -> MessageQuerySet:
    """The messages of the councils for which the person may deal with them."""
    reach = request.user.reach("councils.messages")
    return Message.objects.all() if reach.everything else Message.objects.filter(council_id__in=reach.council_ids)


@needs("councils.messages")
@require_http_methods(["GET", "HEAD", "POST"])
def undelivered(request: Any) -> HttpResponseBase:
    """Messages of the council that did not arrive: whom they were for, what they say, why, and who deals with it."""
    mine = _mine(request)
    form, at_fault = TakeOnForm(), None
    if request.method == "POST":
        number = request.POST.get("message", "")
        one = get_object_or_404(mine, pk=int(number) if number.isascii() and number.isdigit() else 0)
        form = TakeOnForm(request.POST)
        if request.POST.get("act") == "again":
            _send_again(request, one)
            return redirect("councils:undelivered")
        if form.is_valid():
            _take_on(request, one, form.cleaned_data["note"])
            return redirect("councils:undelivered")
        at_fault = one.pk
    shown = mine.select_related("desk__council", "person", "council", "seen_by")
    waiting = list(shown.not_delivered().order_by("-id")[:A_PAGE])
    return render(
        request,
        "councils/undelivered.html",
        {
            "waiting": [
                presenters.failed(one) | {"form": _form(one.pk, form if one.pk == at_fault else TakeOnForm())}
                for one in waiting
            ],
            "dealt_with": [
                presenters.failed(one)
                for one in shown.filter(state="failed").exclude(seen_at=None).order_by("-id")[:A_PAGE]
            ],
            "errors": _errors(form, at_fault) if at_fault else [],
        },
    )


def _form(number: int, form: TakeOnForm) -> TakeOnForm:
    form.auto_id = f"%s-{number}"  # one such form a message, and no id twice on a page
    return form


def _errors(form: TakeOnForm, number: int) -> list[dict[str, str]]:
    return [{"href": f"#note-{number}", "text": str(text)} for text in form.errors.get("note", [])]


def _take_on(request: Any, message: Message, note: str) -> None:
    now = timezone.now()
    try:
        outbox.acknowledge(message=message, by=request.user, at=now, now=now, note=note)
    except (outbox.AlreadySeen, ValueError) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"You have dealt with the message to {message.recipient}.")


def _send_again(request: Any, message: Message) -> None:
    try:
        outbox.try_again(message=message, by=request.user, now=timezone.now())
    except ValueError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"The message to {message.recipient} is being sent again.")
