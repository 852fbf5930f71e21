"""Telling another council's desk that something waits for it: a message without content, and a link where it needs one.

No name leaves the app: a letter says who asks, by what reference, and where to open it. A council whose people have
accounts signs in there. One that has none gets a link of its own (DeskLink): the token stands in the letter alone, and
the letter's words are wiped once it has left.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.desk_accounts import desk_account
from councils.desks import desk_for
from councils.models import Council
from councils.outbox import Letter, NameInMessage, post
from referrals.models import (
    CouncilMessage,
    DeskLink,
    DeskLinkEvent,
    Involvement,
    LeadProposal,
    Referral,
    Sending,
    StrategyDiscussion,
)
from timers import words
from timers.calendar import local

if TYPE_CHECKING:
    from accounts.models import User

#: A link is good for a week, and sent again in one press. No source sets a figure: product default.
LIVES_FOR = timedelta(days=7)
_SIGNER_SALT = "referrals.desk_link"
_WANTS = {
    DeskLink.Purpose.REFERRAL: "has sent your council a referral about a child and waits to hear that you have it",
    DeskLink.Purpose.LEAD: "proposes who holds a responsibility for a child and waits for your written answer",
    DeskLink.Purpose.INVITATION: "invites your council to a strategy discussion about a child",
    DeskLink.Purpose.MESSAGE: "has written to your council about a child",
}


def _signer() -> Signer:
    return Signer(salt=_SIGNER_SALT, sep=".")


def new_token() -> str:
    """256 random bits and our signature over them."""
    return _signer().sign(secrets.token_urlsafe(32))


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> DeskLink | None:
    """The link that a token opens, live or not; None for anything that we did not sign or have replaced since.

    The signature is compared in constant time and before the database is asked, so that guessing costs us nothing.
    """
    try:
        _signer().unsign(token[:200])
    except BadSignature:
        return None
    return (
        DeskLink.objects.select_related("referral", "council", "to", "desk", "actor__council")
        .filter(digest=digest(token))
        .first()
    )


def make_link(
    referral: Referral,
    purpose: str,
    *,
    by: "User",
    council: Council,
    to: Council,
    now: datetime,
    sending: Sending | None = None,
    proposal: LeadProposal | None = None,
    discussion: StrategyDiscussion | None = None,
    message: CouncilMessage | None = None,
) -> tuple[DeskLink, str]:
    """A link for the desk of `to`, asked for by `council`, and its token, which nobody can read again."""
    token = new_token()
    link = DeskLink.objects.create(
        referral=referral,
        purpose=purpose,
        council=council,
        to=to,
        desk=desk_for(to, now),
        actor=desk_account(to, by=by, now=now),
        sending=sending,
        proposal=proposal,
        discussion=discussion,
        message=message,
        digest=digest(token),
        made_by=by,
        made_at=now,
        sent_at=now,
        expires_at=now + LIVES_FOR,
    )
    return link, token


def post_link(link: DeskLink, token: str, *, by: "User", now: datetime) -> None:
    """Write the letter that carries the token, and note that it was sent. Nothing else ever holds the token."""
    desk = link.desk
    until = words.day(local(link.expires_at).date())
    _post(
        Letter(
            key=f"desk-link-{link.pk}-{link.sent_times}",
            council_id=link.council_id,
            desk=desk,
            about=("referrals.desklink", link.pk),
            subject=f"{link.council.short_name} asks: reference {link.referral.reference}",
            body=(
                f"{link.council.name} {_WANTS[DeskLink.Purpose(link.purpose)]}.\n"
                f"Reference: {link.referral.reference}\n\n"
                f"Answer here. You need no account:\n{address_of(token)}\n\n"
                f"The link is for your duty desk alone and works until {until}. To say that you have it takes no code; "
                "to read what it is about, a code is sent to your desk.\n"
                "Please do not forward this message. If it is not for your council, say so behind the link.\n"
            ),
            never=names_on(link.referral),
            private=True,
        ),
        now=now,
    )
    DeskLinkEvent.objects.create(link=link, what=DeskLinkEvent.What.SENT, by=by, at=now)


def address_of(token: str) -> str:
    """The address in the letter. In the query, which neither we nor gunicorn write into a log."""
    return urljoin(settings.SITE_ADDRESS, reverse("desk:arrive")) + "?" + urlencode({"key": token})


def names_on(referral: Referral) -> list[str]:
    """The names that may not leave the app."""
    return [
        name
        for one in Involvement.objects.filter(referral=referral).select_related("person").order_by("id")
        for name in (one.person.given_name, one.person.family_name, one.person.known_as)
        if name
    ]


def tell_desk(to: Council, referral: Referral, *, key: str, council: Council, says: str, now: datetime) -> None:
    """A letter to the desk of a council whose people sign in: who asks, by what reference, where to look.

    `council` is the sender, whose people must act when it cannot be delivered; `says` is ours and names nobody.
    """
    _post(
        Letter(
            key=key,
            council_id=council.pk,
            desk=desk_for(to, now),
            about=("referrals.referral", referral.pk),
            subject=f"{council.short_name}: reference {referral.reference}",
            body=f"{council.name} {says}.\nReference: {referral.reference}\n\n{_thread(referral)}\n",
            never=names_on(referral),
        ),
        now=now,
    )


def tell_worker(worker: "User", referral: Referral, *, key: str, says: str, now: datetime) -> None:
    """A letter to somebody who waits for an answer. A desk's account has no address of its own and is told nothing."""
    if worker.email.endswith(".invalid"):
        return
    _post(
        Letter(
            key=key,
            council_id=worker.council_id,
            person_id=worker.pk,
            address=worker.email,
            about=("referrals.referral", referral.pk),
            subject=f"Reference {referral.reference}: {says}",
            body=f"{says}.\nReference: {referral.reference}\n\n{_thread(referral)}\n",
            never=names_on(referral),
        ),
        now=now,
    )


