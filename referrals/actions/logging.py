"""A referral, or a contact that is information only, reaches a council."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import timers.actions as clocks
from councils.leads import leads_of
from councils.models import Council
from database.together import together
from referrals import agreeing, by_rule, duties, journal, matching, prompts, references
from referrals.deadlines import local_day
from referrals.models import Address, Involvement, NamedCouncil, Part, Person, Place, Referral
from referrals.parties import council_of, part_of, require_past, service_of
from referrals.receiving import (
    clocks_owed,
    front_door,
    named_by,
    new_part,
    new_place,
    present_places,
    start_clocks,
)
from referrals.refusals import NotPossible
from referrals.said import PersonSaid, PlaceSaid, ReferralSaid
from trail.history import save_as
from trail.submissions import claim
from trail.writing import keys_for, rows_of

if TYPE_CHECKING:
    from accounts.models import User

REPEAT_WITHIN = timedelta(days=366)  # T84: within 12 months of the one before


def log_referral(
    *, by: "User", said: ReferralSaid, at: datetime, now: datetime, received_by: Council | None = None
) -> Referral:
    """Log what reached `by`'s council at `at`; returns the referral, with this council's part in it and its clocks.

    `said.form_token` makes a second sending of the same form return the first one's referral. `received_by` is another
    council that received it at the same time; it is then sent to it as well. Never refused for what is not known.
    Raises NotPossible for a time ahead of `now` or when no child is named.
    """
    council = council_of(by)
    require_past(at, now)
    if not any(one.role == Involvement.As.CHILD for one in said.people):
        raise NotPossible("A referral is about at least one child. Add the child, even without a name.", "children")
    if said.form_token is not None and claim(said.form_token, by_id=by.pk, now=now) is not None:
        # The same form a second time, perhaps while the first was still being saved: answer with the first one's.
        return Referral.objects.get(form_token=said.form_token)
    people = _people(by, council, said.people, now=now)
    referral = _referral(people, by=by, council=council, said=said, at=at, now=now)
    involvements = _involve(referral, people)
    places, addresses = _places(referral, people, said, by=by, at=at, now=now)
    named = _named(referral, council, places, at=at)
    part = new_part(referral, council, came=Part.Came.LOGGED, at=at, now=now)
    unknown = [person for _, person in people if person.pk is None]
    rows = (unknown, [referral], involvements, places, addresses, named, [part])
    carried = duties.carried_by(referral, places)
    at_odds = _at_odds(referral, council, places, carried)
    # All that has to be known before anything is written, asked at once; then all that is written, at once.
    known, part.team_id, rule_sets, _ = together(
        "before_logging",
        matching.known_already(
            _with_roles(people, Involvement.As.CHILD),
            council,
            since=at - REPEAT_WITHIN,
            parents=_with_roles(people, Involvement.As.PARENT, Involvement.As.CARER),
            on=local_day(at),
        ),
        front_door(council),
        leads_of(at_odds, local_day(at)),
        keys_for(*rows),
    )
    if referral.repeats_id is None:
        referral.repeats_id = known.earlier_id
    shared = by_rule.why_shared(rule_sets, places, involvements, part=part) if at_odds else ""
    facts = {"part": part.pk, "kind": referral.kind, "harm": referral.harm, "service": referral.service}
    *_, entry_id = together(
        "log_referral",
        rows_of(*rows, by=by, now=now, because="logged"),
        duties.beginning(referral, carried, council.pk, at=at),
        clocks.beginning(
            clocks_owed(part, referral=referral, places=places, involvements=involvements, named=named), now=now
        ),
        prompts.asking(_asked_at_logging(referral, council, involvements, known.elsewhere, shared, at=now), at=now),
        journal.line("log_referral", referral=referral, by=by, at=at, now=now, facts=facts),
    )
    journal.note_lateness(
        "log_referral", referral=referral, by=by, at=at, now=now, subject=("referrals.journalentry", entry_id)
    )
    if received_by is not None and received_by != council:
        from referrals.actions.sending import send_referral

        send_referral(
            by=by, referral=referral, to=received_by, at=at, now=now, address_source="it received the referral itself"
        )
    return referral


def accept_as_referral(*, by: "User", referral: Referral, reason: str, at: datetime, now: datetime) -> Referral:
    """A contact turns out to be a referral: its clocks start from now on. Raises NotPossible when it is one already."""
    part = part_of(by, referral)
    referral = Referral.objects.select_for_update().get(pk=referral.pk)
    if referral.kind == Referral.Kind.REFERRAL:
        raise NotPossible("This is a referral already.")
    if not reason.strip():
        raise NotPossible("Say why this is a referral: the referrer will be told.", "reason")
    referral.kind = Referral.Kind.REFERRAL
    referral.version += 1
    save_as(referral, by=by, now=now, because="accepted as a referral")
    part.received_at = at  # a contact's clocks run from its becoming a referral, not from the first message
    part.save(update_fields=["received_at"])
    Part.objects.filter(referral=referral).update(kind=referral.kind)
    start_clocks(part, referral=referral, now=now)
    duties.begin(referral, part, places=present_places(referral), at=at)
    agreeing.ask_where_rules_conflict(referral, [part.council_id], at=at, now=now)
    journal.write("accept_as_referral", referral=referral, by=by, at=at, now=now, facts={"reason": reason})
    return referral


def _referral(
    people: list[tuple[PersonSaid, Person]],
    *,
    by: "User",
    council: Council,
    said: ReferralSaid,
    at: datetime,
    now: datetime,
) -> Referral:
    """The referral, not saved yet; joined to the one it repeats only where somebody said which."""
    children = _with_roles(people, Involvement.As.CHILD)
    return Referral(
        reference=references.new(),
        form_token=said.form_token,
        kind=said.kind,
        council=council,
        logged_by=by,
        service=service_of(by),
        received_at=at,
        recorded_at=now,
        first_child=children[0],
        children_count=len(children),
        referrer_kind=said.referrer.kind,
        referrer_name=said.referrer.name,
        referrer_agency=said.referrer.agency,
        referrer_reach=said.referrer.reach,
        referrer_council=said.referrer.council,
        referrer_person=people[said.referrer.is_person][1] if said.referrer.is_person is not None else None,
        referrer_anonymous=said.referrer.anonymous,
        harm=said.harm,
        significant_harm=said.significant_harm,
        safe_now=said.safe_now,
        safe_now_words=said.safe_now_words,
        said=said.said,
        last_happened_on=said.last_happened_on,
        happened_words=said.happened_words,
        next_contact_on=said.next_contact_on,
        next_contact_words=said.next_contact_words,
        disclosed_by_child=said.disclosed_by_child,
        police_involved=said.police_involved,
        police_reference=said.police_reference,
        parent_knows=said.parent_knows,
        consent=said.consent,
        consent_words=said.consent_words,
        interpreter=said.interpreter,
        told_to_expect_contact=said.told_to_expect_contact,
        told_to_expect=said.told_to_expect,
        other_children_words=said.other_children_words,
        repeats_id=said.repeats,
    )


def _with_roles(people: list[tuple[PersonSaid, Person]], *roles: str) -> list[Person]:
    return [person for one, person in people if one.role in roles]


def _at_odds(referral: Referral, council: Council, places: list[Place], carried: list[str]) -> list[Council]:
    """The councils whose rules may differ on who calls the strategy discussion: none where there is only one, or where
    no harm is alleged."""
    if not (referral.harm_alleged and carried):
        return []
    councils = {one.pk: one for one in (council, *(place.council for place in places)) if one is not None}
    return list(councils.values()) if len(councils) > 1 else []


def _people(by: "User", council: Council, said: list[PersonSaid], *, now: datetime) -> list[tuple[PersonSaid, Person]]:
    """Each with their row: those on record already, and those who are not, not saved yet."""
    people: list[tuple[PersonSaid, Person]] = []
    for one in said:
        person = one.person
        if person is None:
            person = matching.person_told_of(one, council=council, now=now)
        else:
            _warn_about(person, one, by=by, now=now)
        people.append((one, person))
    return people


def _warn_about(person: Person, said: PersonSaid, *, by: "User", now: datetime) -> None:
    """Somebody on record already: a warning told now is kept; one that stands is never lifted by silence."""
    changed = []
    if said.address_protected and not person.address_protected:
        person.address_protected = True
        changed.append("address_protected")
    if said.staff_warning and said.staff_warning != person.staff_warning:
        person.staff_warning = "; ".join(filter(None, (said.staff_warning, person.staff_warning)))[:300]
        changed.append("staff_warning")
    if changed:
        save_as(person, by=by, now=now, because="told when a referral was logged", fields=changed)


def _involve(referral: Referral, people: list[tuple[PersonSaid, Person]]) -> list[Involvement]:
    return [
        Involvement(
            referral=referral,
            person=person,
            role=one.role,
            lives_with_child=one.lives_with_child,
            parental_responsibility=one.parental_responsibility,
            was_child_when_alleged=one.was_child_when_alleged,
            other_children=one.other_children,
            works_with_children_in=one.works_with_children_in,
            works_with_adults_in=one.works_with_adults_in,
            words=one.words,
        )
        for one, person in people
    ]


def _places(
    referral: Referral,
    people: list[tuple[PersonSaid, Person]],
    said: ReferralSaid,
    *,
    by: "User",
    at: datetime,
    now: datetime,
) -> tuple[list[Place], list[Address]]:
    facts: list[tuple[str, Person | None, PlaceSaid]] = []
    for one, person in people:
        if one.role == Involvement.As.CHILD:
            facts += [(Place.What.LIVES_IN, person, one.lives_in or PlaceSaid())]
            facts += [(Place.What.IS_IN, person, one.is_in)] if one.is_in else []
        elif one.role == Involvement.As.ALLEGED_HARMER:
            facts += [(Place.What.HARMER_LIVES_IN, person, one.lives_in)] if one.lives_in else []
            if one.works_with_children_in:
                works = PlaceSaid(council=one.works_with_children_in, confidence="stated")
                facts.append((Place.What.WORKS_IN, person, works))
    if said.happened_in is not None:
        facts.append((Place.What.HAPPENED_IN, None, said.happened_in))
    places = [new_place(referral, what, place, person=person, by=by, at=at, now=now) for what, person, place in facts]
    addresses = [
        Address(
            person=person,
            words=place.words,
            postcode=place.postcode,
            council=place.council,
            confidence=place.confidence,
            source=place.source,
            at=at,
            recorded_at=now,
        )
        for what, person, place in facts
        if person is not None
        and what in {Place.What.LIVES_IN, Place.What.HARMER_LIVES_IN}
        and (place.words or place.postcode)
    ]
    return places, addresses


def _named(referral: Referral, council: Council, places: list[Place], *, at: datetime) -> list[NamedCouncil]:
    """The logging council is named too: the others must speak to it from when they receive the referral."""
    wanted: dict[int, str] = {}
    for council_id, because in named_by(places):
        wanted.setdefault(council_id, because)
    if referral.referrer_council_id is not None:
        wanted.setdefault(referral.referrer_council_id, "referred")
    wanted.setdefault(council.pk, "logged")
    return [
        NamedCouncil(referral=referral, council_id=council_id, because=because, named_at=at)
        for council_id, because in wanted.items()
    ]


def _asked_at_logging(
    referral: Referral,
    council: Council,
    involvements: list[Involvement],
    elsewhere: list[Part],
    shared: str,
    *,
    at: datetime,
) -> list[prompts.Asked]:
    asked: list[prompts.Asked] = []
    harmers = [one for one in involvements if one.role == Involvement.As.ALLEGED_HARMER]
    for one in harmers:
        asked += asks_about_harmer(referral, council.pk, one, on=at, happened=referral.last_happened_on)
    if not harmers and referral.harm_alleged:
        # Somebody caused the harm; who else they reach is not known either.
        asked.append((referral, council.pk, "other_children_at_risk", {}))
    if referral.service == "adults":
        asked.append((referral, council.pk, "tell_childrens_services", {}))
    if referral.repeats_id is not None:
        asked.append((referral, council.pk, "repeat_referral", {"earlier": referral.repeats_id}))
    if shared:
        asked.append((referral, council.pk, "rule_sets_conflict", {"why": shared}))
    for match in elsewhere:
        # Both front doors learn only that the other council has a live referral (DECISIONS, Practice).
        asked.append((referral, council.pk, "live_elsewhere", {"council": match.council_id}))
        asked.append((match.referral, match.council_id, "live_elsewhere", {"council": council.pk}))
    return asked


def asks_about_harmer(
    referral: Referral, council_id: int, one: Involvement, *, on: datetime, happened: date | None = None
) -> list[prompts.Asked]:
    """What is asked about somebody alleged to have caused harm: were they a child, whom do they reach, do they work
    with adults.

    A child now, or when it `happened` (STATUTE 3, fault 33: "under 18 then or now"): nobody need have said so when the
    birth date does.
    """
    facts: dict[str, object] = {"person": one.person_id}
    asked: list[prompts.Asked] = []
    days = [on.date()] if happened is None else [on.date(), happened]
    if one.was_child_when_alleged or any(is_child(one.person, on=day) for day in days):
        asked.append((referral, council_id, "alleged_harmer_was_a_child", facts))
    if one.other_children != Involvement.Whether.NO:
        asked.append((referral, council_id, "other_children_at_risk", facts))
    if one.works_with_adults_in_id is not None:
        asked.append((referral, council_id, "adult_position_of_trust", facts))
    return asked


def is_child(person: Person, *, on: date) -> bool:
    """True when somebody is known to be under 18 on the day."""
    age = person.age_on(on)
    return age is not None and age < 18
