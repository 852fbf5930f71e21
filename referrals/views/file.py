"""The pages of a child's file: notes, the chronology, people, warnings and flags, tasks. Each a page at a time."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from referrals import drafts, handles, matching
from referrals.forms.fields import OurForm, text
from referrals.models import Referral
from referrals.presenters import file_pages, file_story, needs_page, on_file
from referrals.presenters import page as presenter
from referrals.reading import Case, read_case, read_timeline
from referrals.views import doors
from trail.doors import needs
from trail.record import record


def frame(case: Case, name: str, title: str) -> dict[str, Any]:
    """What every page of the file shows round its own."""
    reference = case.referral.reference
    return {
        "strip": presenter.strip(case),
        "title": title,
        "reference": reference,
        "file": on_file.links(case, name),
        "back_href": reverse("referrals:referral", args=[reference]),
    }


def opened(request: Any, reference: str, *, permission: str = "", action: str = "read") -> tuple[Referral, Case]:
    """The referral and its case, the reading written; Http404, NeedsReason or PermissionDenied otherwise."""
    found = doors.open_for_work(request, reference)
    if permission and not request.user.has_perm(permission, found):
        raise PermissionDenied(permission)
    doors.write_reading(request, found, action=action)
    return found, read_case(found, user=request.user, now=doors.now_of(request), most=1)


@needs("referrals.read")
@require_safe
def notes(request: Any, reference: str) -> HttpResponseBase:
    """The notes that this council may read, newest first; a correction stands before what it corrects."""
    try:
        found, case = opened(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    context = file_story.notes(case, request.user, after=request.GET.get("after", ""), kind=request.GET.get("kind", ""))
    return render(request, "referrals/file/notes.html", {**frame(case, "notes", "Notes"), **context})


@needs("referrals.read")
@require_safe
def note_text(request: Any, reference: str, note: str) -> HttpResponseBase:
    """One note as plain text, for the council's own system."""
    try:
        found, case = opened(request, reference, permission="referrals.print", action="print")
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    words = file_story.note_as_text(case, key=handles.key_of("note", note))
    if words is None:
        raise Http404("There is no such note.")
    return HttpResponse(words + "\n", content_type="text/plain; charset=utf-8")


@needs("referrals.read")
@require_safe
def chronology(request: Any, reference: str) -> HttpResponseBase:
    """Significant events, oldest first, both councils' side by side."""
    try:
        found, case = opened(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    context = file_story.chronology(case, request.user, asked=request.GET)
    return render(request, "referrals/file/chronology.html", {**frame(case, "chronology", "Chronology"), **context})


@needs("referrals.chronology")
@require_safe
def choose(request: Any, reference: str) -> HttpResponseBase:
    """What happened and what was noted, to be put into the chronology."""
    try:
        found, case = opened(request, reference, permission="referrals.chronology")
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    case.timeline = read_timeline(found, after=request.GET.get("after", ""), most=30)
    context = file_story.choose(case)
    title = "What matters for the chronology?"
    page = {**frame(case, "chronology", title), "back_href": reverse("referrals:chronology", args=[found.reference])}
    return render(request, "referrals/file/choose.html", {**page, **context})


@needs("referrals.read")
@require_safe
def people(request: Any, reference: str) -> HttpResponseBase:
    """Everybody on the referral, how they belong together, and what can be done about a record."""
    try:
        found, case = opened(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    context = file_pages.people(case, request.user)
    return render(request, "referrals/file/people.html", {**frame(case, "people", "People"), **context})


class FindForm(OurForm):
    q = text("Name, NHS number or postcode", max_length=200, required=True, missing="Enter a name, number or postcode")


@needs("referrals.relate")
@require_http_methods(["GET", "HEAD", "POST"])
def find_person(request: Any, reference: str) -> HttpResponseBase:
    """Search our own records for somebody, to add them here or to say that a record is the same person's.

    What is looked for travels in the body alone; everybody shown is named in the trail.
    """
    try:
        found, case = opened(request, reference, permission="referrals.relate")
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    data, _ = drafts.clean(request.POST)
    form = FindForm(data if request.method == "POST" else None)
    same = handles.key_of("person", request.GET.get("same", ""))
    twin = next((one.person for one in case.involvements if one.person_id == same), None)
    matches = _search(request, form.cleaned_data["q"]) if form.is_valid() and request.user.council else None
    if matches:
        record(
            by_id=request.user.pk,
            council_id=request.user.council_id,
            action="search",
            subject=("referrals.person", None),
            ids=[one.person.pk for one in matches],
            about=("referrals.referral", found.pk),
            at=doors.now_of(request),
        )
    context = file_pages.found(case, request.user, matches, twin=twin)
    title = f"The other record of {twin.name}" if twin else "Find somebody on record"
    page = {**frame(case, "people", title), "back_href": reverse("referrals:people", args=[found.reference])}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "referrals/file/find.html", {**page, **context, "form": form}, status=status)


def _search(request: Any, typed: str) -> list[matching.Match]:
    number = "".join(char for char in typed if char.isdigit())
    nhs = number if len(number) == 10 and not any(char.isalpha() for char in typed) else ""
    is_postcode = any(char.isdigit() for char in typed) and not nhs
    return matching.find(
        request.user.council,
        name="" if nhs or is_postcode else typed,
        nhs_number=nhs,
        postcode=typed if is_postcode else "",
    )


@needs("referrals.read")
@require_safe
def warnings(request: Any, reference: str) -> HttpResponseBase:
    """Warnings and flags: those that hold, and below them those that ended."""
    try:
        found, case = opened(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    context = file_pages.watching(case, request.user)
    return render(request, "referrals/file/warnings.html", {**frame(case, "warnings", "Warnings and flags"), **context})


@needs("referrals.read")
@require_safe
def tasks(request: Any, reference: str) -> HttpResponseBase:
    """Our council's tasks: the open ones, and those that ended, latest first."""
    try:
        found, case = opened(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    context = file_pages.tasks(case, request.user, after=request.GET.get("after", ""))
    return render(request, "referrals/file/tasks.html", {**frame(case, "tasks", "Tasks"), **context})


@needs("referrals.read")
@require_safe
def needs_and_support(request: Any, reference: str) -> HttpResponseBase:
    """What was asked for, what is needed, what was offered; requests for an assessment; consent."""
    try:
        _, case = opened(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    context = needs_page.needs(case, request.user)
    return render(request, "referrals/file/needs.html", {**frame(case, "needs", "Needs and support"), **context})
