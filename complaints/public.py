"""The public complaint form's draft: kept on the server under an unguessable token, gone when sent or after 28 days.

No account, no look at any record: what is typed is never matched against anything here, so that nobody can learn from
the form whether a child is known. A sending is never slowed or refused; only beginning many forms from one connection
within minutes is, for a moment, with the numbers to ring on the page.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from complaints.models import Complaint, PublicDraft
from councils.models import Council
from timers.calendar import local

FORGOTTEN_AFTER = timedelta(days=28)
AT_ONCE = 500
#: A library or a school has one address: this many forms may be begun from it in this time before the next one waits.
MOST_BEGUN, WITHIN = 40, timedelta(minutes=10)
#: What one form may hold in all; a page's own limits are far below.
MOST_CHARACTERS = 400_000


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: what our own proxy says behind one, else the connection itself; "" when unknown.

    Behind a proxy every connection is the proxy's, and a header is believed only there: it writes it anew.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Real-IP", "")[:60]
    return str(request.META.get("REMOTE_ADDR", ""))


def connection_of(address: str, now: datetime) -> str:
    """What is kept of the connection a form was begun from: a keyed hash of the address and the day; "" of none."""
    if not address:
        return ""
    words = f"{local(now).date().isoformat()}:{address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).hexdigest()[:16]


def too_many(begun_from: str, now: datetime) -> bool:
    """True when so many forms were begun from one connection lately that the next should wait a moment.

    Never when the connection is not known: everybody would wait for everybody.
    """
    if not begun_from:
        return False
    recent = PublicDraft.objects.filter(begun_from=begun_from, started_at__gte=now - WITHIN)
    return recent.order_by()[:MOST_BEGUN].count() >= MOST_BEGUN


def begin(
    *, begun_from: str, now: datetime, data: Mapping[str, Any] | None = None, council: Council | None = None
) -> PublicDraft:
    """A new, empty form. Those that nobody touched for 28 days go now, whether or not the engine runs."""
    forget(now=now)
    return PublicDraft.objects.create(
        data=dict(data or {}), council=council, started_at=now, saved_at=now, begun_from=begun_from
    )


def of_token(token: UUID, *, now: datetime, lock: bool = False) -> PublicDraft | None:
    """The form of this token; None once it was sent, or not touched for 28 days."""
    found: QuerySet[PublicDraft] = PublicDraft.objects.select_related("council")
    if lock:
        found = found.select_for_update(of=("self",))
    return found.filter(token=token, saved_at__gte=now - FORGOTTEN_AFTER).first()


def sent_as(token: UUID) -> Complaint | None:
    """The complaint that was sent under this token."""
    return Complaint.objects.select_related("council", "opened_referral").filter(form_token=token).first()


def steps_of(draft: PublicDraft) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = draft.data.get("steps", {})
    return found


def keep(draft: PublicDraft, slug: str, words: Mapping[str, list[str]], *, now: datetime, done: bool = False) -> bool:
    """Save one step as typed, before anything is checked. False, and nothing saved, when the form holds too much."""
    steps = {**steps_of(draft), slug: dict(words)}
    if sum(len(value) for step in steps.values() for values in step.values() for value in values) > MOST_CHARACTERS:
        return False
    finished = [one for one in draft.data.get("done", []) if one != slug]
    draft.data = {**draft.data, "steps": steps, "done": [*finished, slug] if done else finished}
    draft.saved_at = now
    draft.save(update_fields=["data", "saved_at", "council"])
    return True


def forget(*, now: datetime) -> int:
    """Destroy forms that nobody has touched for 28 days, so many at a time; returns how many. One statement.

    Called after every look of the engine (complaints/deadlines.py). Several at once do no harm.
    """
    old = PublicDraft.objects.filter(saved_at__lt=now - FORGOTTEN_AFTER).order_by("saved_at").values("pk")[:AT_ONCE]
    return PublicDraft.objects.filter(pk__in=old).delete()[0]
