"""Documents on a referral: listed, added, and opened a piece at a time; every opening has a line in the trail."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from referrals import actions, drafts, handles
from referrals.actions.attaching import FileRefused, pieces_of
from referrals.files.kinds import MOST_BYTES
from referrals.forms.documents import AttachForm
from referrals.models import Document
from referrals.presenters import file_pages
from referrals.refusals import NotPossible
from referrals.views import doors
from referrals.views.acting import token_of
from referrals.views.file import frame, opened
from trail.doors import needs
from trail.record import record


@needs("referrals.read")
@require_safe
def documents(request: Any, reference: str) -> HttpResponseBase:
    """The documents that this council may open, newest first."""
    try:
        _, case = opened(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    context = file_pages.documents(case, request.user, after=request.GET.get("after", ""))
    return render(request, "referrals/file/documents.html", {**frame(case, "documents", "Documents"), **context})


@needs("referrals.attach")
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: Any, reference: str) -> HttpResponseBase:
    """Add a document. A file that is refused is not kept; that somebody tried, and why it was refused, is."""
    try:
        found, case = opened(request, reference, permission="referrals.attach")
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    back = reverse("referrals:documents", args=[found.reference])
    page = {**frame(case, "documents", "Add a document"), "back_href": back}
    if request.method != "POST":
        shown = {**page, "form": AttachForm(), "token": uuid.uuid4()}
        return render(request, "referrals/file/attach.html", shown)
    data, _ = drafts.clean(request.POST)
    form = AttachForm(data, request.FILES)
    token = token_of(data)
    now = doors.now_of(request)
    if form.is_valid():
        draft = drafts.claim(user=request.user, token=token, form="attach", about_id=found.pk, now=now)
        if draft is None:
            messages.info(request, "This was added already. Nothing was added twice.")
            return redirect(back)
        given = form.cleaned_data
        try:
            with transaction.atomic():
                actions.attach(
                    by=request.user,
                    referral=found,
                    name=given["file"].name,
                    data=given["file"].read(MOST_BYTES + 1),
                    title=given["title"],
                    shared=given["reads"] == "all",
                    at=now,
                    now=now,
                )
        except NotPossible as why:
            if isinstance(why, FileRefused):
                _write_refusal(request, found.pk, why.code)
            form.add_error(why.field if why.field in form.fields else None, why.sentence)
        else:
            drafts.mark_sent(draft, now=now)
            messages.success(request, "Added.")
            return redirect(back)
    return render(request, "referrals/file/attach.html", {**page, "form": form, "token": token}, status=422)


def _write_refusal(request: Any, referral_id: int, code: str) -> None:
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="attach_refused",
        subject=("referrals.document", None),
        about=("referrals.referral", referral_id),
        reason=code,
        at=doors.now_of(request),
    )


@needs("referrals.read")
@require_safe
def download(request: Any, reference: str, document: str) -> HttpResponseBase:
    """One document, to be saved: never shown in the page, a piece at a time."""
    try:
        found = doors.open_for_work(request, reference)
    except doors.NeedsReason as asked:
        return doors.ask_why(request, asked.referral)
    key = handles.key_of("document", document)
    seen = Document.objects.filter(Q(shared=True) | Q(council_id=request.user.council_id))
    one = seen.filter(referral=found, withdrawn_at=None, pk=key).first() if key is not None else None
    if one is None:
        raise Http404("There is no such document, or it was withdrawn.")
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="download",
        subject=("referrals.document", one.pk),
        about=("referrals.referral", found.pk),
        at=doors.now_of(request),
    )
    answer = StreamingHttpResponse(pieces_of(one), content_type=one.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, one.name) or "attachment"
    answer["Content-Length"] = str(one.size)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
