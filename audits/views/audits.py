"""The council's audits of closed cases, the opening of one, and where one stands."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from audits import actions
from audits.auditing.figures import rule_of, rules_of
from audits.auditing.waiting import actions_for, files_for
from audits.forms.audit import EndForm, OpenForm, PlanForm
from audits.models import Audit, Reading, SampleCase
from audits.presenters import audit as presenter
from audits.presenters import audit_plan
from audits.views import audit_doors as doors
from timers.calendar import local
from trail.doors import needs

FIRST_YEAR = 2018  # Ombudsman 19 010 981, paragraph 74: "between 2018 to date"
MOST = 50


@needs("audits.read")
@require_safe
def listing(request: Any) -> HttpResponseBase:
    """Every audit of the council, newest first."""
    found = list(Audit.objects.filter(council_id=request.user.council_id).order_by("-opened_at", "-id")[:MOST])
    rules = rules_of(found)
    rows = presenter.rows_of([(audit, rules[audit.pk]) for audit in found])
    waiting = audit_plan.waiting_rows(files_for(request.user), actions_for(request.user), doors.now_of(request))
    context = {
        "rows": rows,
        "waiting": waiting,
        "may_open": request.user.has_perm("audits.run"),
        "most": len(found) == MOST,
    }
    return render(request, "audits/audits.html", context)


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: Any) -> HttpResponseBase:
    """Open an audit."""
    now = doors.now_of(request)
    data = doors.posted(request) if request.method == "POST" else None
    form = OpenForm(data, initial={"since": local(now).date().replace(FIRST_YEAR, 1, 1), "until": local(now).date()})
    refusals: list[Any] = []
    if form.is_valid():
        try:
            done, result = doors.take(
                request, form, lambda: actions.open_audit(by=request.user, at=now, now=now, **form.cleaned_data)
            )
        except doors.AlreadySent:
            messages.info(request, "This audit was opened already. Nothing was opened twice.")
            return redirect("audits:audits")
        if done:
            return redirect("audits:define", reference=result.reference)
        refusals = result
    context = {"form": form, "refusals": refusals, "token": uuid4()}
    return render(request, "audits/audit_open.html", context, status=422 if form.is_bound else 200)


@needs("audits.read")
@require_safe
def audit(request: Any, reference: str) -> HttpResponseBase:
    """Where one audit stands: how far, how many with a fault, the line, who reads what, what comes next."""
    one = doors.find(request, reference, "audits.read")
    doors.write_reading(request, one)
    rule = rule_of(one)
    runs = request.user.has_perm("audits.run", one)
    live = SampleCase.objects.filter(audit=one, left_at=None)
    locked = Reading.objects.filter(sample_case=OuterRef("pk"), reader=request.user, locked_at__isnull=False)
    to_read = live.filter(~Exists(locked)).order_by("position")
    mine = list(to_read.filter(reader=request.user)[:1] or to_read.filter(second_reader=request.user)[:1])
    unassigned = live.filter(reader=None).count() if one.drawn_at else 0
    full = one.full_audits.first()
    context = {
        "facts": presenter.facts(one),
        "stage": presenter.stage_of(one, rule),
        "progress": presenter.progress(one, rule) if one.drawn_at else None,
        "loads": presenter.loads(one),
        "unassigned": presenter.several(unassigned, "file") if unassigned else "",
        "runs": runs,
        "next": presenter.next_step(one, rule, mine, unassigned) if runs else None,
        "mine": presenter.href(one, "read", mine[0].position) if mine and not runs else "",
        "full": presenter.plan(full) if full else None,
        "cost": presenter.plan(one) if one.is_full else None,
        "may_end": runs and not one.is_full and not one.is_over and rule.read == 0,
        "sample": one.full_of,
        "told": presenter.told_rows(one, says_why=runs) if one.concluded_at else [],
        "told_columns": presenter.TOLD_COLUMNS,
        "log": presenter.log(one),
        "actions": one.actions.count(),
        "packs": request.user.has_perm("audits.pack", one),
        "evidence": request.user.has_perm("audits.evidence", one),
        "back_href": "",
        "breadcrumbs": [],
    }
    return doors.show(request, "audit.html", one, context)


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Any, reference: str) -> HttpResponseBase:
    """End an audit that came to nothing."""
    one = doors.find(request, reference, "audits.run")
    now = doors.now_of(request)
    form = EndForm(doors.posted(request) if request.method == "POST" else None)
    refusals: list[Any] = []
    if form.is_valid():
        done, refusals = doors.carried_out(
            request,
            form,
            lambda: actions.end_audit(by=request.user, audit=one, at=now, now=now, **form.cleaned_data),
        )
        if done:
            return redirect("audits:audit", reference=one.reference)
    context = {"form": form, "refusals": refusals}
    return doors.show(request, "audit_end.html", one, context, status=422 if form.is_bound else 200)


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Any, reference: str) -> HttpResponseBase:
    """How a full audit is resourced."""
    one = doors.find(request, reference, "audits.run")
    now = doors.now_of(request)
    data = doors.posted(request) if request.method == "POST" else None
    form = PlanForm(data, initial={"cases_a_day": one.cases_a_day, "plan": one.plan})
    if form.is_valid():
        done, _ = doors.carried_out(
            request,
            form,
            lambda: actions.plan_full_audit(by=request.user, audit=one, at=now, now=now, **form.cleaned_data),
        )
        if done:
            return redirect("audits:audit", reference=one.reference)
    context = {"form": form, "cost": presenter.plan(one)}
    return doors.show(request, "audit_plan.html", one, context, status=422 if form.is_bound else 200)
