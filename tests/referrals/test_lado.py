"""The harm criteria first, then what is said to the person; whose it is, and what is kept when it was said too soon."""

import pytest

from referrals import actions, duties
from referrals.models import Involvement, LadoConsideration, LadoMention, Person, Prompt, Referral
from referrals.refusals import NotPossible, Refused
from tests.world import World, at


def works_in(world: World, council: str | None) -> tuple[Referral, Person]:
    where = world.council(council) if council else None
    referral = world.logged(
        "kent", said=world.said(world.child(), world.mother(), world.harmer(works_with_children_in=where))
    )
    return referral, referral.involvements.get(role="alleged_harmer").person


def consider(world: World, referral: Referral, person: Person, limbs: list[int], **more: object) -> LadoConsideration:
    return actions.consider_lado(
        by=world.person("kent"),
        referral=referral,
        person=person,
        limbs=limbs,
        at=at(17),
        now=at(17),
        **({"classified_as": "allegation"} | more),  # type: ignore[arg-type]
    )


def mention(world: World, referral: Referral, person: Person, *, happened: bool) -> LadoMention:
    return actions.mention_lado(
        by=world.person("kent"), referral=referral, person=person, happened=happened, at=at(18), now=at(18)
    )


def test_the_plan_to_tell_is_refused_until_the_criteria_are_weighed(world: World) -> None:
    referral, person = works_in(world, "kent")
    with pytest.raises(Refused) as refused:
        mention(world, referral, person, happened=False)
    assert refused.value.codes == ["lado.threshold_not_considered"]
    assert not LadoMention.objects.exists()
    consider(world, referral, person, [])
    assert not mention(world, referral, person, happened=False).below_standard


@pytest.mark.parametrize("considered", [True, False])
def test_that_it_was_said_is_recorded_as_it_was(world: World, considered: bool) -> None:
    referral, person = works_in(world, "kent")
    if considered:
        consider(world, referral, person, [1])
    said = mention(world, referral, person, happened=True)
    assert said.below_standard is not considered
    assert Prompt.objects.filter(referral=referral, code="below_standard").exists() is not considered


def test_weighing_somebody_else_does_not_count(world: World) -> None:
    referral, person = works_in(world, "kent")
    consider(world, referral, referral.involvements.get(role="parent").person, [1])
    with pytest.raises(Refused):
        mention(world, referral, person, happened=False)


@pytest.mark.parametrize("limb", [1, 2, 3, 4])
def test_any_one_criterion_makes_it_a_responsibility(world: World, limb: int) -> None:
    referral, person = works_in(world, None)
    assert duties.holders_at(referral, "lado", at(17, 12)) == []
    consider(world, referral, person, [limb])
    assert duties.holders_at(referral, "lado", at(17, 12)) == [world.council("kent")]


def test_it_is_the_council_where_the_person_works_once_it_has_the_referral(world: World) -> None:
    referral, person = works_in(world, None)
    world.sent(referral, "kent", "croydon", at(16, 11))
    consider(world, referral, person, [4], works_in=world.council("croydon"))
    assert duties.holders_at(referral, "lado", at(17, 12)) == [world.council("croydon")]
    assert Involvement.objects.get(person=person).works_with_children_in == world.council("croydon")


def test_below_the_threshold_is_a_record_of_advice_and_ends_it(world: World) -> None:
    referral, person = works_in(world, "kent")
    assert duties.holders_at(referral, "lado", at(16, 12)) == [world.council("kent")]
    consider(world, referral, person, [], classified_as="practice_concern")
    assert duties.holders_at(referral, "lado", at(17, 12)) == []
    assert LadoConsideration.objects.get().limbs == []


def test_one_below_it_does_not_end_what_another_met(world: World) -> None:
    referral, person = works_in(world, "kent")
    mother = referral.involvements.get(role="parent").person
    consider(world, referral, person, [2])
    consider(world, referral, mother, [], classified_as="complaint")
    assert duties.holders_at(referral, "lado", at(17, 12)) == [world.council("kent")]


@pytest.mark.parametrize(("limbs", "sort"), [([5], "allegation"), ([0], "allegation"), ([1], "gossip")])
def test_there_are_four_criteria_and_three_sorts(world: World, limbs: list[int], sort: str) -> None:
    referral, person = works_in(world, "kent")
    with pytest.raises(NotPossible):
        consider(world, referral, person, limbs, classified_as=sort)


def test_one_that_is_not_sorted_is_kept_below_standard(world: World) -> None:
    referral, person = works_in(world, "kent")
    consider(world, referral, person, [1], classified_as="")
    assert Prompt.objects.filter(referral=referral, code="below_standard").exists()
