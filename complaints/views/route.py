"""The route page: one point at a time, what is asked, where it belongs and why, and the decision; and its record."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from complaints import actions
from complaints.forms.routing import ChooseForm, FactsForm
from complaints.models import Head
from complaints.presenters import route as presenter
from complaints.presenters import strip
from complaints.reading import Case
from complaints.views import doors
from complaints.views.acts import ComplaintPage
from referrals import drafts
from referrals.models import Draft
from referrals.refusals import NotPossible
from timers import words
from trail.doors import needs


@needs("complaints.route")
@require_http_methods(["GET", "HEAD", "POST"])
def route(request: Any, reference: str) -> HttpResponseBase:
    """One point of the complaint: its questions, its proposal, the decision."""
    case = doors.open_case(request, reference)
    if not case.may("complaints.route"):
        raise PermissionDenied("complaints.route")
    doors.write_reading(request, case.complaint)
    head = _point(request, case)
    if request.method != "POST":
        return _page(request, case, head)
    if not case.complaint.is_open:
        messages.info(request, "This complaint is closed or withdrawn. Open it again first.")
        return redirect("complaints:complaint", reference=case.complaint.reference)
    if request.POST.get("do") == "decide":
        return Decision(request, case, head).answer()
    return _learn(request, case, head)


def _point(request: Any, case: Case) -> Head:
    """The point asked for, else the first without a route, else the first. Raises Http404."""
    wanted = request.GET.get("point", "") or request.POST.get("point", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 5:
        found = case.head(int(wanted))
    else:
        found = next((one for one in case.heads if not one.route), case.heads[0] if case.heads else None)
    if found is None:
        raise Http404("There is no such point of complaint.")
    return found


def _learn(request: Any, case: Case, head: Head) -> HttpResponseBase:
    """Keep what is known of the point; the proposal follows."""
    data, _ = drafts.clean(request.POST)
    form = FactsForm(data, case=case, head=head)
    if not form.is_valid():
        return _page(request, case, head, facts=form, status=422)
    try:
        with transaction.atomic():
            actions.record_facts(
                by=request.user,
                complaint=case.complaint,
                head=head.number,
                said=form.said,
                at=case.now,
                now=case.now,
                summary=head.summary,
            )
    except NotPossible as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, case, head, facts=form, status=422)
    return redirect(f"{reverse('complaints:route', args=[case.complaint.reference])}?point={head.number}#proposal")


class Decision(ComplaintPage):
    """The officer decides where one point goes."""

    again = "This was decided already. Nothing was recorded twice."

    def __init__(self, request: Any, case: Case, head: Head) -> None:
        super().__init__(request, case, f"route-{head.number}")
        self.head, self.done = head, f"The route of point {head.number} is decided."

    def form(self, data: QueryDict | None) -> Any:
        return ChooseForm(data, case=self.case, head=self.head)

    def run(self, form: Any) -> str:
        actions.choose_route(
            by=self.request.user,
            complaint=self.case.complaint,
            head=self.head.number,
            at=self.now,
            now=self.now,
            **form.chosen,
        )
        left = next((one for one in self.case.heads if not one.route and one.number != self.head.number), None)
        address = self.page_of("route")
        return f"{address}?point={left.number}" if left else f"{address}?point={self.head.number}#decided"

    def show(self, form: Any, *, token: Any, draft: Draft | None = None, status: int = 200, **more: Any) -> Any:
        return _page(self.request, self.case, self.head, choose=form, token=token, status=status, **more)


def _page(
    request: Any,
    case: Case,
    head: Head,
    *,
    facts: Any = None,
    choose: Any = None,
    token: Any = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    asked = facts or FactsForm(case=case, head=head)
    context = presenter.page(case, head) | {
        "strip": strip.strip(case),
        "reference": case.complaint.reference,
        "facts": asked,
        "choose": choose or (ChooseForm(case=case, head=head) if head.about else None),
        # The base page draws the error summary of the form that was sent.
        "form": facts if facts is not None else choose,
        "token": token or uuid.uuid4(),
        "back_href": reverse("complaints:complaint", args=[case.complaint.reference]),
        **more,
    }
    return render(request, "complaints/route.html", context, status=status)


@needs("complaints.read")
@require_safe
def record(request: Any, reference: str) -> HttpResponse:
    """How the route of each point was chosen: a page that could be put before a hearing, to be printed."""
    case = doors.open_case(request, reference)
    doors.write_reading(request, case.complaint)
    context = {
        "title": f"How the route was chosen: complaint {case.complaint.reference}",
        "strip": strip.strip(case),
        "points": presenter.record(case),
        "received": words.moment(case.complaint.received_at),
        "printed": words.moment(case.now),
        "next_steps": case.told[0].next_steps if case.told else "",
        "back_href": reverse("complaints:complaint", args=[case.complaint.reference]),
    }
    return render(request, "complaints/route_record.html", context)
