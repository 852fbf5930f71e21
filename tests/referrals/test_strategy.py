"""The strategy discussion: when it is owed, who is released, calling it, and the few reasons not to hold one."""

from datetime import date, timedelta
from typing import Any

import pytest

from referrals import actions
from referrals.models import Duty, Invitation, JournalEntry, NoStrategyDiscussion, Part, Prompt
from referrals.refusals import NotPossible, Refused
from tests.referrals.discussing import END, both, clock, convened, held, refuse, running
from tests.world import MONDAY, World, at

# When it is owed (T06)


@pytest.mark.parametrize(
    ("told", "same_day"),
    [
        ({}, False),
        ({"last_happened_on": date(2026, 11, 2)}, True),
        ({"last_happened_on": date(2026, 11, 1)}, False),
        ({"harm": ["physical"], "last_happened_on": date(2026, 11, 14)}, True),
        ({"harm": ["neglect"], "last_happened_on": date(2026, 11, 14)}, False),
        ({"safe_now": False}, True),
        ({"safe_now": True}, False),
    ],
    ids=["nothing known", "14 days ago", "15 days ago", "injury", "neglect", "not safe now", "safe now"],
)
def test_it_is_due_in_one_working_day_and_the_same_day_where_it_cannot_wait(
    world: World, told: dict[str, Any], same_day: bool
) -> None:
    referral = world.logged("kent", said=world.said(**told))
    assert clock(referral, "kent", world).due_at == (MONDAY.replace(**END) if same_day else at(17))


def test_the_same_day_is_the_same_day_at_the_weekend_too(world: World) -> None:
    saturday = MONDAY - timedelta(days=2)
    referral = world.logged("kent", when=saturday, said=world.said(safe_now=False))
    assert clock(referral, "kent", world).due_at == saturday.replace(**END)


@pytest.mark.parametrize("significant", [None, False])
def test_without_significant_harm_on_record_none_is_owed(world: World, significant: bool | None) -> None:
    assert not running(world.logged("kent", said=world.said(significant_harm=significant)))


def test_each_council_owes_it_from_its_own_receipt(world: World) -> None:
    referral = both(world)
    assert (clock(referral, "kent", world).due_at, clock(referral, "havering", world).due_at) == (at(17), at(17, 11))


def test_significant_harm_corrected_later_starts_it_for_every_council(world: World) -> None:
    referral = both(world, significant_harm=None)
    assert not running(referral)
    actions.correct_referral(
        by=world.person("havering"),
        referral=referral,
        version=referral.version,
        changes={"significant_harm": True},
        reason="the school rang again",
        at=at(17),
        now=at(17),
    )
    assert clock(referral, "kent", world).due_at == clock(referral, "havering", world).due_at == at(18)


@pytest.mark.parametrize("outcome", ["strategy_discussion", "section_47"])
def test_a_decision_that_suspects_significant_harm_starts_it(world: World, outcome: str) -> None:
    referral = world.logged("havering", said=world.said(significant_harm=None, harm=[]))
    actions.decide(
        by=world.person("havering", "team_manager"), referral=referral, outcome=outcome, at=at(16, 14), now=at(16, 14)
    )
    assert clock(referral, "havering", world).due_at == at(17, 14)
    assert Duty.objects.filter(referral=referral, code="strategy_discussion", ended_at=None).exists()


def test_a_decision_after_it_was_held_starts_nothing(world: World) -> None:
    referral = world.logged("havering")
    held(world, convened(world, referral, by="havering"), by="havering")
    for outcome in ("strategy_discussion", "section_47"):
        actions.decide(
            by=world.person("havering", "team_manager"), referral=referral, outcome=outcome, at=at(17), now=at(17)
        )
    assert not running(referral)


def test_a_council_that_receives_the_referral_after_it_was_held_owes_none(world: World) -> None:
    referral = world.logged("kent")
    held(world, convened(world, referral))
    world.sent(referral, "kent", "havering", at(17))
    assert not running(referral)


