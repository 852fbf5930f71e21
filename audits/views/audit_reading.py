"""Who reads what, and the reading of a file: the file on the left, fourteen questions beside it, saved as one goes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from audits import actions
from audits.actions.reading import FIELDS
from audits.actions.sharing import Lacking, lacks_second, readers_of
from audits.auditing.points import POINT
from audits.forms.audit import (
    DeclareForm,
    ReaderForm,
    ReadingForm,
    ReplaceForm,
    RiskElsewhereForm,
    RiskForm,
    ShareForm,
)
from audits.models import Audit, Reading, SampleCase
from audits.presenters import audit as presenter
from audits.presenters import audit_file
from audits.presenters.audit_hints import hints
from audits.views import audit_doors as doors
from referrals import drafts
from referrals.presenters.logging_pages import saved_words
from referrals.refusals import NotPossible
from timers import words
from timers.calendar import local
from trail.doors import needs
from trail.record import record

PAGE = 100


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: Any, reference: str) -> HttpResponseBase:
    """Every drawn case: who reads it and how far it is; sharing out what nobody has."""
    audit = doors.find(request, reference, "audits.run")
    if not audit.drawn_at:
        return redirect("audits:audit", reference=audit.reference)
    now = doors.now_of(request)
    people = readers_of(audit.council_id, local(now).date())
    form = ShareForm(doors.posted(request) if request.method == "POST" else None, people=people)
    refusals: list[Any] = []
    if form.is_valid():
        try:
            done, result = doors.take(
                request,
                form,
                lambda: actions.assign_evenly(by=request.user, audit=audit, readers=form.chosen(), at=now, now=now),
            )
        except doors.AlreadySent:
            done, result = True, Lacking(0, 0)
        if done:
            _say_shared(request, result)
            return redirect("audits:cases", reference=audit.reference)
        refusals = result
    rows, after = _rows(audit, request)
    referrals = [one.case.part.referral_id for one in rows if one.case.part is not None]
    doors.write_reading(request, audit, action="list", ids=referrals)
    context = {
        "form": form,
        "refusals": refusals,
        "rows": presenter.case_rows(audit, rows, request.user),
        "after": f"?after={after}" if after else "",
        "may_share": not audit.is_over
        and (SampleCase.objects.filter(audit=audit, left_at=None, reader=None).exists() or lacks_second(audit)),
        "twice": audit.twice,
    }
    return doors.show(request, "audit_cases.html", audit, context, status=422 if form.is_bound else 200)


def _say_shared(request: Any, lacking: Lacking) -> None:
    if lacking.reader:
        messages.info(
            request,
            f"{presenter.several(lacking.reader, 'case')} could not be given: everybody chosen worked on it or "
            "supervised it. Choose more readers.",
        )
    else:
        messages.success(request, "Every file has a reader.")
    if lacking.second:
        messages.info(
            request,
            f"{presenter.several(lacking.second, 'case')} of those to be read twice could not be given to a second "
            "person. Choose more readers.",
        )


def _rows(audit: Audit, request: Any) -> tuple[list[SampleCase], int]:
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    found = list(
        SampleCase.objects.filter(audit=audit, position__gt=start)
        .select_related("case__part", "reader", "second_reader", "replaces")
        .prefetch_related("readings")
        .order_by("position")[: PAGE + 1]
    )
    return found[:PAGE], found[PAGE - 1].position if len(found) > PAGE else 0


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def reader(request: Any, reference: str, position: int) -> HttpResponseBase:
    """Give one case to somebody else."""
    one = doors.one_case(request, reference, position, "audits.run")
    if one.left_at is not None:
        raise Http404("This case has left the sample.")
    now = doors.now_of(request)
    people = readers_of(one.audit.council_id, local(now).date())
    data = doors.posted(request) if request.method == "POST" else None
    form = ReaderForm(
        data, people=people, initial={"reader": one.reader_id or "", "second": one.second_reader_id or ""}
    )
    refusals: list[Any] = []
    if form.is_valid():
        done, refusals = doors.carried_out(
            request,
            form,
            lambda: actions.assign(
                by=request.user,
                audit=one.audit,
                given={one.position: form.pair()},
                reason=form.cleaned_data["reason"],
                at=now,
                now=now,
            ),
        )
        if done:
            return redirect("audits:cases", reference=one.audit.reference)
    if not one.readings.all().standing().exists():
        del form.fields["reason"]
    context = {"form": form, "refusals": refusals, "one": one, **_back(one.audit)}
    return doors.show(request, "audit_reader.html", one.audit, context, status=422 if form.is_bound else 200)


def _back(audit: Audit) -> dict[str, str]:
    return {"back_href": presenter.href(audit, "cases"), "back_text": "The cases"}


@needs("audits.read_case")
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: Any, reference: str, position: int) -> HttpResponseBase:
    """Read one file: first the declaration, then the file and the questions; saved as one goes, then locked."""
    if request.method == "POST" and (gone := _handed_on(request, reference, position)) is not None:
        return gone
    one = doors.one_case(request, reference, position, "audits.read_case")
    reading = Reading.objects.standing().filter(sample_case=one, reader=request.user).first()
    if reading is not None and reading.locked_at is not None:
        return _locked(request, one, reading)
    if one.audit.is_over or one.left_at is not None:
        return _no_longer(request, one, reading)
    if reading is None:
        return _declare(request, one)
    if request.method != "POST":
        form = ReadingForm(_as_typed(reading), hints=hints(one))
        form._errors, form.cleaned_data = {}, {}  # shown as typed, not judged yet
        return _reading(request, one, reading, form)
    now = doors.now_of(request)
    data, taken_out = drafts.clean(request.POST)
    reading = actions.keep(reading=reading, answers=doors.said(data), now=now)
    if request.POST.get("do") != "lock":
        messages.success(request, f"Saved {saved_words(now)}. Nothing is locked yet.")
        return redirect("audits:read", reference=one.audit.reference, position=one.position)
    form = ReadingForm(data, hints=hints(one))
    form.is_valid()
    if taken_out:
        form.add_error(None, drafts.TAKEN_OUT)
        return _reading(request, one, reading, form, status=422)
    done, result = doors.carried_out(
        request,
        form,
        lambda: actions.lock(by=request.user, reading=reading, answers=doors.said(data), at=now, now=now),
    )
    if not done:
        return _reading(request, one, reading, form, status=422, refusals=result)
    messages.success(request, f"Case {one.position}: findings locked.")
    return redirect("audits:audit", reference=one.audit.reference)


def _no_longer(request: Any, one: SampleCase, reading: Reading | None) -> HttpResponseBase:
    """The file is not to be read any more: what was typed meanwhile is kept with it."""
    said = "This audit is over." if one.audit.is_over else f"Case {one.position} has left the sample."
    if request.method == "POST" and reading is not None:
        actions.keep(reading=reading, answers=doors.said(doors.posted(request)), now=doors.now_of(request))
        said += " What you had answered is kept with it."
    messages.info(request, f"{said} Its file is no longer opened for the audit.")
    return redirect("audits:audit", reference=one.audit.reference)


def _handed_on(request: Any, reference: str, position: int) -> HttpResponseBase | None:
    """For whoever had the page of a file open that is another's by now: what was typed, to be copied from."""
    audit = doors.find(request, reference, "audits.read")
    mine = Reading.objects.filter(sample_case__audit=audit, sample_case__position=position, reader=request.user)
    if mine.standing().exists() or not mine.filter(handed_on_at__isnull=False).exists():
        return None
    typed = [
        {"key": f"{number}. {POINT[number].name}", "lines": lines}
        for number in POINT
        if (lines := [data for what in FIELDS if (data := request.POST.get(f"{what}_{number}", "").strip())])
    ]
    context = {"position": position, "rows": typed}
    return doors.show(request, "audit_handed_on.html", audit, context, status=409)


