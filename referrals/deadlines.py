"""When the clocks of a referral start: the rules of STATUTE section 1, made exact by the case-file format.

Lengths, ladders and sources are data (`clocks.toml`); here stands only which council owes which clock from when.
"""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import timers.actions as clocks
from referrals.models import CouncilContact, NamedCouncil, Part, Place, Referral
from timers.actions import Start
from timers.models import Timer
from timers.registry import register

LONDON = ZoneInfo("Europe/London")

# Outcomes that do less than the referral asked for, and those after which this council assesses.
STEPS_DOWN = {"no_further_action", "early_help", "information_only", "refer_on"}
ASSESSES = {"child_in_need_assessment", "section_47"}


def about(referral: Referral) -> tuple[str, int]:
    """What a referral's clocks are about."""
    return ("referrals.referral", referral.pk)


def subject(part: Part) -> tuple[str, int]:
    """What most of a council's clocks measure: its own part."""
    return ("referrals.part", part.pk)


def pair(named: NamedCouncil) -> tuple[str, int]:
    """What `council_contact` measures: having spoken to that other council about this referral."""
    return ("referrals.namedcouncil", named.pk)


def on_receipt(
    part: Part,
    *,
    referral: Referral,
    places: Iterable[Place],
    parent_knows: bool,
    named: Iterable[NamedCouncil],
) -> list[Start]:
    """The clocks a council owes from the instant it logs a referral or is sent it.

    `places` are the referral's present ones, `named` the other councils it names that this council has not yet spoken
    to. A contact (information only) starts none until it becomes a referral.
    """
    if referral.kind == Referral.Kind.CONTACT:
        return []
    starts = [_of(part, referral, "decision")]
    if part.came == Part.Came.SENT or not referral.referrer_anonymous:
        starts.append(_of(part, referral, "referrer_feedback"))
    if lives_here(part.council_id, places):
        starts.append(_of(part, referral, "assessment"))
    if referral.told_to_expect_contact and (lives_here(part.council_id, places) or _nobody_else_has_it(part, places)):
        starts.append(_of(part, referral, "family_contact", variant="" if referral.harm_alleged else "no_harm"))
    if referral.harm_alleged and not parent_knows:
        starts.append(_of(part, referral, "parent_told"))
    contact_on = referral.next_contact_on
    if contact_on is not None and contact_on >= local_day(part.received_at):
        starts.append(_of(part, referral, "known_contact", on=contact_on))
    starts += [contact_with(other, part=part, referral=referral, at=part.received_at) for other in named]
    return starts


def contact_with(other: NamedCouncil, *, part: Part, referral: Referral, at: datetime) -> Start:
    """T30: from when the other council is named or this one receives the referral, whichever is later."""
    return Start(
        kind="council_contact",
        council_id=part.council_id,
        subject=pair(other),
        about=about(referral),
        at=max(at, other.named_at),
        team_id=part.team_id,
        owner_id=part.worker_id,
        towards_id=other.council_id,
        nation=part.council.nation,
    )


def assessment(part: Part, referral: Referral) -> Start:
    """T16 runs from the date the referral was received, not from acceptance or allocation."""
    return _of(part, referral, "assessment")


def lives_here(council_id: int, places: Iterable[Place]) -> bool:
    """True when a child lives in the council's area as believed now, or nobody knows where a child lives.

    The council where the child lives assesses, whatever the other does (STATUTE 2a, "Assess child's needs": L in every
    rule set read). Where that is unknown, whoever has the referral must.
    """
    lives_in = [place.council_id for place in places if place.what == Place.What.LIVES_IN]
    return not lives_in or None in lives_in or council_id in lives_in


def _nobody_else_has_it(part: Part, places: Iterable[Place]) -> bool:
    """True while no council in which a child lives has a part of its own: the family is still waiting, so the council
    that knows of the promise owes the call."""
    lives_in = {place.council_id for place in places if place.what == Place.What.LIVES_IN}
    return not Part.objects.filter(referral_id=part.referral_id, council_id__in=lives_in).exists()


def spoken_to(referral: Referral, council_id: int) -> set[int]:
    """The councils whose children's services this council's have already spoken to about the referral."""
    return {
        contact.to_id if contact.council_id == council_id else contact.council_id
        for contact in CouncilContact.objects.filter(referral=referral, two_way=True)
        if contact.stops_the_clock and council_id in (contact.council_id, contact.to_id)
    }


def stop(kind: str, part: Part, *, by_id: int, at: datetime, now: datetime, because: str) -> None:
    """Stop one of a part's clocks, if it runs."""
    clocks.stop(kind, council_id=part.council_id, subject=subject(part), at=at, now=now, by_id=by_id, because=because)


def local_day(at: datetime) -> date:
    """The calendar day of an instant where the councils are."""
    return at.astimezone(LONDON).date()


def _of(part: Part, referral: Referral, kind: str, *, variant: str = "", on: date | None = None) -> Start:
    return Start(
        kind=kind,
        variant=variant,
        council_id=part.council_id,
        subject=subject(part),
        about=about(referral),
        at=part.received_at,
        on=on,
        team_id=part.team_id,
        owner_id=part.worker_id,
        nation=part.council.nation,
    )


def _disagree(part: Part, *, timer: Timer, level: str, now: datetime) -> None:
    """Nobody agreed in time who calls the strategy discussion: the disagreement opens by itself (fault 79)."""
    from referrals.actions.leading import WHO_CALLS, open_disagreement

    open_disagreement(part, about=WHO_CALLS, opened_by=None, at=now, now=now)


def _lock(part_id: int) -> Part:
    return Part.objects.select_for_update(of=("self",)).select_related("referral").get(pk=part_id)


register("lead_agreed", lock=_lock, act=_disagree)
