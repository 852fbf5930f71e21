"""How people on a referral belong together, how to reach them safely, their other names, and who else is on it."""

from datetime import datetime
from typing import TYPE_CHECKING

from referrals import journal, matching
from referrals.models import Alias, Involvement, Person, Referral, Relationship, SafeContact
from referrals.parties import council_of, part_of, require_past
from referrals.refusals import NotPossible
from referrals.said import PersonSaid
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User


def relate(
    *,
    by: "User",
    referral: Referral,
    person: Person,
    to: Person,
    kind: str,
    at: datetime,
    now: datetime,
    parental_responsibility: bool | None = None,
    lives_with: bool | None = None,
    contact: str = Relationship.Contact.FREE,
    contact_words: str = "",
) -> Relationship:
    """Say what somebody is to a child, whether they have parental responsibility and live together, and what contact
    is allowed. What was known before stays, superseded.

    Raises NotPossible for somebody who is not on the referral, for a person and themselves, or for a restriction of
    contact that does not say who set it.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if kind not in Relationship.Kind.values or contact not in Relationship.Contact.values:
        raise NotPossible("Say what they are to the child.", "kind")
    if person == to:
        raise NotPossible("Choose two different people.", "to")
    on_it = set(
        Involvement.objects.filter(referral=referral, person__in=[person, to]).values_list("person_id", flat=True)
    )
    if on_it != {person.pk, to.pk}:
        raise NotPossible("Both people must be on this referral. Add the one who is missing.", "person")
    if contact != Relationship.Contact.FREE and not contact_words.strip():
        raise NotPossible("Say who set the restriction and until when: an order, a plan.", "contact_words")
    Relationship.objects.filter(referral=referral, person=person, to=to, superseded_at=None).update(superseded_at=now)
    made = Relationship.objects.create(
        referral=part.referral,
        council_id=part.council_id,
        by=by,
        person=person,
        to=to,
        kind=kind,
        parental_responsibility=parental_responsibility,
        lives_with=lives_with,
        contact=contact,
        contact_words=contact_words,
        at=at,
        recorded_at=now,
    )
    facts = {"relationship": made.pk, "person": person.pk, "to": to.pk, "kind": kind, "contact": contact}
    journal.write("relate", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return made


def say_safe_contact(
    *, by: "User", referral: Referral, person: Person, words: str, at: datetime, now: datetime
) -> SafeContact:
    """Say how somebody can be reached safely; it stands beside every attempt to reach the family. Raises NotPossible
    without words, or for somebody who is not on the referral."""
    require_past(at, now)
    part = part_of(by, referral)
    if not words.strip():
        raise NotPossible("Say how they can be reached safely.", "words")
    if not Involvement.objects.filter(referral=referral, person=person).exists():
        raise NotPossible("This person is not on the referral.", "person")
    made = SafeContact.objects.create(
        referral=part.referral, council_id=part.council_id, by=by, person=person, words=words, at=at, recorded_at=now
    )
    facts = {"safe_contact": made.pk, "person": person.pk}
    journal.write("say_safe_contact", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return made


def add_person(*, by: "User", referral: Referral, said: PersonSaid, at: datetime, now: datetime) -> Involvement:
    """Put somebody on the referral: one whom this council has on record (`said.person`), or somebody new.

    Somebody on record keeps their one record on both referrals. Raises NotPossible for another council's record, for a
    record that was brought together with another, without any name, or when they have that role on it already.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if said.role not in Involvement.As.values:
        raise NotPossible("Say who they are on this referral.", "role")
    person = said.person
    if person is None:
        if not (said.given_name.strip() or said.family_name.strip() or said.known_as.strip()):
            raise NotPossible("Enter a name, or what they are called.", "given_name")
        person = matching.person_told_of(said, council=council_of(by), now=now)
        Person.objects.create_many([person], by=by, now=now, because="added to a referral")
    elif person.council_id != part.council_id:
        raise NotPossible("Another council recorded this person. Record them yourself; each council has its own.")
    elif person.merged_into_id is not None:
        raise NotPossible("This record was brought together with another. Choose the other one.")
    involved, fresh = Involvement.objects.get_or_create(
        referral=part.referral,
        person=person,
        role=said.role,
        defaults={
            "lives_with_child": said.lives_with_child,
            "parental_responsibility": said.parental_responsibility,
            "words": said.words,
        },
    )
    if not fresh:
        raise NotPossible(f"{person.name} has that role on this referral already.", "role")
    if said.role == Involvement.As.CHILD:
        referral = Referral.objects.select_for_update().get(pk=referral.pk)
        referral.children_count = Involvement.objects.filter(referral=referral, role=Involvement.As.CHILD).count()
        referral.first_child = referral.first_child or person
        save_as(referral, by=by, now=now, because="a child was added", fields=["children_count", "first_child"])
    journal.write(
        "add_person",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"person": person.pk, "role": said.role, "on_record": said.person is not None, "words": said.words},
    )
    return involved


def add_alias(
    *, by: "User", referral: Referral, person: Person, name: str, kind: str, at: datetime, now: datetime
) -> Alias:
    """Record another name of somebody whom this council recorded; the search finds them by it. A name recorded twice is
    one. Raises NotPossible without a name, or for another council's record."""
    require_past(at, now)
    part = part_of(by, referral)
    if kind not in {Alias.Kind.EARLIER, Alias.Kind.ALSO, Alias.Kind.SPELLING}:
        raise NotPossible("Say what kind of name it is.", "kind")
    name = " ".join(name.split())[:240]
    if not matching.fold(name):
        raise NotPossible("Enter the other name.", "name")
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.council_id != part.council_id:
        raise NotPossible("Another council recorded this person. Ask them to add the name.", "person")
    made, _ = Alias.objects.get_or_create(
        person=person,
        name=name,
        ended_at=None,
        defaults={"council_id": part.council_id, "kind": kind, "by": by, "at": at, "recorded_at": now},
    )
    find_again(person, by=by, now=now, because="another name")
    facts = {"person": person.pk, "alias": made.pk, "kind": kind}
    journal.write("add_alias", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return made


def find_again(person: Person, *, by: "User", now: datetime, because: str) -> None:
    """Make the search find somebody by their own names and all the others that hold now."""
    names = Alias.objects.filter(person=person, ended_at=None).values_list("name", flat=True)
    matching.make_findable(person, also=list(names))
    save_as(person, by=by, now=now, because=because, fields=["folded", "sounds"])
