"""What was shared with whom, and on what lawful basis (STATUTE 3, fault 38)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from councils.models import Council
from referrals import journal
from referrals.models import Basis, CouncilContact, CouncilMessage, Part, Referral, Sending, Sharing
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible

if TYPE_CHECKING:
    from accounts.models import User


def share_information(
    *,
    by: "User",
    referral: Referral,
    what: str,
    basis: str,
    at: datetime,
    now: datetime,
    to: Council | None = None,
    to_agency: str = "",
    basis_words: str = "",
) -> Sharing:
    """Record what was shared outside of a message here: read out, shown at a meeting, sent by secure e-mail.

    `to` is a council, or `to_agency` names anybody else. Consent is not asked for where a child is at risk. Raises
    NotPossible without a recipient, without saying what, or for a basis that is not one of Basis.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if (to is None) == (not to_agency.strip()):
        raise NotPossible("Say with whom: another council, or the name of the agency.", "to")
    if to is not None and to.pk == part.council_id:
        raise NotPossible("This is your own council. What it knows within itself is not shared here.", "to")
    if not what.strip():
        raise NotPossible("Say what was shared.", "what")
    if basis not in Basis.values:
        raise NotPossible("Choose why the law allows it.", "basis")
    shared = Sharing.objects.create(
        referral=part.referral,
        council=part.council,
        to=to,
        to_agency="" if to is not None else to_agency.strip()[:120],
        what=what,
        basis=basis,
        basis_words=basis_words,
        by=by,
        at=at,
        recorded_at=now,
    )
    journal.write(
        "share_information",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"sharing": shared.pk, "to": to.pk if to else None, "basis": basis},
    )
    return shared


def with_a_sending(sending: Sending, *, by: "User") -> None:
    """Sending a referral shares it; that is written down with it, on the basis on which it is sent."""
    Sharing.objects.create(
        referral=sending.referral,
        council=sending.sender,
        to=sending.to,
        what="The referral as it stood, but for addresses that are not to be disclosed",
        basis=Basis.SAFEGUARDING,
        sending=sending,
        by=by,
        at=sending.at,
        recorded_at=sending.recorded_at,
    )


def with_a_message(message: CouncilMessage, *, basis: str, by: "User", now: datetime) -> None:
    """So does what a message says, once it goes out."""
    Sharing.objects.create(
        referral=message.referral,
        council=message.council,
        to=message.to,
        what="What the message says",
        basis=basis,
        message=message,
        by=by,
        at=max(message.at, message.countersigned_at or message.at),
        recorded_at=now,
    )


def anything_shared(referral: Referral, one: int, other: int) -> bool:
    """True when something went from either council to the other: sent, written, recorded as shared, or said to each
    other."""
    either = Q(council_id=one, to_id=other) | Q(council_id=other, to_id=one)
    return (
        Sharing.objects.filter(either, referral=referral).exists()
        or CouncilContact.objects.filter(either, referral=referral, two_way=True).exists()
        or Part.objects.filter(referral=referral, council_id=one, sent_by_id=other).exists()
        or Part.objects.filter(referral=referral, council_id=other, sent_by_id=one).exists()
    )
