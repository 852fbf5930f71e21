"""The page of a referral, on screen and on paper, its entries as case notes, and what stands behind it."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from referrals import handles, prompts
from referrals.actions.correcting import Stale, correct_referral
from referrals.choices import WHY_READING
from referrals.forms import correcting
from referrals.forms.acts import SettleForm
from referrals.forms.fields import OurForm, radios
from referrals.models import JournalEntry, Part, Prompt
from referrals.presenters import behind, case_view, journal
from referrals.presenters import page as presenter
from referrals.reading import ENTRIES_ON_PAPER, KINDS, Case, Timeline, read_case, read_timeline
from referrals.refusals import NotPossible
from referrals.views import doors
from timers import words
from timers.calendar import local
from trail.doors import needs
from trail.record import record


class WhyForm(OurForm):
    why = radios("Why do you need to open it?", WHY_READING, required=True, missing="Choose why you need to open it")


@needs("referrals.read")
@require_safe
def referral(request: Any, reference: str) -> HttpResponseBase:
    """The referral."""
    try:
        found = doors.open_referral(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    except doors.Returned as gone:
        return _returned(request, gone.part)
    doors.write_reading(request, found)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    case = read_case(found, user=request.user, now=doors.now_of(request), kind=kind, after=request.GET.get("after", ""))
    context = case_view.context(case, request.user, kind=kind, paged="after" in request.GET)
    return render(request, "referrals/referral.html", {**context, "token": uuid.uuid4()})


def _returned(request: Any, part: Part) -> HttpResponse:
    """Only that it was returned: when, and to whom. No child, no content."""
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="read",
        subject=("referrals.part", part.pk),
        about=("referrals.referral", part.referral_id),
        at=doors.now_of(request),
    )
    sent_by = part.sent_by.short_name if part.sent_by else "the council that sent it"
    when = words.moment(part.returned_at) if part.returned_at else ""
    given = part.given_back.select_related("by", "to").order_by("-pk").first()
    context = {
        "reference": part.referral.reference,
        "to": given.to.short_name if given else sent_by,
        "when": when,
        "by": (given.named or given.by.name) if given else "",
    }
    return render(request, "referrals/returned.html", context)


@needs("referrals.print")
@require_safe
def on_paper(request: Any, reference: str) -> HttpResponseBase:
    """The whole referral as a case note, to be printed."""
    found = doors.find(reference)
    if not request.user.has_perm("referrals.print", found):
        if request.user.has_perm("referrals.read", found):
            raise PermissionDenied("referrals.print")
        raise Http404(doors.ABSENT)
    doors.write_reading(request, found, action="print")
    case = read_case(found, user=request.user, now=doors.now_of(request), most=ENTRIES_ON_PAPER)
    return render(request, "referrals/print.html", case_view.paper(case, request.user))


@needs("referrals.read")
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: Any, reference: str) -> HttpResponseBase:
    """Asks for the reason that opens a colleague's referral; it stays in the trail."""
    found = doors.find(reference)
    person = request.user
    if not (person.has_perm("referrals.read_with_reason", found) or person.has_perm("referrals.read", found)):
        raise Http404(doors.ABSENT)
    back = doors.within_site(request, request.GET.get("next", ""))
    back = back or reverse("referrals:referral", args=[found.reference])
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = dict(request.session.get(doors.REASONS, {}))
        given[found.reference] = form.cleaned_data["why"]
        request.session[doors.REASONS] = given
        return redirect(back)
    part = doors.own_part(found, person.council_id)
    worker = part.worker.name if part and part.worker else ""
    context = {"form": form, "reference": found.reference, "worker": worker, "team": part.team if part else None}
    return render(request, "referrals/why.html", context, status=422 if form.is_bound else 200)


@needs("referrals.read")
@require_safe
def note(request: Any, reference: str, entry: str) -> HttpResponseBase:
    """One entry as plain text, for the council's own system."""
    try:
        found = doors.open_for_work(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    if not request.user.has_perm("referrals.print", found):
        raise PermissionDenied("referrals.print")
    key = handles.key_of("entry", entry)
    row = JournalEntry.objects.filter(referral=found, pk=key).select_related("by", "council").first() if key else None
    if row is None:
        raise Http404("There is no such entry.")
    doors.write_reading(request, found, action="print")
    full = read_timeline(found, most=1, only=row.pk)
    case = _for_words(found, full, request)
    text = journal.note(row, presenter.journal_context(case), found.reference)
    return HttpResponse(text + "\n", content_type="text/plain; charset=utf-8")


def _for_words(found: Any, timeline: Timeline, request: Any) -> Case:
    case = read_case(found, user=request.user, now=doors.now_of(request), most=1)
    case.timeline = timeline
    return case


@needs("referrals.protected_address")
@require_safe
def address(request: Any, reference: str, number: int) -> HttpResponseBase:
    """An address that is not to be disclosed, for those who may need to go there; the trail has a line of its own."""
    found = doors.find(reference)
    if not request.user.has_perm("referrals.protected_address", found):
        if request.user.has_perm("referrals.read", found):
            raise PermissionDenied("referrals.protected_address")
        raise Http404(doors.ABSENT)
    case = read_case(found, user=request.user, now=doors.now_of(request), most=1)
    if not 1 <= number <= len(case.involvements):
        raise Http404("There is no such person.")
    one = case.involvements[number - 1]
    latest = case.addresses.get(one.person_id)
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="read",
        subject=("referrals.address", latest.pk if latest else None),
        about=("referrals.referral", found.pk),
        at=case.now,
    )
    return render(request, "referrals/address.html", case_view.address(case, one, latest))


