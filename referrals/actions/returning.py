"""A council that is no place of a referral gives it back: whoever sent it holds everything again and goes on.

There is no outcome "not ours": a return ends no responsibility. It leaves an owner in every case, whose clocks run on;
a new one runs until the sender has said where the referral goes next (STATUTE 3, faults 55 to 57 and 69).
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, Value
from django.db.models.functions import Greatest

import timers.actions as clocks
from referrals import agreeing, deadlines, journal, reaching, rerouting
from referrals.actions.closing import open_again
from referrals.actions.disagreeing import end_silence
from referrals.actions.sending import acknowledge_sendings
from referrals.grounds import GROUNDS
from referrals.models import (
    Assessment,
    Duty,
    DutyAnswer,
    GivenBack,
    Holding,
    LeadProposal,
    NamedCouncil,
    Part,
    Place,
    Referral,
    Section47,
    StrategyDiscussion,
)
from referrals.models import Involvement as Role
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible, Refused
from timers.actions import Stop

if TYPE_CHECKING:
    from accounts.models import User


def return_referral(
    *, by: "User", referral: Referral, reason: str, checked: str, at: datetime, now: datetime
) -> GivenBack:
    """Give back a referral that reached us though we are no place of it.

    Whoever sent it (or, where that council has no part any more, another that has) holds from this instant all that we
    held, opened again if it was closed; our clocks stop, what they sent us is answered, and of the referral we keep
    only that we gave it back. Raises Refused for a place of the referral, what was accepted in writing, protective work
    under way, or nothing checked; NotPossible for one that we logged ourselves, or that no other council has.
    """
    require_past(at, now)
    # part_of locks the referral: two councils that give it back to each other come one after the other.
    part = part_of(by, referral)
    referral = part.referral
    if part.came == Part.Came.LOGGED:
        raise NotPossible("Your council logged this referral itself, so there is nobody to give it back to.")
    grounds = why_not(part, checked=checked)
    if grounds:
        raise Refused([GROUNDS[code] for code in grounds])
    if not reason.strip():
        raise NotPossible("Say why your council is no place of this referral.", "reason")
    owner = _owner(part)
    given = GivenBack.objects.create(
        part=part,
        to=owner.council,
        reason=reason,
        checked=checked,
        named=by.said_by,
        by=by,
        at=max(at, part.received_at),
        recorded_at=now,
    )
    at = given.at
    _hold_again(part, owner, by=by, at=at, now=now)
    acknowledge_sendings(referral, to_id=part.council_id, worker=by.said_by or by.name, by_id=by.pk, at=at, now=now)
    part.returned_at = at
    part.version += 1
    part.save(update_fields=["returned_at", "version"])
    journal.write(
        "return_referral",
        referral=referral,
        by=by,
        at=at,
        now=now,
        facts={"returned": given.pk, "to": owner.council_id},
    )
    end_silence(part.referral, part.council_id, by_id=by.pk, at=at, now=now)
    _stop_clocks(part, owner, by=by, at=at, now=now)
    agreeing.stop_when_alone(referral, by_id=by.pk, at=at, now=now)
    _ask_where_next(part, owner, by=by, at=at, now=now)
    return given


def keep_returned(*, by: "User", referral: Referral, reason: str, at: datetime, now: datetime) -> None:
    """The council that has a returned referral again says that it keeps it, and why no other council is concerned.

    Raises NotPossible when nothing was returned to it, or without a reason.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if not reason.strip():
        raise NotPossible("Say why it stays here: which council it belongs to, and how you know.", "reason")
    if not rerouting.settle(part, by=by, at=at, now=now, because="we keep it"):
        raise NotPossible("No referral that was given back waits here.")
    journal.write("keep_returned", referral=part.referral, by=by, at=at, now=now, facts={"reason": reason})


def why_not(part: Part, *, checked: str) -> list[str]:
    """The codes for which the part cannot be given back, in the order in which they are shown."""
    codes = []
    referral, ours = part.referral_id, part.council_id
    works = Q(works_with_children_in=ours) | Q(works_with_adults_in=ours)
    named = Place.objects.filter(referral=referral, council=ours, superseded_at=None).exists()
    if named or Role.objects.filter(works, referral=referral).exists():
        codes.append("return.place_of_referral")
    if _accepted(part):
        codes.append("return.accepted_in_writing")
    if _under_way(part):
        codes.append("return.work_under_way")
    if not checked.strip():
        codes.append("return.not_checked")
    return codes


