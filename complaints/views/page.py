"""The page of one complaint, on screen and on paper, and the questions beside it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from complaints import prompts
from complaints.models import ComplaintPrompt
from complaints.presenters import journal, strip
from complaints.presenters import page as presenter
from complaints.prompts import QUESTIONS
from complaints.reading import ENTRIES_ON_PAPER
from complaints.views import doors
from referrals import handles
from referrals.forms.acts import SettleForm
from referrals.refusals import NotPossible
from timers import words
from trail.doors import needs


@needs("complaints.read")
@require_safe
def complaint(request: Any, reference: str) -> HttpResponse:
    """One complaint. Whoever is appointed to it sees this and nothing else."""
    case = doors.open_case(request, reference, after=request.GET.get("after", "")[:40])
    doors.write_reading(request, case.complaint)
    return render(request, "complaints/complaint.html", presenter.context(case))


@needs("complaints.read")
@require_safe
def on_paper(request: Any, reference: str) -> HttpResponse:
    """The whole complaint as a note for the file, to be printed."""
    case = doors.open_case(request, reference, most=ENTRIES_ON_PAPER)
    doors.write_reading(request, case.complaint, action="print")
    context = presenter.whole(case) | {
        "title": f"Complaint {case.complaint.reference}",
        "reference": case.complaint.reference,
        "strip": strip.strip(case),
        "entries": journal.timeline(case),
        "more": bool(case.older),
        "printed": words.moment(case.now),
        "back_href": reverse("complaints:complaint", args=[case.complaint.reference]),
    }
    return render(request, "complaints/print.html", context)


class _Settle(SettleForm):
    """The same question as for a referral's prompt."""

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)


@needs("complaints.stages")
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Any, reference: str, prompt: str) -> HttpResponseBase:
    """Say what was done about a question the product put."""
    case = doors.open_case(request, reference)
    if not case.may("complaints.stages"):
        raise PermissionDenied("complaints.stages")
    key = handles.key_of("complaint-prompt", prompt)
    found = ComplaintPrompt.objects.filter(pk=key, complaint=case.complaint).first() if key else None
    if found is None:
        raise Http404("There is no such question.")
    doors.write_reading(request, case.complaint)
    form = _Settle(request.POST if request.method == "POST" else None, case=case)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                prompts.settle(found, by=request.user, now=case.now, because=form.cleaned_data["because"])
        except NotPossible as refusal:
            form.add_error("because", refusal.sentence)
        else:
            return redirect("complaints:complaint", reference=case.complaint.reference)
    question = QUESTIONS.get(found.code)
    context = {
        "form": form,
        "title": question.sentence if question else found.code.replace("_", " "),
        "why": question.why if question else "",
        "source": question.source if question else "",
        "strip": strip.strip(case),
        "back_href": reverse("complaints:complaint", args=[case.complaint.reference]),
    }
    return render(request, "complaints/settle.html", context, status=422 if form.is_bound else 200)
