"""The public form in plain words: where one is, what was said, what happens next."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from complaints.forms.public import NEEDED, STEPS, Step
from complaints.models import Complaint, PublicDraft
from complaints.models.heads import About
from complaints.reading import ABOUT
from referrals.presenters.page import desk_words
from timers import words
from timers.models import Timer

RING = "Ring 999 if somebody is in danger at this moment."


def is_whole(draft: PublicDraft) -> bool:
    """Whether every page was gone through, so that a change leads back to the check."""
    return {one.slug for one in STEPS} <= set(draft.data.get("done", []))


def next_slug(slug: str) -> str:
    slugs = [one.slug for one in STEPS]
    place = slugs.index(slug) + 1
    return slugs[place] if place < len(slugs) else slugs[-1]


def step(draft: PublicDraft, form: Step) -> dict[str, Any]:
    """What stands round one page's questions."""
    done = set(draft.data.get("done", []))
    slugs = [one.slug for one in STEPS]
    place = slugs.index(form.slug)
    before = slugs[place - 1] if place else ""
    saved = (
        f"Saved {words.clock_time(words.local(draft.saved_at).time())}"
        if form.slug in draft.data.get("steps", {})
        else ""
    )
    return {
        "title": form.title,
        "intro": form.intro,
        "slug": form.slug,
        "place": place + 1,
        "of": len(slugs),
        "adds": {"points": "Add another point", "child": "Add another child"}.get(form.slug, ""),
        "rows": getattr(form, "rows", None),
        "saved_words": saved,
        "steps": [
            {
                "text": one.short,
                "href": reverse("complain:step", args=[draft.token, one.slug]) if one.slug in done else "",
                "state": "current" if one.slug == form.slug else "done" if one.slug in done else "todo",
            }
            for one in STEPS
        ],
        "back_href": reverse("complain:step", args=[draft.token, before]) if before else reverse("complain:begin"),
        "last": place + 1 == len(slugs),
    }


def check(draft: PublicDraft, bound: dict[str, Step], missing: list[str]) -> dict[str, Any]:
    """Every answer with its way back, and what is missing."""
    groups = []
    for one in STEPS:
        href = reverse("complain:step", args=[draft.token, one.slug])
        form = bound.get(one.slug)
        rows = []
        for name, field in form.fields.items() if form else ():
            value = form.cleaned_data.get(name) if form else ""
            if not value or name.endswith("_looked"):
                continue
            rows.append({"key": field.label, "text": _words(field, value)})
        groups.append({"title": one.short, "rows": rows, "href": href})
    errors = [
        {
            "href": reverse("complain:step", args=[draft.token, slug]),
            "text": f"Go back to “{next(one.short for one in STEPS if one.slug == slug)}”: "
            + (
                "it is needed"
                if slug in NEEDED and slug not in draft.data.get("steps", {})
                else "something is missing there"
            ),
        }
        for slug in missing
    ]
    return {"groups": groups, "errors": errors, "token": draft.token, "council": draft.council}


def _words(field: Any, value: Any) -> str:
    if hasattr(value, "short_name"):
        return str(value.short_name)
    if hasattr(value, "isoformat"):
        return words.day(value)
    choices = dict(getattr(field, "choices", ()) or ())
    return str(choices.get(value, value))


def sent(complaint: Complaint, *, now: datetime) -> dict[str, Any]:
    """The reference, and what happens next with its dates. Nothing of what was said."""
    due = {
        one.kind: one.due_at
        for one in Timer.objects.filter(about_label=ABOUT, about_id=complaint.pk, stopped_at=None, due_at__isnull=False)
    }
    told = due.get("route_told")
    answered = due.get("statutory_stage_1") or due.get("corporate_stage_1")
    urgent = complaint.opened_referral_id is not None
    next_ = [
        f"By {words.day(told)} we tell you which procedure each point goes by, why, and what happens when."
        if told
        else "We tell you which procedure each point goes by, why, and what happens when.",
        f"You will normally have our answer by {words.day(answered)}." if answered else "",
        "You can be helped by an advocate, who is on your side alone and costs nothing. We will ask you."
        if complaint.by_child
        else "",
        "If you are not satisfied with our answer, you can go to the Local Government and Social Care Ombudsman, "
        "www.lgo.org.uk, 0300 061 0614.",
    ]
    return {
        "reference": complaint.reference,
        "council": complaint.council.name,
        "urgent": urgent,
        "only_urgent": urgent and all(one.about == About.CHILD_AT_RISK_NOW for one in complaint.heads.all()),
        "desk": desk_words(complaint.council, now),
        "next": [one for one in next_ if one],
        "ring": RING,
    }
