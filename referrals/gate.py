"""The closing gate: everything that stands between a council and the closing of its part (PRODUCT, invariant 6).

The page shows the same list before anybody asks to close: what is missing, who could settle it, and whom to ring. What
the gate needs to know of the record it reads in one statement, so that a page can afford to ask.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from referrals import deadlines
from referrals.grounds import GROUNDS
from referrals.models import (
    Assessment,
    ChildSeen,
    CouncilContact,
    FamilyContact,
    Intention,
    Invitation,
    Involvement,
    NamedCouncil,
    NoStrategyDiscussion,
    OtherChildren,
    Part,
    Place,
    Referral,
    StrategyDiscussion,
    WaitToTell,
)
from referrals.parties import is_manager
from referrals.refusals import Ground

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: the ground, and the ids of the councils or children it is about (none: this council's
    own)."""

    ground: Ground
    councils: tuple[int, ...] = ()
    children: tuple[int, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the record says that a closing asks for; councils and people by id."""

    others: tuple[int, ...]  # the councils that must be heard
    stated: frozenset[int]  # which of all councils said what they intend
    spoken_to: frozenset[int]  # whose children's services ours have spoken to
    others_considered: bool
    unseen: tuple[int, ...]  # the children whom no council has seen since the referral was logged
    parent_told: bool
    waits: bool  # a manager decided to wait before telling
    discussion_to_come: bool


def missing(part: Part, *, at: datetime) -> list[Missing]:
    """What is missing at the instant before the part may close; empty when nothing is. One statement.

    A contact in which nobody alleges harm was for information only: nobody had to be seen, told or asked.
    """
    return list(_missing(part.referral, read(part, at=at)))


def _missing(referral: Referral, facts: Facts) -> Iterable[Missing]:
    if referral.kind == Referral.Kind.REFERRAL or referral.harm_alleged:
        if silent := tuple(one for one in facts.others if one not in facts.stated):
            yield Missing(GROUNDS["closure.other_council_intention_unknown"], councils=silent)
        if unheard := tuple(one for one in facts.others if one not in facts.spoken_to):
            yield Missing(GROUNDS["closure.no_council_contact"], councils=unheard)
        if referral.harm_alleged and not facts.others_considered:
            yield Missing(GROUNDS["closure.other_children_not_considered"])
        if facts.unseen:
            yield Missing(GROUNDS["closure.child_not_spoken_to"], children=facts.unseen)
        if not facts.parent_told and not facts.waits:
            yield Missing(GROUNDS["closure.parent_not_told"])
    if facts.discussion_to_come:
        yield Missing(GROUNDS["closure.open_invitation"])


def who_may_not_sign(part: Part, *, asked_by_id: int, by: "User") -> list[Ground]:
    """Why this person cannot sign: it is their own request or their own case, or they are no manager."""
    own = by.pk == asked_by_id or by.pk == part.worker_id
    codes = ["closure.own_approval"] if own else []
    if own or not is_manager(by):
        codes.append("closure.needs_second_person")
    return [GROUNDS[code] for code in codes]


def parent_was_told(part: Part, *, at: datetime) -> bool:
    """True when this council spoke with the parent or carer the child lives with: of the risk, where harm is alleged;
    or when the referral says that the parent knows already, or the parent made it."""
    return read(part, at=at).parent_told


def read(part: Part, *, at: datetime) -> Facts:
    """The facts of one council's part at an instant, in one statement."""
    referral, ours = part.referral, part.council_id
    on = {"referral_id": part.referral_id}
    parts = Part.objects.filter(**on)
    since = deadlines.first_day(referral)
    two_way = CouncilContact.objects.filter(
        **on,
        at__gte=since,
        two_way=True,
        our_service=CouncilContact.Service.CHILDRENS,
        their_service=CouncilContact.Service.CHILDRENS,
    )
    family = Involvement.objects.filter(**on, role__in=[Involvement.As.PARENT, Involvement.As.CARER])
    spoke = FamilyContact.objects.filter(
        part=part, at__gte=since, live=True, channel__in=[FamilyContact.Channel.VISIT, FamilyContact.Channel.CALL]
    )
    if referral.harm_alleged:
        spoke = spoke.filter(told_of_risk=True)
    seen = ChildSeen.objects.filter(part__in=parts, at__gte=deadlines.reached(referral))
    assessed = Assessment.objects.filter(
        part__in=parts, completed_at__gte=deadlines.reached(referral), child_seen=True
    ).exclude(overrode__contains=["assessment.child_not_seen"])
    # Expected and not known to have been born: a birth date, once there is one, says that the child is here.
    born = Q(person__expected_on=None) | Q(person__born_on__lte=deadlines.local_day(at))
    children = Involvement.objects.filter(born, **on, role=Involvement.As.CHILD).order_by("id")
    # Found somebody, found nobody, or set somebody to find out.
    considered = Q(found__in=["yes", "no"]) | (Q(found="unknown") & ~Q(task=""))
    row = Part.objects.values(
        named=ArraySubquery(NamedCouncil.objects.filter(**on).values("council_id")),
        have_it=ArraySubquery(parts.values("council_id")),
        gave_it_back=ArraySubquery(parts.exclude(returned_at=None).values("council_id")),
        are_places=ArraySubquery(
            Place.objects.filter(**on, superseded_at=None).exclude(council=None).values("council_id")
        ),
        have_stated=ArraySubquery(Intention.objects.filter(**on).values("council_id")),
        we_rang=ArraySubquery(two_way.filter(council_id=ours).values("to_id")),
        rang_us=ArraySubquery(two_way.filter(to_id=ours).values("council_id")),
        others_considered=Exists(OtherChildren.objects.filter(considered, part__in=parts)),
        born_children=ArraySubquery(children.values("person_id")),
        children_seen=ArraySubquery(seen.values("person_id")),
        was_assessed=Exists(assessed),
        at_home=ArraySubquery(family.exclude(lives_with_child=False).values("person_id")),
        has_family=Exists(family),
        spoke_to=ArraySubquery(spoke.values("person_id")),
        manager_waits=Exists(WaitToTell.objects.filter(part=part, by_manager=True)),
        discussion_to_come=Exists(_discussions_to_come(part)),
    ).get(pk=part.pk)
    # One that gave its part back and is no place of the referral need not be heard.
    returned = set(row["gave_it_back"]) - set(row["are_places"])
    return Facts(
        others=tuple(sorted((set(row["named"]) | set(row["have_it"])) - returned - {ours})),
        stated=frozenset(row["have_stated"]),
        spoken_to=frozenset(row["we_rang"]) | frozenset(row["rang_us"]),
        others_considered=row["others_considered"],
        unseen=_unseen(row),
        parent_told=_parent_told(referral, row),
        waits=row["manager_waits"],
        discussion_to_come=row["discussion_to_come"],
    )


def _unseen(row: Mapping[str, Any]) -> tuple[int, ...]:
    """A visit that names no child, or an assessment with the child seen, counts for all of them."""
    if None in row["children_seen"] or row["was_assessed"]:
        return ()
    return tuple(one for one in row["born_children"] if one not in row["children_seen"])


def _parent_told(referral: Referral, row: Mapping[str, Any]) -> bool:
    referrer_at_home = referral.parent_knows is None and referral.referrer_person_id in row["at_home"]
    if referral.parent_knows or referrer_at_home:
        return True
    # Where nobody wrote down who the parents are, a conversation with the family has to do.
    return bool(set(row["at_home"]) & set(row["spoke_to"])) or (not row["has_family"] and bool(row["spoke_to"]))


def _discussions_to_come(part: Part) -> "QuerySet[StrategyDiscussion]":
    """Those not held that this council has not declined: an invitation waits for its answer, or it is to be held.

    One that a manager of the council that called it decided afterwards not to hold is not to come.
    """
    declined = Invitation.objects.filter(discussion=OuterRef("pk"), council_id=part.council_id, answer="decline")
    dropped = NoStrategyDiscussion.objects.filter(
        part__referral=part.referral_id, part__council=OuterRef("council"), at__gte=OuterRef("at")
    )
    to_come = StrategyDiscussion.objects.filter(referral=part.referral_id, held_at=None)
    return to_come.exclude(Exists(declined)).exclude(Exists(dropped))
