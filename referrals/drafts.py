"""What somebody has typed and not yet sent: on the server within seconds, theirs alone, sent once.

A draft's token is the page's token. When the act it was for is done, the words go and the token stays behind as `SENT`,
so that a double click or a resend of the same page finds it used and acts once.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, QueryDict

from referrals.models import Draft

if TYPE_CHECKING:
    from accounts.models import User

LOG = "log"
SENT = "sent"
RUNG = "rung"  # a call about a referral that was not sent to us (views/rung.py)
NOT_WORDS = {"csrfmiddlewaretoken", "token", "do"}
MOST_DRAFTS = 50
KEEP_SENT = timedelta(days=14)
AT_ONCE = 500

TAKEN_OUT = (
    "Something pasted here held characters that cannot be kept, and they were taken out. "
    "Check the words below, then go on."
)


def legible(text: str) -> str:
    """The text without what the database cannot hold: NUL, half characters, other controls but tab and line ends.

    >>> legible("O\\x00’Brien\\r\\nlives here")
    'O’Brien\\r\\nlives here'
    """
    return "".join(char for char in text if char in "\t\r\n" or unicodedata.category(char) not in {"Cc", "Cs", "Cn"})


def clean(data: QueryDict) -> tuple[QueryDict, bool]:
    """What was posted, legible, and whether anything had to be taken out. Every word is kept."""
    kept, changed = QueryDict(mutable=True), False
    for name, values in data.lists():
        texts = [legible(value) for value in values]
        changed = changed or texts != values
        kept.setlist(legible(name), texts)
    return kept, changed


def as_lists(data: QueryDict) -> dict[str, list[str]]:
    """As kept in the draft's JSON."""
    return {name: list(values) for name, values in data.lists() if name not in NOT_WORDS}


def as_post(lists: Mapping[str, Any] | None) -> QueryDict:
    """The posted data again, to bind a form to; empty for a draft that does not have it."""
    data = QueryDict(mutable=True)
    for name, values in (lists or {}).items():
        data.setlist(name, [str(value) for value in values])
    return data


def start_log(*, user: "User", now: datetime) -> Draft:
    """A new, empty log of a referral."""
    return Draft.objects.create(user=user, form=LOG, data={"steps": {}, "done": []}, started_at=now, saved_at=now)


def log_of(user: "User", token: UUID, *, lock: bool = False) -> Draft | None:
    """The person's own unfinished log; None when there is none of that token."""
    drafts = Draft.objects.select_for_update() if lock else Draft.objects
    return drafts.filter(token=token, user=user, form=LOG).first()


def of_act(user: "User", form: str, about_id: int, *, of: str = "") -> Draft | None:
    """The latest words that somebody left in the form of an act on this referral; with `of`, about that thing alone:
    words about one note must not come up over another."""
    kept = Draft.objects.filter(user=user, form=form, about_id=about_id)
    if of:
        kept = kept.filter(data__of=[legible(of)])
    return kept.order_by("-saved_at").first()


def claim(*, user: "User", token: UUID, form: str, about_id: int, now: datetime) -> Draft | None:
    """The page's draft, locked for this transaction; None when its act was done already.

    Two sends of one page at once wait for each other here. Raises Http404 for somebody else's token.
    """
    fresh = Draft(token=token, user=user, form=form, about_id=about_id, started_at=now, saved_at=now)
    Draft.objects.bulk_create([fresh], ignore_conflicts=True)
    draft = Draft.objects.select_for_update().filter(token=token, user=user).first()
    if draft is None:
        raise Http404("no such page")
    return None if draft.form == SENT else draft


def keep(draft: Draft, words: Mapping[str, Any], *, now: datetime) -> None:
    """Save what was typed, before anything is checked."""
    draft.data, draft.saved_at = dict(words), now
    draft.save(update_fields=["data", "saved_at"])


def mark_sent(draft: Draft, *, now: datetime) -> None:
    """Its act is done: forget the words, remember the token."""
    draft.form, draft.data, draft.saved_at = SENT, {}, now
    draft.save(update_fields=["form", "data", "saved_at"])


def forget_sent(*, now: datetime) -> int:
    """Delete what is left of drafts sent more than two weeks ago, so many at a time; how many.

    Only the token is left of them, against a resend of the same page: no page lives that long (a session ends after ten
    hours). Several at once do no harm.
    """
    old = Draft.objects.filter(form=SENT, saved_at__lt=now - KEEP_SENT).order_by("saved_at").values("pk")[:AT_ONCE]
    return Draft.objects.filter(pk__in=old).delete()[0]


def unfinished(user: "User") -> Iterable[Draft]:
    """The person's unfinished forms, latest first, at most fifty."""
    empty = [{}, {"steps": {}, "done": []}]  # begun, and nothing typed yet
    drafts = Draft.objects.filter(user=user).exclude(form=SENT).exclude(data__in=empty)
    return drafts.order_by("-saved_at")[:MOST_DRAFTS]
