"""What every page of a referral does first: find it, ask whether this person may see it, and write that they did."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from referrals import references
from referrals.choices import WHY_READING
from referrals.models import Part, Referral
from trail.record import record

ABSENT = "There is no such referral, or you may not see it."
REASONS = "why_reading"  # in the session: {reference: code of the reason}


class NeedsReason(Exception):
    """The access table lets the person read this on giving a reason, and none was given yet."""

    def __init__(self, referral: Referral) -> None:
        super().__init__(referral.reference)
        self.referral = referral


class Returned(Exception):
    """The council gave this back: all that is left of it here is when, and to whom."""

    def __init__(self, part: Part) -> None:
        super().__init__(part.pk)
        self.part = part


def now_of(request: HttpRequest) -> datetime:
    """The instant of this request: the same in all it writes and shows."""
    if not hasattr(request, "_now"):
        request._now = timezone.now()  # type: ignore[attr-defined]
    return request._now  # type: ignore[attr-defined, no-any-return]


def find(reference: str) -> Referral:
    """The referral with its parts, two queries. Raises Http404."""
    tidy = references.tidy(reference)
    found = (
        Referral.objects.select_related("council", "first_child", "logged_by", "referrer_council")
        .prefetch_related(Prefetch("parts", Part.objects.select_related("council", "team", "worker")))
        .filter(reference=tidy)
        .first()
        if tidy
        else None
    )
    if found is None:
        raise Http404(ABSENT)
    return found


def open_referral(request: Any, reference: str) -> Referral:
    """The referral, for somebody who may see it.

    Raises Http404 as though it were not there, NeedsReason, or Returned (which only the referral's own page answers).
    """
    referral = find(reference)
    person = request.user
    if person.has_perm("referrals.read", referral):
        return referral
    if person.has_perm("referrals.read_with_reason", referral):
        if referral.reference in request.session.get(REASONS, {}):
            return referral
        raise NeedsReason(referral)
    part = own_part(referral, person.council_id)
    if part is not None and part.returned_at and person.has_perm("referrals.read_returned", referral):
        raise Returned(part)
    raise Http404(ABSENT)


def open_for_work(request: Any, reference: str) -> Referral:
    """As open_referral, but what was returned is simply not there."""
    try:
        return open_referral(request, reference)
    except Returned as gone:
        raise Http404(ABSENT) from gone


def write_reading(request: Any, referral: Referral, *, action: str = "read") -> None:
    """The trail's line for a page that shows the referral, in the page's own transaction."""
    code = request.session.get(REASONS, {}).get(referral.reference, "")
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action=action,
        subject=("referrals.referral", referral.pk),
        about=("referrals.referral", referral.pk),
        reason=dict(WHY_READING).get(code, ""),
        at=now_of(request),
    )


def write_list(request: Any, ids: list[int], *, action: str = "list", facts: dict[str, str] | None = None) -> None:
    """The trail's one line for a page that names several referrals."""
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action=action,
        subject=("referrals.referral", None),
        ids=ids,
        at=now_of(request),
        facts=facts,
    )


def within_site(request: HttpRequest, address: str) -> str:
    """The address when it lies in this site, else "": nobody is sent elsewhere by a link to us."""
    good = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if good and address.startswith("/") else ""


def ask_why(request: Any, referral: Referral) -> HttpResponseBase:
    """To the page that asks for the reason, and back."""
    address = reverse("referrals:why", args=[referral.reference])
    return redirect(f"{address}?{urlencode({'next': request.get_full_path()})}")


def own_part(referral: Referral, council_id: int | None) -> Part | None:
    """The acting council's part, from what was read already."""
    return next((part for part in referral.parts.all() if part.council_id == council_id), None)
