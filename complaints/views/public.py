"""The public complaint form, for anybody: no account, no script needed, saved as one goes, sent once however often."""

import uuid
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import acting_for
from complaints import actions, intake, public
from complaints.forms import public as forms
from complaints.letters import sending
from complaints.models import LetterLink, PublicDraft
from complaints.presenters import public as presenter
from councils.models import Council
from govuk.forms import unjudged
from referrals import drafts, references
from referrals.presenters.logging_pages import saved_words
from referrals.refusals import NotPossible
from referrals.views.acting import token_of
from referrals.views.doors import now_of
from timers.calendar import local
from trail.doors import needs

WHY = "Anybody may complain about a council, without an account; the form shows nothing of any record."
GONE = "This form was sent, or was not used for 28 days. Begin a new one."


def _shown(request: Any, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """A page for everybody: the line about our engine is for those who work here."""
    return render(request, template, {**(context or {}), "engine_warning": ""}, status=status)


def _councils(on: date) -> list[Council]:
    return list(Council.objects.in_being(on).order_by("short_name"))


def _today(request: Any) -> date:
    return local(now_of(request)).date()


def _draft(request: Any, token: UUID, *, lock: bool = False) -> PublicDraft:
    found = public.of_token(token, now=now_of(request), lock=lock)
    if found is None:
        raise Http404(GONE)
    return found


@needs(public=WHY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Any) -> HttpResponseBase:
    """First of all: is a child at risk now? Then what the form is, and its beginning."""
    if request.method != "POST":
        return _shown(request, "complaints/public/begin.html", {"ring": presenter.RING})
    answer = request.POST.get("risk", "")
    if answer == "yes":
        return redirect("complain:risk")
    if answer != "no":
        errors = [{"href": "#risk", "text": "Say whether a child is at risk of harm now"}]
        context = {"ring": presenter.RING, "errors": errors}
        return _shown(request, "complaints/public/begin.html", context, status=422)
    now = now_of(request)
    begun_from = public.connection_of(public.address_of(request), now)
    if public.too_many(begun_from, now):
        answer_ = _shown(request, "complaints/public/wait.html", {"ring": presenter.RING}, status=429)
        answer_["Retry-After"] = "60"
        return answer_
    draft = public.begin(begun_from=begun_from, now=now)
    return redirect("complain:step", token=draft.token, slug=forms.STEPS[0].slug)


@needs(public="A child at risk now is told to the front door by anybody, at once, without an account.")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: Any) -> HttpResponseBase:
    """A child at risk now: numbers to ring, and a short form that reaches the council's front door at once."""
    now, on = now_of(request), _today(request)
    councils = _councils(on)
    if request.method != "POST":
        form = forms.RiskForm(councils=councils, on=on)
        return _risk(request, form, token=uuid.uuid4())
    data, _ = drafts.clean(request.POST)
    token = token_of(data)
    sent = public.sent_as(token)
    if sent is not None:
        return redirect("complain:sent", token=token)
    form = forms.RiskForm(data, councils=councils, on=on)
    form.look_up(on)
    if not form.is_valid():
        form.explain_places(on)
        return _risk(request, form, token=token, status=422)
    council = form.cleaned_data["where_council"]
    try:
        _send(council, form.said(token), now=now)
    except NotPossible as refusal:
        form.add_error(None, refusal.sentence)
        return _risk(request, form, token=token, status=422)
    return redirect("complain:sent", token=token)


def _risk(request: Any, form: Any, *, token: UUID, status: int = 200) -> HttpResponse:
    context = {"form": form, "token": token, "ring": presenter.RING}
    return _shown(request, "complaints/public/risk.html", context, status=status)


def _send(council: Council, said: Any, *, now: Any) -> Any:
    """Write the complaint in the council's own name; two sendings of one form at once become one."""
    try:
        with transaction.atomic():
            account = intake.form_account(council, now=now)
    except IntegrityError:
        # Another sending made the account a moment ago: it is there now.
        account = intake.form_account(council, now=now)
    with acting_for(account, council), transaction.atomic():
        return actions.complain(by=account, council=council, said=said, at=now, now=now)


@needs(public=WHY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, token: UUID, slug: str) -> HttpResponseBase:
    """One page of the form. What was typed is saved before it is checked; "back" loses nothing."""
    if slug not in forms.STEP:
        raise Http404("There is no such page.")
    now, on = now_of(request), _today(request)
    if request.method != "POST":
        draft = _draft(request, token)
        form = forms.bind(draft, slug, councils=_councils(on), on=on)
        if form.is_bound:
            form = unjudged(form)
        return _page(request, draft, form)
    draft = _draft(request, token, lock=True)
    data, taken_out = drafts.clean(request.POST)
    do = data.get("do", "continue")
    if do == "add":
        data["rows"] = str(_rows(data) + 1)
    form = forms.bind(draft, slug, councils=_councils(on), on=on, data=data)
    looked = form.look_up(on)
    if not public.keep(draft, slug, drafts.as_lists(form.typed), now=now):
        errors = [{"href": "", "text": "This is more than the form can hold. Send the longest part by post or e-mail."}]
        return _page(request, draft, form, status=422, errors=errors)
    form.explain_places(on)
    if taken_out:
        return _page(request, draft, form, status=422, errors=[{"href": "", "text": drafts.TAKEN_OUT}])
    if do == "add":
        form = unjudged(form)
        return _page(request, draft, form)
    if not form.is_valid():
        return _page(request, draft, form, status=422)
    if slug == "council":
        draft.council = form.cleaned_data["where_council"]
        if looked and not data.get("confirmed"):
            public.keep(draft, slug, drafts.as_lists(form.typed), now=now)
            return _page(request, draft, form, looked_up=True)
    public.keep(draft, slug, drafts.as_lists(form.typed), now=now, done=True)
    if do == "check" or presenter.is_whole(draft):
        return redirect("complain:check", token=token)
    return redirect("complain:step", token=token, slug=presenter.next_slug(slug))


