"""The closing gate: everything that stands between a council and the closing of its part (PRODUCT, invariant 6).

The page shows the same list before anybody asks to close: what is missing, who could settle it, and whom to ring.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from councils.models import Council
from referrals import deadlines
from referrals.grounds import GROUNDS
from referrals.models import (
    Assessment,
    ChildSeen,
    FamilyContact,
    Intention,
    Invitation,
    Involvement,
    NamedCouncil,
    NoStrategyDiscussion,
    OtherChildren,
    Part,
    Person,
    Place,
    Referral,
    StrategyDiscussion,
)
from referrals.parties import is_manager
from referrals.receiving import parent_knows
from referrals.refusals import Ground

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: the ground, and the councils or children it is about (none: this council's own)."""

    ground: Ground
    councils: tuple[Council, ...] = ()
    children: tuple[Person, ...] = ()


def missing(part: Part, *, at: datetime) -> list[Missing]:
    """What is missing at the instant before the part may close; empty when nothing is.

    A contact in which nobody alleges harm was for information only: nobody had to be seen, told or asked.
    """
    referral = part.referral
    found: list[Missing] = []
    if referral.kind == Referral.Kind.REFERRAL or referral.harm_alleged:
        found += _between_councils(part)
        if referral.harm_alleged and not other_children_considered(referral):
            found.append(Missing(GROUNDS["closure.other_children_not_considered"]))
        if unseen := _unseen(referral, at=at):
            found.append(Missing(GROUNDS["closure.child_not_spoken_to"], children=tuple(unseen)))
        if not parent_was_told(part) and not part.waits.filter(by_manager=True).exists():
            found.append(Missing(GROUNDS["closure.parent_not_told"]))
    if _discussion_to_come(part):
        found.append(Missing(GROUNDS["closure.open_invitation"]))
    return found


def who_may_not_sign(part: Part, *, asked_by_id: int, by: "User") -> list[Ground]:
    """Why this person cannot sign: it is their own request or their own case, or they are no manager."""
    own = by.pk == asked_by_id or by.pk == part.worker_id
    codes = ["closure.own_approval"] if own else []
    if own or not is_manager(by):
        codes.append("closure.needs_second_person")
    return [GROUNDS[code] for code in codes]


def other_councils(part: Part) -> list[Council]:
    """The councils that must be heard: those that the referral names or that have it, but for one that gave it back and
    is no place of it."""
    referral_id = part.referral_id
    named = set(NamedCouncil.objects.filter(referral=referral_id).values_list("council_id", flat=True))
    parts = dict(Part.objects.filter(referral=referral_id).values_list("council_id", "returned_at"))
    places = Place.objects.filter(referral=referral_id, superseded_at=None).values_list("council_id", flat=True)
    returned = {key for key, returned_at in parts.items() if returned_at is not None} - set(places)
    ids = (named | set(parts)) - returned - {part.council_id}
    return sorted(Council.objects.filter(pk__in=ids), key=lambda one: one.short_name)


def other_children_considered(referral: Referral) -> bool:
    """True when some council found who else is at risk, found that nobody is, or set somebody to find out."""
    settled = Q(found__in=["yes", "no"]) | (Q(found="unknown") & ~Q(task=""))
    return OtherChildren.objects.filter(settled, part__referral=referral).exists()


def parent_was_told(part: Part) -> bool:
    """True when this council spoke with the parent or carer the child lives with: of the risk, where harm is alleged;
    or when the referral says that the parent knows already."""
    referral = part.referral
    if parent_knows(referral):
        return True
    family = list(Involvement.objects.filter(referral=referral, role__in=[Involvement.As.PARENT, Involvement.As.CARER]))
    at_home = [one.person_id for one in family if one.lives_with_child is not False]
    spoke = FamilyContact.objects.filter(
        part=part, live=True, channel__in=[FamilyContact.Channel.VISIT, FamilyContact.Channel.CALL]
    )
    if referral.harm_alleged:
        spoke = spoke.filter(told_of_risk=True)
    # Where nobody wrote down who the parents are, a conversation with the family has to do.
    return spoke.filter(person_id__in=at_home).exists() or (not family and spoke.exists())


def _between_councils(part: Part) -> Iterable[Missing]:
    others = other_councils(part)
    stated = set(Intention.objects.filter(referral=part.referral_id).values_list("council_id", flat=True))
    spoken = deadlines.spoken_to(part.referral, part.council_id)
    silent = tuple(one for one in others if one.pk not in stated)
    unheard = tuple(one for one in others if one.pk not in spoken)
    if silent:
        yield Missing(GROUNDS["closure.other_council_intention_unknown"], councils=silent)
    if unheard:
        yield Missing(GROUNDS["closure.no_council_contact"], councils=unheard)


def _unseen(referral: Referral, *, at: datetime) -> list[Person]:
    """The children whom no council has seen since the referral was logged; one not born yet cannot be."""
    since = referral.received_at
    seen = set(ChildSeen.objects.filter(part__referral=referral, at__gte=since).values_list("person_id", flat=True))
    assessed = Assessment.objects.filter(part__referral=referral, completed_at__gte=since, child_seen=True).exclude(
        overrode__contains=["assessment.child_not_seen"]
    )
    if None in seen or assessed.exists():
        return []
    children = Involvement.objects.filter(referral=referral, role=Involvement.As.CHILD).select_related("person")
    return [one.person for one in children if one.person_id not in seen and not _unborn(one.person, at=at)]


def _unborn(child: Person, *, at: datetime) -> bool:
    """Expected and not known to have been born: a birth date, once there is one, says that the child is here."""
    return child.expected_on is not None and (child.born_on is None or child.born_on > deadlines.local_day(at))


def _discussion_to_come(part: Part) -> bool:
    """True while an invitation waits for this council's answer, or a discussion that it has not declined is to be held.

    One that a manager of the council that called it decided afterwards not to hold is not to come.
    """
    to_come = StrategyDiscussion.objects.filter(referral=part.referral_id, held_at=None)
    declined = Invitation.objects.filter(
        discussion__in=to_come, council_id=part.council_id, answer="decline"
    ).values_list("discussion_id", flat=True)
    dropped = dict(
        NoStrategyDiscussion.objects.filter(part__referral=part.referral_id)
        .order_by("at")
        .values_list("part__council_id", "at")
    )
    for one in to_come.exclude(pk__in=list(declined)):
        decided_at = dropped.get(one.council_id)
        if decided_at is None or decided_at < one.at:
            return True
    return False
