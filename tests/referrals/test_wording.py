"""Words that say only that it is elsewhere: `elsewhere.csv`, which a social worker can read and correct."""

import csv
from pathlib import Path
from typing import Any

import pytest

from referrals import actions, wording
from referrals.models import Decision, DutyAnswer, Prompt, Referral
from referrals.refusals import Refused
from tests.referrals.pages import Desk, text_of
from tests.referrals.test_closing import shared
from tests.world import World, at

ROWS = list(csv.DictReader((Path(__file__).parent / "elsewhere.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=[row["words"][:40] or "nothing" for row in ROWS])
def test_the_table(world: World, row: dict[str, str]) -> None:
    assert wording.only_elsewhere(row["words"]) is (row["only_elsewhere"] == "yes")


def decide(world: World, referral: Referral, **more: Any) -> Decision:
    return actions.decide(
        by=world.person("kent", "team_manager"),
        referral=referral,
        outcome="no_further_action",
        strategy_discussion_considered=True,
        at=at(16, 15),
        now=at(16, 15),
        **more,
    )


@pytest.mark.parametrize("reason", ["", "other"])
def test_as_the_only_reason_it_is_answered_as_the_ticked_one_is(world: World, reason: str) -> None:
    referral = shared(world)
    with pytest.raises(Refused) as refused:
        decide(world, referral, reason=reason, rationale="Lives in Havering.")
    assert refused.value.codes == ["outcome.not_resident"]
    assert decide(world, referral, reason=reason, rationale="Lives in Havering; his school has no worry about him.")


def test_beside_a_reason_of_our_own_it_is_asked(world: World) -> None:
    referral = shared(world)
    decide(world, referral, reason="threshold_not_met", rationale="Lives in Havering.")
    asked = Prompt.objects.get(referral=referral, code="wording")
    assert asked.facts["codes"] == ["outcome.not_resident"]


def test_the_page_says_what_the_law_says_and_keeps_every_word(world: World) -> None:
    referral = shared(world)
    desk = Desk(world, world.person("kent", "team_manager", team=world.team("kent")))
    answer = desk.act(
        referral,
        "decide",
        outcome="no_further_action",
        reason="other",
        rationale="Nothing to do with us",
        strategy_discussion_considered="yes",
        strategy_discussion_words="None needed",
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "where the child lives, or where it happened, does not end this council’s responsibility" in page.replace(
        "'", "’"
    )
    assert "Children Act 1989 section 47" in page and "Nothing to do with us" in page


def test_a_decline_that_says_only_that_is_kept_and_answered(world: World) -> None:
    """It is a written answer: the other council must see it, and the disagreement opens. The words are asked about."""
    referral = shared(world)
    actions.decline_duty(
        by=world.person("kent"),
        referral=referral,
        duty="support_child",
        reason="Lives in Havering",
        at=at(17),
        now=at(17),
    )
    assert DutyAnswer.objects.get().reason == "Lives in Havering"
    asked = Prompt.objects.get(referral=referral, code="elsewhere_is_no_reason")
    assert asked.council == world.council("kent")


def test_a_decline_with_what_happens_next_is_not_asked_about(world: World) -> None:
    referral = shared(world)
    actions.decline_duty(
        by=world.person("kent"),
        referral=referral,
        duty="support_child",
        reason="Lives in Havering; we visit on Friday and ring them after it",
        at=at(17),
        now=at(17),
    )
    assert not Prompt.objects.filter(code="elsewhere_is_no_reason").exists()
