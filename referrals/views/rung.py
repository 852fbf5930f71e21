"""A worker is rung up about a child whose referral their council was not sent, and writes that down.

Nothing of the referral is shown, before or after: it is theirs to read once it was sent to them.
"""

from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from councils.models import Council
from referrals import actions, drafts
from referrals.forms.acts import fact
from referrals.forms.rung import RungForm
from referrals.models import Draft, Part, Referral
from referrals.parties import named
from referrals.refusals import NotPossible
from referrals.views.acting import ActingPage
from timers.calendar import local
from trail.doors import needs

# One answer whether there is no such referral or it does not concern us.
ABSENT = (
    "No referral with this reference names your council. Ask the council that rang you to read it out again, or to "
    "send you the referral. If you believe a child is at risk, log it yourself: do not wait."
)
HAVE_IT = "Your council has this referral. Record the call there: look it up by its reference."


@needs("referrals.contact")
@require_http_methods(["GET", "HEAD", "POST"])
def rung(request: Any) -> HttpResponseBase:
    """The form, and the record."""
    return Rung(request).answer()


class Rung(ActingPage):
    """A call about a referral that was not sent to us."""

    form_name = drafts.RUNG
    about_id = 0
    done = "Recorded. The other council sees it. Ask them to send you the referral: you cannot read it before they do."

    def home(self) -> str:
        return reverse("referrals:rung")

    def form(self, data: QueryDict | None) -> Any:
        day = local(self.now).date()
        others = Council.objects.in_being(day).exclude(pk=self.request.user.council_id).order_by("short_name")
        options: dict[str, Any] = {"councils": list(others), "on": day}
        return RungForm(**options) if data is None else RungForm(data, **options)

    def run(self, form: Any) -> str:
        given, user = form.cleaned_data, self.request.user
        actions.contact_council(
            by=user,
            referral=_concerning(given["reference"], user.council_id),
            to=given["to"],
            two_way=fact(form, "two_way"),
            their_service=given["their_service"] or "childrens",
            worker_there=given["worker_there"],
            channel=given["channel"],
            words=given["words"],
            at=form.happened_at(self.now),
            now=self.now,
        )
        return self.home()

    def show(self, form: Any, *, token: UUID, draft: Draft | None = None, status: int = 200, **more: Any) -> Any:
        context = {
            "form": form,
            "token": token,
            "button_text": "Record the call",
            **self.typed(draft),
            "back_href": reverse("referrals:list"),
            **more,
        }
        return render(self.request, "referrals/rung.html", context, status=status)


def _concerning(reference: str, council_id: int) -> Referral:
    """The referral, where it names the council and was not sent to it. Raises NotPossible."""
    found = Referral.objects.filter(reference=reference).first()
    if found is not None and Part.objects.filter(referral=found, council_id=council_id, returned_at=None).exists():
        raise NotPossible(HAVE_IT, "reference")
    returned = found is not None and Part.objects.filter(referral=found, council_id=council_id).exists()
    if found is None or returned or not named(found, council_id):
        raise NotPossible(ABSENT, "reference")
    return found
