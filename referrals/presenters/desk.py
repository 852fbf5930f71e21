"""A link's pages in words: the least that the answer needs. Never an address, never who referred, never a note.

What is read before the code names no child: who asks, by what reference, by when, and whom to ring.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse

from referrals import handles
from referrals.actions.not_ours import LAW
from referrals.models import (
    CouncilMessage,
    DeskLink,
    DeskLinkEvent,
    Duty,
    Holding,
    Invitation,
    Involvement,
    LeadProposal,
    Place,
    Sending,
)
from referrals.models.referral import Harm
from referrals.presenters.page import desk_words, place_words
from referrals.presenters.people import age
from timers import words
from timers.calendar import local
from timers.models import Timer

VERBS = {
    "acknowledge": "said that your council has it",
    "write_message": "asked to be rung",
    "say_not_ours": "said that it is not yours",
    "accept_duty": "accepted a responsibility in writing",
    "decline_duty": "declined a responsibility",
    "state_intention": "said what your council will do",
    "answer_invitation": "answered the invitation",
    "convene_strategy_discussion": "called a strategy discussion",
    "answer_message": "answered the message",
    "contact_council": "recorded that the councils have spoken",
}
WANTS = {
    DeskLink.Purpose.REFERRAL: "To know that you have this referral, and who has it",
    DeskLink.Purpose.LEAD: "Your written answer: who holds a responsibility",
    DeskLink.Purpose.INVITATION: "Your answer to an invitation to a strategy discussion",
    DeskLink.Purpose.MESSAGE: "Your answer to a message",
}


def handle_of(link: DeskLink) -> str:
    return handles.handle("desk-link", link.pk)


def href(link: DeskLink, name: str = "link", *more: str) -> str:
    return reverse(f"desk:{name}", args=[handle_of(link), *more])


def cover(link: DeskLink, now: datetime) -> dict[str, Any]:
    """What anybody who holds the link may read."""
    desk = desk_words(link.council, now)
    asked_by = link.made_by.name if link.made_by.council_id == link.council_id else ""
    return {
        "title": f"{link.council.short_name} asks {link.to.short_name} about a child",
        "reference": link.referral.reference,
        "asker": link.council.short_name,
        "council": link.to.short_name,
        "rows": [
            {"key": "Who asks", "text": ", ".join(filter(None, (asked_by, link.council.name)))},
            {"key": "What they need", "text": WANTS[DeskLink.Purpose(link.purpose)]},
            {"key": "Asked", "text": words.moment(link.made_at)},
            *_by_when(link, now),
            {
                "key": "Ring them",
                "text": f"{desk['name']}, {desk['phone']}" if desk["phone"] else "",
                "empty": "No number is held",
            },
        ],
        "until": words.moment(link.expires_at),
        "done": done(link),
    }


def _by_when(link: DeskLink, now: datetime) -> list[dict[str, str]]:
    """When the answer is due, where a clock runs for it."""
    clock = {
        DeskLink.Purpose.REFERRAL: ("outbound_acknowledgement", "referrals.sending", link.sending_id),
        DeskLink.Purpose.MESSAGE: ("message_answer", "referrals.councilmessage", link.message_id),
    }.get(DeskLink.Purpose(link.purpose))
    if clock is None or clock[2] is None:
        return []
    kind, label, key = clock
    timer = Timer.objects.running().filter(kind=kind, subject_label=label, subject_id=key).first()
    if timer is None or timer.due_at is None:
        return []
    late = words.late(timer.due_at, now) if timer.due_at < now else ""
    when = f"was due {words.weekday_moment(timer.due_at, now)}" if late else words.by(timer.due_at, now)
    return [{"key": "Please answer", "text": f"{late} · {when}" if late else when}]


def done(link: DeskLink) -> list[str]:
    """What was answered through the link so far, by whom and when."""
    found = link.events.filter(what=DeskLinkEvent.What.ACTED).order_by("id")
    return [f"{one.named} {VERBS.get(one.verb, one.verb)}, {words.moment(one.at)}" for one in found]


def content(link: DeskLink, now: datetime) -> dict[str, Any]:
    """What is read after the code."""
    referral = link.referral
    day = local(now).date()
    involved = list(referral.involvements.select_related("person").order_by("id"))
    children = [one.person for one in involved if one.role == Involvement.As.CHILD]
    places = list(referral.places.filter(superseded_at=None).select_related("council"))
    rows = [
        {
            "key": "Child" if len(children) == 1 else "Children",
            "lines": [
                f"{one.name}, {age(one, day)}" + (f", born {words.day(one.born_on)}" if one.born_on else "")
                for one in children
            ],
            "empty": "No name given",
        },
        *[_place(places, what, label) for what, label in _PLACES],
        {"key": "Safe now", "text": {True: "Yes", False: "No", None: "Not known"}[referral.safe_now]},
        {
            "key": "Harm",
            "text": ", ".join(str(dict(Harm.choices).get(one, one)) for one in referral.harm),
            "empty": "None named",
        },
        {
            "key": "Next contact with the person alleged to have caused harm",
            "text": words.day(referral.next_contact_on) if referral.next_contact_on else "",
            "empty": "Not known",
        },
    ]
    sending = Sending.objects.filter(referral=referral, to=link.to, sender=link.council).order_by("-at", "-pk").first()
    if sending is not None and sending.words:
        rows.append({"key": f"What {link.council.short_name} asks", "text": sending.words})
    return {
        "rows": rows,
        "protected": any(one.address_protected for one in children),
        "message": message(link),
        "duties": duties(link),
        "invitations": [_invited(one) for one in invitations(link)],
    }


_PLACES = [
    (Place.What.LIVES_IN, "Lives in"),
    (Place.What.IS_IN, "Is now in"),
    (Place.What.HAPPENED_IN, "Harm happened or may happen in"),
]


def _place(places: list[Place], what: str, label: str) -> dict[str, str]:
    said = [place_words(one) for one in places if one.what == what]
    lines = [" ".join(filter(None, (one["text"], f"({one['sure']})" if one["sure"] else ""))) for one in said]
    return {"key": label, "text": ", ".join(dict.fromkeys(lines)) or "Not known"}


def message(link: DeskLink) -> dict[str, Any] | None:
    """The message that the link carries, and whether it waits for an answer."""
    found = link.message
    if found is None or found.is_held:
        return None
    return {
        "words": found.words,
        "why": found.why,
        "from": f"{found.named or found.by.name}, {found.council.short_name}",
        "line": found.line,
        "when": words.moment(found.at),
        "kind": found.get_kind_display(),
        "personal_link": personal_link_words(found),
        "waits": found.asks and found.answered_at is None,
    }


def personal_link_words(found: CouncilMessage) -> str:
    if found.personal_link is None:
        return ""
    if not found.personal_link:
        return "The worker knows nobody in this family."
    return "The worker knows somebody in this family. A manager has read and countersigned the request."


def duties(link: DeskLink) -> list[dict[str, Any]]:
    """Each open responsibility: who holds it, and what waits for this council."""
    open_duties = list(Duty.objects.filter(referral=link.referral, ended_at=None).order_by("pk"))
    holdings = Holding.objects.filter(duty__in=open_duties, until=None).select_related("council").order_by("pk")
    waiting = {
        one.duty: one
        for one in LeadProposal.objects.filter(referral=link.referral, ended_at=None, in_force_at=None).select_related(
            "council", "lead"
        )
        if one.council_id != link.to_id
    }
    shown = []
    for duty in open_duties:
        holders = [one.council.short_name for one in holdings if one.duty_id == duty.pk]
        proposal = waiting.get(duty.code)
        shown.append(
            {
                "code": duty.code,
                "name": duty.get_code_display(),
                "held": "Held by " + " and ".join(holders),
                "proposed": f"{proposal.council.short_name} proposes that {proposal.lead.short_name} holds it. "
                "It waits for your answer."
                if proposal
                else "",
            }
        )
    return shown


def duty_choices(link: DeskLink) -> list[tuple[str, str]]:
    """The responsibilities to answer for: for a proposal's link its own alone."""
    found = [(one["code"], f"{one['name']} ({one['held'].lower()})") for one in duties(link)]
    if link.proposal is not None:
        return [one for one in found if one[0] == link.proposal.duty]
    return found


