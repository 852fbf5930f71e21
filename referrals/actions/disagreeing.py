"""Disagreeing in the open: a record with stages, people and clocks; everything else goes on meanwhile."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

import timers.actions as clocks
from councils.models import Council
from referrals import journal
from referrals.models import CouncilContact, Disagreement, JournalEntry, Part, Referral
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible
from timers.actions import Start, Stop

if TYPE_CHECKING:
    from accounts.models import User

WHO_CALLS = "Who calls the strategy discussion"
STAGES = list(Disagreement.Stage)


def raise_disagreement(
    *,
    by: "User",
    referral: Referral,
    about: str,
    at: datetime,
    now: datetime,
    level: str | int | None = None,
    anew: bool = False,
) -> Disagreement:
    """Open a professional disagreement, or take an open one to its next stage. Everything else goes on meanwhile.

    Each matter is a disagreement of its own, with its own clocks: a week between the workers (T36), then a day a stage
    (T37). Which open one is meant: the one about the same; without words, or beyond the workers, the first one. `anew`
    is somebody's word that it is none of the open ones.
    """
    require_past(at, now)
    part = part_of(by, referral)
    stage = _stage(level)
    found = _meant(referral, about, stage, anew=anew)
    if found is not None:
        index = STAGES.index(Disagreement.Stage(found.stage))
        found.stage = stage or STAGES[min(index + 1, len(STAGES) - 1)]
        found.save(update_fields=["stage"])
        _stop([found], by_id=by.pk, at=at, now=now, because="taken to the next stage")
        clocks.start_many(_clocks(found, at=at, later=True), now=now)
    else:
        about = about or "A professional disagreement"
        found = open_disagreement(part, about=about, opened_by=by, at=at, now=now, stage=stage or STAGES[0])
    journal.write(
        "raise_disagreement",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"disagreement": found.pk, "about": about, "stage": found.stage},
    )
    return found


def resolve_disagreement(
    *, by: "User", referral: Referral, resolution: str, at: datetime, now: datetime
) -> list[Disagreement]:
    """Settle what the councils disagreed about, with what was agreed. Raises NotPossible when nothing is open."""
    require_past(at, now)
    part = part_of(by, referral)
    open_ones = list(Disagreement.objects.select_for_update().filter(referral=referral, resolved_at=None))
    if not open_ones:
        raise NotPossible("No disagreement is open on this referral.")
    for one in open_ones:
        one.resolved_at, one.resolved_by, one.resolution = at, by, resolution
        one.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    _stop(open_ones, by_id=by.pk, at=at, now=now, because="settled")
    journal.write(
        "resolve_disagreement", referral=part.referral, by=by, at=at, now=now, facts={"resolution": resolution}
    )
    return open_ones


def _meant(referral: Referral, about: str, stage: str | None, *, anew: bool) -> Disagreement | None:
    """The open disagreement that somebody takes further; None when they raise another matter."""
    open_ones = list(
        Disagreement.objects.select_for_update()
        .filter(referral=referral, resolved_at=None)
        .order_by(F("silent").asc(nulls_first=True), "opened_at", "id")
    )
    said = about.strip().casefold()
    same = next((one for one in open_ones if one.about.strip().casefold() == said), None)
    goes_further = not anew and (not said or (stage is not None and stage != STAGES[0]))
    return same or (open_ones[0] if open_ones and goes_further else None)


def open_disagreement(
    part: Part,
    *,
    about: str,
    opened_by: "User | None",
    at: datetime,
    now: datetime,
    silent: Council | None = None,
    since: datetime | None = None,
    stage: str = Disagreement.Stage.WORKERS,
) -> Disagreement:
    """Open one, by a person or by itself (`opened_by` None, and the journal says so); one about the same thing that is
    open stays as it is, whichever council opened it. `silent` is the council whose silence it is about, `since` when it
    was asked: asked again while its silence is open, it has been silent towards both."""
    referral = Referral.objects.select_for_update().get(pk=part.referral_id)
    open_ones = Disagreement.objects.filter(referral=referral, resolved_at=None)
    same = Q(about=about[:300], silent=None)
    if silent is not None:
        same = Q(silent=silent) | Q(about=about[:300], council_id=part.council_id)
    found = open_ones.filter(same).order_by(F("silent").asc(nulls_last=True), "id").first()
    if found is not None and silent is not None:
        # Somebody may have raised it by hand in the same words: the answer ends that one.
        found.silent = silent
        found.silent_since = max(filter(None, (found.silent_since, since)), default=None)
        found.save(update_fields=["silent", "silent_since"])
    if found is None:
        found = Disagreement.objects.create(
            referral=referral,
            council_id=part.council_id,
            silent=silent,
            silent_since=since,
            about=about[:300],
            stage=stage,
            opened_by=opened_by,
            opened_at=at,
            recorded_at=now,
        )
        if opened_by is None:
            facts: dict[str, Any] = {"disagreement": found.pk, "about": found.about, "stage": found.stage}
            if silent is not None:
                facts["silent"] = silent.pk
            journal.write_by_itself(
                "raise_disagreement", referral=referral, council_id=part.council_id, at=at, now=now, facts=facts
            )
    # A council that has come to it since gets its clock; one that runs is left as it is.
    clocks.start_many(_clocks(found, at=at, later=found.stage != STAGES[0]), now=now)
    return found


def open_for_silence(
    waiting: Part, silent: Council, *, since: datetime, at: datetime, now: datetime
) -> Disagreement | None:
    """A council was sent or asked something at `since`, was chased, and nothing has come from it: that opens a
    disagreement (STATUTE 3, fault 79), once for each council that is silent, however much waits for it.

    None where a line of that council's people is on the record since, or a call between the two services: one that
    works on it without acknowledging it is late, and its clock says so, but it is not silent.
    """
    lines = JournalEntry.objects.filter(referral=waiting.referral_id, council=silent, at__gte=since)
    calls = CouncilContact.objects.filter(referral=waiting.referral_id, to=silent, two_way=True, at__gte=since)
    if lines.exclude(by=None).exists() or any(one.stops_the_clock for one in calls):
        return None
    about = f"{silent.short_name} has not answered"
    return open_disagreement(waiting, about=about, opened_by=None, at=at, now=now, silent=silent, since=since)


def end_silence(referral: Referral, council_id: int, *, by_id: int, at: datetime, now: datetime) -> None:
    """The council has answered the others: what its silence had opened is settled by that, and the journal says so.

    Another disagreement stays open. Called by every act that is an answer, with the time `at` which it was done: one
    that is older than the question, written down late, is kept as it was and ends no silence.
    """
    open_ones = Disagreement.objects.filter(referral=referral, resolved_at=None)
    found = open_ones.filter(silent=council_id).select_related("silent").first()
    if found is None or found.silent is None or (found.silent_since is not None and at < found.silent_since):
        return
    found.resolved_at, found.resolution = max(at, found.opened_at), f"{found.silent.short_name} has answered"
    found.save(update_fields=["resolved_at", "resolution"])
    _stop([found], by_id=by_id, at=found.resolved_at, now=now, because="the other council has answered")
    facts = {"disagreement": found.pk, "resolution": found.resolution, "silent": council_id}
    journal.write_by_itself(
        "resolve_disagreement",
        referral=referral,
        council_id=found.council_id,
        at=found.resolved_at,
        now=now,
        facts=facts,
    )


def subject(found: Disagreement) -> tuple[str, int]:
    """What its clocks measure: the settling of this one matter."""
    return ("referrals.disagreement", found.pk)


def _clocks(found: Disagreement, *, at: datetime, later: bool) -> list[Start]:
    """A clock for every council that has the referral open."""
    parts = (
        Part.objects.filter(referral=found.referral_id, closed_at=None, returned_at=None)
        .select_related("council")
        .order_by("id")
    )
    return [
        Start(
            kind="disagreement",
            variant="later_stage" if later else "",
            council_id=part.council_id,
            subject=subject(found),
            about=("referrals.referral", found.referral_id),
            at=at,
            team_id=part.team_id,
            owner_id=part.worker_id,
            nation=part.council.nation,
        )
        for part in parts
    ]


def _stop(some: Sequence[Disagreement], *, by_id: int, at: datetime, now: datetime, because: str) -> None:
    parts = Part.objects.filter(referral=some[0].referral_id).order_by("id").values_list("council_id", "pk")
    keys = [Stop("disagreement", council_id, subject(one)) for one in some for council_id, _ in parts]
    # Clocks begun before each disagreement had its own measured the council's part.
    keys += [Stop("disagreement", council_id, ("referrals.part", pk)) for council_id, pk in parts]
    clocks.stop_many(keys, at=at, now=now, by_id=by_id, because=because)


def _stage(level: str | int | None) -> str | None:
    if level is None or level == "":
        return None
    if str(level) in Disagreement.Stage.values:
        return str(level)
    number = int(level) if str(level).isdecimal() else 1
    return STAGES[max(0, min(number, len(STAGES)) - 1)]
