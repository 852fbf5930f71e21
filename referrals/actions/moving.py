"""The child moves to another council's area: nobody lets go before the other has taken over."""

from datetime import datetime
from typing import TYPE_CHECKING

from councils.models import Council
from referrals import deadlines, duties, following, journal, moved
from referrals.actions.disagreeing import end_silence
from referrals.actions.placing import record_place
from referrals.models import Conference, Duty, DutyAnswer, Involvement, Move, Part, Person, Place, Referral
from referrals.parties import part_of, require_past
from referrals.receiving import present_places
from referrals.refusals import NotPossible
from referrals.said import PlaceSaid

if TYPE_CHECKING:
    from accounts.models import User


def move_child(
    *,
    by: "User",
    child: Person,
    to: Council,
    at: datetime,
    now: datetime,
    permanent: bool | None = None,
    on_plan: bool | None = None,
) -> list[Move]:
    """Record that the child moves, on every open referral that this council shares; returns one move for each.

    For a stay (`permanent` False) the child is there and still lives where they did; otherwise the child lives there
    too. The council they leave owes notice (T33) until the other is sent the referral; from then on that one owes its
    transfer-in conference (T34), unless the child is on no plan. Raises NotPossible when the child is on no open
    referral of this council, or the time lies ahead.
    """
    require_past(at, now)
    found = Involvement.objects.filter(
        person=child,
        role=Involvement.As.CHILD,
        referral__parts__council_id=by.council_id,
        referral__parts__closed_at=None,
    ).select_related("referral")
    referrals = [one.referral for one in found.order_by("referral_id")]
    if not referrals:
        raise NotPossible("This child is on no open referral of your council.", "child")
    return [
        _move(by, referral, child, to, at=at, now=now, permanent=permanent, on_plan=on_plan) for referral in referrals
    ]


def accept_transfer(*, by: "User", referral: Referral, at: datetime, now: datetime) -> Move:
    """The receiving council has held its transfer-in conference and takes over, in writing: answering the referral and
    the support of child and family are its own from this instant, and leave whoever held them before.

    A conference that was held is a fact (invariant 7): where nobody recorded the move but the child lives here by the
    address on record, that is the move which is accepted. Raises NotPossible when neither is so, the transfer was
    accepted before, or this council's part is closed.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if part.closed_at is not None:
        raise NotPossible("This council's part is closed. Reopen it to take over.")
    moves = Move.objects.select_for_update().filter(part__referral=referral, to_id=part.council_id, accepted_at=None)
    waiting = list(moves.order_by("at", "id")) or _moves_by_address(by, part, now=now)
    if not waiting:
        raise NotPossible(
            "No move of a child to your council waits to be accepted here. Record where the child lives now first."
        )
    for move in waiting:
        move.accepted_at = at
        move.save(update_fields=["accepted_at"])
    Conference.objects.create(part=part, by=by, kind="transfer_in", at=at, recorded_at=now)
    because = f"{part.council.short_name} accepted the transfer in writing"
    for duty in Duty.objects.select_for_update().filter(referral=referral, code__in=moved.TAKEN_OVER, ended_at=None):
        DutyAnswer.objects.create(
            referral=part.referral,
            council_id=part.council_id,
            duty=duty.code,
            accepted=True,
            reason="transfer-in conference held",
            by=by,
            at=at,
            recorded_at=now,
        )
        duties.hand_to(duty, part.council, at=at, because=because)
    deadlines.stop("transfer_conference", part, by_id=by.pk, at=at, now=now, because="held, and the case taken over")
    journal.write(
        "accept_transfer",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"moves": [move.pk for move in waiting]},
    )
    end_silence(part.referral, part.council_id, by_id=by.pk, at=at, now=now)
    return waiting[-1]


def _moves_by_address(by: "User", part: Part, *, now: datetime) -> list[Move]:
    """Moves here that only an address tells of, one for each child who lives here and was not taken over before."""
    accepted = Move.objects.filter(part__referral=part.referral_id, to_id=part.council_id)
    before = set(accepted.values_list("person_id", flat=True))
    return [
        Move.objects.create(part=part, by=by, person_id=place.person_id, to=part.council, at=place.at, recorded_at=now)
        for place in moved.by_address(present_places(part.referral), part.council_id, before=before)
    ]


def _move(
    by: "User",
    referral: Referral,
    child: Person,
    to: Council,
    *,
    at: datetime,
    now: datetime,
    permanent: bool | None,
    on_plan: bool | None,
) -> Move:
    part = part_of(by, referral)
    origin = _origin(part, child, to)
    move = Move.objects.create(
        part=part, by=by, person=child, to=to, permanent=permanent, on_plan=on_plan, at=at, recorded_at=now
    )
    there = PlaceSaid(council=to, confidence="stated", source=f"the move, told by {part.council.short_name}")
    whats = [Place.What.IS_IN] if permanent is False else [Place.What.IS_IN, Place.What.LIVES_IN]
    for what in whats:
        record_place(by=by, referral=part.referral, person=child, what=what, place=there, at=at, now=now)
    following.on_move(move, origin=origin, now=now)
    journal.write(
        "move_child",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"move": move.pk, "person": child.pk, "to": to.pk, "permanent": permanent, "on_plan": on_plan},
    )
    return move


def _origin(part: Part, child: Person, to: Council) -> Part | None:
    """The council that the child leaves: where they lived as believed until now, else the one that records the move."""
    lived_in = Place.objects.filter(
        referral=part.referral_id, person=child, what=Place.What.LIVES_IN, superseded_at=None
    ).values("council_id")
    there = (
        Part.objects.select_related("council")
        .filter(referral=part.referral_id, council_id__in=lived_in, closed_at=None, returned_at=None)
        .exclude(council=to)
        .first()
    )
    return there or (part if part.council_id != to.pk else None)