# Who is released, and who is not


def test_what_is_agreed_stops_the_other_councils_clock_only(world: World) -> None:
    referral = both(world)
    for by, when in (("kent", at(16, 12)), ("havering", at(16, 14))):
        actions.propose_lead(
            by=world.person(by),
            referral=referral,
            duty="strategy_discussion",
            lead=world.council("havering"),
            at=when,
            now=when,
        )
    assert clock(referral, "kent", world).stopped_at == at(16, 14)
    assert "Havering" in clock(referral, "kent", world).because
    assert clock(referral, "havering", world).stopped_at is None


def test_passing_it_on_stops_no_clock_until_it_is_accepted_in_writing(world: World) -> None:
    referral = both(world)
    assert running(referral) == 2
    actions.accept_duty(
        by=world.person("havering"), referral=referral, duty="strategy_discussion", at=at(16, 13), now=at(16, 13)
    )
    assert clock(referral, "kent", world).stopped_at == at(16, 13)
    assert running(referral) == 1


# Calling it, and answering


def test_the_other_council_means_every_other_that_is_named_or_has_it(world: World) -> None:
    said = world.said(world.child("havering"), world.harmer("croydon"))
    referral = world.logged("kent", said=said)
    discussion = convened(world, referral)
    invited = Invitation.objects.filter(discussion=discussion, agency="other_council")
    assert {one.council for one in invited} == {world.council("havering"), world.council("croydon")}


def test_calling_it_stops_no_clock_and_is_never_refused(world: World) -> None:
    referral = both(world)
    convened(world, referral, by="havering", invited=[])
    assert running(referral) == 2


@pytest.mark.parametrize(
    ("reason", "refused"),
    [
        ("case closed", True),
        ("closed case", True),
        ("We have closed this.", True),
        ("the case is closed to us", True),
        ("case_closed", True),
        ("It is no longer an open case", True),
        ("the worker is on leave; Thursday would do", False),
        ("The school is closed that day", False),
        ("", False),
    ],
)
def test_a_closed_case_is_no_reason_to_stay_away(world: World, reason: str, refused: bool) -> None:
    discussion = convened(world, both(world))
    answer: dict[str, Any] = {"by": world.person("havering"), "discussion": discussion, "accept": False}
    answer |= {"reason": reason, "at": at(16, 13), "now": at(16, 13)}
    if refused:
        with pytest.raises(Refused) as caught:
            actions.answer_invitation(**answer)
        assert caught.value.codes == ["invitation.case_closed"]
        assert not Invitation.objects.exclude(answer="").exists()
    else:
        assert actions.answer_invitation(**answer).answer == "decline"
        assert not Prompt.objects.filter(code="below_standard").exists()


def test_a_decline_that_was_spoken_is_saved_and_put_to_both(world: World) -> None:
    referral = both(world)
    invitation = actions.answer_invitation(
        by=world.person("kent"),
        discussion=convened(world, referral),
        council=world.council("havering"),
        accept=False,
        reason="their case is closed",
        spoken=True,
        at=at(16, 13),
        now=at(16, 13),
    )
    assert (invitation.answer, invitation.council) == ("decline", world.council("havering"))
    asked = Prompt.objects.filter(referral=referral, code="below_standard")
    assert {one.council for one in asked} == {world.council("kent"), world.council("havering")}


def test_who_was_not_invited_and_has_no_part_does_not_answer(world: World) -> None:
    discussion = convened(world, both(world))
    with pytest.raises(NotPossible):
        actions.answer_invitation(
            by=world.person("croydon"), discussion=discussion, accept=True, at=at(16, 13), now=at(16, 13)
        )


def test_calling_it_opens_the_closed_part_of_whoever_is_invited(world: World) -> None:
    referral = both(world)
    Part.objects.filter(referral=referral, council=world.council("havering")).update(closed_at=at(16, 11, 30))
    convened(world, referral)
    assert Part.objects.get(referral=referral, council=world.council("havering")).closed_at is None
    opened = JournalEntry.objects.get(referral=referral, verb="reopen")
    assert (opened.council, opened.facts["council"]) == (world.council("kent"), world.council("havering").pk)


