"""Answering by link, for a council whose people have no accounts: one screen, three buttons, a code before reading.

The token comes once, in the query of the first address, is put away in a signed cookie that only these pages are sent,
and never stands in an address again: not in a log, not in a Referer, not in the browser's history of later pages.
"""

import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import tell_database
from referrals import drafts, handles, reaching
from referrals.actions import linking
from referrals.actions.not_ours import LAW
from referrals.forms import desk as forms
from referrals.models import DeskLink, DeskSitting, GivenBack
from referrals.presenters import act_page
from referrals.presenters import desk as presenter
from referrals.refusals import NotPossible, Refused
from referrals.views.desk_acts import ACTS, DeskAct, Doing, for_link
from timers.calendar import local
from trail.doors import needs
from trail.record import record
from trail.submissions import NotYours, claim

SALT = "referrals.desk_cookie"
KEPT_FOR = 12 * 60 * 60  # seconds
WHY_PUBLIC = "The link, put away in a signed cookie, is the right to come here; what it allows is asked of its desk."


class Over(Exception):
    """The link opens nothing any more."""

    def __init__(self, link: DeskLink | None) -> None:
        super().__init__()
        self.link = link


@needs(public="The token in the address is the right to come here; it is put away at once.")
@require_safe
def arrive(request: Any) -> HttpResponseBase:
    """Where the letter's address leads: puts the token away and goes on to the page itself."""
    now = timezone.now()
    link = reaching.link_of(request.GET.get("key", ""))
    if link is None or not link.is_live(now):
        return _over(request, link, now)
    response = redirect(presenter.href(link))
    _put_away(response, link, "")
    return _private(response)


@needs(public=WHY_PUBLIC)
@require_safe
def page(request: Any, handle: str) -> HttpResponseBase:
    """Who asks, the least that is needed, three buttons; and after the code what it is about."""
    now = timezone.now()
    try:
        link, sitting = _open(request, handle, now)
    except Over as over:
        return _over(request, over.link, now)
    linking.opened(link, now=now)
    context = {
        **presenter.cover(link, now),
        "acts": _buttons(link, sitting),
        "form": forms.HaveItForm(initial=_initial(sitting)) if _waits(link) else None,
        "have_it_href": presenter.href(link, "act", "have-it"),
        "token": uuid.uuid4(),
        "read_href": presenter.href(link, "read"),
        "sitting": sitting,
        "content": None,
    }
    if sitting is not None:
        _saw(link, now)
        context["content"] = presenter.content(link, now)
        if link.message is not None and not link.message.is_held and link.message.to_id == link.to_id:
            from referrals.actions.writing import opened

            opened([link.message], by=link.actor, now=now, named=sitting.worker)
    return _private(render(request, "desk/link.html", context))


@needs(public=WHY_PUBLIC)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: Any, handle: str) -> HttpResponseBase:
    """Enter the code that was sent to the desk."""
    now = timezone.now()
    try:
        link, sitting = _open(request, handle, now)
    except Over as over:
        return _over(request, over.link, now)
    if sitting is not None:
        return redirect(presenter.href(link))
    sent = link.code_until is not None and now < link.code_until
    form = forms.ReadForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        begun = linking.enter_code(link, code=given["code"], worker=given["worker"], line=given["line"], now=now)
        if begun is not None:
            response = redirect(presenter.href(link))
            _put_away(response, link, begun[1])
            return _private(response)
        form.add_error("code", "This code is not right or has run out. After five wrong codes, send a new one.")
    return _private(_read_page(request, link, form, _desk_form(link), sent=sent or form.is_bound))


@needs(public=WHY_PUBLIC)
@require_POST
def code(request: Any, handle: str) -> HttpResponseBase:
    """Send a code to the desk."""
    now = timezone.now()
    try:
        link, _ = _open(request, handle, now)
    except Over as over:
        return _over(request, over.link, now)
    form = _desk_form(link, request.POST)
    if form.is_valid():
        desks = {str(one.pk): one for one in linking.desks_for_code(link)}
        try:
            with transaction.atomic():
                linking.send_code(link, desk=desks[form.cleaned_data["desk"]], now=now)
        except NotPossible as refusal:
            form.add_error("desk", refusal.sentence)
        else:
            return redirect(presenter.href(link, "read"))
    return _private(_read_page(request, link, forms.ReadForm(), form, sent=False, status=422))


