"""Writing down a complaint that reached the council. Whoever does so need not be able to see it afterwards."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from complaints import actions
from complaints.forms.receiving import MOST_POINTS, ReceiveForm
from complaints.models import Complaint
from complaints.views import doors
from complaints.views.drafts import RECEIVE
from referrals.models import Draft
from referrals.presenters.page import desk_words
from referrals.views.acting import ActingPage
from timers.calendar import local
from trail.doors import needs

RECEIVED = "complaints_written_down"  # in the session: references of what this person wrote down, latest last


@needs("complaints.receive")
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: Any) -> HttpResponseBase:
    """The form; with "Add a point" it comes back with one more."""
    return Receiving(request).answer()


class Receiving(ActingPage):
    """A complaint being written down, with as many points as it needs."""

    form_name = RECEIVE
    about_id = 0
    again = "This was written down already. Nothing was written twice."

    def home(self) -> str:
        return reverse("complaints:received")

    def form(self, data: QueryDict | None) -> Any:
        user, on = self.request.user, local(self.now).date()
        if data is None:
            return ReceiveForm(user=user, on=on)
        points = _points(data)
        if data.get("do") == "add":
            points = min(points + 1, MOST_POINTS)
            data["points"] = str(points)
        return ReceiveForm(data, user=user, points=points, on=on)

    def is_ready(self, form: Any) -> bool:
        return bool(form.data.get("do") != "add")

    def run(self, form: Any) -> str:
        complaint = actions.complain(
            by=self.request.user,
            council=self.request.user.council,
            said=replace(form.said, form_token=self.token),
            at=form.happened_at(self.now),
            now=self.now,
        )
        session = self.request.session
        session[RECEIVED] = [*session.get(RECEIVED, []), complaint.reference][-20:]
        return self.home()

    def show(self, form: Any, *, token: UUID, draft: Draft | None = None, status: int = 200, **more: Any) -> Any:
        context = {
            "form": form,
            "token": token,
            "points": form.number,
            "may_add": form.number < MOST_POINTS,
            **self.typed(draft),
            "desk": desk_words(self.request.user.council, self.now),
            **more,
        }
        return render(self.request, "complaints/receive.html", context, status=status)


def _points(data: Any) -> int:
    """How many points the form has: as it says itself, or as many as hold something."""
    typed = data.get("points", "")
    said = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 1
    held = [int(name[6:]) for name in data if name.startswith("words_") and name[6:].isdecimal() and len(name) < 9]
    return max([said, *held], default=1)


@needs("complaints.receive")
@require_safe
def received(request: Any) -> HttpResponseBase:
    """The reference, what to say to the complainant, and whether a referral was opened."""
    references = request.session.get(RECEIVED, [])
    if not references:
        return redirect("complaints:receive")
    found = Complaint.objects.select_related("opened_referral").get(reference=references[-1])
    may = found in Complaint.objects.within(request.user) if request.user.has_perm("complaints.read") else False
    doors.write_list(request, [found.pk])
    context = {
        "reference": found.reference,
        "complaint_href": reverse("complaints:complaint", args=[found.reference]) if may else "",
        "referral": found.opened_referral.reference if found.opened_referral else "",
        "desk": desk_words(request.user.council, doors.now_of(request)),
        "by_child": found.by_child,
    }
    return render(request, "complaints/received.html", context)
