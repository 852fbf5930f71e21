"""The thread between the councils as a page of its own, and what can be done about the links that were sent."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from councils.models import Council
from referrals import handles
from referrals.actions import linking, writing
from referrals.forms.fields import OurForm, text
from referrals.models import DeskLink, Referral
from referrals.presenters import page, thread
from referrals.reading import read_case
from referrals.reading_talks import read_talks
from referrals.refusals import NotPossible
from referrals.views import doors
from trail.doors import needs


@needs("referrals.read")
@require_safe
def between(request: Any, reference: str) -> HttpResponseBase:
    """Everything that passed between the councils. Whoever reads it has opened what was written to us."""
    try:
        found = doors.open_for_work(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    doors.write_reading(request, found)
    now = doors.now_of(request)
    case = read_case(found, user=request.user, now=now, most=1)
    talks = read_talks(found, reader_id=request.user.council_id)
    unopened = [
        one
        for one in talks.messages
        if one.to_id == request.user.council_id and request.user.pk not in {row.by_id for row in one.openings.all()}
    ]
    writing.opened(unopened, by=request.user, now=now)
    context = {
        "strip": page.strip(case),
        "title": "Between the councils",
        "reference": found.reference,
        "back_href": reverse("referrals:referral", args=[found.reference]),
        "councils": page.who_has_it(case),
        **thread.context(case, talks, request.user),
    }
    return render(request, "referrals/between.html", context)


class RevokeForm(OurForm):
    because = text(
        "Why do you take it back?",
        required=True,
        missing="Say why you take it back",
        help_text="For example: it went to an address that is no longer theirs.",
    )


@needs("referrals.desk_link")
@require_POST
def link_again(request: Any, reference: str, link: str) -> HttpResponseBase:
    """A new link to the same desk; the old one opens nothing from now on."""
    found, one = _own_link(request, reference, link)
    try:
        with transaction.atomic():
            again, _ = linking.send_link_again(by=request.user, link=one, now=doors.now_of(request))
    except NotPossible as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"A new link was sent to {again.to.short_name}. The earlier one no longer works.")
    return redirect("referrals:between", reference=found.reference)


@needs("referrals.desk_link")
@require_http_methods(["GET", "HEAD", "POST"])
def link_revoke(request: Any, reference: str, link: str) -> HttpResponseBase:
    """Take a link back, with the reason."""
    found, one = _own_link(request, reference, link)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                linking.revoke_link(
                    by=request.user, link=one, because=form.cleaned_data["because"], now=doors.now_of(request)
                )
        except NotPossible as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The link was taken back. It opens nothing any more.")
            return redirect("referrals:between", reference=found.reference)
    context = {
        "form": form,
        "council": one.to.short_name,
        "back_href": reverse("referrals:between", args=[found.reference]),
    }
    return render(request, "referrals/revoke_link.html", context, status=422 if form.is_bound else 200)


@needs("referrals.desk_link")
@require_POST
def link_new(request: Any, reference: str) -> HttpResponseBase:
    """A link for a council without accounts whose earlier ones no longer work."""
    found = _of_ours(request, reference)
    to = Council.objects.at_address(request.POST.get("to", "")).first()
    if to is None:
        raise Http404("There is no such council.")
    try:
        with transaction.atomic():
            linking.new_link(by=request.user, referral=found, to=to, now=doors.now_of(request))
    except NotPossible as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"A link was sent to {to.short_name}’s duty desk.")
    return redirect("referrals:between", reference=found.reference)


def _of_ours(request: Any, reference: str) -> Referral:
    try:
        found = doors.open_for_work(request, reference)
    except doors.NeedsReason as asked:
        raise Http404(doors.ABSENT) from asked
    if not request.user.has_perm("referrals.desk_link", found):
        raise PermissionDenied("referrals.desk_link")
    return found


def _own_link(request: Any, reference: str, link: str) -> tuple[Referral, DeskLink]:
    found = _of_ours(request, reference)
    key = handles.key_of("desk-link", link)
    one = (
        DeskLink.objects.select_related("to", "referral")
        .filter(pk=key, referral=found, council_id=request.user.council_id)
        .first()
        if key is not None
        else None
    )
    if one is None:
        raise Http404("There is no such link.")
    return found, one
