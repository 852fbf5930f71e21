"""Two people in two councils act at the same instant: one comes first, the other is told or adds to it.

Threads on real PostgreSQL. Ten rounds of each pair, so that either may come first (AT_ONCE_ROUNDS=50 for more); a
deadlock in any of them fails the test.
"""

import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from referrals import actions, duties
from referrals.models import (
    Disagreement,
    Duty,
    DutyAnswer,
    Holding,
    Invitation,
    JournalEntry,
    LeadProposal,
    Part,
    Referral,
    StrategyDiscussion,
)
from referrals.said import Override
from tests.referrals.at_once import at_once, in_one, told
from tests.world import World, at, make_world
from timers.models import FollowUp, Timer
from timers.sweep import sweep

ROUNDS = int(os.environ.get("AT_ONCE_ROUNDS", "10"))
SD = "strategy_discussion"

pytestmark = [pytest.mark.clone, pytest.mark.slow]


def new_world() -> World:
    """Three councils with the people who act, committed before any thread asks for them."""
    with transaction.atomic():
        world = make_world()
        for council in ("kent", "havering", "croydon"):
            for role in ("social_worker", "team_manager", "head_of_service"):
                world.person(council, role)
    return world


def shared(world: World) -> Referral:
    """Logged in Kent at ten, sent to Havering at eleven, each of them holding what the rules leave open."""
    referral = world.logged("kent")
    world.sent(referral, "kent", "havering", at(16, 11))
    return referral


def doing(world: World, act: Callable[..., Any], council: str, role: str = "social_worker", **fields: Any) -> Any:
    person, when = world.person(council, role), fields.pop("when", at(17))
    return in_one(lambda: act(by=person, at=when, now=when, **fields))


def lines(referral: Referral) -> Counter[str]:
    return Counter(JournalEntry.objects.filter(referral=referral).values_list("verb", flat=True))


def never_unheld(referral: Referral) -> None:
    for duty in Duty.objects.filter(referral=referral, ended_at=None):
        assert Holding.objects.filter(duty=duty, until=None).exists()


def test_each_proposes_itself_and_the_later_proposal_stands(clone: str) -> None:
    world = new_world()
    for _ in range(ROUNDS):
        referral = shared(world)
        first, second = at_once(
            *(
                doing(world, actions.propose_lead, one, referral=referral, duty=SD, lead=world.council(one))
                for one in ("kent", "havering")
            )
        )
        assert not told(first)
        assert not told(second)
        live = LeadProposal.objects.get(referral=referral, duty=SD, ended_at=None)
        assert live.in_force_at is None  # each has only agreed with itself
        assert LeadProposal.objects.filter(referral=referral).count() == 2
        assert {one.short_name for one in duties.holders_at(referral, SD, at(18))} == {"Kent", "Havering"}
        assert lines(referral)["propose_lead"] == 2


def test_both_propose_the_same_and_it_is_agreed_once(clone: str) -> None:
    world = new_world()
    for _ in range(ROUNDS):
        referral = shared(world)
        at_once(
            *(
                doing(world, actions.propose_lead, one, referral=referral, duty=SD, lead=world.council("kent"))
                for one in ("kent", "havering")
            )
        )
        proposal = LeadProposal.objects.get(referral=referral)
        assert proposal.in_force_at == at(17)
        assert [one.short_name for one in duties.holders_at(referral, SD, at(18))] == ["Kent"]
        assert not Timer.objects.running().filter(kind="lead_agreed", about_id=referral.pk).exists()


def test_one_accepts_while_the_other_proposes_otherwise(clone: str) -> None:
    """Whichever comes first: what is in force was agreed by both, and a proposal made meanwhile waits."""
    world = new_world()
    for _ in range(ROUNDS):
        referral = shared(world)
        with transaction.atomic():
            doing(world, actions.propose_lead, "kent", referral=referral, duty=SD, lead=world.council("havering"))()
        at_once(
            doing(world, actions.accept_duty, "havering", referral=referral, duty=SD),
            doing(world, actions.propose_lead, "kent", referral=referral, duty=SD, lead=world.council("kent")),
        )
        never_unheld(referral)
        for proposal in LeadProposal.objects.filter(referral=referral, in_force_at__isnull=False):
            agreed = {proposal.council_id} | set(
                proposal.answers.filter(accepted=True).values_list("council_id", flat=True)
            )
            assert agreed == {world.council("kent").pk, world.council("havering").pk}
        assert DutyAnswer.objects.filter(referral=referral).count() == 1
        assert lines(referral)["accept_duty"] == 1


def test_one_declines_while_the_other_takes_it_back(clone: str) -> None:
    """A decline of one council and an acceptance of the other of the same responsibility: both are on record."""
    world = new_world()
    for _ in range(ROUNDS):
        referral = shared(world)
        at_once(
            doing(world, actions.decline_duty, "havering", referral=referral, duty=SD, reason="the harm is in Kent"),
            doing(world, actions.accept_duty, "kent", referral=referral, duty=SD),
        )
        never_unheld(referral)
        assert DutyAnswer.objects.filter(referral=referral).count() == 2
        assert Disagreement.objects.filter(referral=referral, resolved_at=None).count() == 1


def test_both_decline_and_one_disagreement_opens(clone: str) -> None:
    world = new_world()
    for _ in range(ROUNDS):
        referral = shared(world)
        at_once(
            *(
                doing(world, actions.decline_duty, one, referral=referral, duty=SD, reason="it is for the other")
                for one in ("kent", "havering")
            )
        )
        assert Disagreement.objects.filter(referral=referral).count() == 1
        assert {one.short_name for one in duties.holders_at(referral, SD, at(18))} == {"Kent", "Havering"}