def _as_typed(reading: Reading) -> Any:
    return drafts.as_post({name: [value] for name, value in reading.kept.items()})


def _declare(request: Any, one: SampleCase) -> HttpResponseBase:
    now = doors.now_of(request)
    form = DeclareForm(doors.posted(request) if request.method == "POST" else None)
    refusals: list[Any] = []
    if form.is_valid():
        done, result = doors.take(
            request, form, lambda: actions.begin(by=request.user, sample_case=one, at=now, now=now)
        )
        if done:
            return redirect("audits:read", reference=one.audit.reference, position=one.position)
        refusals = result
    context = {"form": form, "refusals": refusals, "one": one}
    return doors.show(request, "audit_declare.html", one.audit, context, status=422 if form.is_bound else 200)


def _write_reading(request: Any, one: SampleCase) -> None:
    """The trail's line: who read which file for an audit."""
    subject = ("referrals.referral", one.case.part.referral_id) if one.case.part else ("audits.samplecase", one.pk)
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="read",
        subject=subject,
        about=subject,
        reason="audit",
        at=doors.now_of(request),
    )


def _reading(
    request: Any, one: SampleCase, reading: Reading, form: Any, *, status: int = 200, refusals: Any = ()
) -> HttpResponseBase:
    _write_reading(request, one)
    context = {
        "one": one,
        "form": form,
        "refusals": refusals,
        "saved": saved_words(reading.saved_at) if reading.saved_at else "",
        "draft_url": presenter.href(one.audit, "keep", one.position),
        "risk_href": presenter.href(one.audit, "at-risk", one.position),
        "replace_href": presenter.href(one.audit, "replace", one.position),
        "may_replace": request.user.has_perm("audits.run", one.audit),
        "is_second": reading.is_second,
        "file": audit_file.file_of(one, request.user, doors.now_of(request)),
        "answered": reading.answered,
        "closed": words.day(one.case.closed_on),
    }
    return doors.show(request, "audit_read.html", one.audit, context, status=status)


