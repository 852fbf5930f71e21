"""Somebody who works with children: the harm criteria first, then whatever is said to the person (STATUTE 1f)."""

from datetime import datetime
from typing import TYPE_CHECKING

from councils.models import Council
from referrals import duties, journal
from referrals.grounds import GROUNDS
from referrals.models import Duty, Involvement, LadoConsideration, LadoMention, Part, Person, Referral
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible, raise_unless_overridden

if TYPE_CHECKING:
    from accounts.models import User

LIMBS = {
    1: "harmed or may have harmed a child",
    2: "may have committed a criminal offence against or related to a child",
    3: "behaved towards a child in a way that indicates a risk of harm",
    4: "behaved in a way that indicates that they may be unsuitable to work with children",
}
CLASSES = {"allegation", "practice_concern", "complaint"}


def consider_lado(
    *,
    by: "User",
    referral: Referral,
    person: Person,
    limbs: list[int],
    at: datetime,
    now: datetime,
    classified_as: str = "",
    rationale: str = "",
    works_in: Council | None = None,
) -> LadoConsideration:
    """Weigh the four harm criteria, any one being enough, and sort it: allegation, practice concern or complaint.

    Met, the responsibility lies with the council where the person works (`works_in`, when it is not on record), or with
    this one until that council has the referral. Not met, this is the record of the advice. Nobody's permission is
    asked. One that is not sorted is kept, below standard. Raises NotPossible for a criterion that there is none of.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if set(limbs) - set(LIMBS):
        raise NotPossible("The harm criteria are numbered 1 to 4.", "limbs")
    if classified_as and classified_as not in CLASSES:
        raise NotPossible(
            "Say whether this is an allegation, a concern about practice or a complaint.", "classified_as"
        )
    works_in = _works_in(part.referral, person, works_in)
    considered = LadoConsideration.objects.create(
        part=part,
        by=by,
        person=person,
        limbs=sorted(set(limbs)),
        classified_as=classified_as,
        rationale=rationale,
        at=at,
        recorded_at=now,
    )
    if considered.limbs:
        holder = _holder(part, works_in)
        duties.begin_again(part.referral, [Duty.Code.LADO], council=holder, at=at, because="the harm criteria are met")
    elif not _others_to_consider(part.referral, person):
        duties.end(part.referral, Duty.Code.LADO, at=at, because="considered: none of the harm criteria is met")
    journal.write(
        "consider_lado",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={
            "consideration": considered.pk,
            "person": person.pk,
            "limbs": considered.limbs,
            "classified_as": classified_as,
        },
        below_standard=not classified_as,
    )
    return considered


def mention_lado(
    *, by: "User", referral: Referral, person: Person, at: datetime, now: datetime, happened: bool = False
) -> LadoMention:
    """Plan to tell somebody about a referral to the LADO, or record that they were told (`happened`).

    The plan needs the threshold on record first: raises Refused (lado.threshold_not_considered). That it was said is a
    fact: kept as it was, below standard without the threshold, and raised to the manager (STATUTE 3, fault 27).
    """
    require_past(at, now)
    part = part_of(by, referral)
    considered = LadoConsideration.objects.filter(part__referral=referral, person=person, at__lte=at).exists()
    if not considered and not happened:
        raise_unless_overridden([GROUNDS["lado.threshold_not_considered"]])
    mention = LadoMention.objects.create(
        part=part,
        by=by,
        person=person,
        happened=happened,
        below_standard=not considered,
        at=at,
        recorded_at=now,
    )
    journal.write(
        "mention_lado",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"mention": mention.pk, "person": person.pk, "happened": happened},
        below_standard=not considered,
    )
    return mention


def _works_in(referral: Referral, person: Person, told: Council | None) -> Council | None:
    """Where the person works with children; what is told now is kept on the referral where nothing was known."""
    involved = list(
        Involvement.objects.select_related("works_with_children_in").filter(referral=referral, person=person)
    )
    known = next((one.works_with_children_in for one in involved if one.works_with_children_in is not None), None)
    if known is not None or (told is None and involved):
        return known
    one = involved[0] if involved else Involvement(referral=referral, person=person, role=Involvement.As.OTHER)
    one.works_with_children_in = told
    one.save()
    return told


def _holder(part: Part, works_in: Council | None) -> Council:
    """The council where the person works, once it has the referral; until then this one: it is never nobody's."""
    if works_in is not None:
        there = Part.objects.filter(
            referral=part.referral_id, council=works_in, closed_at=None, returned_at=None
        ).exists()
        if there:
            return works_in
    return part.council


def _others_to_consider(referral: Referral, person: Person) -> bool:
    """True while the criteria are met by somebody, or somebody else who works with children waits to be considered."""
    latest: dict[int, bool] = {}
    for one in LadoConsideration.objects.filter(part__referral=referral).order_by("at", "id"):
        latest[one.person_id] = bool(one.limbs)
    works = Involvement.objects.filter(referral=referral).exclude(works_with_children_in=None).exclude(person=person)
    return any(latest.values()) or any(key not in latest for key in works.values_list("person_id", flat=True))
