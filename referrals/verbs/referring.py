"""Logging, sending, deciding, speaking and assessing: the verbs of a case file, as the calls pages and API make."""

from collections.abc import Callable
from typing import Any

from councils.models import Council
from referrals import actions
from referrals.models import Involvement, Part, Person, Referral
from referrals.parties import council_of
from referrals.said import PersonSaid, PlaceSaid, ReferralSaid, ReferrerSaid
from referrals.turns import Character, Turn

FAMILY = {"child", "parent", "carer"}


def log_referral(turn: Turn) -> Referral:
    """The child, the person alleged to have caused harm, and the family as the file names them."""
    said, characters = _said(turn)
    referral = actions.log_referral(
        by=turn.by, said=said, at=turn.at, now=turn.now, received_by=turn.fields.get("received_by")
    )
    recorded = Involvement.objects.filter(referral=referral).select_related("person").order_by("id")
    for character, one in zip(characters, recorded, strict=True):
        character.rows.setdefault(council_of(turn.by).pk, one.person)
    return referral


def _said(turn: Turn) -> tuple[ReferralSaid, list[Character]]:
    fields = turn.fields
    child: Character = fields["child"]
    harmer: Character | None = fields.get("alleged_harmer")
    others = [one for one in turn.cast.values() if one.kind in {"parent", "carer"} and one is not harmer]
    teller = fields.get("from")
    characters = [child, *([harmer] if harmer else []), *others]
    people = [said_of(turn, child, role="child", is_in=_place(fields, "child_is_in"))]
    if harmer is not None:
        people.append(said_of(turn, harmer, role="alleged_harmer"))
    people += [said_of(turn, one, role=one.kind, lives_with_child=not one.lives_apart) for one in others]
    earlier = fields.get("repeats")
    said = ReferralSaid(
        people=people,
        referrer=_referrer(teller, characters),
        harm=fields.get("harm", []),
        significant_harm=fields.get("significant_harm"),
        safe_now=fields.get("safe_now"),
        happened_in=_place(fields, "happened_in"),
        last_happened_on=fields.get("last_happened"),
        next_contact_on=fields.get("next_contact_with_harmer"),
        told_to_expect_contact=fields.get("told_to_expect_contact"),
        disclosed_by_child=fields.get("disclosed_by_child"),
        police_involved=fields.get("police_involved"),
        parent_knows=fields.get("parent_knows"),
        consent=fields.get("consent", ""),
        repeats=earlier.pk if earlier is not None else None,
        **turn.words,
    )
    return said, characters


def said_of(turn: Turn, who: Character, *, role: str, **more: Any) -> PersonSaid:
    """What the file says of somebody, as the acting council records them."""
    lives_in = PlaceSaid(who.lives_in, who.address_confidence or "stated") if who.lives_in else None
    return PersonSaid(
        role=role,
        person=who.rows.get(council_of(turn.by).pk),
        given_name=who.given_name,
        family_name=who.family_name,
        born_on=who.born_on,
        expected_on=who.expected_on,
        nhs_number=who.nhs_number,
        phone=who.phone,
        address_protected=who.address_protected,
        lives_in=lives_in,
        was_child_when_alleged=who.child_when_alleged,
        other_children=who.other_children,
        works_with_children_in=who.works_with_children_in,
        works_with_adults_in=who.works_with_adults_in,
        **more,
    )


def _place(fields: Any, key: str) -> PlaceSaid | None:
    """A place named is as somebody stated it; "unknown" says that nobody knows; left out says nothing."""
    if key not in fields:
        return None
    council = fields[key]
    return PlaceSaid(council, "stated") if isinstance(council, Council) else PlaceSaid()


def _referrer(teller: Character | Council | None, characters: list[Character]) -> ReferrerSaid:
    if isinstance(teller, Council):
        return ReferrerSaid(kind="council", council=teller, name=teller.short_name)
    if teller is None:
        return ReferrerSaid()
    if teller in characters:
        return ReferrerSaid(kind=teller.kind, name=teller.name, is_person=characters.index(teller))
    return ReferrerSaid(kind=teller.agency, name=teller.name)


def record_address(turn: Turn) -> list[Referral]:
    """On every record of the child that a referral of this council holds."""
    child: Character = turn.fields["child"]
    council = turn.fields.get("lives_in")
    council = council if isinstance(council, Council) else None
    place = PlaceSaid(
        council,
        turn.fields.get("confidence", "stated" if council else "unknown"),
        turn.fields.get("source", ""),
    )
    changed: list[Referral] = []
    for row in rows_on_referrals(turn, child) or [row_of(turn, child)]:
        changed += actions.record_address(by=turn.by, person=row, lives_in=place, at=turn.at, now=turn.now)
    child.lives_in, child.address_confidence = council, place.confidence
    return changed


def rows_on_referrals(turn: Turn, who: Character) -> list[Person]:
    """The records of somebody that open referrals of the acting council hold, whoever made them."""
    return [
        row
        for row in who.rows.values()
        if Involvement.objects.filter(
            person=row, referral__parts__council_id=turn.by.council_id, referral__parts__closed_at=None
        ).exists()
    ]


def row_of(turn: Turn, who: Character) -> Person:
    """The acting council's own record of somebody, made when there is none."""
    council_id = council_of(turn.by).pk
    if council_id not in who.rows:
        row = Person(
            council_id=council_id, given_name=who.given_name, family_name=who.family_name, recorded_at=turn.now
        )
        Person.objects.create_many([row], by=turn.by, now=turn.now, because="named in a case file")
        who.rows[council_id] = row
    return who.rows[council_id]


