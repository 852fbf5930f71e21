"""A council ends and others follow it (Surrey on 1 April 2027): its open work goes to the one where the child lives.

By law the successor is the council from that day, so the part itself passes on, with its decisions, its worker's notes
and its number; only clocks are begun anew under the new council, from when they began, since whose a clock is never
changes. Nobody moves anything by itself: a person looks at the preview and hands over, and the journal says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Value
from django.db.models.functions import Greatest

import timers.actions as clocks
from councils import postcodes
from councils.models import Council, Desk, Team
from referrals import deadlines, journal
from referrals.models import (
    Address,
    Disagreement,
    Holding,
    Involvement,
    LeadProposal,
    NamedCouncil,
    Part,
    Place,
    Referral,
)
from referrals.parties import council_of, part_of, require_past
from referrals.refusals import NotPossible
from timers.actions import Start, Stop
from timers.models import Timer
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

MOST = 50
SOURCE = "the council that followed by law"


@dataclass(frozen=True)
class Heir:
    """An open part, the council it goes to (None: a person has to choose), and how that is known."""

    part: Part
    council: Council | None
    why: str


def preview(council: Council, *, on: date, limit: int = MOST) -> tuple[list[Heir], bool]:
    """The council's open parts, oldest first, each with its successor by where the child lives; and whether there are
    more. `on` is the day on which the successors are in being. Four statements and the postcodes that are new to us."""
    heirs = {one.pk: one for one in council.successors.in_being(on)}
    found = list(
        Part.objects.filter(council=council, closed_at=None, returned_at=None)
        .select_related("referral__first_child", "council", "worker")
        .order_by("received_at", "pk")[: limit + 1]
    )
    parts = found[:limit]
    children = {
        one.referral_id: one.person_id
        for one in Involvement.objects.filter(
            referral__in=[part.referral_id for part in parts], role=Involvement.As.CHILD
        ).order_by("-pk")
    }
    addresses = {
        one.person_id: one
        for one in Address.objects.filter(person__in=children.values())
        .order_by("person_id", "-at", "-pk")
        .distinct("person_id")
    }
    rows = [_heir(part, addresses.get(children.get(part.referral_id, 0)), heirs, on) for part in parts]
    return rows, len(found) > limit


def _heir(part: Part, address: Address | None, heirs: dict[int, Council], on: date) -> Heir:
    if address is not None and address.postcode:
        lives = postcodes.find(address.postcode, on=on).council
        if lives is not None and lives.pk in heirs:
            return Heir(part, heirs[lives.pk], "by the postcode where the child lives")
        if lives is not None:
            return Heir(part, None, f"the child lives in {lives.short_name}, which does not follow {part.council}")
    if len(heirs) == 1:
        return Heir(part, next(iter(heirs.values())), "the only council that follows")
    return Heir(part, None, "no postcode is held where the child lives")


def hand_to_successor(*, by: "User", referral: Referral, to: Council, at: datetime, now: datetime) -> Part:
    """Hand this council's open part of a referral to a council that follows it, from `at`.

    What it holds, its clocks (from when they began) and what waits for it are the successor's; both councils' journal
    says so. Raises NotPossible before the council has ended, for a council that does not follow it or is not in being,
    or where that one has a part of its own already.
    """
    require_past(at, now)
    part = part_of(by, referral)
    council, on = part.council, deadlines.local_day(at)
    if council.is_in_being(on):
        raise NotPossible(f"{council.short_name} is in being: it holds its own work.")
    if not council.successors.in_being(on).filter(pk=to.pk).exists():
        raise NotPossible(f"{to.short_name} does not follow {council.short_name}.", "to")
    if part.closed_at is not None:
        raise NotPossible("Your part is closed, so there is no open work to hand over.")
    if Part.objects.filter(referral=part.referral, council=to).exists():
        raise NotPossible(
            f"{to.short_name} has a part in this referral already. Agree there who holds what, then close."
        )
    journal.write(
        "hand_to_successor", referral=part.referral, by=by, at=at, now=now, facts={"to": to.pk, "part": part.pk}
    )
    _pass_on(part, to, by=by, at=at, now=now)
    return part


def _pass_on(part: Part, to: Council, *, by: "User", at: datetime, now: datetime) -> None:
    old, because = part.council, f"{to.short_name} follows {part.council.short_name}"
    running = list(
        Timer.objects.running().of_council(old.pk).about(deadlines.about(part.referral)).select_related("rule")
    )
    team = Team.objects.filter(council=to, is_front_door=True, ended_on=None).first()
    keeps_worker = part.worker is not None and part.worker.council_id == to.pk
    part.council, part.team, part.version = to, team, part.version + 1
    if not keeps_worker:
        part.allocations.filter(until=None).update(until=at)
        part.worker = None
    part.save(update_fields=["council", "team", "worker", "version"])
    held = Holding.objects.filter(duty__referral=part.referral, duty__ended_at=None, council=old, until=None)
    for duty_id in list(held.values_list("duty_id", flat=True)):
        Holding.objects.get_or_create(
            duty_id=duty_id, council=to, until=None, defaults={"since": at, "because": because}
        )
    held.update(until=Greatest("since", Value(at)), until_because=because)
    LeadProposal.objects.filter(referral=part.referral, ended_at=None, lead=old).update(lead=to)
    LeadProposal.objects.filter(referral=part.referral, ended_at=None, council=old).update(council=to)
    Disagreement.objects.filter(referral=part.referral, silent=old, resolved_at=None).update(silent=to)
    if not NamedCouncil.objects.filter(referral=part.referral, council=to).exists():
        NamedCouncil.objects.filter(referral=part.referral, council=old).update(council=to)
    _lives_there_now(part, old, to, by=by, at=at, now=now)
    _move_clocks(running, part, to, by=by, at=at, now=now, because=because)
    # What others have running towards the council that ended is towards the one that follows it.
    Timer.objects.running().about(deadlines.about(part.referral)).filter(towards_id=old.pk).update(towards_id=to.pk)


def _lives_there_now(part: Part, old: Council, to: Council, *, by: "User", at: datetime, now: datetime) -> None:
    """Where the child lives is the successor's area from that day; other places are anybody's to correct."""
    places = Place.objects.filter(
        referral=part.referral, what=Place.What.LIVES_IN, council=old, superseded_at=None
    ).order_by("pk")
    for place in list(places):
        Place.objects.filter(pk=place.pk).update(superseded_at=at)
        Place.objects.create(
            referral=part.referral,
            person=place.person,
            what=place.what,
            council=to,
            confidence=place.confidence,
            source=SOURCE,
            words=place.words,
            at=at,
            recorded_at=now,
            recorded_by=by,
        )


def _move_clocks(
    running: Iterable[Timer], part: Part, to: Council, *, by: "User", at: datetime, now: datetime, because: str
) -> None:
    found = list(running)
    clocks.stop_many(
        [Stop(one.kind, one.council_id, (one.subject_label, one.subject_id)) for one in found],
        at=at,
        now=now,
        by_id=by.pk,
        because=because,
    )
    clocks.start_many(
        [
            Start(
                kind=one.kind,
                variant=one.variant,
                council_id=to.pk,
                subject=(one.subject_label, one.subject_id),
                about=(one.about_label, one.about_id),
                at=one.started_at,
                on=date.fromisoformat(one.inputs["on"]) if one.inputs.get("on") else None,
                due_at=datetime.fromisoformat(one.inputs["due_at"]) if one.inputs.get("due_at") else None,
                team_id=part.team_id,
                owner_id=part.worker_id,
                towards_id=one.towards_id,
                nation=to.nation,
            )
            for one in found
        ],
        now=now,
    )


def hand_desks(*, by: "User", at: datetime, now: datetime) -> list[Desk]:
    """Give each council that follows the desks of the acting one, where it has none, and a front door to receive.

    Nobody has verified them there yet, and every page says so. Raises NotPossible before the council has ended.
    """
    require_past(at, now)
    council, on = council_of(by), deadlines.local_day(at)
    if council.is_in_being(on):
        raise NotPossible(f"{council.short_name} is in being: its desks are its own.")
    made = []
    for heir in council.successors.in_being(on).order_by("pk"):
        if not Team.objects.filter(council=heir, is_front_door=True, ended_on=None).exists():
            save_as(
                Team(council=heir, name="Front Door", is_front_door=True), by=by, now=now, because="follows a council"
            )
        held = set(heir.desks.values_list("service", "hours"))
        for desk in council.desks.order_by("pk"):
            if (desk.service, desk.hours) not in held:
                copy = Desk(
                    council=heir,
                    service=desk.service,
                    hours=desk.hours,
                    name=desk.name,
                    phone=desk.phone,
                    email=desk.email,
                    opens_at=desk.opens_at,
                    closes_at=desk.closes_at,
                )
                save_as(copy, by=by, now=now, because=f"{heir.short_name} follows {council.short_name}")
                made.append(copy)
    return made
