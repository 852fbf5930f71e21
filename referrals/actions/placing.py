"""Where people are, learnt or corrected: a newer fact supersedes the older, and both are kept."""

from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from referrals import agreeing, by_rule, deadlines, duties, journal
from referrals.models import Address, Duty, Involvement, Part, Person, Place, Referral
from referrals.parties import part_of, require_past
from referrals.receiving import name_councils, named_by, new_place
from referrals.refusals import NotPossible
from referrals.said import PlaceSaid

if TYPE_CHECKING:
    from accounts.models import User


def record_address(*, by: "User", person: Person, lives_in: PlaceSaid, at: datetime, now: datetime) -> list[Referral]:
    """Where a child, or the person alleged to have caused harm, lives: on every open referral that this council shares.

    A council named for the first time must now be spoken to. Returns the referrals changed. Raises NotPossible when the
    person is on none, or the time lies ahead.
    """
    require_past(at, now)
    found = Involvement.objects.filter(
        person=person,
        role__in=[Involvement.As.CHILD, Involvement.As.ALLEGED_HARMER],
        referral__parts__council_id=by.council_id,
        referral__parts__closed_at=None,
    ).select_related("referral")
    involvements = list(found.order_by("referral_id", "id"))
    if not involvements:
        raise NotPossible("This person is on no open referral of your council.")
    Address.objects.create(
        person=person,
        words=lives_in.words,
        postcode=lives_in.postcode,
        council=lives_in.council,
        confidence=lives_in.confidence,
        source=lives_in.source,
        at=at,
        recorded_at=now,
    )
    for one in involvements:
        what = Place.What.LIVES_IN if one.role == Involvement.As.CHILD else Place.What.HARMER_LIVES_IN
        record_place(by=by, referral=one.referral, person=person, what=what, place=lives_in, at=at, now=now)
    return [one.referral for one in involvements]


def record_place(
    *,
    by: "User",
    referral: Referral,
    what: str,
    place: PlaceSaid,
    at: datetime,
    now: datetime,
    person: Person | None = None,
) -> Place:
    """One fact about where, learnt or corrected, on one referral. Raises NotPossible when the time lies ahead."""
    require_past(at, now)
    part_of(by, referral)
    rules = by_rule.propose_all(referral, Duty.Code.values, at=at)
    before = (
        Place.objects.select_for_update()
        .filter(referral=referral, person=person, what=what, superseded_at=None)
        .first()
    )
    if before is not None:
        before.superseded_at = now
        before.save(update_fields=["superseded_at"])
    fact = new_place(referral, what, place, person=person, by=by, at=at, now=now)
    fact.save(force_insert=True)
    name_councils(referral, named_by([fact]), at=at, now=now)
    for part in Part.objects.filter(referral=referral, closed_at=None, returned_at=None).order_by("id"):
        afresh = by_rule.newly_named(referral, part, before=rules, at=at)
        duties.join(referral, part, at=at, because="the place is known better now", afresh=afresh)
    agreeing.look(referral, at=at, now=now)
    if what == Place.What.LIVES_IN and place.council is not None:
        _assessed_where_the_child_lives(referral, place.council.pk, now=now)
    journal.write(
        "record_place",
        referral=referral,
        by=by,
        at=at,
        now=now,
        facts={
            "what": what,
            "person": person.pk if person else None,
            "council": fact.council_id,
            "before": before.council_id if before else None,
            "confidence": fact.confidence,
            "source": fact.source,
        },
    )
    return fact


def _assessed_where_the_child_lives(referral: Referral, council_id: int, *, now: datetime) -> None:
    part = (
        Part.objects.filter(referral=referral, council_id=council_id, closed_at=None).select_related("council").first()
    )
    decided_against = part is not None and part.outcome in deadlines.STEPS_DOWN
    if part is not None and referral.kind == Referral.Kind.REFERRAL and not decided_against:
        clocks.start_many([deadlines.assessment(part, referral)], now=now)
