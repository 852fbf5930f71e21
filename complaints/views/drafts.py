"""What was typed into the acts on complaints and not sent yet, listed for whoever typed it."""

from typing import Any

from django.urls import reverse

from complaints.models import Complaint, Letter
from complaints.presenters.words import complainant
from referrals import drafts
from referrals.handles import handle
from referrals.models import Draft
from timers import words

#: Names of forms here begin so, that they are never taken for those of a referral.
PREFIX = "complaint-"
RECEIVE = f"{PREFIX}receive"
#: Forms about a letter that is there: its number follows, and of a change the number of texts it had.
CHANGE, SEND = "letter-change-", "letter-send-"
#: A letter not saved yet: its kind follows, and how many stages had begun.
NEW = "letter-"


def form_name(slug: str) -> str:
    return f"{PREFIX}{slug}"[:40]


def shown(user: Any) -> list[dict[str, str]]:
    """One's unfinished forms about complaints that one may still read, latest first."""
    found = [one for one in drafts.unfinished(user) if one.form.startswith(PREFIX)]
    readable = (
        {one.pk: one for one in Complaint.objects.within(user).filter(pk__in=[one.about_id for one in found])}
        if any(one.about_id for one in found)
        else {}
    )
    return [row for one in found if (row := _row(one, readable)) is not None]


def _row(draft: Draft, readable: dict[int, Complaint]) -> dict[str, str] | None:
    from complaints.views.act_table import ACTS

    common = {
        "saved": f"saved {words.moment(draft.saved_at)}",
        "discard_href": reverse("referrals:draft-discard", args=[draft.token]),
    }
    if draft.form == RECEIVE:
        return {"title": "A complaint being written down", "href": reverse("complaints:receive"), **common}
    slug, complaint = draft.form.removeprefix(PREFIX), readable.get(draft.about_id or 0)
    if complaint is None:
        return None
    kind, _, stage = slug.removeprefix(NEW).partition("-")
    if slug.startswith(NEW) and kind in Letter.Kind.values:
        address = reverse("complaints:letter-new", args=[complaint.reference])
        title = f"Letter, {Letter.Kind(kind).label.lower()}: {complainant(complaint)}"
        return {"title": title, "href": f"{address}?kind={kind}&stage={stage}", **common}
    for start, page, does in ((CHANGE, "letter-change", "Change a letter"), (SEND, "letter-send", "Send a letter")):
        if slug.startswith(start):
            letter = handle("letter", int(slug.removeprefix(start).partition("-")[0]))
            href = reverse(f"complaints:{page}", args=[complaint.reference, letter])
            return {"title": f"{does}: {complainant(complaint)}", "href": href, **common}
    act = ACTS.get(slug)
    if act is None:
        return None
    href = reverse(f"complaints:{act.slug}", args=[complaint.reference])
    return {"title": f"{act.title}: {complainant(complaint)}", "href": href, **common}
