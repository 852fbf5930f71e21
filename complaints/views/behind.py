"""What stands behind a complaint: its field-by-field past, who has looked, and the whole of it for the Ombudsman."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from complaints.forms.export import ExportForm
from complaints.presenters import bundle, strip
from complaints.presenters import history as past
from complaints.reading import ABOUT, Case
from complaints.views import doors
from referrals.presenters.behind import who_looked
from timers import words
from trail.doors import needs


def _open(request: Any, reference: str, permission: str, *, most: int = 20) -> Case:
    """The complaint, for somebody who has the permission on it. Raises Http404, PermissionDenied."""
    case = doors.open_case(request, reference, most=most)
    if not case.may(permission):
        raise PermissionDenied(permission)
    return case


def _common(case: Case, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "strip": strip.strip(case),
        "back_href": reverse("complaints:complaint", args=[case.complaint.reference]),
    }


@needs("complaints.history")
@require_safe
def history(request: Any, reference: str) -> HttpResponse:
    """What was known before, field by field: who changed it, when, and why."""
    case = _open(request, reference, "complaints.history")
    doors.write_reading(request, case.complaint)
    context = _common(case, f"History of complaint {case.complaint.reference}") | {"changes": past.changes(case)}
    return render(request, "complaints/history.html", context)


@needs("complaints.looked")
@require_safe
def looked(request: Any, reference: str) -> HttpResponse:
    """Who has looked at this complaint, when and why."""
    case = _open(request, reference, "complaints.looked")
    doors.write_reading(request, case.complaint)
    address = reverse("complaints:looked", args=[case.complaint.reference])
    context = _common(case, f"Who has looked at complaint {case.complaint.reference}") | who_looked(
        (ABOUT, case.complaint.pk), request.user, before=request.GET.get("after", ""), address=address
    )
    return render(request, "complaints/looked.html", context)


@needs("complaints.export")
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Any, reference: str) -> HttpResponse:
    """The whole complaint in one document, after the officer has said for what; the trail keeps that."""
    case = _open(request, reference, "complaints.export", most=bundle.ENTRIES)
    form = ExportForm(request.POST if request.method == "POST" else None, case=case)
    reference = case.complaint.reference
    if not form.is_bound or not form.is_valid():
        doors.write_reading(request, case.complaint)
        context = _common(case, "Export the whole complaint") | {"form": form, "reference": reference}
        return render(request, "complaints/export.html", context, status=422 if form.is_bound else 200)
    purpose = form.cleaned_data["purpose"]
    doors.write_reading(request, case.complaint, action="export", reason=purpose)
    context = _common(case, f"Complaint {reference}: the whole file") | bundle.bundle(case)
    context |= {"purpose": purpose, "exported": words.moment(case.now), "by": request.user.name}
    return render(request, "complaints/bundle.html", context)