def _accepted(part: Part) -> bool:
    """True while the council holds something that it accepted in writing, or that all agreed is its own."""
    held = Holding.objects.filter(
        duty__referral=part.referral_id, duty__ended_at=None, council=part.council_id, until=None
    ).values_list("duty__code", flat=True)
    answers = DutyAnswer.objects.filter(
        referral=part.referral_id, council=part.council_id, accepted=True, duty__in=list(held)
    )
    agreed = LeadProposal.objects.filter(
        referral=part.referral_id, lead=part.council_id, ended_at=None, in_force_at__isnull=False
    )
    return answers.exists() or agreed.exists()


def _under_way(part: Part) -> bool:
    return (
        StrategyDiscussion.objects.filter(referral=part.referral_id, council=part.council_id, held_at=None).exists()
        or Section47.objects.filter(part=part, ended_at=None).exists()
        or Assessment.objects.filter(part=part, completed_at=None).exists()
    )


def _owner(part: Part) -> Part:
    """Whose it is again: the sender's, or that of another council that has it, those that logged it first."""
    others = list(
        Part.objects.select_for_update(of=("self",))
        .select_related("council", "referral", "worker")
        .filter(referral=part.referral_id, returned_at=None)
        .exclude(pk=part.pk)
        .order_by("received_at", "pk")
    )
    sent = [one for one in others if one.council_id == part.sent_by_id]
    logged = [one for one in others if one.came == Part.Came.LOGGED]
    found = next(iter([*sent, *logged, *others]), None)
    if found is None:
        raise NotPossible("No other council has this referral, so nobody would hold it. Send it on instead.")
    return found


def _hold_again(part: Part, owner: Part, *, by: "User", at: datetime, now: datetime) -> None:
    because = f"given back by {part.council.short_name}"
    if owner.closed_at is not None:
        open_again(owner, by=by, reason=because, at=at, now=now)
    open_duties = list(Duty.objects.select_for_update().filter(referral=part.referral_id, ended_at=None).order_by("pk"))
    held = Holding.objects.filter(duty__in=open_duties, council=part.council_id, until=None)
    for duty_id in list(held.values_list("duty_id", flat=True)):
        Holding.objects.get_or_create(
            duty_id=duty_id, council_id=owner.council_id, until=None, defaults={"since": at, "because": because}
        )
    held.update(until=Greatest("since", Value(at)), until_because=because)
    LeadProposal.objects.filter(
        Q(lead=part.council_id) | Q(council=part.council_id),
        referral=part.referral_id,
        ended_at=None,
        in_force_at=None,
    ).update(ended_at=at)


def _stop_clocks(part: Part, owner: Part, *, by: "User", at: datetime, now: datetime) -> None:
    """All of the returning council's, and the others' clock of speaking to it; everything else of theirs runs on."""
    because = f"given back to {owner.council.short_name}"
    about = deadlines.about(part.referral)
    clocks.stop_open(council_id=part.council_id, about=about, at=at, now=now, by_id=by.pk, because=because)
    named = NamedCouncil.objects.filter(referral=part.referral_id, council=part.council_id).first()
    if named is not None:
        others = Part.objects.filter(referral=part.referral_id, returned_at=None).values_list("council_id", flat=True)
        clocks.stop_many(
            [Stop("council_contact", one, deadlines.pair(named)) for one in others],
            at=at,
            now=now,
            by_id=by.pk,
            because=f"{part.council.short_name} gave it back and is no place of it",
        )


def _ask_where_next(part: Part, owner: Part, *, by: "User", at: datetime, now: datetime) -> None:
    """The owner hears of it at once, has a question beside the referral, and a clock until it is answered."""
    rerouting.start(owner, given_back_by=part.council_id, at=at, now=now)
    key = f"returned-{part.pk}-{part.version}"
    says = "has given a referral back to your council, which holds all of it again"
    reaching.tell_desk(owner.council, part.referral, key=key, council=owner.council, says=says, now=now)
    if owner.worker is not None:
        says = "A referral was given back to your council"
        reaching.tell_worker(owner.worker, part.referral, key=f"{key}-worker", says=says, now=now)
