"""One door for every act: what was typed is kept, a refusal teaches, and one page acts once however often sent."""

import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.people import people_with
from councils.models import Council, Team
from referrals import drafts
from referrals.models import Draft, Part, Referral
from referrals.presenters import act_page
from referrals.reading import Case, read_case
from referrals.refusals import SENIORITY, Ground, NotPossible, Refused, Strength
from referrals.said import Override
from referrals.views import doors
from referrals.views.act_kinds import Act, Doing
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
        doors.write_reading(request, referral)
        case = read_case(referral, user=request.user, now=doors.now_of(request), most=8)
        return (_post if request.method == "POST" else _get)(request, act, case)

    view.__name__ = act.slug.replace("-", "_")
    view.__doc__ = f"{act.title}."
    return view


def _options(request: Any, act: Act, case: Case, *, asks_override: bool) -> dict[str, Any]:
    """What the act's form is made with."""
    options: dict[str, Any] = {"case": case}
    if any(field.__class__.__name__ == "CouncilField" for field in act.form.base_fields.values()):
        day = local(case.now).date()
        ours = request.user.council_id
        options["councils"] = list(Council.objects.in_being(day).exclude(pk=ours).order_by("short_name"))
    if act.slug in {"place", "record-address"} or getattr(act.form, "with_ours", False):
        options["councils"] = list(Council.objects.in_being(local(case.now).date()).order_by("short_name"))
    if act.slug == "allocate" or getattr(act.form, "with_workers", False):
        options["workers"] = workers_with_loads(request.user.council_id, case)
    if act.slug == "allocate":
        options["teams"] = list(Team.objects.filter(council_id=request.user.council_id, ended_on=None).order_by("name"))
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


def _get(request: Any, act: Act, case: Case) -> HttpResponseBase:
    kept = drafts.of_act(request.user, act.slug, case.referral.pk, of=request.GET.get("of", ""))
    options = _options(request, act, case, asks_override=False)
    if kept is not None and kept.data:
        form = act.form(drafts.as_post(kept.data), **options)
        form._errors, form.cleaned_data = ErrorDict(), {}  # type: ignore[attr-defined]  # shown as typed, not judged yet
        return _page(request, act, case, form, token=kept.token, draft=kept)
    form = act.form(initial=_initial(request, case), **options)
    return _page(request, act, case, form, token=uuid.uuid4())


def _initial(request: Any, case: Case) -> dict[str, Any]:
    """The other council, when the way here named it or there is only one; and the thing that the way here named."""
    wanted = request.GET.get("to", "")
    chosen = next((key for key, one in case.councils.items() if wanted and one.gss_code == wanted), None)
    if chosen is None and len(case.others) == 1:
        chosen = case.others[0]
    found: dict[str, Any] = {"to": chosen, "to_council": chosen} if chosen else {}
    named = {field: request.GET[key] for key, field in (("of", "of"), ("m", "message")) if key in request.GET}
    return {**found, **named}


def _post(request: Any, act: Act, case: Case) -> HttpResponseBase:
    referral, now = case.referral, case.now
    data, taken_out = drafts.clean(request.POST)
    draft = drafts.claim(user=request.user, token=_token(data), form=act.slug, about_id=referral.pk, now=now)
    if draft is None:
        messages.info(request, "This was recorded already. Nothing was recorded twice.")
        return redirect("referrals:referral", reference=referral.reference)
    asks_override = "override_reason" in data
    form = act.form(data, **_options(request, act, case, asks_override=asks_override))
    looked_up = form.look_up(local(now).date())
    drafts.keep(draft, drafts.as_lists(data), now=now)
    form.explain_places(local(now).date())
    if taken_out:
        return _page(
            request,
            act,
            case,
            form,
            token=draft.token,
            draft=draft,
            status=422,
            errors=[{"href": "", "text": drafts.TAKEN_OUT}],
        )
    if not form.is_valid():
        return _page(request, act, case, form, token=draft.token, draft=draft, status=422)
    if looked_up:
        return _page(request, act, case, form, token=draft.token, draft=draft, looked_up=True)
    if act.slug == "send" and (warning := form.warning()):  # type: ignore[attr-defined]
        data["warned"] = str(form.cleaned_data["to_council"].pk)
        again = act.form(data, **_options(request, act, case, asks_override=False))
        return _page(request, act, case, again, token=draft.token, draft=draft, warning=warning)
    try:
        with transaction.atomic():
            override = _override(request, form, case)
            act.run(Doing(request.user, referral, form, form.happened_at(now), now, override))
    except Refused as refusal:
        return _refused(request, act, case, data, refusal.grounds, draft)
    except NotPossible as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _page(request, act, case, form, token=draft.token, draft=draft, status=422)
    drafts.mark_sent(draft, now=now)
    messages.success(request, act.done)
    return redirect(f"referrals:{act.then}", reference=referral.reference)


def _token(data: QueryDict) -> UUID:
    """The page's token; a page sent without one (by hand, or by one press) is an act of its own."""
    try:
        return UUID(data.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def _override(request: Any, form: Any, case: Case) -> Override | None:
    """Going past a refusal, by the person signed in and nobody else, where their own role allows it."""
    reason = form.cleaned_data.get("override_reason", "")
    if not reason.strip() or not request.user.has_perm("referrals.override", case.referral):
        return None
    held = [role for role in SENIORITY if role in request.user.roles]
    return Override(reason=reason, by_role=held[-1], by_id=request.user.pk) if held else None


def _refused(
    request: Any, act: Act, case: Case, data: QueryDict, grounds: list[Ground], draft: Draft
) -> HttpResponseBase:
    """Every word kept, what is missing said in the panel and beside the question."""
    gives_way = any(ground.strength is not Strength.BLOCK for ground in grounds)
    form = act.form(data, **_options(request, act, case, asks_override=gives_way))
    form.is_valid()
    for ground in grounds:
        form.add_error(ground.field if ground.field in form.fields else None, ground.sentence)
    can_override = "override_reason" in form.fields
    panels = act_page.refusals(grounds, form, can_override=can_override)
    return _page(request, act, case, form, token=draft.token, draft=draft, status=422, refusals=panels)


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
    referral: Referral = case.referral
    context = act_page.page(act, case, request.user)
    context |= {
        "nothing_href": act_page.nothing_href(form, referral.reference),
        "form": form,
        "token": token,
        "draft_url": reverse("referrals:draft", args=[token]),
        "saved": act_page.saved(draft),
        "discard_href": reverse("referrals:draft-discard", args=[token]) if draft else "",
        "back_href": reverse("referrals:referral", args=[referral.reference]),
        **more,
    }
    return render(request, act.template, context, status=status)
