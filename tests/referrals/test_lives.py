"""Lives of referrals that the long run of the machine found, or that its plain model made us think of: each told again.

After every act the machine's invariants are checked, so that a life passes only while product and model agree.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from referrals.models import LeadProposal
from tests.referrals.machine import Life, at_work
from tests.world import World

INVARIANTS = (
    "a_responsibility_always_has_a_holder",
    "a_clock_stops_only_for_what_it_measures",
    "no_closing_in_the_dark",
    "nothing_is_overwritten",
)
DISCUSSION = "strategy_discussion"


class Told:
    """A life told act by act: `told.send(...)` does the machine's act and looks at the invariants."""

    def __init__(self, life: Life) -> None:
        self.life = life

    def __getattr__(self, act: str) -> Any:
        def do(**fields: Any) -> None:
            getattr(self.life, act)(**fields)
            for invariant in INVARIANTS:
                getattr(self.life, invariant)()

        return do

    def holders(self) -> set[str] | None:
        """Who holds the strategy discussion now; None once it has ended."""
        return self.life._holders()[DISCUSSION]

    def agree(self, lead: str, *, among: tuple[str, ...]) -> None:
        """Every council named proposes the same, so that it is in force."""
        for council in among:
            self.propose(by=council, lead=lead, duty=DISCUSSION, minutes=0)

    def decide_against(self, by: str) -> None:
        self.hold_none(by=by, reason="threshold_not_met", manager=True)


@pytest.fixture
def told(world: World) -> Iterator[Told]:
    at_work(world)
    life = Life()
    try:
        yield Told(life)
    finally:
        life.teardown()


def log(told: Told, by: str = "kent", lives_in: str = "havering", happened_in: str = "kent") -> None:
    told.log(by=by, lives_in=lives_in, happened_in=happened_in, harm=True, knows=False)


@pytest.mark.parametrize("minutes", [0, 20])
def test_a_decision_against_a_discussion_binds_nobody_who_comes_later(told: Told, minutes: int) -> None:
    log(told)
    told.decide_against("kent")
    assert told.holders() is None
    told.send(sender="kent", to="havering", minutes=minutes)
    assert told.holders() == {"havering"}


def test_whoever_comes_after_a_newer_disclosure_was_decided_against_looks_at_it_too(told: Told) -> None:
    log(told)
    told.call_a_discussion(by="kent", minutes=0)
    told.hold_a_discussion(by="kent", which=0, late=0, section_47=None)
    told.something_new(by="kent", kind="new_disclosure")
    told.decide_against("kent")
    told.send(sender="kent", to="havering", minutes=20)
    assert told.holders() == {"havering"}


def test_a_discussion_written_down_late_does_not_answer_what_was_disclosed_since(told: Told) -> None:
    log(told)
    told.call_a_discussion(by="kent", minutes=0)
    told.time_passes(minutes=20)
    told.something_new(by="kent", kind="new_disclosure")
    told.time_passes(minutes=20)
    told.hold_a_discussion(by="kent", which=0, late=60, section_47=None)
    assert told.holders() == {"kent"}


def test_a_discussion_held_after_all_leaves_nothing_to_look_at_afresh(told: Told) -> None:
    log(told)
    told.send(sender="kent", to="havering", minutes=0)
    told.call_a_discussion(by="havering", minutes=0)
    told.decide_against("kent")
    told.decide_against("havering")
    told.hold_a_discussion(by="kent", which=0, late=0, section_47=None)
    told.send(sender="kent", to="croydon", minutes=20)
    assert told.holders() is None


def test_what_was_agreed_about_a_discussion_is_spent_when_that_is_decided_against(told: Told) -> None:
    log(told, lives_in="kent", happened_in="croydon")
    told.send(sender="kent", to="croydon", minutes=0)
    told.agree("kent", among=("kent", "croydon"))
    told.decide_against("kent")
    assert not LeadProposal.objects.filter(referral=told.life.referral, ended_at=None).exists()
    told.send(sender="kent", to="havering", minutes=20)
    assert told.holders() == {"havering"}


def test_a_disclosure_after_the_agreed_discussion_is_both_councils_again(told: Told) -> None:
    log(told, lives_in="kent", happened_in="croydon")
    told.send(sender="kent", to="croydon", minutes=0)
    told.agree("kent", among=("kent", "croydon"))
    told.call_a_discussion(by="kent", minutes=0)
    told.hold_a_discussion(by="kent", which=0, late=0, section_47=None)
    told.something_new(by="croydon", kind="new_disclosure")
    assert told.holders() == {"kent", "croydon"}


def test_a_disclosure_while_the_agreed_discussion_is_owed_stays_with_its_lead(told: Told) -> None:
    log(told, lives_in="kent", happened_in="croydon")
    told.send(sender="kent", to="croydon", minutes=0)
    told.agree("kent", among=("kent", "croydon"))
    told.something_new(by="croydon", kind="new_disclosure")
    assert told.holders() == {"kent"}


def test_what_another_accepts_in_writing_ends_what_all_had_agreed(told: Told) -> None:
    log(told)
    told.send(sender="kent", to="havering", minutes=0)
    told.agree("kent", among=("kent", "havering"))
    told.accept(by="havering", duty=DISCUSSION)
    assert told.holders() == {"havering"}
    assert not LeadProposal.objects.filter(referral=told.life.referral, ended_at=None).exists()
    told.send(sender="kent", to="croydon", minutes=0)
