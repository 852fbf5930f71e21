"""The page of every act on a complaint, acting through the one door of all rooms."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import Membership, User
from complaints.forms.outcomes import AppointForm, LearningForm
from complaints.presenters import strip
from complaints.reading import Case
from complaints.views import doors
from complaints.views.act_kinds import Act, Doing
from complaints.views.drafts import form_name
from councils.models import Council, Team
from referrals.forms.fields import CouncilField
from referrals.models import Draft
from referrals.presenters.act_page import refusals
from referrals.refusals import Ground
from referrals.views.acting import ActingPage, is_keeping, keep_typed
from trail.doors import needs

View = Callable[..., HttpResponseBase]

#: Who can be appointed: people with an account whose part it can be.
CAN_BE_APPOINTED = ("investigator", "advocate", "team_manager", "service_manager", "head_of_service")

#: The way to where a refusal is settled, when it is not on the same page.
WAYS: dict[str, tuple[str, str]] = {
    "complaint.route_not_told": ("tell", "Tell the complainant which procedure, and why"),
    "complaint.interest_not_decided": ("eligibility", "Decide who may complain"),
    "complaint.lateness_not_weighed": ("lateness", "Weigh that it is late"),
    "complaint.finding_missing": ("find", "Record the findings"),
    "complaint.final_letter_missing": ("letters", "Write the final letter"),
    "complaint.learning_missing": ("learning", "Record what was learnt"),
    "complaint.panel_not_three": ("appoint", "Appoint the panel"),
    "complaint.panel_not_independent": ("appoint", "Appoint the panel"),
}


def view_of(act: Act) -> View:
    """The view of one act. Whoever may read the complaint gets this far; one of the act's permissions opens it."""

    @needs("complaints.read")
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: Any, reference: str) -> HttpResponseBase:
        case = doors.open_case(request, reference)
        if not case.may(*act.permissions):
            raise PermissionDenied(act.permissions[0])
        if is_keeping(request):
            return keep_typed(request, form=form_name(act.slug), about_id=case.complaint.pk)
        doors.write_reading(request, case.complaint)
        return ActPage(request, act, case).answer()

    view.__name__ = act.slug.replace("-", "_")
    view.__doc__ = f"{act.title}."
    return view


class ComplaintPage(ActingPage):
    """A page that acts on a complaint: where it leads, and the way to where a refusal is settled."""

    def __init__(self, request: Any, case: Case, slug: str) -> None:
        super().__init__(request)
        self.case, self.form_name, self.about_id = case, form_name(slug), case.complaint.pk

    def page_of(self, name: str = "complaint", *args: Any) -> str:
        return reverse(f"complaints:{name}", args=[self.case.complaint.reference, *args])

    def home(self) -> str:
        return self.page_of()

    def panels(self, grounds: Sequence[Ground], form: Any) -> list[dict[str, Any]]:
        found = refusals(grounds, form, can_override=False)
        for panel, ground in zip(found, grounds, strict=True):
            if ground.code in WAYS and not panel["href"]:
                name, panel["action"] = WAYS[ground.code]
                panel["href"] = self.page_of(name)
        return found


class ActPage(ComplaintPage):
    """One act on one complaint."""

    def __init__(self, request: Any, act: Act, case: Case) -> None:
        super().__init__(request, case, act.slug)
        self.act, self.done = act, act.done

    def form(self, data: QueryDict | None) -> Any:
        options = options_of(self.act.form, self.case)
        if data is None:
            return self.act.form(**options, initial=_initial(self.request))
        return self.act.form(data, **options)

    def run(self, form: Any) -> str:
        complaint = self.case.complaint
        self.act.run(Doing(self.request.user, complaint, form, form.happened_at(self.now), self.now))
        still = Case(doors.find(complaint.reference), user=self.request.user, now=self.now).may("complaints.read")
        return self.home() if still else reverse("complaints:list")

    def show(self, form: Any, *, token: UUID, draft: Draft | None = None, status: int = 200, **more: Any) -> Any:
        nothing = getattr(form, "nothing", None)
        if not self.case.complaint.is_open and not self.act.when_closed:
            nothing = ("This complaint is closed or withdrawn.", "Open it again", "reopen")
        context = {
            "act": self.act,
            "title": self.act.title,
            "button_text": self.act.button,
            "button_kind": "warning" if self.act.warning else "",
            "strip": strip.strip(self.case),
            "form": form,
            "nothing": nothing,
            "nothing_href": self.page_of(nothing[2]) if nothing else "",
            "token": token,
            **self.typed(draft),
            "back_href": self.home(),
            **more,
        }
        return render(self.request, "complaints/act.html", context, status=status)


def _initial(request: Any) -> dict[str, str]:
    """The point, when the way here named it."""
    wanted = request.GET.get("point", "")
    return {"point": wanted} if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else {}


def options_of(form: type[Any], case: Case) -> dict[str, Any]:
    """What a form is made with, besides what was typed."""
    options: dict[str, Any] = {"case": case}
    council_id = case.complaint.council_id
    if any(isinstance(field, CouncilField) for field in form.base_fields.values()):
        options["councils"] = list(Council.objects.in_being(case.today).exclude(pk=council_id).order_by("short_name"))
    if issubclass(form, AppointForm):
        options["people"] = people_to_appoint(case)
    if issubclass(form, LearningForm):
        options["teams"] = list(Team.objects.filter(council_id=council_id, ended_on=None).order_by("name", "pk"))
    return options


def people_to_appoint(case: Case) -> list[User]:
    """The council's investigators, advocates and managers whom it is not about; one query."""
    held = Membership.objects.on(case.today).filter(council_id=case.complaint.council_id, role__in=CAN_BE_APPOINTED)
    found = User.objects.filter(pk__in=held.values("user_id"), is_active=True)
    return list(found.exclude(pk__in=case.complaint.complained_of_ids).order_by("name", "pk"))
