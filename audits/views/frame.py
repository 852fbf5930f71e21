"""What the pages of this room share: the sections somebody may open, and one door for every form.

The door keeps what was typed, turns a refusal into words that teach, and acts once however often a page is sent.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from referrals import drafts
from referrals.presenters.act_page import refusals
from referrals.refusals import NotPossible, Refused

SECTIONS = (
    ("leaders", "Leaders", "work.figures"),
    ("oversight", "Oversight", "audits.oversight"),
    ("reports", "Ombudsman", "audits.ombudsman"),
    ("audits", "Audits", "audits.read"),
    ("warnings", "Warnings", "audits.warnings"),
    ("gaps", "Gaps in procedures", "audits.gaps"),
    ("attendance", "Attendance", "audits.attendance"),
    ("learning", "Learning", "audits.learning"),
)


def sections(person: Any, current: str) -> list[dict[str, Any]]:
    """The line of sections above every page of this room, without those that the person may not open."""
    return [
        {"href": reverse(f"audits:{name}"), "text": text, "current": name == current}
        for name, text, permission in SECTIONS
        if person.has_perm(permission)
    ]


@dataclass(frozen=True)
class Page:
    """One form's page. `make(data)` builds the form (None: empty), `run(form, now)` calls the action and `back` is
    where the page came from and where it leads; `run` may return another address to go to."""

    slug: str
    about_id: int
    title: str
    why: str
    button: str
    done: str
    back: str
    make: Callable[[QueryDict | None], Any]
    run: Callable[[Any, datetime], str | None]
    section: str = "reports"
    context: dict[str, Any] = field(default_factory=dict)
    template: str = "audits/act.html"

    @property
    def form_name(self) -> str:
        return f"audits:{self.slug}"[:40]


def answer(request: Any, page: Page) -> HttpResponseBase:
    """The page's answer to GET and to POST."""
    return _post(request, page) if request.method == "POST" else _get(request, page)


def _get(request: Any, page: Page) -> HttpResponseBase:
    kept = drafts.of_act(request.user, page.form_name, page.about_id)
    if kept is None or not kept.data:
        return _draw(request, page, page.make(None), token=uuid.uuid4())
    form = page.make(drafts.as_post(kept.data))
    form._errors, form.cleaned_data = ErrorDict(), {}  # shown as typed, not judged yet
    return _draw(request, page, form, token=kept.token)


def _post(request: Any, page: Page) -> HttpResponseBase:
    now = timezone.now()
    data, taken_out = drafts.clean(request.POST)
    draft = drafts.claim(user=request.user, token=_token(data), form=page.form_name, about_id=page.about_id, now=now)
    if draft is None:
        messages.info(request, "This was recorded already. Nothing was recorded twice.")
        return redirect(page.back)
    drafts.keep(draft, drafts.as_lists(data), now=now)
    form = page.make(data)
    if taken_out:
        form.add_error(None, drafts.TAKEN_OUT)
    if not form.is_valid():
        return _draw(request, page, form, token=draft.token, status=422)
    panels: list[dict[str, Any]] = []
    try:
        with transaction.atomic():
            there = page.run(form, now)
    except Refused as refused:
        for ground in refused.grounds:
            form.add_error(ground.field if ground.field in form.fields else None, ground.sentence)
        panels = refusals(refused.grounds, form, can_override=False)
    except NotPossible as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    else:
        drafts.mark_sent(draft, now=now)
        messages.success(request, page.done)
        return redirect(there or page.back)
    return _draw(request, page, form, token=draft.token, status=422, refusals=panels)


def _token(data: QueryDict) -> UUID:
    """The page's token; a page sent without one is an act of its own."""
    try:
        return UUID(data.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def _draw(request: Any, page: Page, form: Any, *, token: UUID, status: int = 200, **more: Any) -> HttpResponseBase:
    context = {
        "page": page,
        "form": form,
        "token": token,
        "back_href": page.back,
        "sections": sections(request.user, page.section),
        **page.context,
        **more,
    }
    return render(request, page.template, context, status=status)
