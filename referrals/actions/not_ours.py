""" "This is not ours, because …": answered with what the law says, and never the end of a responsibility."""

from datetime import datetime
from typing import TYPE_CHECKING

from referrals.actions.disagreeing import raise_disagreement
from referrals.actions.leading import decline_duty
from referrals.actions.returning import return_referral, why_not
from referrals.models import Disagreement, Duty, GivenBack, Holding, Referral
from referrals.parties import part_of
from referrals.refusals import NotPossible

if TYPE_CHECKING:
    from accounts.models import User

#: What is said so, and what the law answers (STATUTE 2a, 2b). The codes are words here, never reasons of a decision.
LAW = {
    "lives_elsewhere": (
        "The child does not live here",
        "The duty to make enquiries is to a child who lives in the area or is found there, and several procedures call "
        "a child found where harm happens or may happen. Support is owed where the child lives or physically is. Only "
        "another council’s written acceptance ends what yours holds.",
        "Children Act 1989 sections 17 and 47(1); Ombudsman 19 011 816, duty 6",
    ),
    "happened_elsewhere": (
        "It did not happen here",
        "The council where a child lives goes on owing that child an assessment and support, wherever harm happened. "
        "For the strategy discussion and enquiries both councils hold the duty until they have agreed.",
        "Ombudsman 19 010 981, paragraphs 36 and 37; 19 011 816, duty 3 to 5",
    ),
    "not_known": (
        "We have no record of this family",
        "A child need not be known to be owed an answer: whoever receives a referral decides on it within one working "
        "day, and passing it on does not discharge that.",
        "Working Together to Safeguard Children; Ombudsman 19 011 816, Havering 1",
    ),
    "other": (
        "Something else",
        "Whoever holds a responsibility keeps it until another council has accepted it in writing.",
        "Ombudsman 19 010 981, paragraphs 34 and 37",
    ),
}


def say_not_ours(
    *, by: "User", referral: Referral, because: str, words: str, checked: str, at: datetime, now: datetime
) -> GivenBack | Disagreement:
    """A council says that a referral is not its own: it gives it back where it is no place of it, and otherwise the two
    disagree in the open, both holding what they hold.

    `because` is a code of LAW, `words` their reason and what happens next for the child, `checked` what they looked at.
    Raises NotPossible without a code or words; Refused where only what was checked is missing.
    """
    if because not in LAW:
        raise NotPossible("Choose why.", "because")
    if not words.strip():
        raise NotPossible("Say why, and what happens next for the child.", "words")
    part = part_of(by, referral)
    said = f"{LAW[because][0]}. {words.strip()}"
    if part.came == part.Came.SENT and set(why_not(part, checked=checked)) <= {"return.not_checked"}:
        return return_referral(by=by, referral=referral, reason=said, checked=checked, at=at, now=now)
    held = Holding.objects.filter(
        duty__referral=referral, duty__ended_at=None, council_id=part.council_id, until=None
    ).values_list("duty__code", flat=True)
    codes = [code for code in Duty.Code.values if code in set(held)]
    if codes:
        decline_duty(by=by, referral=referral, duty=codes[0], reason=said, at=at, now=now)
    elif not Disagreement.objects.filter(referral=referral, resolved_at=None).exists():
        about = f"{part.council.short_name} says that it is not theirs"
        raise_disagreement(by=by, referral=referral, about=about, at=at, now=now)
    return Disagreement.objects.filter(referral=referral, resolved_at=None).order_by("-opened_at", "-pk")[0]