def invitations(link: DeskLink) -> list[Invitation]:
    """Those that wait for the council's answer; for an invitation's link its own alone."""
    found = Invitation.objects.filter(
        discussion__referral=link.referral, council=link.to, answer="", discussion__held_at=None
    ).select_related("discussion__council")
    if link.discussion_id is not None:
        found = found.filter(discussion_id=link.discussion_id)
    return list(found.order_by("pk"))


def _invited(one: Invitation) -> str:
    planned = one.discussion.planned_for
    when = f", planned for {words.moment(planned)}" if planned else ", no time agreed yet"
    return f"{one.discussion.council.short_name} calls a strategy discussion{when}"


def discussion_choices(link: DeskLink) -> list[tuple[str, str]]:
    return [(str(one.discussion_id), _invited(one)) for one in invitations(link)]


def over(link: DeskLink, now: datetime) -> dict[str, Any]:
    """A link that opens nothing any more: why, what was done by it, and whom to ring."""
    desk = desk_words(link.council, now)
    return {
        "why": "It was taken back by the council that sent it."
        if link.revoked_at is not None
        else f"It worked until {words.moment(link.expires_at)}.",
        "reference": link.referral.reference,
        "asker": link.council.short_name,
        "ring": f"{desk['name']}, {desk['phone']}" if desk["phone"] else "",
        "done": done(link),
    }


def masked(address: str) -> str:
    """Enough of an address to know one's own by.

    >>> masked("mash@havering.gov.uk")
    'm…@havering.gov.uk'
    """
    name, _, place = address.partition("@")
    return f"{name[:1]}…@{place}"


def law() -> list[dict[str, str]]:
    """What the law says to each reason, with its source."""
    return [{"said": said, "law": answer, "source": source} for said, answer, source in LAW.values()]
