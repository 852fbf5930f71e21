"""What the pages of the log show: the steps with what is done, matches with their reasons, answers to be checked."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from referrals import matching, pasted
from referrals.drafts import RUNG
from referrals.forms import building, keeping
from referrals.forms.building import Entry
from referrals.forms.fields import nhs_number_fits
from referrals.forms.logging import STEPS
from referrals.forms.steps import BoundStep
from referrals.models import Draft
from referrals.presenters import answers
from referrals.presenters.people import age, described
from timers import words
from timers.calendar import local

LATE_AFTER = timedelta(hours=24)
KINDS = {
    "name": "Name",
    "date": "Date",
    "postcode": "Postcode",
    "nhs_number": "NHS number",
    "phone": "Telephone",
    "reference": "Reference",
}


def saved_words(at: datetime) -> str:
    """When a draft was last saved, as "4:12pm"."""
    return words.clock_time(local(at).time())


def drafts_shown(drafts: Iterable[Draft]) -> list[dict[str, Any]]:
    """The unfinished logs, latest first: about whom as far as typed, when saved, the way back, the way to discard."""
    return [
        {
            "title": _about(draft),
            "saved": f"saved {words.moment(draft.saved_at)}",
            "href": reverse("referrals:log-tasks", args=[draft.token]),
            "discard_href": reverse("referrals:draft-discard", args=[draft.token]),
        }
        for draft in drafts
    ]


def _about(draft: Draft) -> str:
    steps = draft.data.get("steps", {})
    child = steps.get("children", {})
    name = " ".join(
        value[0] for key in ("child-0-given_name", "child-0-family_name") if (value := child.get(key)) and value[0]
    )
    name = name or " ".join(steps.get("search", {}).get("name", []))
    return f"Referral about {name}" if name.strip() else "Referral, no name yet"


def tasks(entry: Entry) -> dict[str, Any]:
    """The task list, and the first step that is not done."""
    done = set(entry.draft.data.get("done", []))
    rows = []
    for step in STEPS:
        status, colour = (
            ("Done", "") if step.slug in done else ("Begun", "teal") if entry.has(step.slug) else ("To do", "grey")
        )
        rows.append(
            {**_task(entry, step.slug), "text": step.title, "hint": step.hint, "status": status, "colour": colour}
        )
    first = next((step.slug for step in STEPS if step.slug not in done), None)
    return {
        "tasks": rows,
        "done": len(done & {step.slug for step in STEPS}),
        "of": len(STEPS),
        "saved": saved_words(entry.draft.saved_at),
        "go_on": reverse("referrals:log-step", args=[entry.draft.token, first])
        if first
        else reverse("referrals:log-check", args=[entry.draft.token]),
        "check_href": reverse("referrals:log-check", args=[entry.draft.token]),
        "paste_href": reverse("referrals:log-paste", args=[entry.draft.token]),
        "discard_href": reverse("referrals:draft-discard", args=[entry.draft.token]),
    }


def _task(entry: Entry, slug: str) -> dict[str, str]:
    return {"href": reverse("referrals:log-step", args=[entry.draft.token, slug])}


def step_page(entry: Entry, bound: BoundStep, *, check: bool) -> dict[str, Any]:
    """The frame of one step: where it is among the others, where back leads, when it was saved."""
    token, slug = entry.draft.token, bound.step.slug
    order = [step.slug for step in STEPS]
    place = order.index(slug)
    done = set(entry.draft.data.get("done", []))
    back = reverse("referrals:log-step", args=[token, order[place - 1]]) if place else reverse("referrals:log")
    return {
        "token": token,
        "step": bound,
        "number": place + 1,
        "of": len(order),
        "steps": [
            {
                "text": step.title,
                "href": reverse("referrals:log-step", args=[token, step.slug]),
                "state": "current" if step.slug == slug else "done" if step.slug in done else "todo",
            }
            for step in STEPS
        ],
        "back_href": reverse("referrals:log-check", args=[token]) if check else back,
        "tasks_href": reverse("referrals:log-tasks", args=[token]),
        "draft_url": reverse("referrals:draft", args=[token]),
        "saved": saved_words(entry.draft.saved_at) if entry.draft.data.get("steps") else "",
        "button": "Save and go back to check" if check else "Continue",
    }


def matches_shown(found: Sequence[matching.Match] | None, *, chosen: Sequence[str], on: date) -> dict[str, Any]:
    """The people on record who may be meant, each with why; None where nothing was searched for yet."""
    if found is None:
        return {"searched": False, "matches": []}
    return {
        "searched": True,
        "none": keeping.NONE_OF_THESE,
        "none_chosen": keeping.NONE_OF_THESE in chosen,
        "matches": [
            {
                "value": str(match.person.pk),
                "name": f"{match.person.name}, {age(match.person, on)}",
                "facts": described(match.person, on),
                "reasons": "; ".join(match.reasons),
                "checked": str(match.person.pk) in chosen,
                "warning": match.person.staff_warning,
            }
            for match in found
        ],
    }


def wrong_steps(steps: dict[str, BoundStep], token: UUID) -> list[dict[str, str]]:
    """Every answer that cannot be read, with the way to it; empty when all can be sent."""
    return [
        {
            "href": f"{reverse('referrals:log-step', args=[token, slug])}?back=check{line['href']}",
            "text": f"{step.step.title}: {line['text']}",
        }
        for slug, step in steps.items()
        for line in step.error_summary()
    ]


def check_page(entry: Entry, steps: dict[str, BoundStep], *, now: datetime) -> dict[str, Any]:
    """All the answers by step, what the product worked out, and what stands out."""
    token = entry.draft.token
    sections = []
    for step in STEPS:
        if step.slug == "search":
            continue
        address = f"{reverse('referrals:log-step', args=[token, step.slug])}?back=check"
        cards = answers.lines(steps[step.slug], lambda anchor, address=address: f"{address}#{anchor}")
        sections.append({"title": step.title, "cards": cards, "href": address})
    valid = not any(step.error_summary() for step in steps.values())
    contact = valid and steps["teller"].main is not None and steps["teller"].main.cleaned_data["kind"] == "contact"
    return {
        "token": token,
        "sections": sections,
        "notes": _notes(entry, steps, now=now) if valid else [],
        "back_href": reverse("referrals:log-tasks", args=[token]),
        "button": "Log this contact" if contact else "Log this referral",
        "contact": contact,
    }


def _notes(entry: Entry, steps: dict[str, BoundStep], *, now: datetime) -> list[str]:
    """What is worth a look before it is sent. Nothing here stops it."""
    said = building.said(entry, steps, token=entry.draft.token)
    received = building.received_at(steps, now)
    notes = []
    if now - received > LATE_AFTER:
        notes.append(f"This reached us {words.span(now - received)} ago. It will be marked as written down late.")
    ours = entry.user.council_id
    named: dict[str, list[str]] = {}
    for label, place in [
        *(("lives in", one.lives_in) for one in said.people if one.role == "child"),
        *(("is now in", one.is_in) for one in said.people if one.role == "child"),
        ("harm happened or may happen in", said.happened_in),
    ]:
        if place is not None and place.council is not None and place.council.pk != ours:
            named.setdefault(place.council.short_name, []).append(label)
    if named:
        councils = "; ".join(f"{name} ({', '.join(dict.fromkeys(labels))})" for name, labels in named.items())
        notes.append(
            f"Another council is concerned: {councils}. Logging tells nobody there: you can send it on the next page."
        )
    for one in said.people:
        if one.nhs_number and not nhs_number_fits(one.nhs_number):
            notes.append("An NHS number does not fit its last figure. Check it; it is kept as you wrote it.")
        if one.role == "child" and one.born_on is not None and _years(one.born_on, entry.on) >= 18:
            notes.append("A child here is 18 or over by the date of birth. Check it; it is kept as you wrote it.")
    if said.safe_now is False:
        notes.append("You said that the child is not safe now. Ring 999 if you have not.")
    return notes


def _years(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def paste_page(entry: Entry, data: QueryDict) -> dict[str, Any]:
    """The box for the text and, once there is some, what was found with what each may be used for."""
    text = data.get("text", "")
    found = [
        {
            "name": f"use-{place}",
            "label": f"{KINDS[seen.kind]}: {seen.text}",
            "options": [
                {"value": code, "text": label, "chosen": data.get(f"use-{place}") == code}
                for code, label, _, _ in keeping.USES[seen.kind]
            ],
        }
        for place, seen in enumerate(pasted.read(text))
    ]
    token = entry.draft.token
    return {
        "token": token,
        "text": text,
        "found": found,
        "looked": bool(text.strip()),
        "back_href": reverse("referrals:log-tasks", args=[token]),
        "skip_href": reverse("referrals:log-step", args=[token, "search"]),
    }


def acts_shown(drafts: Sequence[Draft], user: Any) -> list[dict[str, Any]]:
    """Unfinished forms about a referral: which, about whom (for those who may still read it), the way back."""
    from referrals.models import Referral
    from referrals.views.act_table import ACTS

    about = {
        referral.pk: referral
        for referral in Referral.objects.select_related("first_child")
        .prefetch_related("parts")
        .filter(pk__in=[one.about_id for one in drafts])
    }
    rows: list[dict[str, Any]] = []
    for draft in drafts:
        if draft.form == RUNG:  # about a referral that was not sent to us: it is not told here either
            rows.append(
                {
                    "title": "Record a call about a referral that was not sent to us",
                    "about_id": None,
                    "saved": f"saved {words.moment(draft.saved_at)}",
                    "href": reverse("referrals:rung"),
                    "discard_href": reverse("referrals:draft-discard", args=[draft.token]),
                }
            )
            continue
        act, referral = ACTS.get(draft.form), about.get(draft.about_id or 0)
        if act is None or referral is None:
            continue
        named = referral.first_child is not None and user.has_perm("referrals.read", referral)
        child = referral.first_child.name if named and referral.first_child else referral.reference
        rows.append(
            {
                "title": f"{act.title}: {child}",
                "about_id": referral.pk if named else None,
                "saved": f"saved {words.moment(draft.saved_at)}",
                "href": reverse(f"referrals:{act.slug}", args=[referral.reference]),
                "discard_href": reverse("referrals:draft-discard", args=[draft.token]),
            }
        )
    return rows
