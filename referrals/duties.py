"""Who holds which responsibility: the algorithm of STATUTE 2b over the rule sets of every council on the referral.

A council that logs a referral holds every responsibility on it. One that is sent it holds those to which the rules
point, alone or with others. Nothing leaves a council except by another's written acceptance, or when it ends with a
reason.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Greatest

import timers.actions as clocks
from councils.models import Council
from database.together import Piece
from referrals import deadlines
from referrals.agreeing import ask_where_rules_conflict
from referrals.by_rule import points_to, propose_all
from referrals.models import Duty, Holding, LeadProposal, Part, Place, Referral
from timers.models import Timer

# Those that a referral carries from the first, and those that a suspicion of harm adds.
ALWAYS = [Duty.Code.ANSWER_REFERRAL, Duty.Code.SUPPORT_CHILD, Duty.Code.SUPPORT_FAMILY]
WITH_HARM = [Duty.Code.STRATEGY_DISCUSSION, Duty.Code.SECTION_47, Duty.Code.OTHER_CHILDREN]
# How the reason begins for which a closing released a council, or ended what nobody else held.
CLOSED = "closed by "
# Why the council that logs a referral, or makes a contact one, holds what it carries.
RECEIVED = "received the referral"


def carried_by(referral: Referral, places: list[Place]) -> list[str]:
    """The responsibilities that a referral carries from the first; a contact (information only) carries none."""
    if referral.kind == Referral.Kind.CONTACT:
        return []
    codes: list[str] = [*ALWAYS, *(WITH_HARM if referral.harm_alleged else [])]
    if any(place.what == Place.What.WORKS_IN for place in places):
        codes.append(Duty.Code.LADO)
    return codes


_BEGINNING = """
    begun AS (
        INSERT INTO referrals_duty (referral_id, code, began_at, ended_because)
        SELECT %(referral)s::bigint, code, %(at)s::timestamptz, '' FROM unnest(%(codes)s::text[]) code RETURNING id
    ), held AS (
        INSERT INTO referrals_holding (duty_id, council_id, since, because, until_because)
        SELECT id, %(council)s::bigint, %(at)s::timestamptz, %(because)s, '' FROM begun
    )
