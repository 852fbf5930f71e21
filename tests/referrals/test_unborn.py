"""Two councils that each hold a referral about the same unborn child learn of each other; no others do."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.models import Part, Prompt, Referral
from referrals.said import PersonSaid, PlaceSaid
from tests.world import World, at

DUE = date(2027, 3, 1)
SADE: dict[str, Any] = {"born_on": date(1996, 4, 2), "nhs_number": "9990000001", "sex": "female"}


def unborn(world: World, expected: date = DUE, lives_in: str = "kent") -> PersonSaid:
    return PersonSaid(role="child", expected_on=expected, lives_in=world.place(lives_in))


def told(world: World, by: str, child: PersonSaid, *parents: PersonSaid, day: int = 16) -> Referral:
    return world.logged(by, when=at(day), said=world.said(child, *parents, happened_in=PlaceSaid()))


def know_of_each_other(first: Referral, second: Referral) -> bool:
    asked = Prompt.objects.filter(code="live_elsewhere").values_list("referral_id", flat=True)
    assert set(asked) in ({first.pk, second.pk}, set()), "both or neither"
    return bool(asked)


SAME_MOTHER: dict[str, dict[str, Any]] = {
    "NHS number": {"given_name": "S", "family_name": "A", "born_on": None},
    "name with birth date": {"nhs_number": "", "given_name": "SADE", "family_name": "Adéyẹmi"},
}
OTHERS: dict[str, dict[str, Any]] = {
    "name alone": {"nhs_number": "", "born_on": None},
    "name with another birth date": {"nhs_number": "", "born_on": date(1997, 4, 2)},
    "birth date alone": {"nhs_number": "", "given_name": "Ana", "family_name": "Novak"},
    "the father of both": {"sex": "male"},
}


@pytest.mark.parametrize("mother", SAME_MOTHER.values(), ids=SAME_MOTHER.keys())
def test_the_same_mother_and_about_the_same_day_is_the_same_child(world: World, mother: dict[str, Any]) -> None:
    first = told(world, "kent", unborn(world), world.mother(**SADE))
    second = told(world, "croydon", unborn(world, date(2027, 3, 20)), world.mother(**{**SADE, **mother}), day=17)
    assert know_of_each_other(first, second)
    facts = Prompt.objects.get(referral=second, code="live_elsewhere").facts
    assert facts == {"council": world.council("kent").pk}  # and no more


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_less_than_that_is_not(world: World, other: dict[str, Any]) -> None:
    sex = {"sex": "male"} if other.get("sex") == "male" else {}
    first = told(world, "kent", unborn(world), world.mother(**{**SADE, **sex}))
    second = told(world, "croydon", unborn(world), world.mother(**{**SADE, **other}), day=17)
    assert not know_of_each_other(first, second)


@pytest.mark.parametrize(
    ("expected", "same"),
    [(date(2027, 4, 12), True), (date(2027, 4, 13), False), (date(2027, 1, 18), True), (date(2027, 1, 17), False)],
    ids=["six weeks later", "a day more", "six weeks before", "a day more before"],
)
def test_two_pregnancies_of_one_woman_lie_further_apart(world: World, expected: date, same: bool) -> None:
    first = told(world, "kent", unborn(world), world.mother(**SADE))
    second = told(world, "croydon", unborn(world, expected), world.mother(**SADE), day=17)
    assert know_of_each_other(first, second) is same


@pytest.mark.parametrize(
    ("expected", "born", "same"),
    [
        (date(2026, 12, 20), date(2026, 11, 10), True),  # before the day
        (date(2026, 10, 20), date(2026, 11, 10), True),  # after it
        (date(2027, 6, 1), date(2026, 11, 10), False),  # the next child
    ],
)
@pytest.mark.parametrize("born_first", [True, False])
def test_one_who_is_born_meanwhile_is_still_the_one_who_was_expected(
    world: World, expected: date, born: date, same: bool, born_first: bool
) -> None:
    mother = world.mother(**SADE)
    baby = replace(world.child("kent", given_name="Tobi"), born_on=born)
    children = [baby, unborn(world, expected)] if born_first else [unborn(world, expected), baby]
    first = told(world, "kent", children[0], mother)
    second = told(world, "croydon", children[1], mother, day=17)
    assert know_of_each_other(first, second) is same


def test_an_older_child_of_the_same_mother_is_another(world: World) -> None:
    first = told(world, "kent", world.child("kent"), world.mother(**SADE))
    second = told(world, "croydon", unborn(world), world.mother(**SADE), day=17)
    assert not know_of_each_other(first, second)


def test_what_is_closed_there_is_not_told(world: World) -> None:
    first = told(world, "kent", unborn(world), world.mother(**SADE))
    Part.objects.filter(referral=first).update(closed_at=at(16, 12))
    assert not know_of_each_other(first, told(world, "croydon", unborn(world), world.mother(**SADE), day=17))


def test_told_of_again_in_the_same_council_it_repeats_the_first(world: World) -> None:
    first = told(world, "kent", unborn(world), world.mother(**SADE))
    assert told(world, "kent", unborn(world), world.mother(**SADE), day=20).repeats == first


def test_a_referral_about_born_children_asks_nothing_more_of_the_database(world: World) -> None:
    world.logged("kent")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        world.logged("kent", when=at(17))
    assert not [one for one in asked.captured_queries if "unborn_already" in one["sql"]]
