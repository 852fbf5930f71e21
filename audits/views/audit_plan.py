"""The plan of an audit: its actions, one of them, a change of its days, and faults for which none is needed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from audits import actions
from audits.actions.planning import left_open, owners_of
from audits.auditing.figures import found_in
from audits.auditing.points import POINT
from audits.auditing.standing import standing
from audits.forms.audit_plan import ActionForm, ChangeForm, CompleteForm, DoneForm, NoActionForm, RemeasureForm
from audits.models import Audit, PlanAction
from audits.presenters import audit as presenter
from audits.presenters import audit_plan
from audits.views import audit_doors as doors
from timers.calendar import local
from trail.doors import needs

VERBS = ["GET", "HEAD", "POST"]


@needs("audits.read")
@require_http_methods(VERBS)
def plan_actions(request: Any, reference: str) -> HttpResponseBase:
    """The actions, each with what it changes for children; adding one."""
    audit = doors.find(request, reference, "audits.read")
    now = doors.now_of(request)
    runs = request.user.has_perm("audits.run", audit)
    if request.method == "POST" and not runs:
        raise Http404(doors.ABSENT)
    people = owners_of(audit.council_id, local(now).date()) if runs else []
    form = ActionForm(
        doors.posted(request) if request.method == "POST" else None,
        people=people,
        found=sorted(found_in(audit)),
        initial={"points": request.GET.getlist("point")},
    )
    if form.is_valid():
        data = dict(form.cleaned_data)
        owner, points = form.people[data.pop("owner")], form.numbers()
        data.pop("points", None)
        done, _ = doors.carried_out(
            request,
            form,
            lambda: actions.add_action(
                by=request.user, audit=audit, owner=owner, points=points, at=now, now=now, **data
            ),
        )
        if done:
            return redirect("audits:actions", reference=audit.reference)
    context = {
        "form": form,
        "rows": audit_plan.action_rows(audit, audit_plan.actions_of(audit), now),
        "decided": audit_plan.decisions(audit),
        "waiting": audit_plan.waiting(audit, left_open(audit)),
        "runs": runs,
        "acts": request.user.has_perm("audits.act", audit),
    }
    return doors.show(request, "audit_actions.html", audit, context, status=422 if form.is_bound else 200)


def _one(request: Any, reference: str, number: int) -> tuple[Audit, PlanAction]:
    """An audit and one of its actions, for somebody who carries actions. Raises Http404."""
    audit = doors.find(request, reference, "audits.act")
    found = audit_plan.whole(audit.actions).filter(number=number).first()
    if found is None:
        raise Http404("There is no such action.")
    found.audit = audit
    return audit, found


@needs("audits.act")
@require_http_methods(VERBS)
def one_action(request: Any, reference: str, number: int) -> HttpResponseBase:
    """One action: it is done, it is measured again, it is complete, in that order."""
    audit, found = _one(request, reference, number)
    now = doors.now_of(request)
    today = local(now).date()
    asked = request.POST.get("do") if request.method == "POST" else None

    def bound(do: str) -> Any:
        return doors.posted(request) if asked == do else None

    forms = {
        "done": DoneForm(bound("done"), prefix="done", initial={"done_on": today}),
        "measure": RemeasureForm(bound("measure"), initial={"measured_on": today}),
        "complete": CompleteForm(bound("complete"), prefix="complete"),
    }
    acts: dict[str, Callable[..., Any]] = {
        "done": actions.carry_out_action,
        "measure": actions.remeasure,
        "complete": actions.complete_action,
    }
    form = forms.get(asked or "")
    if form is not None and form.is_valid():
        act, given = acts[asked or ""], form.cleaned_data
        done, _ = doors.carried_out(request, form, lambda: act(by=request.user, action=found, at=now, now=now, **given))
        if done:
            return redirect("audits:action", reference=audit.reference, number=found.number)
    context = {
        "one": audit_plan.action_rows(audit, [found], now)[0],
        **forms,
        "form": form,
        "step": standing(found, now).step,
        "back_href": presenter.href(audit, "actions"),
        "back_text": "Actions",
    }
    return doors.show(request, "audit_action.html", audit, context, status=422 if form is not None else 200)


@needs("audits.act")
@require_http_methods(VERBS)
def change(request: Any, reference: str, number: int) -> HttpResponseBase:
    """Move the days of an action, or give it to somebody else."""
    audit, found = _one(request, reference, number)
    now = doors.now_of(request)
    people = owners_of(audit.council_id, local(now).date())
    form = ChangeForm(
        doors.posted(request) if request.method == "POST" else None,
        people=people,
        initial={"due_on": found.due_on, "remeasure_on": found.remeasure_on, "owner": str(found.owner_id)},
    )
    if form.is_valid():
        data = dict(form.cleaned_data)
        owner = form.people[data.pop("owner")]
        done, _ = doors.carried_out(
            request,
            form,
            lambda: actions.change_action(by=request.user, action=found, owner=owner, at=now, now=now, **data),
        )
        if done:
            return redirect("audits:action", reference=audit.reference, number=found.number)
    context = {
        "form": form,
        "one": audit_plan.action_rows(audit, [found], now)[0],
        "back_href": presenter.href(audit, "action", found.number),
        "back_text": f"Action {found.number}",
    }
    return doors.show(request, "audit_action_change.html", audit, context, status=422 if form.is_bound else 200)


@needs("audits.act")
@require_http_methods(VERBS)
def no_action(request: Any, reference: str, point: int) -> HttpResponseBase:
    """Decide that a fault which was found needs no action of its own."""
    audit = doors.find(request, reference, "audits.act")
    if point not in POINT:
        raise Http404("There is no such point.")
    now = doors.now_of(request)
    form = NoActionForm(doors.posted(request) if request.method == "POST" else None)
    refusals: list[Any] = []
    if form.is_valid():
        done, refusals = doors.carried_out(
            request,
            form,
            lambda: actions.decide_no_action(
                by=request.user, audit=audit, point=point, at=now, now=now, **form.cleaned_data
            ),
        )
        if done:
            return redirect("audits:actions", reference=audit.reference)
    context = {
        "form": form,
        "refusals": refusals,
        "point": POINT[point],
        "is_open": point in left_open(audit),
        "back_href": presenter.href(audit, "actions"),
        "back_text": "Actions",
    }
    return doors.show(request, "audit_no_action.html", audit, context, status=422 if form.is_bound else 200)
