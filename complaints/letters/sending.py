"""Sending a letter: the act itself, what a letter of its kind records besides, and the way it is opened by link.

An e-mail never holds a word of a letter, nor that it is about a complaint (docs/decisions/0025): it holds a link, and
the page behind the link asks for the reference, which the complainant has from the form, a letter or a call.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from complaints import actions
from complaints.models import Letter, LetterLink, Pause
from councils import outbox
from trail.record import record

if TYPE_CHECKING:
    from accounts.models import User

#: How long a letter can be opened by its link.
OPEN_FOR = timedelta(days=28)

#: What sending a letter of a kind records by itself.
RECORDS = {
    Letter.Kind.ACKNOWLEDGEMENT: "Sending it records that the complaint is acknowledged.",
    Letter.Kind.ROUTE: "Sending it records that the complainant was told which procedure each point goes by, and why.",
    Letter.Kind.PAUSE: "Sending it records that the complainant was told of the pause.",
}


def send(
    *, by: "User", letter: Letter, how: str, to: str, at: datetime, now: datetime, proof: str = "", next_steps: str = ""
) -> Letter:
    """Send the latest version and record what its kind records. For "email", `to` is the address.

    Raises Refused and NotPossible as `actions.send_letter` and the acts it leads to.
    """
    sent = actions.send_letter(by=by, letter=letter, how=how, to=to, at=at, now=now, proof=proof)
    complaint = sent.complaint
    match sent.kind:
        case Letter.Kind.ACKNOWLEDGEMENT:
            waiting = [one.number for one in complaint.stages.all() if one.is_running and one.acknowledged_at is None]
            actions.acknowledge_complaint(by=by, complaint=complaint, at=at, now=now, stage=min(waiting, default=1))
        case Letter.Kind.ROUTE:
            actions.tell_route(by=by, complaint=complaint, at=at, now=now, next_steps=next_steps, letter=sent)
        case Letter.Kind.PAUSE if Pause.objects.filter(complaint=complaint, ended_at=None).exists():
            actions.tell_pause(by=by, complaint=complaint, at=at, now=now)
    if how == "email":
        post_link(sent, address=to, by=by, now=now)
    return sent


def post_link(letter: Letter, *, address: str, by: "User", now: datetime) -> LetterLink:
    """Write the e-mail that says where the letter can be opened."""
    link = LetterLink.objects.create(letter=letter, made_at=now, ends_at=now + OPEN_FOR)
    council = letter.complaint.council
    where = settings.SITE_ADDRESS.rstrip("/") + reverse("complain:letter", args=[link.token])
    body = (
        f"{council.name} has written to you.\n\n"
        f"Open the letter here:\n{where}\n\n"
        "The page asks for your reference. You were given it when you first wrote or spoke to us. If you do not have "
        "it, ring us and ask for a letter by post.\n\n"
        f"The link can be used for {OPEN_FOR.days} days. Nobody reads answers to this e-mail.\n"
    )
    message = outbox.Letter(
        key=f"complaint-letter:{link.pk}",
        subject=f"A letter from {council.name}",
        body=body,
        council_id=council.pk,
        address=address,
        about=("complaints.complaint", letter.complaint_id),
        never=[name for name in (letter.complaint.complainant_name, letter.complaint.reference) if name],
        private=True,
    )
    outbox.post(message, now=now)
    return link


def opened(link: LetterLink, *, now: datetime) -> None:
    """The letter was opened by its link with the right reference: the proof that it reached somebody."""
    if link.opened_at is None:
        link.opened_at = now
        link.save(update_fields=["opened_at"])
    record(
        by_id=None,
        council_id=link.letter.complaint.council_id,
        action="open_letter",
        subject=("complaints.letterlink", link.pk),
        about=("complaints.complaint", link.letter.complaint_id),
        at=now,
    )
