"""Who holds what between two councils: proposed, accepted or declined in writing, and held by somebody throughout."""

from typing import Any

import pytest

from referrals import actions, duties
from referrals.models import Disagreement, JournalEntry, LeadProposal, Referral
from referrals.refusals import NotPossible, Refused
from referrals.said import Override
from tests.referrals.test_closing import shared
from tests.world import World, at
from timers.models import Timer


def holders(referral: Referral, duty: str = "strategy_discussion", day: int = 20) -> list[str]:
    return [one.short_name for one in duties.holders_at(referral, duty, at(day))]


def propose(world: World, referral: Referral, lead: str, by: str = "kent", day: int = 17) -> LeadProposal:
    return actions.propose_lead(
        by=world.person(by),
        referral=referral,
        duty="strategy_discussion",
        lead=world.council(lead),
        at=at(day),
        now=at(day),
    )


def decline(world: World, referral: Referral, reason: str, by: str = "havering", day: int = 18) -> object:
    return actions.decline_duty(
        by=world.person(by), referral=referral, duty="strategy_discussion", reason=reason, at=at(day), now=at(day)
    )


def accept(world: World, referral: Referral, by: str = "havering", duty: str = "strategy_discussion") -> object:
    return actions.accept_duty(by=world.person(by), referral=referral, duty=duty, at=at(18), now=at(18))


def test_what_was_passed_on_is_held_by_both_until_it_is_accepted(world: World) -> None:
    referral = shared(world)
    assert holders(referral, "support_child", 17) == ["Havering", "Kent"]
    accept(world, referral, duty="support_child")
    assert holders(referral, "support_child", 17) == ["Havering", "Kent"]  # what was, stays told
    assert holders(referral, "support_child", 19) == ["Havering"]


def test_a_proposal_moves_nothing_until_the_other_agrees(world: World) -> None:
    referral = shared(world)
    proposal = propose(world, referral, "havering")
    assert proposal.in_force_at is None
    assert holders(referral) == ["Havering", "Kent"]
    accept(world, referral)
    proposal.refresh_from_db()
    assert proposal.in_force_at == at(18)
    assert holders(referral) == ["Havering"]
    assert not Timer.objects.running().filter(kind="lead_agreed").exists()


def test_the_same_proposal_from_the_other_side_is_its_agreement(world: World) -> None:
    referral = shared(world)
    propose(world, referral, "kent")
    assert propose(world, referral, "kent", by="havering", day=18).in_force_at == at(18)
    assert holders(referral) == ["Kent"]
    line = JournalEntry.objects.filter(referral=referral, verb="accept_duty").get()
    assert line.council == world.council("havering")


def test_what_is_agreed_is_not_agreed_again(world: World) -> None:
    referral = shared(world)
    propose(world, referral, "kent")
    proposal = propose(world, referral, "kent", by="havering", day=18)
    for council in ("kent", "havering"):
        with pytest.raises(NotPossible):
            propose(world, referral, "kent", by=council, day=19)
    proposal.refresh_from_db()
    assert proposal.in_force_at == at(18)


def learn(world: World, referral: Referral, what: str, where: str, day: int) -> None:
    role = "child" if what == "lives_in" else "alleged_harmer"
    actions.record_place(
        by=world.person("kent"),
        referral=referral,
        what=what,
        place=world.place(where),
        person=referral.involvements.get(role=role).person,
        at=at(day),
        now=at(day),
    )


def test_what_another_took_over_in_writing_comes_back_only_by_what_the_rules_newly_say(world: World) -> None:
    """Havering took over the support of the family. A new disclosure moves nothing, nor where somebody else lives; that
    the child lives in Kent after all does."""
    referral = shared(world)
    actions.accept_duty(by=world.person("havering"), referral=referral, duty="support_family", at=at(17), now=at(17))
    actions.record_concern(by=world.person("kent"), referral=referral, kind="new_disclosure", at=at(18), now=at(18))
    learn(world, referral, "harmer_lives_in", "croydon", 18)
    assert holders(referral, "support_family", 19) == ["Havering"]
    learn(world, referral, "lives_in", "kent", 19)
    assert holders(referral, "support_family", 20) == ["Havering", "Kent"]


def test_another_proposal_takes_the_place_of_the_first(world: World) -> None:
    referral = shared(world)
    first = propose(world, referral, "havering")
    second = propose(world, referral, "kent", by="havering", day=18)
    first.refresh_from_db()
    assert (first.ended_at, second.in_force_at) == (at(18), None)
    assert holders(referral) == ["Havering", "Kent"]


def test_declining_leaves_it_where_it_is_and_opens_a_disagreement(world: World) -> None:
    referral = shared(world)
    propose(world, referral, "havering")
    decline(world, referral, "the harm is in Kent; we shall visit Yusuf meanwhile")
    assert holders(referral) == ["Havering", "Kent"]
    assert not LeadProposal.objects.filter(ended_at=None).exists()
    opened = Disagreement.objects.get(referral=referral, resolved_at=None)
    assert opened.council == world.council("havering")
    running = Timer.objects.running().filter(kind="disagreement", about_id=referral.pk)
    assert {one.council_id for one in running} == {world.council(one).pk for one in ("kent", "havering")}


@pytest.mark.parametrize("reason", ["", "  "])
def test_declining_without_a_reason_is_refused_and_writes_nothing(world: World, reason: str) -> None:
    referral = shared(world)
    before = JournalEntry.objects.count()
    with pytest.raises(Refused) as refused:
        decline(world, referral, reason)
    assert refused.value.codes == ["duty.decline_needs_reason"]
    assert JournalEntry.objects.count() == before
    assert not Disagreement.objects.exists()