@needs(public=WHY_PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Any, handle: str, slug: str) -> HttpResponseBase:
    """One act by link: the same action as a page's, in the name of the desk and of the worker who is named."""
    now = timezone.now()
    try:
        link, sitting = _open(request, handle, now)
    except Over as over:
        return _over(request, over.link, now)
    found = ACTS.get(slug)
    if found is None or link.purpose not in found.purposes:
        raise Http404("There is no such answer here.")
    data, _ = drafts.clean(request.POST)
    form = found.form(data if request.method == "POST" else None, initial=_initial(sitting), on=local(now).date())
    # Without a code not even what could be chosen is shown: only what the worker typed is kept.
    form.begin(found.offers(link) if sitting is not None or not found.code else {})
    if found.code and sitting is None:
        if request.method != "POST":
            return redirect(presenter.href(link, "read"))
        form.is_valid()
        form.add_error(None, "Your hour of reading is over. Enter a new code, then send this again: it is kept here.")
        return _act_page(request, link, found, form, now, status=422, may_read=False)
    if found.code:
        _saw(link, now)
    if not form.is_valid():
        return _act_page(request, link, found, form, now, status=422 if form.is_bound else 200)
    worker = sitting.worker if sitting is not None and found.code else form.cleaned_data.get("worker", "")
    line = sitting.line if sitting is not None and found.code else form.cleaned_data.get("line", "")

    def run(by: Any) -> Any:
        return found.run(Doing(by, link, form.cleaned_data, worker, line, now))

    try:
        with transaction.atomic():
            if not _first(data.get("token", ""), link, now):
                return _done(request, link, found, None, again=True)
            done = linking.use(
                link, run, verb=found.verb, permission=found.permission, named=worker, line=line, now=now
            )
    except Refused as refusal:
        for ground in refusal.grounds:
            form.add_error(ground.field if ground.field in form.fields else None, ground.sentence)
        panels = act_page.refusals(refusal.grounds, form, can_override=False)
        return _act_page(request, link, found, form, now, status=422, refusals=panels)
    except NotPossible as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _act_page(request, link, found, form, now, status=422)
    return _done(request, link, found, done, because=form.cleaned_data.get("because", ""))