def _locked(request: Any, one: SampleCase, reading: Reading) -> HttpResponseBase:
    """One's own findings, as they were locked. The other reader's are not shown: they would not be independent."""
    _write_reading(request, one)
    rows = [
        {
            "key": f"{found.point}. {POINT[found.point].name}",
            "lines": [
                line
                for line in (
                    found.get_answer_display(),
                    found.evidence,
                    f"On the file: {found.file_reference}" if found.file_reference else "",
                )
                if line
            ],
        }
        for found in reading.findings.order_by("point")
    ]
    context = {"one": one, "rows": rows, "locked": words.moment(reading.locked_at)}  # type: ignore[arg-type]
    return doors.show(request, "audit_locked.html", one.audit, context)


@needs("audits.find")
@require_POST
def keep(request: Any, reference: str, position: int) -> HttpResponseBase:
    """What has been answered so far, saved from the page within seconds."""
    if _handed_on(request, reference, position) is not None:
        return JsonResponse({"problem": "Somebody else reads this file now. Nothing more is saved."}, status=409)
    one = doors.one_case(request, reference, position, "audits.find")
    reading = Reading.objects.standing().filter(sample_case=one, reader=request.user).first()
    if reading is None:
        raise Http404("There is no such reading.")
    now = doors.now_of(request)
    try:
        actions.keep(reading=reading, answers=doors.said(doors.posted(request)), now=now)
    except NotPossible as refused:
        return JsonResponse({"problem": refused.sentence}, status=409)
    return JsonResponse({"saved": saved_words(now)})


@needs("audits.run")
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: Any, reference: str, position: int) -> HttpResponseBase:
    """A file that cannot be read leaves the sample, and the next that the seed draws takes its place."""
    one = doors.one_case(request, reference, position, "audits.run")
    now = doors.now_of(request)
    form = ReplaceForm(doors.posted(request) if request.method == "POST" else None)
    refusals: list[Any] = []
    if form.is_valid():
        try:
            done, result = doors.take(
                request,
                form,
                lambda: actions.replace(by=request.user, sample_case=one, at=now, now=now, **form.cleaned_data),
            )
        except doors.AlreadySent:
            return redirect("audits:cases", reference=one.audit.reference)
        if done:
            said = f"Case {one.position} has left the sample."
            said += (
                f" Case {result.position} takes its place." if result else " The list has no other to take its place."
            )
            messages.success(request, said)
            return redirect("audits:cases", reference=one.audit.reference)
        refusals = result
    context = {"form": form, "refusals": refusals, "one": one, **_back(one.audit)}
    return doors.show(request, "audit_replace.html", one.audit, context, status=422 if form.is_bound else 200)


@needs("audits.find")
@require_http_methods(["GET", "HEAD", "POST"])
def at_risk(request: Any, reference: str, position: int) -> HttpResponseBase:
    """A child at risk now: to the duty desk, at once."""
    one = doors.one_case(request, reference, position, "audits.find")
    now = doors.now_of(request)
    kind = RiskForm if one.case.part is not None else RiskElsewhereForm
    form = kind(doors.posted(request) if request.method == "POST" else None)
    back = presenter.href(one.audit, "read", one.position)
    if form.is_valid():
        try:
            done, result = doors.take(
                request,
                form,
                lambda: actions.report_child_at_risk(
                    by=request.user, sample_case=one, at=now, now=now, **form.cleaned_data
                ),
            )
        except doors.AlreadySent:
            return redirect(back)
        if done:
            messages.success(
                request, f"The duty desk has it now, as referral {result.referral.reference}. Ring them as well."
            )
            return redirect(back)
    context = {"form": form, "one": one, "back_href": back, "back_text": f"Case {one.position}"}
    return doors.show(request, "audit_at_risk.html", one.audit, context, status=422 if form.is_bound else 200)