def test_a_council_without_the_referral_cannot_be_proposed(world: World) -> None:
    with pytest.raises(NotPossible):
        propose(world, shared(world), "croydon")


def closed(world: World) -> Referral:
    """Havering's part is closed, by its head's reason and a second person's signature; Kent's is open."""
    referral = shared(world)
    head = Override("Kent sees him daily", "head_of_service", world.person("havering", "head_of_service").pk)
    actions.close(by=world.person("havering"), referral=referral, override=head, at=at(17), now=at(17))
    actions.sign_closing(by=world.person("havering", "team_manager"), referral=referral, at=at(17, 12), now=at(17, 12))
    return referral


def test_a_closed_part_takes_nothing_over_until_it_is_opened(world: World) -> None:
    referral = closed(world)
    for attempt in (lambda: accept(world, referral), lambda: propose(world, referral, "kent", by="havering", day=18)):
        with pytest.raises(NotPossible):
            attempt()
    assert holders(referral) == ["Kent"]
    actions.reopen(by=world.person("havering"), referral=referral, reason="he is back", at=at(18), now=at(18))
    accept(world, referral)
    assert holders(referral, day=19) == ["Havering"]


def test_nothing_goes_to_a_closed_council_that_has_not_accepted_it(world: World) -> None:
    referral = closed(world)
    proposal = propose(world, referral, "havering", day=18)
    assert proposal.in_force_at is None
    assert holders(referral) == ["Kent"]


def test_a_disagreement_goes_up_stage_by_stage_and_is_settled(world: World) -> None:
    referral = shared(world)
    decline(world, referral, "the harm is in Kent")
    for stage in ("managers", "senior", "heads", "heads"):
        found = actions.raise_disagreement(by=world.person("kent"), referral=referral, about="", at=at(19), now=at(19))
        assert found.stage == stage
    actions.resolve_disagreement(
        by=world.person("kent"), referral=referral, resolution="Kent calls it, Havering comes", at=at(20), now=at(20)
    )
    assert not Timer.objects.running().filter(kind="disagreement").exists()
    with pytest.raises(NotPossible):
        actions.resolve_disagreement(
            by=world.person("kent"), referral=referral, resolution="again", at=at(20), now=at(20)
        )


def raised(world: World, referral: Referral, about: str, day: int, level: int | None = None) -> Disagreement:
    return actions.raise_disagreement(
        by=world.person("kent"), referral=referral, about=about, level=level, at=at(day), now=at(day)
    )


def times(referral: Referral, found: Disagreement) -> set[tuple[str, Any]]:
    """Variant and deadline of the clocks that run for one disagreement."""
    running = Timer.objects.running().filter(about_id=referral.pk, kind="disagreement", subject_id=found.pk)
    return {(one.variant, one.due_at) for one in running}


def test_each_matter_is_a_disagreement_of_its_own_with_its_own_week(world: World) -> None:
    referral = shared(world)
    first = raised(world, referral, "Who visits Yusuf", 17)
    second = raised(world, referral, "Whether he is at home", 19, level=1)
    assert first != second
    weeks = [times(referral, one) for one in (first, second)]
    assert [{variant for variant, _ in one} for one in weeks] == [{""}, {""}]
    assert max(due for _, due in weeks[0]) < min(due for _, due in weeks[1])
    assert raised(world, referral, "who visits yusuf ", 20) == first
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.stage, second.stage) == ("managers", "workers")
    assert {variant for variant, _ in times(referral, first)} == {"later_stage"}
    assert times(referral, second) == weeks[1], "the other goes on as it was"


def test_one_that_begins_beyond_the_workers_has_a_day_a_stage(world: World) -> None:
    referral = shared(world)
    found = raised(world, referral, "Who visits Yusuf", 17, level=2)
    assert found.stage == "managers"
    assert {variant for variant, _ in times(referral, found)} == {"later_stage"}


def test_going_beyond_the_workers_takes_the_open_one_further_whatever_it_is_called(world: World) -> None:
    referral = shared(world)
    first = raised(world, referral, "Who visits Yusuf", 17)
    assert raised(world, referral, "The managers now", 18, level=2) == first
    assert Disagreement.objects.filter(referral=referral).count() == 1


def test_settling_stops_the_clocks_of_all(world: World) -> None:
    referral = shared(world)
    raised(world, referral, "Who visits Yusuf", 17)
    raised(world, referral, "Whether he is at home", 17)
    actions.resolve_disagreement(
        by=world.person("havering"), referral=referral, resolution="Both", at=at(18), now=at(18)
    )
    assert not Timer.objects.running().filter(kind="disagreement").exists()


def test_a_council_that_disagrees_later_gets_the_clock_of_the_open_one(world: World) -> None:
    referral = shared(world)
    propose(world, referral, "havering")
    decline(world, referral, "the harm is in Kent")
    world.sent(referral, "kent", "croydon", at(18, 12))
    propose(world, referral, "croydon", day=19)
    decline(world, referral, "nobody of hers lives here", by="croydon", day=20)
    found = Disagreement.objects.get(referral=referral, about="Who calls the strategy discussion", resolved_at=None)
    counted = Timer.objects.running().filter(kind="disagreement", subject_id=found.pk)
    assert {one.council_id for one in counted} == {world.council(one).pk for one in ("kent", "havering", "croydon")}


def test_another_matter_beyond_the_workers_leaves_the_open_one_where_it_is(world: World) -> None:
    referral = shared(world)
    first = raised(world, referral, "Who visits Yusuf", 17)
    second = actions.raise_disagreement(
        by=world.person("kent"),
        referral=referral,
        about="Who holds the conference",
        level="senior",
        anew=True,
        at=at(18),
        now=at(18),
    )
    first.refresh_from_db()
    assert (first.stage, second.stage) == ("workers", "senior")