"""


def beginning(referral: Referral, codes: Collection[str], council_id: int, *, at: datetime) -> Piece:
    """The council that logs a referral holds all that it carries; to be written together with the referral itself."""
    values = {"referral": referral.pk, "codes": list(codes), "council": council_id, "at": at, "because": RECEIVED}
    return Piece("duties", "NULL", values, items=_BEGINNING)


def begin(referral: Referral, part: Part, *, places: list[Place], at: datetime) -> None:
    """The council that makes a contact a referral holds all that it carries."""
    add(referral, carried_by(referral, places), councils=[part.council_id], at=at, because=RECEIVED)


def add(referral: Referral, codes: Iterable[str], *, councils: list[int], at: datetime, because: str) -> list[Duty]:
    """Responsibilities that begin now, held by these councils; one that has begun already stays as it is."""
    known = set(Duty.objects.filter(referral=referral).values_list("code", flat=True))
    fresh = Duty.objects.bulk_create(
        [Duty(referral=referral, code=code, began_at=at) for code in codes if code not in known]
    )
    Holding.objects.bulk_create(
        [
            Holding(duty=duty, council_id=council_id, since=at, because=because)
            for duty in fresh
            for council_id in councils
        ]
    )
    return fresh


def suspect_harm(part: Part, *, at: datetime, now: datetime) -> None:
    """Significant harm is recorded after logging, by a correction or a decision: what it adds begins, and T06 runs.

    For every council that has the referral, but those whose responsibility another has taken over; one that had decided
    against a discussion and now says there must be one takes it up again.
    """
    referral = part.referral
    because = "significant harm was recorded"
    live = Part.objects.filter(referral=referral, closed_at=None, returned_at=None)
    parts = list(live.select_related("council").order_by("id"))
    others = [one for one in parts if one.pk != part.pk]
    code = Duty.Code.STRATEGY_DISCUSSION
    fresh = bool(add(referral, WITH_HARM, councils=[part.council_id], at=at, because=because))
    again = Duty.objects.filter(referral=referral, code=code).exclude(ended_at=None).exists()
    if again or part.no_strategy_discussion.exists():
        take_up(referral, code, part.council, at=at, because=because)
    if fresh or again:
        for one in others:
            join(referral, one, at=at, because=because)
    released = _released(referral, code)
    clocks.start_many(
        [
            deadlines.strategy_discussion(one, referral, at=max(at, one.received_at))
            for one in parts
            if one.council_id not in released
        ],
        now=now,
    )
    ask_where_rules_conflict(referral, [one.council_id for one in parts], at=at, now=now)


def take_up(referral: Referral, code: str, council: Council, *, at: datetime, because: str) -> None:
    """A council takes up a responsibility again that had ended or that it had let go."""
    duty = Duty.objects.select_for_update().filter(referral=referral, code=code).first()
    if duty is None:
        return
    if duty.ended_at is not None:
        duty.ended_at, duty.ended_because = None, ""
        duty.save(update_fields=["ended_at", "ended_because"])
    Holding.objects.get_or_create(
        duty=duty, council=council, until=None, defaults={"since": at, "because": because[:300]}
    )


def let_go(referral: Referral, code: str, council_id: int, *, at: datetime, because: str) -> bool:
    """A council decides against, with a reason: it is released while another holds it; else the responsibility ends.

    True when it has ended.
    """
    held = Holding.objects.filter(duty__referral=referral, duty__code=code, duty__ended_at=None, until=None)
    if not held.exclude(council_id=council_id).exists():
        _end(referral, code, at=at, because=because)
        return True
    mine = held.filter(council_id=council_id)
    mine.update(until=Greatest("since", Value(at)), until_because=because[:300])
    return False


def _released(referral: Referral, code: str) -> set[int]:
    """The councils that held it once and no longer do."""
    rows = list(Holding.objects.filter(duty__referral=referral, duty__code=code).values_list("council_id", "until"))
    return {one for one, until in rows if until is not None} - {one for one, until in rows if until is None}


def move_discussion_clock(
    duty: Duty, council: Council, *, by_id: int, at: datetime, now: datetime, because: str
) -> None:
    """Whose strategy discussion it is has changed hands: T06 stops for those released and runs for the one that has it.

    The clock of the council that has it goes on from where it began; one that had none gets its own from now.
    """
    if duty.code != Duty.Code.STRATEGY_DISCUSSION:
        return
    referral = duty.referral
    holders = set(Holding.objects.filter(duty=duty, until=None).values_list("council_id", flat=True))
    parts = list(Part.objects.filter(referral=referral).select_related("council").order_by("id"))
    deadlines.stop_for_all(
        duty.code,
        referral,
        by_id=by_id,
        at=at,
        now=now,
        because=f"{council.short_name} has it: {because}"[:300],
        councils={one.council_id for one in parts} - holders,
    )
    if deadlines.suspected(referral):  # while the responsibility is open, none has been held that would do
        mine = [one for one in parts if one.council_id == council.pk and one.closed_at is None]
        clocks.start_many([deadlines.strategy_discussion(one, referral, at=at) for one in mine], now=now)


def count_discussion(referral: Referral, *, at: datetime, now: datetime) -> None:
    """Whoever still holds the strategy discussion after another has let go is counted from now on, if not already.

    A council can come to hold it without a clock of its own: by a disclosure that another council received. Where that
    is newer than what was done at `at`, the count is from the disclosure.
    """
    duty = Duty.objects.filter(referral=referral, code=Duty.Code.STRATEGY_DISCUSSION, ended_at=None).first()
    if duty is None or not deadlines.suspected(referral):
        return
    running = Timer.objects.running().about(deadlines.about(referral)).filter(kind=duty.code)
    counted = set(running.values_list("council_id", flat=True))
    holders = duty.holdings.filter(until=None).values("council_id")
    parts = Part.objects.filter(referral=referral, council_id__in=holders, closed_at=None, returned_at=None).order_by(
        "id"
    )
    uncounted = [one for one in parts.select_related("council") if one.council_id not in counted]
    since = deadlines.disclosed_since(referral, at) or at
    clocks.start_many([deadlines.strategy_discussion(one, referral, at=since) for one in uncounted], now=now)


def join(referral: Referral, part: Part, *, at: datetime, because: str, afresh: Collection[str] = frozenset()) -> None:
    """A council that comes to have a part, or to which the rules point from now on, holds what they say it holds.

    What it held before and was released from, by another's written acceptance or its own reasoned decision, does not
    come back to it by that, but for what begins `afresh`. Where an earlier council alone had decided against a strategy
    discussion, the one that comes looks at it afresh.
    """
    ended = Duty.objects.filter(referral=referral, code=Duty.Code.STRATEGY_DISCUSSION).exclude(ended_at=None)
    if ended.exists() and deadlines.suspected(referral) and not deadlines.discussion_held(referral):
        take_up(referral, Duty.Code.STRATEGY_DISCUSSION, part.council, at=at, because=because)
    open_duties = list(Duty.objects.filter(referral=referral, ended_at=None).order_by("id"))
    proposals = propose_all(referral, [duty.code for duty in open_duties], at=at)
    own = Holding.objects.filter(duty__in=open_duties, council_id=part.council_id).values_list("duty_id", "until")
    ever = set(own)
    holding = {duty_id for duty_id, until in ever if until is None}
    released = {duty_id for duty_id, _ in ever} - holding
    decided = set(
        LeadProposal.objects.filter(referral=referral, ended_at=None, in_force_at__isnull=False).values_list(
            "duty", flat=True
        )
    )
    Holding.objects.bulk_create(
        [
            Holding(duty=duty, council_id=part.council_id, since=at, because=because)
            for duty in open_duties
            if duty.pk not in holding
            and (duty.pk not in released or duty.code in afresh)
            and duty.code not in decided
            and points_to(proposals[duty.code], part.council_id)
        ]
    )


def begin_again(referral: Referral, codes: Iterable[str], *, council: Council, at: datetime, because: str) -> None:
    """Something new happened: this council takes up those that had ended, and those never carried begin with it; one
    that is open stays with whoever holds it."""
    add(referral, codes, councils=[council.pk], at=at, because=because)
    ended = Duty.objects.filter(referral=referral, code__in=list(codes)).exclude(ended_at=None)
    for code in list(ended.values_list("code", flat=True)):
        take_up(referral, code, council, at=at, because=because)


def release(part: Part, *, at: datetime, because: str) -> None:
    """A council whose part is closed lets go: of what another council holds too, it is released; what it holds alone
    ends with it, and says why (PRODUCT, invariant 1)."""
    # Locked before anybody asks who else holds them: two councils closing at once must not both let go.
    duties = Duty.objects.select_for_update().filter(referral=part.referral_id, ended_at=None).order_by("pk")
    for duty in list(duties):
        if duty.holdings.filter(council_id=part.council_id, until=None).exists():
            let_go(part.referral, duty.code, part.council_id, at=at, because=because)


def resume(part: Part, *, at: datetime, closed_because: str, because: str) -> None:
    """A closed part is open again: it holds once more what its closing (`closed_because`) let go of, unless that was
    done meanwhile or agreed to be another council's."""
    released = Holding.objects.filter(
        duty__referral=part.referral_id, council_id=part.council_id, until_because=closed_because[:300]
    )
    agreed_elsewhere = set(
        LeadProposal.objects.filter(referral=part.referral_id, ended_at=None, in_force_at__isnull=False)
        .exclude(lead_id=part.council_id)
        .values_list("duty", flat=True)
    )
    wanted = {holding.duty_id for holding in released}
    for duty in Duty.objects.select_for_update().filter(pk__in=wanted):
        if duty.ended_at is not None and duty.ended_because.startswith(CLOSED):
            duty.ended_at, duty.ended_because = None, ""
            duty.save(update_fields=["ended_at", "ended_because"])
        elif duty.ended_at is not None or duty.code in agreed_elsewhere:
            continue
        Holding.objects.get_or_create(
            duty=duty, council_id=part.council_id, until=None, defaults={"since": at, "because": because[:300]}
        )