def _rows(data: Any) -> int:
    typed = data.get("rows", "1")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 1


def _page(request: Any, draft: PublicDraft, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    context = presenter.step(draft, form) | {
        "form": form,
        "draft_url": reverse("complain:save", args=[draft.token]),
        **more,
    }
    return _shown(request, "complaints/public/step.html", context, status=status)


@needs(public=WHY)
@never_cache
@require_POST
def save(request: Any, token: UUID) -> HttpResponseBase:
    """Keep what was typed so far; answers {"saved": "4:12pm"}."""
    draft = public.of_token(token, now=now_of(request), lock=True)
    slug = request.POST.get("form", "")
    if draft is None:
        return JsonResponse({"problem": "this form was sent already, or not used for 28 days."}, status=409)
    if slug not in forms.STEP:
        return JsonResponse({"problem": "this page is not known."}, status=400)
    now = now_of(request)
    data, _ = drafts.clean(request.POST)
    done = slug in draft.data.get("done", [])
    if not public.keep(draft, slug, drafts.as_lists(data), now=now, done=done):
        return JsonResponse({"problem": "this is more than the form can hold."}, status=413)
    return JsonResponse({"saved": saved_words(now)})


@needs(public=WHY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Any, token: UUID) -> HttpResponseBase:
    """All that was said, each line with its way back; then it is sent, once."""
    now, on = now_of(request), _today(request)
    if request.method == "POST" and public.sent_as(token) is not None:
        return redirect("complain:sent", token=token)
    # Two presses at once wait for each other here: the second finds the draft gone and the complaint there.
    draft = public.of_token(token, now=now, lock=request.method == "POST")
    if draft is None:
        if public.sent_as(token) is not None:
            return redirect("complain:sent", token=token)
        raise Http404(GONE)
    councils = _councils(on)
    steps = {slug: forms.bind(draft, slug, councils=councils, on=on) for slug in forms.STEP}
    bound = {slug: form for slug, form in steps.items() if form.is_bound and form.is_valid()}
    missing = [slug for slug, form in steps.items() if slug not in bound and (slug in forms.NEEDED or form.is_bound)]
    context = presenter.check(draft, bound, missing)
    if request.method != "POST":
        return _shown(request, "complaints/public/check.html", context)
    if missing:
        return _shown(request, "complaints/public/check.html", context, status=422)
    council = bound["council"].cleaned_data["where_council"]
    try:
        _send(council, forms.said_of(bound, draft.token), now=now)
    except NotPossible as refusal:
        context["errors"] = [{"href": "", "text": refusal.sentence}]
        return _shown(request, "complaints/public/check.html", context, status=422)
    draft.delete()
    return redirect("complain:sent", token=token)


@needs(public="Whoever sent a form sees its reference again, and nothing of what was said in it.")
@never_cache
@require_safe
def sent(request: Any, token: UUID) -> HttpResponse:
    """The reference, what happens next and when. Nothing of what was said stands here."""
    found = public.sent_as(token)
    if found is None:
        raise Http404(GONE)
    return _shown(request, "complaints/public/sent.html", presenter.sent(found, now=now_of(request)))


@needs(public="A letter is opened by a link of its own and the reference, by somebody who has no account.")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: Any, token: UUID) -> HttpResponseBase:
    """A letter from a council: asks for the reference, then shows the letter and keeps that it was opened."""
    now = now_of(request)
    found = (
        LetterLink.objects.select_for_update(of=("self",)).select_related("letter__complaint__council")
        if request.method == "POST"
        else LetterLink.objects.select_related("letter__complaint__council")
    )
    link = found.filter(token=token).first()
    if link is None or not link.is_open(now):
        return _shown(request, "complaints/public/letter_over.html", status=404)
    complaint = link.letter.complaint
    context: dict[str, Any] = {"council": complaint.council.name}
    if request.method != "POST":
        return _shown(request, "complaints/public/letter_ask.html", context)
    if references.tidy(drafts.legible(request.POST.get("reference", ""))[:40]) != complaint.reference:
        link.tries += 1
        link.save(update_fields=["tries"])
        context["errors"] = [{"href": "#reference", "text": "That is not the reference of this letter. Look again."}]
        return _shown(request, "complaints/public/letter_ask.html", context, status=422)
    sending.opened(link, now=now)
    version = link.letter.versions.get(number=link.letter.sent_version)
    context |= {"subject": version.subject, "body": version.body}
    return _shown(request, "complaints/public/letter.html", context)