@needs("referrals.history")
@require_safe
def history(request: Any, reference: str) -> HttpResponseBase:
    """What was changed, field by field, by whom and why."""
    found = _behind(request, reference, "referrals.history")
    shown = {**behind.history(found, now=doors.now_of(request)), "strip": _strip(request, found)}
    return render(request, "referrals/history.html", shown)


@needs("trail.read")
@require_safe
def looked(request: Any, reference: str) -> HttpResponseBase:
    """Who has looked at this referral, when and why."""
    found = _behind(request, reference, "trail.read")
    shown = behind.looked(found, request.user, before=request.GET.get("after", ""))
    return render(request, "referrals/looked.html", {**shown, "strip": _strip(request, found)})


def _strip(request: Any, found: Any) -> dict[str, Any]:
    """The child first, with every warning, on what stands behind the referral too."""
    return presenter.strip(read_case(found, user=request.user, now=doors.now_of(request), most=1))


def _behind(request: Any, reference: str, permission: str) -> Any:
    try:
        found = doors.open_referral(request, reference)
    except (doors.NeedsReason, doors.Returned) as asked:
        raise Http404(doors.ABSENT) from asked
    if not request.user.has_perm(permission, found):
        raise PermissionDenied(permission)
    doors.write_reading(request, found)
    return found


@needs("referrals.correct")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Any, reference: str) -> HttpResponseBase:
    """Correct what was logged. When somebody else was faster both versions are shown and no word is lost."""
    try:
        found = doors.open_for_work(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    if not request.user.has_perm("referrals.correct", found):
        raise PermissionDenied("referrals.correct")
    doors.write_reading(request, found)
    now = doors.now_of(request)
    case = read_case(found, user=request.user, now=now, most=1)
    base = {
        "strip": presenter.strip(case),
        "reference": found.reference,
        "back_href": reverse("referrals:referral", args=[found.reference]),
    }
    if request.method != "POST":
        form = correcting.CorrectForm(initial=correcting.initial(found), on=local(now).date())
        return render(request, "referrals/correct.html", {**base, "form": form})
    from referrals import drafts

    data, taken_out = drafts.clean(request.POST)
    form = correcting.CorrectForm(data, on=local(now).date())
    if taken_out or not form.is_valid():
        errors = [{"href": "", "text": drafts.TAKEN_OUT}] if taken_out else []
        return render(request, "referrals/correct.html", {**base, "form": form, "errors": errors}, status=422)
    try:
        with transaction.atomic():
            correct_referral(
                by=request.user,
                referral=found,
                version=form.cleaned_data["version"],
                changes=form.changes(),
                reason=form.whole_reason,
                at=now,
                now=now,
            )
    except Stale as stale:
        both = behind.both_versions(stale.current, form.changes())
        data["version"] = str(stale.current.version)
        again = correcting.CorrectForm(data, on=local(now).date())
        return render(request, "referrals/correct.html", {**base, "form": again, "both": both}, status=409)
    except NotPossible as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return render(request, "referrals/correct.html", {**base, "form": form}, status=422)
    return redirect("referrals:referral", reference=found.reference)


@needs("referrals.contact")
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Any, reference: str, prompt: str) -> HttpResponseBase:
    """Say what was done about a question."""
    try:
        found = doors.open_for_work(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    if not request.user.has_perm("referrals.contact", found):
        raise PermissionDenied("referrals.contact")
    key = handles.key_of("prompt", prompt)
    own = Prompt.objects.filter(referral=found, council_id=request.user.council_id, pk=key).first() if key else None
    if own is None:
        raise Http404("There is no such question.")
    doors.write_reading(request, found)
    now = doors.now_of(request)
    case = read_case(found, user=request.user, now=now, most=1)
    back = reverse("referrals:referral", args=[found.reference])
    if own.settled_at is not None:
        return redirect(back)
    from referrals import drafts

    data, _ = drafts.clean(request.POST)
    form = SettleForm(data if request.method == "POST" else None, case=case)
    if form.is_valid():
        prompts.settle(own, by=request.user, now=now, because=form.cleaned_data["because"])
        record(
            by_id=request.user.pk,
            council_id=request.user.council_id,
            action="settle_prompt",
            subject=("referrals.prompt", own.pk),
            about=("referrals.referral", found.pk),
            at=now,
        )
        return redirect(back)
    context = {
        "form": form,
        "strip": presenter.strip(case),
        "prompt": case_view.one_prompt(case, own),
        "back_href": back,
        "reference": found.reference,
    }
    return render(request, "referrals/settle.html", context, status=422 if form.is_bound else 200)
