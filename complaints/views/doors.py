"""What every page of a complaint does first: find it, ask whether this person may see it, and write that they did."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404

from complaints.models import Complaint
from complaints.reading import ABOUT, Case
from referrals import references
from referrals.views.doors import now_of
from trail.record import record

ABSENT = "There is no such complaint, or you may not see it."


def find(reference: str) -> Complaint:
    """The complaint of this reference, whoever asks. Raises Http404."""
    tidy = references.tidy(reference)
    found = (
        Complaint.objects.select_related("council", "officer", "referral", "opened_referral")
        .with_reference(tidy)
        .first()
        if tidy
        else None
    )
    if found is None:
        raise Http404(ABSENT)
    return found


def open_case(request: Any, reference: str, *, after: str = "", most: int = 20) -> Case:
    """The complaint, for somebody who may see it; to anybody else it is simply not there. Raises Http404."""
    case = Case(find(reference), user=request.user, now=now_of(request), after=after, most=most)
    if not case.may("complaints.read"):
        raise Http404(ABSENT)
    return case


def write_reading(request: Any, complaint: Complaint, *, action: str = "read", reason: str = "") -> None:
    """The trail's line for a page that shows the complaint, in the page's own transaction."""
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action=action,
        subject=(ABOUT, complaint.pk),
        about=(ABOUT, complaint.pk),
        at=now_of(request),
        reason=reason,
    )


def write_list(
    request: Any, ids: Sequence[int], *, action: str = "list", facts: Mapping[str, str] | None = None
) -> None:
    """The trail's one line for a page that names several complaints."""
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action=action,
        subject=(ABOUT, None),
        ids=ids,
        at=now_of(request),
        facts=facts,
    )
