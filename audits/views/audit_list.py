"""The list that an audit draws from: its definition, cases of the other system, its freezing, the draw, the check."""

from typing import Any

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import streamed
from audits import actions, sample
from audits.actions.drawing import drawn_by
from audits.auditing import imports, population
from audits.auditing.similar import VARIANTS, Similar
from audits.forms.audit import DefineForm, DrawForm, ImportForm, as_initial
from audits.models import Audit, SampleCase
from audits.presenters import audit as presenter
from audits.views import audit_doors as doors
from councils.models import Council
from govuk.forms import GovukForm
from timers import words
from timers.calendar import local
from trail.doors import needs


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def define(request: Any, reference: str) -> HttpResponseBase:
    """What counts as similar circumstances: the words and the filter, from the defaults or a variant."""
    audit = doors.find(request, reference, "audits.run")
    if audit.frozen_at:
        return redirect("audits:list", reference=audit.reference)
    now = doors.now_of(request)
    councils = list(Council.objects.in_being(local(now).date()).exclude(pk=audit.council_id).order_by("short_name"))
    variant = request.GET.get("from", "")
    similar = VARIANTS[variant][1] if variant in VARIANTS else Similar.of(audit.similar)
    initial = as_initial(similar) | {"strata": audit.strata, "wanted": audit.wanted}
    initial["words"] = similar.words() if variant in VARIANTS or not audit.definition else audit.definition
    form = DefineForm(doors.posted(request) if request.method == "POST" else None, initial=initial, councils=councils)
    if form.is_valid():
        data = form.cleaned_data
        done, _ = doors.carried_out(
            request,
            form,
            lambda: actions.define(
                by=request.user,
                audit=audit,
                words=data["words"],
                similar=form.similar(),
                strata=data["strata"],
                wanted=data["wanted"],
                at=now,
                now=now,
            ),
        )
        if done:
            return redirect("audits:list", reference=audit.reference)
    variants = [
        {"text": name, "href": f"?from={code}", "words": one.words(), "current": code == variant}
        for code, (name, one) in VARIANTS.items()
    ]
    context = {"form": form, "variants": variants}
    return doors.show(request, "audit_define.html", audit, context, status=422 if form.is_bound else 200)


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def the_list(request: Any, reference: str) -> HttpResponseBase:
    """How many cases meet the definition; freeze the list, or what was frozen."""
    audit = doors.find(request, reference, "audits.run")
    if not audit.definition:
        return redirect("audits:define", reference=audit.reference)
    now = doors.now_of(request)
    form = GovukForm(doors.posted(request) if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        done, _ = doors.carried_out(
            request, form, lambda: actions.freeze(by=request.user, audit=audit, at=now, now=now)
        )
        if done:
            return redirect("audits:draw", reference=audit.reference)
    seen = None if audit.frozen_at else population.preview(audit, Similar.of(audit.similar))
    context = {
        "form": form,
        "filter": presenter.filter_words(audit),
        "imported": presenter.several(audit.imported.count(), "case"),
        "import_href": presenter.href(audit, "import"),
        "define_href": presenter.href(audit, "define"),
        "draw_href": presenter.href(audit, "draw"),
        "seen": _seen(seen) if seen else None,
        "frozen": _frozen(audit) if audit.frozen_at else None,
    }
    return doors.show(request, "audit_list.html", audit, context, status=422 if form.is_bound else 200)


def _seen(seen: population.Preview) -> dict[str, Any]:
    count = f"more than {population.COUNT_CEILING:,}" if seen.is_bounded else f"{seen.total:,}"
    rows = [
        {
            "key": "In this system",
            "text": f"more than {population.COUNT_CEILING:,}" if seen.is_bounded else f"{seen.here:,}",
        },
        {"key": "In the other case system", "text": f"{seen.imported:,} in this period"},
    ]
    if seen.both:
        rows.append({"key": "In both", "text": f"{seen.both:,}, counted once by the case number"})
    return {"count": count, "rows": rows, "none": seen.total == 0, "few": 0 < seen.total < sample.WANTED}


def _frozen(audit: Audit) -> list[dict[str, Any]]:
    groups = population.groups(audit if not audit.full_of else audit.full_of)
    rows: list[dict[str, Any]] = [
        {"key": "Cases", "text": f"{audit.population or 0:,}"},
        {"key": "Frozen", "text": f"{words.moment(audit.frozen_at)} by {audit.frozen_by.name}"},  # type: ignore[arg-type, union-attr]
        {"key": "Fingerprint of the list (SHA-256)", "text": audit.digest},
    ]
    if audit.strata:
        rows.append({"key": "Groups", "lines": [f"{name}: {size:,}" for name, size in groups.items()]})
    return rows


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def import_cases(request: Any, reference: str) -> HttpResponseBase:
    """Cases of the council's other case system, from a CSV file."""
    audit = doors.find(request, reference, "audits.run")
    now = doors.now_of(request)
    if audit.frozen_at:
        return redirect("audits:list", reference=audit.reference)
    if request.method == "POST" and request.POST.get("do") == "drop":
        dropped = actions.drop_imported(by=request.user, audit=audit, at=now, now=now)
        messages.success(request, f"{presenter.several(dropped, 'imported case')} taken out again.")
        return redirect("audits:import", reference=audit.reference)
    form = ImportForm(request.POST if request.method == "POST" else None, request.FILES or None)
    read: imports.Read | None = None
    if form.is_valid():
        content = form.cleaned_data["file"].read(imports.MOST_BYTES + 1)
        try:
            done, read = doors.take(
                request,
                form,
                lambda: actions.import_cases(by=request.user, audit=audit, content=content, at=now, now=now),
            )
        except doors.AlreadySent:
            return redirect("audits:list", reference=audit.reference)
        if done and read is not None and not read.problems:
            said = f"{presenter.several(len(read.cases), 'case')} read."
            if read.repeated:
                said += f" {presenter.several(read.repeated, 'line')} of a case that was there already, counted once."
            if read.left_out:
                said += f" Not kept, because they are not needed: {', '.join(read.left_out)}."
            messages.success(request, said)
            return redirect("audits:list", reference=audit.reference)
        for problem in read.problems if done and read is not None else []:
            form.add_error("file", problem)
    context = {
        "form": form,
        "more": read.more if isinstance(read, imports.Read) else 0,
        "imported": audit.imported.count(),
        "imported_words": presenter.several(audit.imported.count(), "case"),
        "back_href": presenter.href(audit, "list"),
        "back_text": "The list",
    }
    return doors.show(request, "audit_import.html", audit, context, status=422 if form.is_bound else 200)


@needs("audits.run")
@require_safe
def download(request: Any, reference: str) -> HttpResponseBase:
    """The frozen list, line by line; its SHA-256 is the fingerprint on the page."""
    audit = doors.find(request, reference, "audits.run")
    if not audit.frozen_at:
        raise Http404("The list is not frozen yet.")
    doors.write_reading(request, audit, action="export")
    answer = StreamingHttpResponse(
        streamed(request.user, request.user.council_id, population.lines(audit)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="list.csv"'
    return answer


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: Any, reference: str) -> HttpResponseBase:
    """Draw the cases; afterwards how they were drawn, drawn again from the seed before one's eyes."""
    audit = doors.find(request, reference, "audits.run")
    if not audit.frozen_at:
        return redirect("audits:list", reference=audit.reference)
    now = doors.now_of(request)
    form = DrawForm(doors.posted(request) if request.method == "POST" else None, initial={"twice": 10})
    if form.is_valid():
        twice = form.cleaned_data["twice"] or 0
        done, _ = doors.carried_out(
            request, form, lambda: actions.draw(by=request.user, audit=audit, twice=twice, at=now, now=now)
        )
        if done:
            return redirect("audits:draw", reference=audit.reference)
    context: dict[str, Any] = {
        "form": form,
        "population": f"{audit.population or 0:,}",
        "wanted": min(audit.wanted, audit.population or 0),
        "download_href": presenter.href(audit, "download"),
        "again": _again(audit) if audit.seed else None,
        "cases_href": presenter.href(audit, "cases"),
    }
    return doors.show(request, "audit_draw.html", audit, context, status=422 if form.is_bound else 200)


def _again(audit: Audit) -> dict[str, Any]:
    """The draw made once more from the seed and the list, beside what is stored; one statement at any size.

    A case's place on the frozen list never changes, so the same places are the same cases.
    """
    again = [(group, place) for group, place, _ in drawn_by(audit.seed, population.groups(audit), audit.wanted)]
    stored = list(
        SampleCase.objects.filter(audit=audit, replaces=None)
        .order_by("position")
        .values_list("case__group", "case__place", "case__label", "case__number")
    )
    return {
        "same": again == [(group, place) for group, place, _, _ in stored],
        "count": len(again),
        "cases": [
            {"position": position, "number": f"{number:,}", "label": label}
            for position, (_, _, label, number) in enumerate(stored, 1)
        ],
        "seed": audit.seed,
        "program": sample.program(audit.seed, audit.wanted),
    }