# Deciding not to hold one


@pytest.mark.parametrize(
    ("reason", "more", "sentence"),
    [
        ("police_investigating", {}, "not a reason"),
        ("no_disclosure", {}, "not a reason"),
        ("case_closed", {}, "not a reason"),
        ("", {}, "not a reason"),
        ("threshold_not_met", {"rationale": " "}, "say why"),
        ("threshold_not_met", {"role": "social_worker"}, "team manager"),
        ("other_council_holding", {}, "no other council has called one"),
        ("already_held", {}, "no strategy discussion is recorded as held"),
        ("child_now_adult", {}, "under 18"),
    ],
)
def test_it_is_refused_for_any_other_reason(world: World, reason: str, more: dict[str, Any], sentence: str) -> None:
    referral = both(world)
    with pytest.raises(Refused) as caught:
        refuse(world, referral, reason, **more)
    assert caught.value.codes == ["strategy.refusal_reason"]
    assert sentence in caught.value.grounds[0].sentence
    assert running(referral) == 2 and not NoStrategyDiscussion.objects.exists()


def test_a_managers_decision_stops_that_councils_clock_and_the_other_holds_it(world: World) -> None:
    referral = both(world)
    refuse(world, referral, "threshold_not_met")
    assert clock(referral, "havering", world).stopped_at == at(17)
    assert clock(referral, "kent", world).stopped_at is None
    duty = Duty.objects.get(referral=referral, code="strategy_discussion")
    assert [one.council for one in duty.holdings.filter(until=None)] == [world.council("kent")]


def test_the_last_council_to_decide_against_ends_the_responsibility(world: World) -> None:
    referral = world.logged("havering")
    refuse(world, referral, "threshold_not_met")
    duty = Duty.objects.get(referral=referral, code="strategy_discussion")
    assert duty.ended_at == at(17) and "threshold" in duty.ended_because


def test_a_council_that_is_sent_it_then_looks_at_it_afresh(world: World) -> None:
    referral = world.logged("kent")
    refuse(world, referral, "threshold_not_met", by="kent")
    world.sent(referral, "kent", "havering", at(17, 12))
    duty = Duty.objects.get(referral=referral, code="strategy_discussion")
    assert duty.ended_at is None
    assert clock(referral, "havering", world).due_at == at(18, 12)


def test_a_later_decision_to_hold_one_starts_it_again(world: World) -> None:
    referral = world.logged("havering")
    refuse(world, referral, "threshold_not_met")
    actions.decide(
        by=world.person("havering", "team_manager"),
        referral=referral,
        outcome="strategy_discussion",
        at=at(18),
        now=at(18),
    )
    assert clock(referral, "havering", world).due_at == at(19)
    assert Duty.objects.get(referral=referral, code="strategy_discussion").ended_at is None


def test_the_other_council_holding_it_counts_once_it_has_called_it_or_said_so(world: World) -> None:
    referral = both(world)
    actions.state_intention(
        by=world.person("kent"),
        referral=referral,
        action="We hold the strategy discussion on Wednesday.",
        at=at(16, 14),
        now=at(16, 14),
    )
    refuse(world, referral, "other_council_holding", rationale="Kent holds it on Wednesday and we attend.")
    assert clock(referral, "havering", world).stopped_at == at(17)


def test_already_held_counts_when_it_is_on_record(world: World) -> None:
    first = world.logged("havering")
    held(world, convened(world, first, by="havering"), by="havering")
    again = world.logged("havering", when=at(17), said=world.said(repeats=first.pk))
    refuse(world, again, "already_held", when=at(17, 12), rationale="The same facts were discussed yesterday.")
    assert clock(again, "havering", world).stopped_at == at(17, 12)
