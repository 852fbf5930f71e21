"""The clocks of what happens along the way: a new concern, a child who comes back, supervision, a move.

Lengths, ladders and sources are data (`clocks.toml`); here stands only which council owes which clock from when.
"""

from collections.abc import Iterable
from datetime import datetime

import timers.actions as clocks
from councils.models import Council
from referrals import deadlines
from referrals.models import Concern, Move, Part, Referral
from timers.actions import Start, Stop

CONCERN = "referrals.concern"
# What a concern starts of its own, apart from whatever the referral's first report started (STATUTE 3, faults 11-13).
OF_CONCERN = {
    Concern.Kind.NEW_DISCLOSURE: ["decision", "strategy_discussion"],
    Concern.Kind.SELF_HARM: ["decision"],
    Concern.Kind.SUICIDE_ATTEMPT: ["decision"],
    Concern.Kind.RETURNED: ["return_interview"],
}


def on_concern(concern: Concern, part: Part, *, now: datetime) -> None:
    """T01 and T06 of each new disclosure, T01 of each self-harm, T17 from each return: all from when it happened."""
    kinds = OF_CONCERN.get(Concern.Kind(concern.kind), [])
    clocks.start_many([_start(kind, part, subject=(CONCERN, concern.pk), at=concern.at) for kind in kinds], now=now)


def stop_return_interviews(part: Part, *, by_id: int, at: datetime, now: datetime, because: str) -> None:
    """T17 of every return so far."""
    returns = part.concerns.filter(kind=Concern.Kind.RETURNED, at__lte=at).values_list("pk", flat=True)
    clocks.stop_many(
        [Stop("return_interview", part.council_id, (CONCERN, key)) for key in returns],
        at=at,
        now=now,
        by_id=by_id,
        because=because,
    )


def supervise_from(part: Part, *, at: datetime, now: datetime) -> None:
    """T83 runs from the allocation to a worker or the last session; one that runs goes on."""
    if part.worker_id is not None and part.closed_at is None:
        clocks.start_many([_start("supervision", part, subject=deadlines.subject(part), at=at)], now=now)


def on_move(move: Move, *, origin: Part | None, now: datetime) -> None:
    """T33 for the council that the child leaves, until the other is sent the referral; where that one has it already,
    T34 runs at once."""
    receiver = _has_it(move.part.referral, move.to_id)
    if receiver is not None:
        _transfer(receiver, [move], at=move.at, now=now)
    elif origin is not None:
        notice = _start(
            "moved_child_notice", origin, subject=("referrals.move", move.pk), at=move.at, towards_id=move.to_id
        )
        clocks.start_many([notice], now=now)


def on_sent(referral: Referral, to: Council, *, by_id: int, at: datetime, now: datetime) -> None:
    """The referral was sent to `to`: written notice of every move there so far, from which T34 runs for that council
    (the earliest of the four starting events that the sources name)."""
    moves = list(Move.objects.filter(part__referral=referral, to=to, accepted_at=None, at__lte=at))
    if not moves:
        return
    councils = Part.objects.filter(referral=referral).values_list("council_id", flat=True)
    clocks.stop_many(
        [
            Stop("moved_child_notice", council_id, ("referrals.move", move.pk))
            for council_id in councils
            for move in moves
        ],
        at=at,
        now=now,
        by_id=by_id,
        because="the receiving council was sent the referral",
    )
    receiver = _has_it(referral, to.pk)
    if receiver is not None:
        _transfer(receiver, moves, at=max(at, receiver.received_at), now=now)


def _transfer(receiver: Part, moves: Iterable[Move], *, at: datetime, now: datetime) -> None:
    """A plan moves with the child for good only: without a plan, or for a stay, there is no conference to transfer."""
    if any(move.on_plan is not False and move.permanent is not False for move in moves):
        start = _start("transfer_conference", receiver, subject=deadlines.subject(receiver), at=at)
        clocks.start_many([start], now=now)


def _has_it(referral: Referral, council_id: int) -> Part | None:
    return (
        Part.objects.select_related("council")
        .filter(referral=referral, council_id=council_id, closed_at=None, returned_at=None)
        .first()
    )


def _start(kind: str, part: Part, *, subject: tuple[str, int], at: datetime, towards_id: int | None = None) -> Start:
    return Start(
        kind=kind,
        council_id=part.council_id,
        subject=subject,
        about=("referrals.referral", part.referral_id),
        at=at,
        team_id=part.team_id,
        owner_id=part.worker_id,
        towards_id=towards_id,
        nation=part.council.nation,
    )
