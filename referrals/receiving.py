"""A council comes to have a part in a referral: its clocks start and the others must speak to it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from councils.models import Council
from database.together import Piece, together
from referrals import agreeing, deadlines, duties
from referrals.models import Involvement, NamedCouncil, Part, Person, Place, Referral
from referrals.said import PlaceSaid
from timers.actions import Start

if TYPE_CHECKING:
    from accounts.models import User

# Why a council is named, in the order in which the reasons are given.
NAMING_PLACES = [Place.What.LIVES_IN, Place.What.IS_IN, Place.What.HAPPENED_IN, Place.What.HARMER_LIVES_IN]


def receive(
    referral: Referral, council: Council, *, at: datetime, now: datetime, sent_by: Council, places: list[Place]
) -> Part:
    """The part of a council that is sent the referral, and the clocks it owes; one that has a part keeps that one.

    One that had given it back has it again, from now on."""
    part = Part.objects.filter(referral=referral, council=council).first()
    if part is None or part.returned_at is not None:
        came = new_part(referral, council, came=Part.Came.SENT, at=at, now=now, sent_by=sent_by)
        (came.team_id,) = together("front_door", front_door(council))
        if part is not None:
            came.pk, came.version, came.own_number = part.pk, part.version + 1, part.own_number
        part = came
        part.save(force_insert=part.pk is None)
        start_clocks(part, referral=referral, now=now, places=places)
        duties.join(referral, part, at=at, because="was sent the referral")
        held = Part.objects.filter(referral=referral, closed_at=None, returned_at=None).order_by("id")
        agreeing.ask_where_rules_conflict(referral, held.values_list("council_id", flat=True), at=at, now=now)
    return part


def new_part(
    referral: Referral, council: Council, *, came: str, at: datetime, now: datetime, sent_by: Council | None = None
) -> Part:
    """A council's part, not saved yet; its team is the council's `front_door`, in whose tray it comes."""
    return Part(
        referral=referral,
        kind=referral.kind,
        council=council,
        came=came,
        sent_by=sent_by,
        received_at=at,
        recorded_at=now,
    )


_FRONT_DOOR = """(SELECT id FROM councils_team WHERE council_id = %(council)s AND is_front_door AND ended_on IS NULL
                   ORDER BY name, id LIMIT 1)"""


def front_door(council: Council) -> Piece:
    """Asks for the key of the team that takes in what reaches the council; None where it has no such team."""
    return Piece("front_door", _FRONT_DOOR, {"council": council.pk})


def start_clocks(part: Part, *, referral: Referral, now: datetime, places: list[Place] | None = None) -> None:
    """Start what the part owes from its receipt. Starting one that runs is harmless."""
    clocks.begin_many(clocks_owed(part, referral=referral, places=places), now=now)


def clocks_owed(
    part: Part,
    *,
    referral: Referral,
    places: list[Place] | None = None,
    involvements: list[Involvement] | None = None,
    named: Iterable[NamedCouncil] | None = None,
) -> list[Start]:
    """What the part owes from its receipt. What the caller has at hand it may pass, so that it is not read again."""
    places = present_places(referral) if places is None else places
    named = NamedCouncil.objects.filter(referral=referral).order_by("id") if named is None else named
    others = [other for other in named if other.council_id != part.council_id]
    spoken = deadlines.spoken_to(referral, part.council_id) if part.came == Part.Came.SENT else set()
    return deadlines.on_receipt(
        part,
        referral=referral,
        places=places,
        parent_knows=parent_knows(referral, involvements),
        named=[other for other in others if other.council_id not in spoken],
    )


def new_place(
    referral: Referral, what: str, said: PlaceSaid, *, person: Person | None, by: "User", at: datetime, now: datetime
) -> Place:
    """A fact about where, not saved yet. A protected address stays with the person: the shared record says which
    council, never where."""
    return Place(
        referral=referral,
        person=person,
        what=what,
        council=said.council,
        confidence=said.confidence if said.council else "unknown",
        source=said.source,
        words="" if person is not None and person.address_protected else said.words,
        at=at,
        recorded_at=now,
        recorded_by=by,
    )


def present_places(referral: Referral) -> list[Place]:
    """Where things are as believed now."""
    return list(Place.objects.filter(referral=referral, superseded_at=None))


def parent_knows(referral: Referral, involvements: list[Involvement] | None = None) -> bool:
    """True when the referral says so, or when the parent the child lives with is the one who referred."""
    if referral.parent_knows is not None:
        return referral.parent_knows
    if referral.referrer_person_id is None:
        return False
    found = involvements if involvements is not None else list(referral.involvements.all())
    return any(
        one.person_id == referral.referrer_person_id
        and one.role in {Involvement.As.PARENT, Involvement.As.CARER}
        and one.lives_with_child is not False
        for one in found
    )


def name_councils(
    referral: Referral, councils: Iterable[tuple[int, str]], *, at: datetime, now: datetime
) -> list[NamedCouncil]:
    """Name councils on the referral (id and why); return those that were not named before.

    Every part already there owes each new one a direct contact from now on (T30).
    """
    wanted: dict[int, str] = {}
    for council_id, because in councils:
        wanted.setdefault(council_id, because)
    known = set(NamedCouncil.objects.filter(referral=referral).values_list("council_id", flat=True))
    fresh = NamedCouncil.objects.bulk_create(
        [
            NamedCouncil(referral=referral, council_id=council_id, because=because, named_at=at)
            for council_id, because in wanted.items()
            if council_id not in known
        ]
    )
    if fresh and referral.kind == Referral.Kind.REFERRAL:
        parts = Part.objects.filter(referral=referral, closed_at=None).order_by("id")
        clocks.start_many(
            [
                deadlines.contact_with(other, part=part, referral=referral, at=at)
                for part in parts
                for other in fresh
                if other.council_id != part.council_id
                and other.council_id not in deadlines.spoken_to(referral, part.council_id)
            ],
            now=now,
        )
    return fresh


def named_by(places: Iterable[Place]) -> list[tuple[int, str]]:
    """The councils that the referral's places name, and why."""
    return [
        (place.council_id, place.what)
        for what in NAMING_PLACES
        for place in places
        if place.what == what and place.council_id is not None
    ]
