"""The page of every act on a referral: opened for whoever may, drawn round the child, acting through the one door."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.people import people_with
from councils.models import Council, Team
from referrals.forms.fields import CouncilField
from referrals.models import Draft, Part
from referrals.presenters import act_page, closing_gate
from referrals.reading import Case, read_case
from referrals.refusals import SENIORITY, Ground, Strength
from referrals.said import Override
from referrals.views import doors
from referrals.views.act_kinds import Act, Doing
from referrals.views.acting import ActingPage, is_keeping, keep_typed
from timers.calendar import local
from trail.doors import needs

View = Callable[..., HttpResponseBase]


def view_of(act: Act) -> View:
    """The view of one act, marked with what it needs."""

    @needs(act.permission)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: Any, reference: str) -> HttpResponseBase:
        try:
            referral = doors.open_for_work(request, reference)
        except doors.NeedsReason as asked:
            return doors.ask_why(request, asked.referral)
        if not request.user.has_perm(act.permission, referral):
            raise PermissionDenied(act.permission)
        if is_keeping(request):
            return keep_typed(request, form=act.slug, about_id=referral.pk)
        doors.write_reading(request, referral)
        case = read_case(referral, user=request.user, now=doors.now_of(request), most=8)
        return ActPage(request, act, case).answer()

    view.__name__ = act.slug.replace("-", "_")
    view.__doc__ = f"{act.title}."
    return view


class ActPage(ActingPage):
    """One act on one referral."""

    def __init__(self, request: Any, act: Act, case: Case) -> None:
        super().__init__(request)
        self.act, self.case = act, case
        self.form_name, self.about_id, self.done = act.slug, case.referral.pk, act.done
        self.looked_up = False

    def form(self, data: QueryDict | None) -> Any:
        if data is None:
            return self._make(initial=_initial(self.request, self.case))
        form = self._make(data, asks_override=self.request.method == "POST" and "override_reason" in data)
        if self.request.method == "POST":
            day = local(self.now).date()
            self.looked_up = form.look_up(day)
            form.explain_places(day)
        return form

    def _make(self, *data: QueryDict, asks_override: bool = False, **more: Any) -> Any:
        return self.act.form(
            *data, **options_of(self.request, self.act, self.case, asks_override=asks_override), **more
        )

    def home(self) -> str:
        return self._page_of("referral")

    def _page_of(self, name: str) -> str:
        return reverse(f"referrals:{name}", args=[self.case.referral.reference])

    def ask_first(self, form: Any) -> tuple[Any, dict[str, Any]] | None:
        """What the postcode found, and a council that is no place of the referral, are looked at before it goes."""
        if self.looked_up:
            return form, {"looked_up": True}
        warning = form.warning() if self.act.slug == "send" else ""
        if not warning:
            return None
        data = form.data.copy()
        data["warned"] = str(form.cleaned_data["to_council"].pk)
        return self._make(data), {"warning": warning}

    def run(self, form: Any) -> str:
        override = _override(self.request, form, self.case)
        referral = self.case.referral
        self.act.run(Doing(self.request.user, referral, form, form.happened_at(self.now), self.now, override))
        return self._page_of(self.act.then)

    def refused(self, form: Any, grounds: Sequence[Ground]) -> Any:
        """The form asks for the senior person's reason, where one of the grounds gives way to it."""
        gives_way = any(ground.strength is not Strength.BLOCK for ground in grounds)
        again = self._make(form.data, asks_override=gives_way)
        again.is_valid()
        return again

    def panels(self, grounds: Sequence[Ground], form: Any) -> list[dict[str, Any]]:
        found = act_page.refusals(grounds, form, can_override="override_reason" in form.fields)
        return closing_gate.lead_on(found, grounds, self.case) if self.act.slug in act_page.GATED else found

    def show(self, form: Any, *, token: UUID, draft: Draft | None = None, status: int = 200, **more: Any) -> Any:
        reference = self.case.referral.reference
        context = act_page.page(self.act, self.case, self.request.user)
        context |= {
            "nothing_href": act_page.nothing_href(form, reference),
            "form": form,
            "token": token,
            **self.typed(draft),
            "back_href": self.home(),
            **more,
        }
        return render(self.request, self.act.template, context, status=status)


def options_of(request: Any, act: Act, case: Case, *, asks_override: bool) -> dict[str, Any]:
    """What the act's form is made with, besides what was typed."""
    form, ours, day = act.form, request.user.council_id, local(case.now).date()
    options: dict[str, Any] = {"case": case}
    if form.with_ours or any(isinstance(field, CouncilField) for field in form.base_fields.values()):
        others = Council.objects.in_being(day) if form.with_ours else Council.objects.in_being(day).exclude(pk=ours)
        options["councils"] = list(others.order_by("short_name"))
    if form.with_workers:
        options["workers"] = workers_with_loads(ours, case)
    if form.with_teams:
        options["teams"] = list(Team.objects.filter(council_id=ours, ended_on=None).order_by("name"))
    if act.override:
        options["may_override"] = asks_override and request.user.has_perm("referrals.override", case.referral)
    return options


def workers_with_loads(council_id: int, case: Case) -> list[tuple[Any, int]]:
    """Everybody who can carry a case in the council, with how many open ones they have."""
    people = people_with("referrals.assess", council_id, day=local(case.now).date())
    loads = dict(
        Part.objects.open()
        .of_council(council_id)
        .filter(worker_id__in=[one.pk for one in people])
        .order_by()
        .values_list("worker_id")
        .annotate(Count("pk"))
    )
    return [(one, loads.get(one.pk, 0)) for one in people]


def _initial(request: Any, case: Case) -> dict[str, Any]:
    """The other council, when the way here named it or there is only one; and the thing that the way here named."""
    wanted = request.GET.get("to", "")
    chosen = next((key for key, one in case.councils.items() if wanted and one.gss_code == wanted), None)
    if chosen is None and len(case.others) == 1:
        chosen = case.others[0]
    found: dict[str, Any] = {"to": chosen, "to_council": chosen} if chosen else {}
    named = {field: request.GET[key] for key, field in (("of", "of"), ("m", "message")) if key in request.GET}
    return {**found, **named}


def _override(request: Any, form: Any, case: Case) -> Override | None:
    """Going past a refusal, by the person signed in and nobody else, where their own role allows it."""
    reason = form.cleaned_data.get("override_reason", "")
    if not reason.strip() or not request.user.has_perm("referrals.override", case.referral):
        return None
    held = [role for role in SENIORITY if role in request.user.roles]
    return Override(reason=reason, by_role=held[-1], by_id=request.user.pk) if held else None
