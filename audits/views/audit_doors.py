"""What every page of an audit does first, and how a form is sent once and refused with what is missing."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404, QueryDict
from django.shortcuts import render
from django.urls import reverse

from audits.models import Audit, SampleCase
from referrals import drafts, references
from referrals.presenters.act_page import refusals
from referrals.refusals import Ground, NotPossible, Refused
from referrals.views.doors import now_of
from trail.record import record
from trail.submissions import NotYours, claim

__all__ = [
    "ABSENT",
    "AlreadySent",
    "carried_out",
    "find",
    "now_of",
    "one_case",
    "posted",
    "said",
    "show",
    "take",
    "write_reading",
]

ABSENT = "There is no such audit, or you may not see it."


class AlreadySent(Exception):
    """This page was sent before and carried out."""


def find(request: Any, reference: str, permission: str) -> Audit:
    """The audit, for somebody who has the permission on it; else Http404 as though it were not there."""
    tidy = references.tidy(reference)
    found = Audit.objects.filter(reference=tidy).order_by().first() if tidy else None
    if found is None or not request.user.has_perm(permission, found):
        raise Http404(ABSENT)
    return found


def one_case(request: Any, reference: str, position: int, permission: str) -> SampleCase:
    """One case of the sample, for somebody who has the permission on it."""
    audit = find(request, reference, "audits.read")
    found = (
        SampleCase.objects.select_related("case__part__referral", "case__imported", "reader", "second_reader")
        .filter(audit=audit, position=position)
        .first()
    )
    if found is None:
        raise Http404("There is no such case.")
    found.audit = audit
    if not request.user.has_perm(permission, audit if permission == "audits.run" else found):
        raise Http404("There is no such case.")
    return found


def posted(request: Any) -> QueryDict:
    """What was sent, legible."""
    return drafts.clean(request.POST)[0]


def said(data: QueryDict) -> dict[str, str]:
    """What was sent as plain words: the last of each name."""
    return {name: str(data[name]) for name in data}


def take(request: Any, form: Any, act: Callable[[], Any]) -> tuple[bool, Any]:
    """Carry out what a valid form asks, once: (True, the action's answer), or (False, refusal panels).

    What is missing is added to the form. Raises AlreadySent when the page's token was used before.
    """
    try:
        with transaction.atomic():
            if _sent_before(request):
                raise AlreadySent
            return True, act()
    except Refused as refused:
        for ground in refused.grounds:
            form.add_error(ground.field if ground.field in form.fields else None, ground.sentence)
        return False, panels(refused.grounds, form)
    except NotPossible as refused:
        fields = getattr(refused, "fields", None) or {refused.field: refused.sentence}
        for field, words in fields.items():
            form.add_error(field if field in form.fields else None, words)
        return False, []


def carried_out(request: Any, form: Any, act: Callable[[], Any]) -> tuple[bool, list[dict[str, Any]]]:
    """As `take`, where it is one whether it was done now or when the page was sent before: (True, []), or (False,
    refusal panels)."""
    try:
        done, found = take(request, form, act)
    except AlreadySent:
        return True, []
    return done, [] if done else found


def panels(grounds: Iterable[Ground], form: Any) -> list[dict[str, Any]]:
    unlike = list({ground.sentence: ground for ground in grounds}.values())
    return refusals(unlike, form, can_override=False)


def _sent_before(request: Any) -> bool:
    try:
        token = UUID(request.POST.get("token", ""))
    except ValueError:
        return False
    try:
        return claim(token, by_id=request.user.pk, now=now_of(request)) is not None
    except NotYours:
        return True


def show(request: Any, template: str, audit: Audit, context: dict[str, Any], *, status: int = 200) -> Any:
    """Render a page of the audit; with the way back to it and a token for its form."""
    home = reverse("audits:audit", args=[audit.reference])
    base = {"audit": audit, "home": home, "back_href": home, "back_text": audit.title, "token": uuid4()}
    return render(request, f"audits/{template}", {**base, **context}, status=status)


def write_reading(request: Any, audit: Audit, *, action: str = "read", ids: list[int] | None = None) -> None:
    """The trail's line for a page of the audit itself; `ids` are the referrals that it names."""
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action=action,
        subject=("referrals.referral", None) if ids is not None else ("audits.audit", audit.pk),
        ids=ids,
        about=("audits.audit", audit.pk),
        reason="audit",
        at=now_of(request),
    )