def _open(request: Any, handle: str, now: Any) -> tuple[DeskLink, DeskSitting | None]:
    """The link that this browser put away, and its sitting; raises Over where it opens nothing, Http404 for none."""
    key = handles.key_of("desk-link", handle)
    try:
        kept = signing.loads(request.COOKIES.get(_cookie(handle), ""), salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature as error:
        raise Over(None) from error
    link = (
        DeskLink.objects.select_related(
            "referral",
            "council",
            "to",
            "desk",
            "actor__council",
            "made_by",
            "message__by",
            "message__council",
            "proposal",
        )
        .filter(pk=key, digest=kept["digest"])
        .first()
        if key is not None
        else None
    )
    if link is None or not link.is_live(now):
        raise Over(link)
    sitting = linking.sitting_of(link, kept["sitting"], now=now)
    if sitting is not None and not link.actor.has_perm("referrals.read_by_link", link):
        sitting = None
    if not link.to.parts.filter(referral=link.referral, returned_at=None).exists():
        raise Over(link)  # given back: of the referral they keep only that they did
    tell_database(link.actor, link.to_id)
    return link, sitting


def _cookie(handle: str) -> str:
    return f"hf-desk-{handle}"


def _put_away(response: HttpResponseBase, link: DeskLink, sitting: str) -> None:
    handle = presenter.handle_of(link)
    response.set_cookie(
        _cookie(handle),
        signing.dumps({"digest": link.digest, "sitting": sitting}, salt=SALT),
        max_age=KEPT_FOR,
        path=presenter.href(link),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _private(response: HttpResponseBase) -> HttpResponseBase:
    # Only the origin, never the path. With "no-referrer" browsers send "Origin: null", which CSRF rightly refuses.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _over(request: Any, link: DeskLink | None, now: Any) -> HttpResponseBase:
    context = presenter.over(link, now) if link is not None else {}
    return _private(render(request, "desk/over.html", context, status=404 if link is None else 410))


def _waits(link: DeskLink) -> bool:
    return link.purpose == DeskLink.Purpose.REFERRAL


# The act that each kind of link is about: its button stands first and is the one that stands out.
FOREMOST = {
    DeskLink.Purpose.LEAD: "accept",
    DeskLink.Purpose.INVITATION: "invitation",
    DeskLink.Purpose.MESSAGE: "answer",
}


def _buttons(link: DeskLink, sitting: DeskSitting | None) -> list[dict[str, Any]]:
    """The ways on: before the code those that matter most, after it everything the link is for."""
    foremost = FOREMOST.get(DeskLink.Purpose(link.purpose), "")
    acts = sorted((one for one in for_link(link) if one.slug != "have-it"), key=lambda one: one.slug != foremost)
    if sitting is None:
        acts = [one for one in acts if one.slug in {"not-ours", "ring-us"}]
        first = [{"text": "Read it and answer", "href": presenter.href(link, "read"), "kind": ""}] if foremost else []
    else:
        first = []
    return first + [
        {
            "text": one.title,
            "href": presenter.href(link, "act", one.slug),
            "kind": "" if one.slug == foremost else "secondary",
        }
        for one in acts
    ]


def _initial(sitting: DeskSitting | None) -> dict[str, str]:
    return {"worker": sitting.worker, "line": sitting.line} if sitting is not None else {}


def _desk_form(link: DeskLink, data: Any = None) -> forms.AskCodeForm:
    form = forms.AskCodeForm(data)
    labels = {"office": "Duty desk", "out_of_hours": "Out of hours"}
    options = [
        (str(one.pk), f"{labels[one.hours]}: {presenter.masked(one.email)}") for one in linking.desks_for_code(link)
    ]
    form.begin({"desk": options})
    return form


def _read_page(
    request: Any, link: DeskLink, form: Any, desk_form: Any, *, sent: bool, status: int = 200
) -> HttpResponseBase:
    context = {
        "form": form if form.is_bound or not desk_form.is_bound else desk_form,
        "read_form": form,
        "desk_form": desk_form,
        "sent": sent,
        "can_send": bool(linking.desks_for_code(link)),
        "code_href": presenter.href(link, "code"),
        "back_href": presenter.href(link),
        **presenter.cover(link, timezone.now()),
    }
    return render(request, "desk/read.html", context, status=422 if form.is_bound else status)


def _act_page(
    request: Any,
    link: DeskLink,
    found: DeskAct,
    form: Any,
    now: Any,
    *,
    status: int = 200,
    may_read: bool = True,
    **more: Any,
) -> HttpResponseBase:
    context = {
        "form": form,
        "act": found,
        "token": uuid.uuid4(),
        "back_href": presenter.href(link),
        "read_href": presenter.href(link, "read"),
        "message": presenter.message(link) if found.slug == "answer" and may_read else None,
        "law": presenter.law() if found.slug == "not-ours" else [],
        **presenter.cover(link, now),
        **more,
    }
    context["title"] = found.title
    return _private(render(request, "desk/act.html", context, status=status))


def _done(
    request: Any, link: DeskLink, found: DeskAct, done: Any, *, because: str = "", again: bool = False
) -> HttpResponseBase:
    returned = isinstance(done, GivenBack)
    context = {
        "title": "It was recorded already" if again else "Given back" if returned else found.done.split(".")[0],
        "found": found,
        "again": again,
        "returned": done if returned else None,
        "law": LAW.get(because, ()) if not returned else (),
        "asker": link.council.short_name,
        "council": link.to.short_name,
        "reference": link.referral.reference,
        "link_href": "" if returned else presenter.href(link),
    }
    return _private(render(request, "desk/done.html", context))


def _first(token: str, link: DeskLink, now: Any) -> bool:
    """True the first time that a page is sent: a double press acts once."""
    try:
        return claim(uuid.UUID(token), by_id=link.actor_id, now=now) is None
    except ValueError:
        return True
    except NotYours:
        return False


def _saw(link: DeskLink, now: Any) -> None:
    record(
        by_id=link.actor_id,
        council_id=link.to_id,
        action="read",
        subject=("referrals.desklink", link.pk),
        about=("referrals.referral", link.referral_id),
        reason="By a link to the duty desk",
        at=now,
    )
