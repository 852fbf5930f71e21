"""Something new on an open or closed case: each disclosure is looked at afresh, each return leads to an interview."""

from datetime import datetime
from typing import TYPE_CHECKING

from referrals import agreeing, duties, following, journal, matching, prompts
from referrals.actions.closing import open_again
from referrals.actions.logging import accept_as_referral, asks_about_harmer
from referrals.actions.placing import record_place
from referrals.models import Concern, Involvement, Part, Person, Place, Referral, ReturnInterview
from referrals.parties import council_of, part_of, require_past
from referrals.refusals import NotPossible
from referrals.said import PersonSaid

if TYPE_CHECKING:
    from accounts.models import User

TODAY = {Concern.Kind.SELF_HARM, Concern.Kind.SUICIDE_ATTEMPT}
# What a contact that was information only cannot stay one after.
IS_A_REFERRAL = TODAY | {Concern.Kind.NEW_DISCLOSURE}


def record_concern(
    *,
    by: "User",
    referral: Referral,
    kind: str,
    at: datetime,
    now: datetime,
    alleged_harmer: PersonSaid | None = None,
    words: str = "",
) -> Concern:
    """Record something new; it opens a closed part again, and is never refused for what is missing.

    A new disclosure has a decision and a strategy discussion of its own to wait for, self-harm a decision and a
    manager's look the same day, a return an interview within 72 hours (STATUTE 3, faults 11 to 13). Raises NotPossible
    for a kind that there is none of, or a time that lies ahead.
    """
    require_past(at, now)
    if kind not in Concern.Kind.values:
        raise NotPossible("Say what is new: a disclosure, self-harm, a missing episode, a return, or something else.")
    part = part_of(by, referral)
    said = Concern.Kind(kind)
    if part.closed_at is not None:
        open_again(part, by=by, reason=f"something new: {said.label.lower()}", at=at, now=now)
    if part.referral.kind == Referral.Kind.CONTACT and said in IS_A_REFERRAL:
        accept_as_referral(by=by, referral=part.referral, reason=f"something new: {said.label.lower()}", at=at, now=now)
        part = part_of(by, referral)
    involved = _involve(part, alleged_harmer, by=by, at=at, now=now) if alleged_harmer is not None else None
    concern = Concern.objects.create(
        part=part,
        by=by,
        kind=kind,
        alleged_harmer_id=involved.person_id if involved else None,
        words=words,
        at=at,
        recorded_at=now,
    )
    following.on_concern(concern, part, now=now)
    if said is Concern.Kind.NEW_DISCLOSURE:
        because = "a new disclosure"
        duties.begin_again(part.referral, duties.WITH_HARM, council=part.council, at=at, because=because)
        for other in Part.objects.filter(referral=referral, closed_at=None, returned_at=None).order_by("id"):
            duties.join(part.referral, other, at=at, because=because, afresh=duties.WITH_HARM)
        agreeing.look(part.referral, at=at, now=now)
    _ask(concern, part, involved, at=at, now=now)
    journal.write(
        "record_concern",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"concern": concern.pk, "kind": kind, "person": concern.alleged_harmer_id},
    )
    return concern


def return_interview(
    *, by: "User", referral: Referral, held: bool, at: datetime, now: datetime, reason: str = ""
) -> ReturnInterview:
    """Record the interview after a missing episode. Held, or not held with a reason, it stops T17 of every return so
    far; not held and no reason given is recorded as it was, below standard, and the clock goes on."""
    require_past(at, now)
    part = part_of(by, referral)
    interview = ReturnInterview.objects.create(part=part, by=by, held=held, reason=reason, at=at, recorded_at=now)
    answered = held or bool(reason.strip())
    if answered:
        because = "the interview was held" if held else "not held, with a reason on record"
        following.stop_return_interviews(part, by_id=by.pk, at=at, now=now, because=because)
    journal.write(
        "return_interview",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"interview": interview.pk, "held": held, "reason": reason},
        below_standard=not answered,
    )
    return interview


def _involve(part: Part, said: PersonSaid, *, by: "User", at: datetime, now: datetime) -> Involvement:
    """The person alleged to have caused harm, on the referral from now on, with what is said of them."""
    person = said.person
    if person is None:
        person = matching.person_told_of(said, council=council_of(by), now=now)
        Person.objects.create_many([person], by=by, now=now, because="named in a new concern")
    involved, _ = Involvement.objects.get_or_create(
        referral=part.referral,
        person=person,
        role=Involvement.As.ALLEGED_HARMER,
        defaults={
            "was_child_when_alleged": said.was_child_when_alleged,
            "other_children": said.other_children,
            "works_with_children_in": said.works_with_children_in,
            "works_with_adults_in": said.works_with_adults_in,
            "words": said.words,
        },
    )
    lives_in = Place.objects.filter(
        referral=part.referral, person=person, what=Place.What.HARMER_LIVES_IN, superseded_at=None
    )
    if said.lives_in is not None and not lives_in.filter(council=said.lives_in.council).exists():
        record_place(
            by=by,
            referral=part.referral,
            person=person,
            what=Place.What.HARMER_LIVES_IN,
            place=said.lives_in,
            at=at,
            now=now,
        )
    return involved


def _ask(concern: Concern, part: Part, involved: Involvement | None, *, at: datetime, now: datetime) -> None:
    """What the concern asks of this council: about whoever is alleged to have caused harm, and of a manager today."""
    asked: list[prompts.Asked] = []
    facts: dict[str, object] = {"concern": concern.pk}
    if involved is not None:
        asked += asks_about_harmer(part.referral, part.council_id, involved, on=at)
    elif concern.kind == Concern.Kind.NEW_DISCLOSURE:
        asked.append((part.referral, part.council_id, "other_children_at_risk", facts))
    if concern.kind in TODAY:
        asked.append((part.referral, part.council_id, "same_day_manager_review", facts))
    if asked:
        prompts.ask_many(asked, at=now)