def _thread(referral: Referral) -> str:
    return "Open it here: " + urljoin(settings.SITE_ADDRESS, reverse("referrals:between", args=[referral.reference]))


def _post(letter: Letter, *, now: datetime) -> None:
    """A child may be called as a council is ("Kent"): then the council goes unnamed, and the letter still leaves."""
    try:
        post(letter, now=now)
    except NameInMessage:
        place = letter.body.split("\n\n", 1)[1]
        plain = Letter(
            key=letter.key,
            council_id=letter.council_id,
            desk=letter.desk,
            person_id=letter.person_id,
            address=letter.address,
            about=letter.about,
            subject="Another council asks you for an answer",
            body=f"Another council waits for an answer from you about a child.\n\n{place}",
            private=letter.private,
        )
        post(plain, now=now)


def on_sent(sending: Sending, *, by: "User", now: datetime) -> None:
    """A referral was sent: the receiving desk hears of it at once."""
    if sending.to.takes_part:
        tell_desk(
            sending.to,
            sending.referral,
            key=f"sending-{sending.pk}",
            council=sending.sender,
            says="has sent your council a referral about a child",
            now=now,
        )
        return
    link, token = make_link(
        sending.referral,
        DeskLink.Purpose.REFERRAL,
        by=by,
        council=sending.sender,
        to=sending.to,
        now=now,
        sending=sending,
    )
    post_link(link, token, by=by, now=now)


def on_message(message: CouncilMessage, *, by: "User", now: datetime) -> None:
    """A message waits at the other council's desk."""
    if message.to.takes_part:
        says = "has answered your message" if message.kind == CouncilMessage.Kind.ANSWER else "has written to you"
        tell_desk(
            message.to, message.referral, key=f"message-{message.pk}", council=message.council, says=says, now=now
        )
        return
    link, token = make_link(
        message.referral,
        DeskLink.Purpose.MESSAGE,
        by=by,
        council=message.council,
        to=message.to,
        now=now,
        message=message,
    )
    post_link(link, token, by=by, now=now)


def on_proposed(proposal: LeadProposal, *, others: list[Council], by: "User", now: datetime) -> None:
    """A proposal waits for the written answer of councils that have no accounts."""
    for other in others:
        if not other.takes_part:
            link, token = make_link(
                proposal.referral,
                DeskLink.Purpose.LEAD,
                by=by,
                council=proposal.council,
                to=other,
                now=now,
                proposal=proposal,
            )
            post_link(link, token, by=by, now=now)


def on_invited(discussion: StrategyDiscussion, *, councils: list[Council], by: "User", now: datetime) -> None:
    """An invitation to a strategy discussion waits for councils that have no accounts."""
    for other in councils:
        if not other.takes_part:
            link, token = make_link(
                discussion.referral,
                DeskLink.Purpose.INVITATION,
                by=by,
                council=discussion.council,
                to=other,
                now=now,
                discussion=discussion,
            )
            post_link(link, token, by=by, now=now)