def test_both_record_the_same_discussion_as_held(clone: str) -> None:
    world = new_world()
    for _ in range(ROUNDS):
        referral = shared(world)
        with transaction.atomic():
            discussion = doing(
                world,
                actions.convene_strategy_discussion,
                "kent",
                referral=referral,
                invited=["police", "health", "other_council"],
                when=at(16, 12),
            )()
        outcomes = at_once(
            *(
                doing(
                    world,
                    actions.hold_strategy_discussion,
                    one,
                    discussion=discussion,
                    attended=["police", "health", "other_council"],
                    rationale=f"written by {one}",
                    section_47=True,
                )
                for one in ("kent", "havering")
            )
        )
        assert sorted(told(one) for one in outcomes) == [False, True]
        kept = StrategyDiscussion.objects.get(pk=discussion.pk)
        won = next(one for one in outcomes if not told(one))
        assert kept.rationale == won.rationale
        assert not Timer.objects.running().filter(kind=SD, about_id=referral.pk).exists()
        assert lines(referral)["hold_strategy_discussion"] == 1


def test_an_answer_comes_while_it_is_recorded_as_held(clone: str) -> None:
    world = new_world()
    for _ in range(ROUNDS):
        referral = shared(world)
        with transaction.atomic():
            discussion = doing(
                world,
                actions.convene_strategy_discussion,
                "kent",
                referral=referral,
                invited=["other_council"],
                when=at(16, 12),
            )()
        at_once(
            doing(world, actions.answer_invitation, "havering", discussion=discussion, accept=True),
            doing(world, actions.hold_strategy_discussion, "kent", discussion=discussion, attended=["other_council"]),
        )
        assert Invitation.objects.get(discussion=discussion).answer == "accept"
        assert StrategyDiscussion.objects.get(pk=discussion.pk).held_at == at(17)


def closing_asked(world: World, referral: Referral, *councils: str) -> None:
    with transaction.atomic():
        for one in councils:
            head = Override("both heads agreed", "head_of_service", world.person(one, "head_of_service").pk)
            doing(world, actions.close, one, referral=referral, override=head)()


def test_one_signs_a_closing_while_the_other_accepts(clone: str) -> None:
    """Locked in one order: a closing stops clocks and lets go of responsibilities, an acceptance does both as well."""
    world = new_world()
    for _ in range(ROUNDS):
        referral = shared(world)
        closing_asked(world, referral, "kent")
        at_once(
            doing(world, actions.sign_closing, "kent", "team_manager", referral=referral, when=at(18)),
            doing(world, actions.accept_duty, "havering", referral=referral, duty=SD, when=at(18)),
        )
        never_unheld(referral)
        assert [one.short_name for one in duties.holders_at(referral, SD, at(19))] == ["Havering"]
        assert Part.objects.filter(referral=referral, closed_at=None).get().council == world.council("havering")


def test_one_signs_a_closing_while_the_other_calls_a_discussion(clone: str) -> None:
    """Whoever comes first, nobody is invited and closed: the invitation opens it, or the signature is refused."""
    world = new_world()
    seen: Counter[bool] = Counter()
    for _ in range(ROUNDS):
        referral = shared(world)
        closing_asked(world, referral, "kent")
        signed, called = at_once(
            doing(world, actions.sign_closing, "kent", "team_manager", referral=referral, when=at(18)),
            doing(
                world,
                actions.convene_strategy_discussion,
                "havering",
                referral=referral,
                invited=["other_council"],
                when=at(18),
            ),
        )
        assert not told(called)
        assert Part.objects.get(referral=referral, council=world.council("kent")).closed_at is None
        seen[told(signed)] += 1
    assert sum(seen.values()) == ROUNDS


def test_two_managers_sign_the_same_closing(clone: str) -> None:
    world = new_world()
    with transaction.atomic():
        other = world.person("kent", "team_manager", "Second Manager")
    for _ in range(ROUNDS):
        referral = shared(world)
        closing_asked(world, referral, "kent")
        outcomes = at_once(
            doing(world, actions.sign_closing, "kent", "team_manager", referral=referral, when=at(18)),
            in_one(partial(actions.sign_closing, by=other, referral=referral, at=at(18), now=at(18))),
        )
        assert sorted(told(one) for one in outcomes) == [False, True]
        assert lines(referral)["sign_closing"] == 1


def test_the_clock_opens_a_disagreement_while_they_agree(clone: str) -> None:
    """The engine acts on both missed deadlines while a person agrees: no deadlock, one disagreement at most."""
    world = new_world()
    for _ in range(ROUNDS):
        referral = shared(world)
        with transaction.atomic():
            doing(world, actions.propose_lead, "kent", referral=referral, duty=SD, lead=world.council("kent"))()
        about = [("referrals.referral", referral.pk)]
        at_once(
            doing(world, actions.accept_duty, "havering", referral=referral, duty=SD, when=at(18)),
            partial(sweep, now=at(18), about=about),
        )
        sweep(now=at(19), about=about)
        assert not FollowUp.objects.filter(timer__about_id=referral.pk, done_at=None).exists()
        assert not FollowUp.objects.exclude(error="").exists()
        assert Disagreement.objects.filter(referral=referral).count() <= 1
        assert [one.short_name for one in duties.holders_at(referral, SD, at(19))] == ["Kent"]
