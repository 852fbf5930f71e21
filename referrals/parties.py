"""Who is acting: their council's part in a referral, locked, and the service they work in."""

from datetime import datetime
from typing import TYPE_CHECKING

from councils.models import Council
from referrals.models import NamedCouncil, Part, Referral
from referrals.refusals import NotPossible

if TYPE_CHECKING:
    from accounts.models import User

#: The pages take a day from this year on; so does every other door.
FIRST_YEAR = 1900


def service_of(by: "User") -> str:
    """ "adults" for somebody who works only in adult social care, else "childrens".

    Children's services speak to children's services: an adult worker's call never stops that clock (T30).
    """
    roles = set(by.roles)
    return "adults" if roles == {"adult_social_care"} else "childrens"


def is_manager(by: "User") -> bool:
    """True for a team manager or anybody above."""
    return bool(set(by.roles) & {"team_manager", "service_manager", "head_of_service"})


def council_of(by: "User") -> Council:
    """The council somebody acts for; raises NotPossible for an account without one."""
    if by.council is None:
        raise NotPossible("Your account belongs to no council, so it cannot act on a referral. Ask an administrator.")
    return by.council


def part_of(by: "User", referral: Referral, *, lock: bool = True) -> Part:
    """The acting council's part; it and its referral are locked for the rest of the transaction.

    The referral first: what one council does stops the other's clocks and moves what both hold, so two councils that
    locked their own parts alone would wait for each other. Raises NotPossible when the council has no part: it was
    never sent the referral, or has given it back.
    """
    parts = Part.objects.select_for_update(of=("referral", "self"), no_key=True) if lock else Part.objects
    part = parts.select_related("referral", "council").filter(referral=referral, council_id=by.council_id).first()
    if part is None:
        raise NotPossible("Your council has no part in this referral. Ask the council that has it to send it to you.")
    if part.returned_at is not None:
        raise NotPossible(
            "Your council has given this referral back. Ring the council that has it, with the reference."
        )
    return part


def part_or_named(by: "User", referral: Referral, *, to: Council) -> tuple[Referral, Part | None]:
    """The referral, locked, and the acting council's part; None where the referral only names the council.

    Whoever is rung up about a child can write down that they were, before they are sent anything: it is a fact, and a
    council that is named is concerned (docs/decisions/0052). They see nothing by that. Raises NotPossible where neither
    is so, where the part was given back, or where `to` has no referral to speak of either.
    """
    if Part.objects.filter(referral=referral, council_id=by.council_id).exists() or not named(referral, by.council_id):
        part = part_of(by, referral)
        return part.referral, part
    found = lock(referral.pk)
    if not Part.objects.filter(referral=found, council=to, returned_at=None).exists():
        raise NotPossible("Choose the council that has this referral: its worker gave you the reference.", "to")
    return found, None


def named(referral: Referral, council_id: int | None) -> bool:
    """True when the referral names the council as a place, or as whoever referred."""
    return NamedCouncil.objects.filter(referral=referral, council_id=council_id).exists()


def lock(referral_id: int) -> Referral:
    """The referral, locked as `part_of` locks it, for an act that needs no part of one's own."""
    return Referral.objects.select_for_update(no_key=True).get(pk=referral_id)


def require_past(at: datetime, now: datetime) -> None:
    """Something recorded as done cannot lie ahead, nor in a year that is a system's "no date"; raises NotPossible."""
    if at.year < FIRST_YEAR:
        raise NotPossible(f"Enter a year from {FIRST_YEAR}.", "at")
    if at > now:
        raise NotPossible("The time is in the future. Enter when it happened, or record it once it has.", "at")
