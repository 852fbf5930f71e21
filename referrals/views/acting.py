"""One door for every page that acts: what was typed is kept, a refusal teaches, one page acts once however often sent.

A page of any room is an `ActingPage`. It says what its form asks, what happens when it is sent and how it is drawn; the
order of things is here and nowhere else.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from govuk.forms import unjudged
from referrals import drafts
from referrals.models import Draft
from referrals.presenters import act_page
from referrals.presenters.logging_pages import saved_words
from referrals.refusals import Ground, NotPossible, Refused
from referrals.views.doors import now_of

#: In the query of a page's own address: keep what was typed so far, judge nothing and do nothing.
KEEP = "keep"

Show = Callable[..., HttpResponseBase]


def token_of(data: QueryDict) -> UUID:
    """The page's token; a page sent without one (by hand, or by one press) is an act of its own."""
    try:
        return UUID(data.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def is_keeping(request: HttpRequest) -> bool:
    """Is this the page saving what is being typed, not the person sending it? Nothing is read or shown then."""
    return request.method == "POST" and KEEP in request.GET


def keep_typed(request: Any, *, form: str, about_id: int) -> HttpResponseBase:
    """Keep what was typed so far; answers {"saved": "4:12pm"}, or 409 when the page has been sent."""
    now = now_of(request)
    data, _ = drafts.clean(request.POST)
    draft = drafts.claim(user=request.user, token=token_of(data), form=form, about_id=about_id, now=now)
    if draft is None:
        return JsonResponse({"problem": "this has been sent already."}, status=409)
    drafts.keep(draft, drafts.as_lists(data), now=now)
    return JsonResponse({"saved": saved_words(now)})


class ActingPage:
    """One person at one page that acts. A room's page gives what stands first; the rest is the same for all.

    `form_name` and `about_id` say whose words these are: somebody comes back to what they left in this form about this
    thing.
    """

    form_name: str
    about_id: int
    done = ""  # said when it is done, without names
    again = "This was recorded already. Nothing was recorded twice."  # said of a page sent a second time
    token: UUID  # of the page, once it is sent

    def __init__(self, request: Any) -> None:
        self.request = request
        self.now: datetime = now_of(request)

    # What a page says of itself.

    def form(self, data: QueryDict | None) -> Any:
        """The page's form; None: as it is first shown."""
        raise NotImplementedError

    def home(self) -> str:
        """Where somebody goes whose page was sent before."""
        raise NotImplementedError

    def run(self, form: Any) -> str:
        """Call the action; answers the address to go on to. Raises Refused, NotPossible."""
        raise NotImplementedError

    def show(self, form: Any, *, token: UUID, draft: Draft | None = None, status: int = 200, **more: Any) -> Any:
        """The page as it stands; `more` may hold `refusals`, `errors` and what `ask_first` found."""
        raise NotImplementedError

    # What a page may say besides.

    def is_ready(self, form: Any) -> bool:
        """False for a press that only asks for more of the form: nothing is judged yet."""
        return True

    def ask_first(self, form: Any) -> tuple[Any, dict[str, Any]] | None:
        """Something to look at before it acts, with the form to show; None goes on."""
        return None

    def refused(self, form: Any, grounds: Sequence[Ground]) -> Any:
        """The form to show under a refusal: as it was, or with a question more."""
        return form

    def panels(self, grounds: Sequence[Ground], form: Any) -> list[dict[str, Any]]:
        """What is missing, why, who settles it and the way there, for each ground."""
        return act_page.refusals(grounds, form, can_override=False)

    # The same for all.

    def answer(self) -> HttpResponseBase:
        """The page's answer to GET and to POST."""
        if is_keeping(self.request):
            return keep_typed(self.request, form=self.form_name, about_id=self.about_id)
        return self._sent() if self.request.method == "POST" else self._asked()

    def typed(self, draft: Draft | None) -> dict[str, str]:
        """What components/acting_form.html says and does about what is being typed.

        It is kept by the page's own address, so that the page's own door stands before it.
        """
        query = self.request.GET.copy()
        query[KEEP] = ""
        discard = reverse("referrals:draft-discard", args=[draft.token]) if draft else ""
        return {
            "draft_url": f"{self.request.path}?{query.urlencode()}",
            "saved": act_page.saved(draft),
            "discard_href": f"{discard}?{urlencode({'next': self.request.get_full_path()})}" if discard else "",
        }

    def _asked(self) -> HttpResponseBase:
        request = self.request
        kept = drafts.of_act(request.user, self.form_name, self.about_id, of=request.GET.get("of", ""))
        if kept is not None and kept.data:
            form = unjudged(self.form(drafts.as_post(kept.data)))
            return self.show(form, token=kept.token, draft=kept)  # type: ignore[no-any-return]
        return self.show(self.form(None), token=uuid.uuid4())  # type: ignore[no-any-return]

    def _sent(self) -> HttpResponseBase:
        request, now = self.request, self.now
        data, taken_out = drafts.clean(request.POST)
        draft = drafts.claim(
            user=request.user, token=token_of(data), form=self.form_name, about_id=self.about_id, now=now
        )
        if draft is None:
            messages.info(request, self.again)
            return redirect(self.home())
        self.token = draft.token
        form = self.form(data)
        drafts.keep(draft, drafts.as_lists(data), now=now)
        show: Show = partial(self.show, token=draft.token, draft=draft)
        if not self.is_ready(form):
            return show(unjudged(form))
        if taken_out:
            return show(form, status=422, errors=[{"href": "", "text": drafts.TAKEN_OUT}])
        if not form.is_valid():
            return show(form, status=422)
        if (first := self.ask_first(form)) is not None:
            shown, found = first
            return show(shown, **found)
        try:
            with transaction.atomic():
                there = self.run(form)
        except Refused as refusal:
            form = self.refused(form, refusal.grounds)
            for ground in refusal.grounds:
                form.add_error(ground.field if ground.field in form.fields else None, ground.sentence)
            return show(form, status=422, refusals=self.panels(refusal.grounds, form))
        except NotPossible as refusal:
            fields = getattr(refusal, "fields", None) or {refusal.field: refusal.sentence}
            for name, sentence in fields.items():
                form.add_error(name if name in form.fields else None, sentence)
            return show(form, status=422)
        drafts.mark_sent(draft, now=now)
        if self.done:
            messages.success(request, self.done)
        return redirect(there)
