"""Days that are a slip or a system's "no date", times of the same minute, plans for an earlier contact."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from govuk.fields import read_parts
from govuk.widgets import Parts
from referrals import actions, deadlines
from referrals.models import StrategyDiscussion
from referrals.parties import FIRST_YEAR
from referrals.refusals import NotPossible
from referrals.wording import says_only_elsewhere
from tests.world import MONDAY, World
from timers.calendar import LONDON
from timers.models import Timer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("field", ["born_on", "expected_on"])
def test_a_day_that_is_no_birth_stops_no_logging(world: World, field: str, day: date) -> None:
    child = world.child(**{"born_on": None, "nhs_number": "", field: day})
    referral = world.logged("kent", MONDAY, world.said(child, world.mother()))
    assert referral.reference


def test_a_year_that_is_none_is_said_so(world: World) -> None:
    with pytest.raises(NotPossible, match="Enter a year from 1900"):
        world.logged("kent", datetime(1, 6, 1, tzinfo=LONDON))


def test_the_pages_take_no_earlier_year_than_the_actions() -> None:
    def read(year: int) -> int | None:
        return read_parts(Parts("1", "6", str(year)), whole=True).year

    assert read(FIRST_YEAR) == FIRST_YEAR
    with pytest.raises(ValidationError):
        read(FIRST_YEAR - 1)


def test_what_is_entered_of_the_same_minute_is_not_older(world: World) -> None:
    """Logged at 16:15:42; the worker enters 4:15pm, as the page asks."""
    referral = world.logged("kent", MONDAY.replace(second=42), world.said(significant_harm=True))
    at, later = MONDAY.replace(second=0), MONDAY + timedelta(hours=1)
    manager = world.person("kent", "team_manager")
    actions.see_child(by=manager, referral=referral, alone=True, words="She said so.", at=at, now=later)
    assert deadlines.child_was_seen(referral)
    decided = actions.decide(
        by=manager, referral=referral, outcome="strategy_discussion", rationale="Harm is alleged", at=at, now=later
    )
    assert decided.at == at


def test_a_decision_before_the_referral_is_none(world: World) -> None:
    referral = world.logged("kent", MONDAY, world.said(significant_harm=True))
    before, later = MONDAY - timedelta(days=30), MONDAY + timedelta(hours=1)
    manager = world.person("kent", "team_manager")
    usual: dict[str, Any] = {"by": manager, "referral": referral, "at": before, "now": later}
    with pytest.raises(NotPossible, match="before the referral"):
        actions.refuse_strategy_discussion(reason="threshold_not_met", rationale="None is needed", **usual)
    with pytest.raises(NotPossible, match="before the referral"):
        actions.decide_not_to_tell(reason="It would raise the risk", **usual)


def test_a_discussion_from_before_the_referral_is_about_something_else(world: World) -> None:
    referral = world.logged("kent", MONDAY)
    when, worker = MONDAY - timedelta(days=3), world.person("kent")
    StrategyDiscussion.objects.create(
        referral=referral,
        council=world.council("kent"),
        by=worker,
        held_at=when,
        held_recorded_at=MONDAY,
        held_recorded_by=worker,
        at=when,
        recorded_at=MONDAY,
    )
    assert not deadlines.discussion_held(referral)


def test_a_plan_for_an_earlier_contact_leaves_the_clock_to_the_next(world: World) -> None:
    said = world.said(next_contact_on=MONDAY.date() + timedelta(days=4))
    referral = world.logged("kent", MONDAY, said)
    worker, later = world.person("kent"), MONDAY + timedelta(hours=1)

    def runs() -> bool:
        return Timer.objects.running().filter(kind="known_contact", about_id=referral.pk).exists()

    assert runs()
    usual: dict[str, Any] = {"by": worker, "referral": referral, "plan": "Her aunt collects her", "at": later}
    actions.record_safety_plan(before=MONDAY.date() + timedelta(days=2), now=later, **usual)
    assert runs(), "the plan is for Wednesday, the contact on Friday"
    actions.record_safety_plan(before=MONDAY.date() + timedelta(days=4), now=later, **usual)
    assert not runs()


def test_long_words_are_read_at_once() -> None:
    """A pattern that tried every way to part a long word held a processor for seconds."""
    words = "lives in Croydon with " + "a" * 170 + "*"
    assert says_only_elsewhere(words, ["Croydon"]) in (True, False)
