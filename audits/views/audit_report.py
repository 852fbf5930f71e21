"""The report with its figures, and what is printed."""

from typing import Any

from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audits import actions
from audits.actions.concluding import REPORT
from audits.auditing.agreement import FORMULA
from audits.auditing.figures import figures_of, readings_awaited
from audits.forms.audit import ReportForm
from audits.presenters import audit as presenter
from audits.presenters import audit_packs, audit_plan
from audits.views import audit_doors as doors
from referrals.presenters.logging_pages import saved_words
from referrals.refusals import NotPossible
from timers import words
from trail.doors import needs


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Any, reference: str) -> HttpResponseBase:
    """Figures so far, and the conclusion; saved as one writes."""
    audit = doors.find(request, reference, "audits.run")
    now = doors.now_of(request)
    kept = audit.kept
    refusals: list[Any] = []
    if request.method == "POST" and not audit.is_over:
        data = doors.posted(request)
        audit = actions.keep_report(by=request.user, audit=audit, words=doors.said(data), now=now)
        kept = audit.kept
        form = ReportForm(data)
        if request.POST.get("do") != "conclude":
            return redirect("audits:report", reference=audit.reference)
        if form.is_valid():
            done, refusals = doors.carried_out(
                request,
                form,
                lambda: actions.conclude(by=request.user, audit=audit, at=now, now=now, **form.cleaned_data),
            )
            if done:
                return redirect("audits:audit", reference=audit.reference)
    else:
        form = ReportForm(initial={name: kept.get(name, "") for name in REPORT})
    figures, awaited = figures_of(audit), readings_awaited(audit)
    saved_at = parse_datetime(kept["saved_at"]) if kept.get("saved_at") else None
    context = {
        "form": form,
        "refusals": refusals,
        "progress": presenter.progress(audit, figures.rule),
        "points": [
            [
                {"text": f"{one.number}. {one.name}"},
                *({"text": str(count), "numeric": True} for count in one.counts),
            ]
            for one in figures.points
        ],
        "columns": [{"text": "Point"}, *({"text": name, "numeric": True} for name in ("Yes", "No", "Cannot tell"))],
        "agreement": presenter.agreement_rows(figures) if figures.of_cases.pairs else [],
        "formula": FORMULA,
        "faults": audit_plan.faults(audit, figures.points, now),
        "over": audit.is_over,
        "ready": figures.rule.is_read and not awaited,
        "awaited": awaited,
        "draft_url": presenter.href(audit, "keep-report"),
        "saved": saved_words(saved_at) if saved_at else "",
    }
    return doors.show(request, "audit_report.html", audit, context, status=422 if form.is_bound else 200)


@needs("audits.run")
@require_POST
def keep_report(request: Any, reference: str) -> HttpResponseBase:
    """What has been typed of the report, saved from the page within seconds."""
    audit = doors.find(request, reference, "audits.run")
    now = doors.now_of(request)
    try:
        actions.keep_report(by=request.user, audit=audit, words=doors.said(doors.posted(request)), now=now)
    except NotPossible as refused:
        return JsonResponse({"problem": refused.sentence}, status=409)
    return JsonResponse({"saved": saved_words(now)})


@needs("audits.pack")
@require_safe
def committee_pack(request: Any, reference: str) -> HttpResponseBase:
    """For elected members: figures in which no child can be recognised. On screen and on paper alike.

    Members get it once the audit is concluded: from one day's figures to the next, single cases could be told apart.
    """
    audit = doors.find(request, reference, "audits.pack")
    if audit.concluded_at is None and not request.user.has_perm("audits.read", audit):
        raise Http404(doors.ABSENT)
    doors.write_reading(request, audit, action="print")
    context = audit_packs.committee(audit, now=doors.now_of(request))
    if not request.user.has_perm("audits.read", audit):
        context["back_href"] = ""
    return doors.show(request, "audit_committee_pack.html", audit, {**context, "council": request.user.council.name})


@needs("audits.evidence")
@require_safe
def evidence_pack(request: Any, reference: str) -> HttpResponseBase:
    """For the Ombudsman: the method step by step, with what is needed to repeat the draw."""
    audit = doors.find(request, reference, "audits.evidence")
    doors.write_reading(request, audit, action="print")
    context = audit_packs.evidence(audit, now=doors.now_of(request))

    return doors.show(request, "audit_evidence_pack.html", audit, {**context, "council": request.user.council.name})


@needs("audits.run")
@require_safe
def findings(request: Any, reference: str) -> HttpResponseBase:
    """Every yes with its evidence, by number of the case, names left out: the auditor's own annex, not to publish."""
    audit = doors.find(request, reference, "audits.run")
    doors.write_reading(request, audit, action="print")
    context = {"rows": audit_packs.findings(audit, request.user), "printed": words.moment(doors.now_of(request))}
    return doors.show(request, "audit_findings.html", audit, context)
