"""A report or decision of the Ombudsman is received: recorded, one's own day of receipt, and whom else it binds."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audits import actions
from audits.forms import ombudsman as forms
from audits.models import OmbudsmanReport
from audits.views.frame import Page, answer
from audits.views.ombudsman import WRITE, back_to, find
from councils.models import Council
from timers import words
from timers.calendar import local
from trail.doors import needs


def _councils() -> QuerySet[Council]:
    return Council.objects.in_being(local(timezone.now()).date()).order_by("short_name")


def _of_recorder(request: Any, reference: str) -> OmbudsmanReport:
    found = find(request, reference)
    if not request.user.has_perm(WRITE, found):
        raise PermissionDenied(WRITE)
    return found


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def record_report(request: Any) -> HttpResponseBase:
    """A report or decision was received."""
    ours = request.user.council_id
    others = _councils().exclude(pk=ours)

    def run(form: Any, now: Any) -> str:
        given = form.cleaned_data
        councils = [request.user.council, *([given["other"]] if given["other"] else [])]
        made = actions.record_report(
            by=request.user,
            kind=given["kind"],
            number=given["number"],
            title=given["title"],
            decided_on=given["decided_on"],
            received_on=given["received_on"],
            councils=councils,
            at=now,
            now=now,
        )
        return back_to(made.reference)

    page = Page(
        slug="record-report",
        about_id=ours or 0,
        title="Record a report or decision of the Ombudsman",
        why="What it asks and by when is worked out from the dates. Its recommendations are added next, one by one, "
        "and so is any further council that it binds.",
        button="Record it",
        done="Recorded. Add what it recommends.",
        back=reverse("audits:reports"),
        make=lambda data: forms.ReportForm(data, councils=others),
        run=run,
    )
    return answer(request, page)


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: Any, reference: str) -> HttpResponseBase:
    """The council says when it received the report itself."""
    found = _of_recorder(request, reference)
    own = found.councils.get(council_id=request.user.council_id)
    stands = f"Now it stands as {words.day(own.received_on)}"
    if own.receipt_by_id is None:
        stands += ", the day on which the council that recorded the report received it"

    def run(form: Any, now: Any) -> None:
        actions.record_receipt(by=request.user, report=found, on=form.cleaned_data["on"], at=now, now=now)

    page = Page(
        slug="receipt-of-report",
        about_id=found.pk,
        title="Record our day of receipt",
        why="What the law gives your council counts from the day on which it received the report itself, and from no "
        "other council’s. What is not done yet gets new last days; the ones before stay in the record.",
        button="Record our day of receipt",
        done="Recorded. What your council owes about it is dated from that day.",
        back=back_to(found.reference),
        make=lambda data: forms.ReceivedForm(data),
        run=run,
        context={"inset": f"{stands}."},
    )
    return answer(request, page)


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def bind(request: Any, reference: str) -> HttpResponseBase:
    """Another council that the report binds is added."""
    found = _of_recorder(request, reference)
    others = _councils().exclude(pk__in=[one.council_id for one in found.councils.all()])

    def run(form: Any, now: Any) -> None:
        actions.bind_council(by=request.user, report=found, council=form.cleaned_data["council"], at=now, now=now)

    page = Page(
        slug="bind-council",
        about_id=found.pk,
        title="Add a council that it binds",
        why="It then sees every recommendation, and what each council has said and done. It is held to your day of "
        "receipt until it records its own.",
        button="Add the council",
        done="The council is added.",
        back=back_to(found.reference),
        make=lambda data: forms.BindForm(data, councils=others),
        run=run,
    )
    return answer(request, page)