def on_referral(turn: Turn, referral: Referral) -> Person | None:
    """The record of the step's `person` that is on the referral, whoever made it."""
    who: Character | None = turn.fields.get("person")
    if who is None:
        return None
    ids = [row.pk for row in who.rows.values()]
    found = Involvement.objects.filter(referral=referral, person_id__in=ids).select_related("person").first()
    return found.person if found else row_of(turn, who)


def send_referral(turn: Turn) -> Any:
    fields = turn.fields
    return actions.send_referral(
        by=turn.by,
        referral=fields["referral"],
        to=fields["to"],
        address_source=fields.get("address_source", ""),
        at=turn.at,
        now=turn.now,
    )


def acknowledge(turn: Turn) -> Part:
    return actions.acknowledge(
        by=turn.by,
        referral=turn.fields["referral"],
        worker=turn.fields.get("worker", ""),
        at=turn.at,
        now=turn.now,
    )


def decide(turn: Turn) -> Any:
    fields = turn.fields
    return actions.decide(
        by=turn.by,
        referral=fields["referral"],
        outcome=fields["outcome"],
        reason=fields.get("reason", ""),
        rationale=fields.get("rationale", ""),
        strategy_discussion_considered=fields.get("strategy_discussion_considered"),
        override=turn.override,
        at=turn.at,
        now=turn.now,
    )


def give_feedback(turn: Turn) -> Any:
    """To a council, or to a person: then whether it is the one who referred is read from the referral."""
    referral: Referral = turn.fields["referral"]
    to = turn.fields.get("to")
    if isinstance(to, Character):
        rows = {row.pk for row in to.rows.values()}
        referred = referral.referrer_person_id in rows if referral.referrer_person_id else None
        if referred is None:
            referred = referral.referrer_name == to.name if referral.referrer_name else to.kind == "referrer"
        return actions.give_feedback(
            by=turn.by, referral=referral, to=to.name, to_referrer=referred, at=turn.at, now=turn.now
        )
    return actions.give_feedback(by=turn.by, referral=referral, to_council=to, at=turn.at, now=turn.now)


def contact_council(turn: Turn) -> Any:
    fields = turn.fields
    return actions.contact_council(
        by=turn.by,
        referral=fields["referral"],
        to=fields["to"],
        their_service=fields.get("service", ""),
        worker_there=fields.get("worker_there", ""),
        two_way=fields.get("two_way"),
        at=turn.at,
        now=turn.now,
    )


def contact_family(turn: Turn) -> Any:
    fields = turn.fields
    referral = fields["referral"]
    return actions.contact_family(
        by=turn.by,
        referral=referral,
        person=on_referral(turn, referral),
        channel=fields["channel"],
        live=fields.get("live", False),
        number_verified=fields.get("number_verified"),
        told_of_risk=fields.get("told_of_risk"),
        at=turn.at,
        now=turn.now,
    )


def decide_not_to_tell(turn: Turn) -> Any:
    fields = turn.fields
    referral = fields["referral"]
    return actions.decide_not_to_tell(
        by=turn.by,
        referral=referral,
        person=on_referral(turn, referral),
        reason=fields.get("reason", ""),
        look_again=fields.get("look_again"),
        at=turn.at,
        now=turn.now,
    )


def see_child(turn: Turn) -> Any:
    fields = turn.fields
    return actions.see_child(
        by=turn.by,
        referral=fields["referral"],
        alone=fields.get("alone"),
        words=fields.get("words", ""),
        at=turn.at,
        now=turn.now,
    )


def record_safety_plan(turn: Turn) -> Any:
    fields = turn.fields
    return actions.record_safety_plan(
        by=turn.by,
        referral=fields["referral"],
        plan=fields.get("plan", ""),
        before=fields.get("before"),
        at=turn.at,
        now=turn.now,
    )


def start_assessment(turn: Turn) -> Any:
    return actions.start_assessment(by=turn.by, referral=turn.fields["referral"], at=turn.at, now=turn.now)


def complete_assessment(turn: Turn) -> Any:
    told = {key: value for key, value in turn.fields.items() if key != "referral"}
    return actions.complete_assessment(
        by=turn.by, referral=turn.fields["referral"], override=turn.override, at=turn.at, now=turn.now, **told
    )


def reassign(turn: Turn) -> Part:
    """A new worker takes over. Where the file never said who had the case, it was whoever logged it, or acts now."""
    referral: Referral = turn.fields["referral"]
    to = turn.colleague(turn.fields["to_worker"])
    part = Part.objects.filter(referral=referral, council_id=turn.by.council_id).first()
    if part is not None and part.worker_id is None:
        logger = referral.logged_by
        before = logger if logger.council_id == turn.by.council_id and logger != to else turn.by
        actions.allocate(by=turn.by, referral=referral, worker=before, at=turn.at, now=turn.now)
    return actions.allocate(
        by=turn.by, referral=referral, worker=to, reason="a new worker takes over", at=turn.at, now=turn.now
    )


VERBS: dict[str, Callable[[Turn], Any]] = {
    "log_referral": log_referral,
    "record_address": record_address,
    "send_referral": send_referral,
    "acknowledge": acknowledge,
    "decide": decide,
    "give_feedback": give_feedback,
    "contact_council": contact_council,
    "contact_family": contact_family,
    "decide_not_to_tell": decide_not_to_tell,
    "see_child": see_child,
    "record_safety_plan": record_safety_plan,
    "start_assessment": start_assessment,
    "complete_assessment": complete_assessment,
    "reassign": reassign,
}
