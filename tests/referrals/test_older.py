"""What is written down late and lies before what it would answer: kept as it was, and it answers nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from referrals import actions, duties, gate
from referrals.models import ChildSeen, CouncilContact, FamilyContact, Part, Referral, Supervision
from referrals.refusals import NotPossible
from tests.referrals.pages import Desk, text_of
from tests.world import MONDAY, World, at
from timers.models import Timer

NOW = at(16, 15)
SUNDAY, THAT_MORNING = at(15, 17), at(16, 9, 30)  # the referral was logged on Monday at 10:00


def running(kind: str) -> bool:
    return Timer.objects.running().filter(kind=kind).exists()


@pytest.fixture
def referral(world: World) -> Referral:
    return world.logged("kent", said=world.said(told_to_expect_contact=True, safe_now=False))


def rang(world: World, referral: Referral, when: datetime) -> CouncilContact:
    return actions.contact_council(
        by=world.person("kent"), referral=referral, to=world.council("havering"), two_way=True, at=when, now=NOW
    )


def spoke_to_mother(world: World, referral: Referral, when: datetime) -> FamilyContact:
    mother = referral.involvements.get(role="parent").person
    return actions.contact_family(
        by=world.person("kent"),
        referral=referral,
        person=mother,
        channel="call",
        live=True,
        told_of_risk=True,
        at=when,
        now=NOW,
    )


def saw_child(world: World, referral: Referral, when: datetime) -> ChildSeen:
    return actions.see_child(by=world.person("kent"), referral=referral, alone=True, words="…", at=when, now=NOW)


@pytest.mark.parametrize(
    ("act", "kind", "when", "answers"),
    [
        (rang, "council_contact", SUNDAY, False),
        (rang, "council_contact", THAT_MORNING, True),  # the call in which it was told of
        (spoke_to_mother, "parent_told", SUNDAY, False),
        (spoke_to_mother, "parent_told", THAT_MORNING, True),
        (spoke_to_mother, "family_contact", SUNDAY, False),
        (spoke_to_mother, "family_contact", THAT_MORNING, True),
        (saw_child, "child_seen", SUNDAY, False),
        (saw_child, "child_seen", THAT_MORNING, False),  # what the child was seen for was not known
        (saw_child, "child_seen", MONDAY, True),
    ],
)
def test_a_conversation_older_than_the_referral_is_kept_and_answers_nothing(
    world: World, referral: Referral, act: Callable[..., Any], kind: str, when: datetime, answers: bool
) -> None:
    assert running(kind)
    made = act(world, referral, when)
    assert (made.at, made.recorded_at) == (when, NOW)
    assert running(kind) is not answers
    part = Part.objects.get(referral=referral)
    facts = gate.read(part, at=NOW)
    met = {
        "council_contact": bool(facts.spoken_to),
        "parent_told": facts.parent_told,
        "family_contact": facts.parent_told,
        "child_seen": not facts.unseen,
    }
    assert met[kind] is answers


def test_whoever_is_named_later_is_still_owed_a_call(world: World, referral: Referral) -> None:
    actions.contact_council(
        by=world.person("kent"), referral=referral, to=world.council("medway"), two_way=True, at=SUNDAY, now=NOW
    )
    world.sent(referral, "kent", "medway", NOW)
    owed = Timer.objects.running().filter(kind="council_contact", towards_id=world.council("medway").pk)
    assert owed.filter(council_id=world.council("kent").pk).exists()
    assert Timer.objects.running().filter(kind="council_contact", council_id=world.council("medway").pk).exists()


def test_the_timeline_says_why_it_is_still_due(world: World, referral: Referral) -> None:
    rang(world, referral, SUNDAY)
    desk = Desk(world, world.person("kent", "team_manager"))
    page = text_of(desk.get(f"/referrals/{referral.reference}/"))
    assert "This was before the referral reached anybody, so it is still due." in page


def test_a_discussion_held_before_the_referral_does_not_answer_it(world: World, referral: Referral) -> None:
    """What was done before a disclosure does not answer it (docs/decisions/0023), and a referral is one."""
    called = actions.convene_strategy_discussion(by=world.person("kent"), referral=referral, at=NOW, now=NOW)
    held = actions.hold_strategy_discussion(
        by=world.person("kent"), discussion=called, attended=["police", "health"], at=SUNDAY, now=NOW
    )
    assert held.held_at == SUNDAY
    assert running("strategy_discussion")
    assert duties.holders_at(referral, "strategy_discussion", NOW) == [world.council("kent")]


def test_a_decision_cannot_be_older_than_the_referral(world: World, referral: Referral) -> None:
    with pytest.raises(NotPossible, match="before the referral reached anybody"):
        actions.decide(
            by=world.person("kent", "team_manager"), referral=referral, outcome="section_47", at=SUNDAY, now=NOW
        )
    assert running("decision")


def test_a_session_written_down_late_does_not_count_as_the_last_one(world: World, referral: Referral) -> None:
    part = Part.objects.get(referral=referral)
    manager = world.person("kent", "team_manager", team=part.team)
    actions.allocate(by=manager, referral=referral, worker=world.person("kent"), at=NOW, now=NOW)
    for when in (at(20), at(18)):
        actions.supervise(
            by=manager, referral=referral, reflection="What he said", actions="See him on Friday", at=when, now=at(20)
        )
    assert Supervision.objects.count() == 2
    assert Timer.objects.running().get(kind="supervision").started_at == at(20)
