"""One door for every act on a complaint: what was typed is kept, a refusal teaches, one page acts once however often
sent. The manner is that of `referrals.views.acts`; the subject, its trail and its options differ.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import Membership, User
from complaints.forms.base import unjudged
from complaints.forms.outcomes import AppointForm, LearningForm
from complaints.presenters import strip
from complaints.reading import Case
from complaints.views import doors
from complaints.views.act_kinds import Act, Doing
from complaints.views.drafts import form_name
from councils.models import Council, Team
from referrals import drafts
from referrals.forms.fields import CouncilField
from referrals.models import Draft
from referrals.presenters.act_page import refusals, saved
from referrals.refusals import Ground, NotPossible, Refused
from trail.doors import needs

View = Callable[..., HttpResponseBase]

#: Who can be appointed: people with an account whose part it can be.
CAN_BE_APPOINTED = ("investigator", "advocate", "team_manager", "service_manager", "head_of_service")


def view_of(act: Act) -> View:
    """The view of one act. Whoever may read the complaint gets this far; one of the act's permissions opens it."""

    @needs("complaints.read")
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: Any, reference: str) -> HttpResponseBase:
        case = doors.open_case(request, reference)
        if not case.may(*act.permissions):
            raise PermissionDenied(act.permissions[0])
        doors.write_reading(request, case.complaint)
        return (_post if request.method == "POST" else _get)(request, act, case)

    view.__name__ = act.slug.replace("-", "_")
    view.__doc__ = f"{act.title}."
    return view


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


def _get(request: Any, act: Act, case: Case) -> HttpResponseBase:
    kept = drafts.of_act(request.user, form_name(act.slug), case.complaint.pk)
    options = options_of(act.form, case)
    if kept is not None and kept.data:
        form = unjudged(act.form(drafts.as_post(kept.data), **options))
        return _page(request, act, case, form, token=kept.token, draft=kept)
    return _page(request, act, case, act.form(**options, initial=_initial(request)), token=uuid.uuid4())


def _initial(request: Any) -> dict[str, str]:
    """The point, when the way here named it."""
    wanted = request.GET.get("point", "")
    return {"point": wanted} if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else {}


def token_of(data: QueryDict) -> UUID:
    """The page's token; a page sent without one is an act of its own."""
    try:
        return UUID(data.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def _post(request: Any, act: Act, case: Case) -> HttpResponseBase:
    now: datetime = case.now
    data, taken_out = drafts.clean(request.POST)
    draft = drafts.claim(
        user=request.user, token=token_of(data), form=form_name(act.slug), about_id=case.complaint.pk, now=now
    )
    if draft is None:
        messages.info(request, "This was recorded already. Nothing was recorded twice.")
        return redirect("complaints:complaint", reference=case.complaint.reference)
    form = act.form(data, **options_of(act.form, case))
    drafts.keep(draft, drafts.as_lists(data), now=now)
    if taken_out:
        errors = [{"href": "", "text": drafts.TAKEN_OUT}]
        return _page(request, act, case, form, token=draft.token, draft=draft, status=422, errors=errors)
    if not form.is_valid():
        return _page(request, act, case, form, token=draft.token, draft=draft, status=422)
    try:
        with transaction.atomic():
            act.run(Doing(request.user, case.complaint, form, form.happened_at(now), now))
    except Refused as refusal:
        return _refused(request, act, case, form, refusal.grounds, draft)
    except NotPossible as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _page(request, act, case, form, token=draft.token, draft=draft, status=422)
    drafts.mark_sent(draft, now=now)
    messages.success(request, act.done)
    still = Case(doors.find(case.complaint.reference), user=request.user, now=now).may("complaints.read")
    return (
        redirect("complaints:complaint", reference=case.complaint.reference) if still else redirect("complaints:list")
    )


def _refused(
    request: Any, act: Act, case: Case, form: Any, grounds: Sequence[Ground], draft: Draft
) -> HttpResponseBase:
    """Every word kept, what is missing said in the panel and beside the question."""
    for ground in grounds:
        form.add_error(ground.field if ground.field in form.fields else None, ground.sentence)
    panels = refusals(grounds, form, can_override=False)
    for panel, ground in zip(panels, grounds, strict=True):
        way = WAYS.get(ground.code)
        if way and not panel["href"]:
            panel["href"], panel["action"] = reverse(f"complaints:{way[0]}", args=[case.complaint.reference]), way[1]
    return _page(request, act, case, form, token=draft.token, draft=draft, status=422, refusals=panels)


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


def _page(
    request: Any,
    act: Act,
    case: Case,
    form: Any,
    *,
    token: UUID,
    draft: Draft | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponseBase:
    reference = case.complaint.reference
    nothing = getattr(form, "nothing", None)
    closed = not case.complaint.is_open and not act.when_closed
    if closed:
        nothing = ("This complaint is closed or withdrawn.", "Open it again", "reopen")
    context = {
        "act": act,
        "title": act.title,
        "button_text": act.button,
        "button_kind": "warning" if act.warning else "",
        "strip": strip.strip(case),
        "reference": reference,
        "form": form,
        "nothing": nothing,
        "nothing_href": reverse(f"complaints:{nothing[2]}", args=[reference]) if nothing else "",
        "token": token,
        "draft_url": reverse("complaints:draft", args=[token]),
        "saved": saved(draft),
        "discard_href": reverse("complaints:draft-discard", args=[token]) if draft else "",
        "back_href": reverse("complaints:complaint", args=[reference]),
        **more,
    }
    return render(request, "complaints/act.html", context, status=status)
