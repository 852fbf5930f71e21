"""Which closed cases count as closed in similar circumstances, case by case, and how the filter says it in words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audits import actions as audits
from audits.auditing import population
from audits.auditing.similar import DEFAULT, LINKS, STAGES, VARIANTS, Similar
from audits.models import PopulationCase
from referrals import actions
from referrals.models import Part
from referrals.refusals import NotPossible
from tests.audits.house import WORDS, closed_case, csv_of, opened
from tests.world import MONDAY, World, make_world

pytestmark = pytest.mark.django_db


def found(world: World, similar: Similar) -> int:
    return population.preview(opened(world), similar).here


def of_kent(world: World) -> dict[str, object]:
    """A child who lives in Kent, harmed there, by somebody who lives there."""
    return {
        "people": [world.child("kent"), world.mother(), world.harmer("kent")],
        "happened_in": world.place("kent"),
    }


@pytest.mark.parametrize(
    ("lives", "happened", "harmer", "counts"),
    [
        ("havering", "kent", "kent", True),
        ("kent", "croydon", "kent", True),
        ("kent", "kent", "medway", True),
        ("kent", "kent", "kent", False),
        ("kent", None, None, False),
    ],
)
def test_another_council_is_concerned(lives: str, happened: str | None, harmer: str | None, counts: bool) -> None:
    world = make_world()
    people = [world.child(lives), world.mother()] + ([world.harmer(harmer)] if harmer else [])
    closed_case(world, people=people, happened_in=world.place(happened))
    assert found(world, DEFAULT) == int(counts)


def test_a_contact_another_councils_case_an_open_one_and_one_outside_the_period_do_not_count() -> None:
    world = make_world()
    closed_case(world, kind="contact")
    closed_case(world, by="medway")
    world.logged("kent", MONDAY - timedelta(days=100))
    closed_case(world, when=MONDAY.replace(year=2016))
    assert found(world, DEFAULT) == 0
    assert found(world, replace(DEFAULT, contacts=True)) == 1


def test_how_far_it_had_gone() -> None:
    world = make_world()
    closed_case(world)
    assessed, enquired = closed_case(world), closed_case(world)
    then = MONDAY - timedelta(days=180)
    for referral, act in ((assessed, actions.start_assessment), (enquired, actions.start_section_47)):
        actions.reopen(by=world.person("kent"), referral=referral, reason="More to do", at=then, now=then)
        act(by=world.person("kent"), referral=referral, at=then, now=then)  # type: ignore[operator]
    # Opened again, they still count by the closing that was signed.
    assert found(world, replace(DEFAULT, stage="any")) == 3
    assert found(world, DEFAULT) == 2
    assert found(world, replace(DEFAULT, stage="referral")) == 1


def test_a_certain_council_and_a_certain_harm() -> None:
    world = make_world()
    closed_case(world, harm=["physical"])
    closed_case(world, happened_in=world.place("croydon"))
    assert found(world, replace(DEFAULT, harms=("sexual", "neglect"))) == 1
    assert found(world, replace(DEFAULT, with_council_id=world.council("croydon").pk)) == 1
    assert found(world, replace(DEFAULT, links=("named",), stage="any")) == 2


def test_the_list_counts_a_case_once_that_is_in_both_systems() -> None:
    world = make_world()
    auditor, audit = world.person("kent", "auditor"), opened(world)
    first = closed_case(world)
    Part.objects.filter(referral=first).update(own_number="M00002")
    closed_case(world)
    audits.import_cases(by=auditor, audit=audit, content=csv_of(5), at=MONDAY, now=MONDAY)
    audits.import_cases(
        by=auditor, audit=audit, content=csv_of(2, first=50, closed=date(2015, 1, 1)), at=MONDAY, now=MONDAY
    )
    seen = population.preview(audit, DEFAULT)
    assert (seen.here, seen.imported, seen.both, seen.total) == (2, 5, 1, 6), "two closed before the period"
    audits.define(by=auditor, audit=audit, words=WORDS, similar=DEFAULT, strata="", wanted=50, at=MONDAY, now=MONDAY)
    frozen = audits.freeze(by=auditor, audit=audit, at=MONDAY, now=MONDAY)
    assert frozen.population == 6
    rows = PopulationCase.objects.filter(audit=audit).order_by("number")
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6] == [row.place for row in rows]
    assert [row.closed_on for row in rows] == sorted(row.closed_on for row in rows)
    assert "M00002" not in {row.label for row in rows}


def test_no_list_without_a_definition_nor_of_nothing() -> None:
    world = make_world()
    auditor, audit = world.person("kent", "auditor"), opened(world)
    with pytest.raises(NotPossible, match="in words"):
        audits.freeze(by=auditor, audit=audit, at=MONDAY, now=MONDAY)
    with pytest.raises(NotPossible, match="in words"):
        audits.define(by=auditor, audit=audit, words=" ", similar=DEFAULT, strata="", wanted=50, at=MONDAY, now=MONDAY)
    audits.define(by=auditor, audit=audit, words=WORDS, similar=DEFAULT, strata="", wanted=50, at=MONDAY, now=MONDAY)
    with pytest.raises(NotPossible, match="No closed case"):
        audits.freeze(by=auditor, audit=audit, at=MONDAY, now=MONDAY)
    with pytest.raises(NotPossible, match="Freeze the list first"):
        audits.draw(by=auditor, audit=audit, at=MONDAY, now=MONDAY)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_filter_says_in_words_what_it_finds_and_is_kept_as_it_was(variant: str) -> None:
    similar = VARIANTS[variant][1]
    words = similar.words()
    assert all(LINKS[link] in words for link in similar.links) and STAGES[similar.stage] in words
    assert Similar.of(similar.kept()) == similar


@pytest.mark.parametrize("strata", ["year", "source", "team"])
def test_groups_have_names_that_no_spreadsheet_takes_for_a_formula(strata: str) -> None:
    world = make_world()
    auditor, audit = world.person("kent", "auditor"), opened(world)
    closed_case(world)
    rows = b'Case number,Closed on,Source,Team\nM1,2020-01-01,"=cmd|x, ""y""",@North\nM2,2021-01-01,,\n'
    audits.import_cases(by=auditor, audit=audit, content=rows, at=MONDAY, now=MONDAY)
    audits.define(
        by=auditor, audit=audit, words=WORDS, similar=DEFAULT, strata=strata, wanted=50, at=MONDAY, now=MONDAY
    )
    frozen = audits.freeze(by=auditor, audit=audit, at=MONDAY, now=MONDAY)
    groups = population.groups(frozen)
    assert sum(groups.values()) == 3 == frozen.population
    assert not any(set(name) & set('",;=+@\n') for name in groups)
    if strata == "source":
        assert set(groups) == {"cmd|x y", "not known", "school"}
