"""The end page of the log: what was logged, who knows, what is due, and what to say to whoever told us."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from councils.models import Council
from referrals.models import NamedCouncil, Prompt, Referral
from referrals.models.parts import Part
from referrals.presenters import clocks
from referrals.presenters.page import desk_words
from referrals.prompts import QUESTIONS
from timers import words
from timers.models import Timer

BECAUSE = {
    "lives_in": "the child lives there",
    "is_in": "the child is there now",
    "happened_in": "harm happened or may happen there",
    "harmer_lives_in": "the person alleged to have caused harm lives there",
    "referred": "it referred",
}


def end_page(referral: Referral, user: Any, *, now: datetime) -> dict[str, Any]:
    """Reference, who has been told and who has not, what is due by when, and the words for the referrer."""
    part = next(one for one in referral.parts.all() if one.council_id == user.council_id)
    with_part = {one.council_id for one in referral.parts.all()}
    named = NamedCouncil.objects.filter(referral=referral).exclude(council_id=user.council_id).order_by("id")
    others = [_other(one, referral, user, one.council_id in with_part, now) for one in named.select_related("council")]
    timers = (
        Timer.objects.running()
        .of_council(user.council_id)
        .about(("referrals.referral", referral.pk))
        .order_by("due_at", "id")
    )
    names = {one.council_id: one.council.short_name for one in named.select_related("council")}
    asked = Prompt.objects.filter(referral=referral, council_id=user.council_id, settled_at=None).order_by("id")
    questions = [_question(one, now) for one in asked if one.code in QUESTIONS]
    contact = referral.kind == Referral.Kind.CONTACT
    return {
        "reference": referral.reference,
        "contact": contact,
        "kind": "contact" if contact else "referral",
        "href": reverse("referrals:referral", args=[referral.reference]),
        "told": _told(part),
        "others": others,
        "due": [_due(timer, names, now) for timer in timers],
        "questions": questions,
        "say": _say(referral),
        "again_href": reverse("referrals:log"),
    }


def _question(prompt: Prompt, now: datetime) -> str:
    """A question in words; for a live referral elsewhere, whose desk to ring and nothing more (DECISIONS, Practice)."""
    sentence = QUESTIONS[prompt.code].sentence
    if prompt.code != "live_elsewhere":
        return sentence
    council = Council.objects.filter(pk=prompt.facts.get("council")).prefetch_related("desks").first()
    if council is None:
        return sentence
    desk = desk_words(council, now)
    number = f"{desk['name']}, {desk['phone']}" if desk["phone"] else "no number held"
    return f"{sentence} It is {council.short_name}: {number}."


def _told(part: Part) -> str:
    team = part.team.name if part.team else f"{part.council.short_name}’s front door"
    return f"{team} has it now, in its unallocated tray."


def _other(named: NamedCouncil, referral: Referral, user: Any, has_part: bool, now: datetime) -> dict[str, Any]:
    send = reverse("referrals:send", args=[referral.reference])
    call = reverse("referrals:contact-council", args=[referral.reference])
    to = f"?to={named.council.gss_code or ''}"
    return {
        "name": named.council.short_name,
        "because": BECAUSE.get(named.because, "it is named here"),
        "told": has_part,
        "send_href": f"{send}{to}" if not has_part and user.has_perm("referrals.send", referral) else "",
        "call_href": f"{call}{to}" if user.has_perm("referrals.contact", referral) else "",
        "desk": desk_words(named.council, now),
    }


def _due(timer: Timer, names: dict[int, str], now: datetime) -> dict[str, str]:
    title = clocks.title(timer.kind, names.get(timer.towards_id or 0, ""))
    if timer.due_at is None:
        return {"key": title, "text": f"No date yet: {timer.error}"}
    when = words.by(timer.due_at, now) if timer.due_at >= now else words.late(timer.due_at, now)
    return {"key": title, "text": when[0].upper() + when[1:], "note": words.day(timer.due_at)}


def _say(referral: Referral) -> list[str]:
    """What to say to whoever told us, and how they can challenge it."""
    if referral.kind == Referral.Kind.CONTACT:
        return [
            "“Thank you. I have recorded this as a contact, for information only. Its reference is "
            f"{referral.reference}.”",
            "“No decision will be made on it as it stands. If you think that a child needs help or may be at risk, "
            "tell me now and I will make it a referral.”",
            "“If you do not agree, ask for the team manager, quoting the reference. If you are still worried, refer "
            "again, or use the safeguarding partnership’s escalation procedure.”",
        ]
    return [
        f"“Thank you. I have recorded this as a referral. Its reference is {referral.reference}.”",
        "“A manager decides what happens next within one working day, and we will tell you what was decided and why.”",
        "“If you do not hear from us by then, or do not agree, ask for the team manager, quoting the reference. "
        "Professionals can use the safeguarding partnership’s escalation procedure.”",
    ]
