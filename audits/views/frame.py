"""What the pages of this room share: the sections somebody may open, and the page of every form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from referrals.models import Draft
from referrals.views.acting import ActingPage

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


def answer(request: Any, page: Page) -> HttpResponseBase:
    """The page's answer to GET and to POST."""
    return FramedPage(request, page).answer()


class FramedPage(ActingPage):
    """A page of this room, acting through the one door of all rooms."""

    def __init__(self, request: Any, page: Page) -> None:
        super().__init__(request)
        self.page, self.done = page, page.done
        self.form_name, self.about_id = f"audits:{page.slug}"[:40], page.about_id

    def form(self, data: QueryDict | None) -> Any:
        return self.page.make(data)

    def home(self) -> str:
        return self.page.back

    def run(self, form: Any) -> str:
        return self.page.run(form, self.now) or self.page.back

    def show(self, form: Any, *, token: UUID, draft: Draft | None = None, status: int = 200, **more: Any) -> Any:
        context = {
            "page": self.page,
            "form": form,
            "token": token,
            **self.typed(draft),
            "back_href": self.page.back,
            "sections": sections(self.request.user, self.page.section),
            **self.page.context,
            **more,
        }
        return render(self.request, self.page.template, context, status=status)