def hand_to(
    duty: Duty, council: Council, *, at: datetime, because: str, releasing: Iterable[int] | None = None
) -> None:
    """The council holds it from `at`; the others named (all, when left out) are released at the same instant."""
    Holding.objects.get_or_create(
        duty=duty, council=council, until=None, defaults={"since": at, "because": because[:300]}
    )
    others = Holding.objects.filter(duty=duty, until=None).exclude(council=council)
    if releasing is not None:
        others = others.filter(council_id__in=list(releasing))
    others.filter(since__lte=at).update(until=at, until_because=because[:300])


def end(referral: Referral, code: str, *, at: datetime, because: str) -> bool:
    """The responsibility is done, or decided against with a reason, and whoever held it is released; False, and it goes
    on, where what was done by `at` is older than a disclosure that calls for it again."""
    if code in WITH_HARM and deadlines.disclosed_since(referral, at) is not None:
        return False
    _end(referral, code, at=at, because=because)
    return True


def discussion_held(referral: Referral, *, at: datetime) -> bool:
    """A strategy discussion was held: the responsibility ends by that, also where it had been decided against before.
    False where a disclosure since calls for another."""
    code = Duty.Code.STRATEGY_DISCUSSION
    if not end(referral, code, at=at, because=deadlines.HELD):
        return False
    otherwise = Duty.objects.filter(referral=referral, code=code).exclude(ended_because=deadlines.HELD)
    otherwise.update(ended_at=Greatest("ended_at", Value(at)), ended_because=deadlines.HELD)
    return True


def _end(referral: Referral, code: str, *, at: datetime, because: str) -> None:
    for duty in Duty.objects.select_for_update().filter(referral=referral, code=code, ended_at=None):
        duty.ended_at, duty.ended_because = at, because[:300]
        duty.save(update_fields=["ended_at", "ended_because"])
        # What came to be held after it was done (written down late) was never held: it ends where it began.
        held = Holding.objects.filter(duty=duty, until=None)
        held.update(until=Greatest("since", Value(at)), until_because=because[:300])
        # An agreement ends with what it was about: what begins afresh is decided afresh.
        LeadProposal.objects.filter(referral=referral, duty=code, ended_at=None).update(ended_at=at)


def holders_at(referral: Referral, code: str, at: datetime) -> list[Council]:
    """The councils that hold the responsibility at an instant, by name."""
    rows = Holding.objects.filter(duty__referral=referral, duty__code=code, since__lte=at)
    held = rows.exclude(until__lte=at).select_related("council")
    return sorted({row.council for row in held}, key=lambda one: one.short_name)


def holds(referral: Referral, code: str, council_id: int) -> bool:
    """True while the council holds the responsibility."""
    return Holding.objects.filter(duty__referral=referral, duty__code=code, council_id=council_id, until=None).exists()
