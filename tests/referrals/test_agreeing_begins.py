"""The clock of agreeing who calls the strategy discussion runs from the moment two councils share it, however they
come to, and not once there is nobody to agree with."""

from datetime import datetime

from referrals import actions, duties
from referrals.models import Prompt, Referral
from referrals.said import Override
from tests.referrals.test_closing import shared
from tests.world import World, at
from timers.models import Timer

BOTH = {"Kent", "Havering"}


def agreeing(world: World, referral: Referral) -> dict[str, datetime]:
    """Whose clock runs, and since when."""
    names = {world.council(one).pk: world.council(one).short_name for one in ("kent", "havering", "medway", "croydon")}
    running = Timer.objects.running().filter(kind="lead_agreed", about_id=referral.pk)
    return {names[one.council_id]: one.started_at for one in running}


def asked(referral: Referral) -> set[str]:
    found = Prompt.objects.filter(referral=referral, code="rule_sets_conflict", settled_at=None)
    return {one.council.short_name for one in found.select_related("council")}


def holders(referral: Referral, when: datetime) -> set[str]:
    return {one.short_name for one in duties.holders_at(referral, "strategy_discussion", when)}


def disclosed(world: World, referral: Referral, day: int, by: str = "kent") -> None:
    actions.record_concern(by=world.person(by), referral=referral, kind="new_disclosure", at=at(day), now=at(day))


def held(world: World, referral: Referral, day: int) -> None:
    called = actions.convene_strategy_discussion(by=world.person("kent"), referral=referral, at=at(17), now=at(17))
    actions.hold_strategy_discussion(
        by=world.person("kent"), discussion=called, attended=["police", "health"], at=at(day), now=at(day)
    )


def test_a_disclosure_that_first_makes_them_share_it_starts_it(world: World) -> None:
    """Nobody alleged harm when it was logged and sent: there was no discussion to agree on."""
    referral = world.logged("kent", said=world.said(world.child(), world.mother(), harm=[], significant_harm=None))
    world.sent(referral, "kent", "havering", at(16, 11))
    assert agreeing(world, referral) == {} and asked(referral) == set()
    disclosed(world, referral, 18)
    assert holders(referral, at(18)) == BOTH
    assert agreeing(world, referral) == dict.fromkeys(BOTH, at(18))
    assert asked(referral) == BOTH


def test_a_disclosure_after_the_discussion_starts_it_anew(world: World) -> None:
    referral = shared(world)
    held(world, referral, 18)
    assert agreeing(world, referral) == {}
    disclosed(world, referral, 20, by="havering")
    assert agreeing(world, referral) == dict.fromkeys(BOTH, at(20))


def test_a_disclosure_after_one_took_it_over_in_writing_makes_both_agree_again(world: World) -> None:
    referral = shared(world)
    actions.accept_duty(
        by=world.person("havering"), referral=referral, duty="strategy_discussion", at=at(17), now=at(17)
    )
    assert agreeing(world, referral) == {}
    disclosed(world, referral, 18)
    assert holders(referral, at(18)) == BOTH
    assert agreeing(world, referral) == dict.fromkeys(BOTH, at(18))


def test_while_it_is_agreed_a_disclosure_starts_none(world: World) -> None:
    referral = shared(world)
    for by, when in (("kent", at(17)), ("havering", at(18))):
        actions.propose_lead(
            by=world.person(by),
            referral=referral,
            duty="strategy_discussion",
            lead=world.council("kent"),
            at=when,
            now=when,
        )
    disclosed(world, referral, 19)
    assert agreeing(world, referral) == {}


def test_one_that_runs_goes_on_from_where_it_began_and_nobody_is_asked_twice(world: World) -> None:
    referral = shared(world)
    before = agreeing(world, referral)
    assert set(before) == BOTH
    disclosed(world, referral, 17)
    assert agreeing(world, referral) == before
    assert Prompt.objects.filter(referral=referral, code="rule_sets_conflict").count() == 2


def test_a_council_named_later_whose_rules_do_not_say_starts_it(world: World) -> None:
    """Two London councils have it, and London's rules name Havering alone; then Kent turns out to be concerned."""
    said = world.said(world.child(lives_in="croydon"), world.mother(), happened_in=world.place("havering"))
    referral = world.logged("havering", said=said)
    world.sent(referral, "havering", "croydon", at(16, 11))
    assert holders(referral, at(16, 12)) == {"Havering"}
    assert agreeing(world, referral) == {} and asked(referral) == set()
    actions.record_place(
        by=world.person("croydon"),
        referral=referral,
        what="harmer_lives_in",
        place=world.place("kent"),
        at=at(18),
        now=at(18),
    )
    assert holders(referral, at(18)) == {"Croydon", "Havering"}
    assert agreeing(world, referral) == {"Croydon": at(18), "Havering": at(18)}
    assert asked(referral) == {"Croydon", "Havering"}


def closed(world: World, referral: Referral, by: str, day: int) -> None:
    head = world.person(by, "head_of_service")
    override = Override(reason="Both heads have read it", by_role="head_of_service", by_id=head.pk)
    actions.close(
        by=world.person(by),
        referral=referral,
        reason="other",
        rationale="…",
        override=override,
        at=at(day),
        now=at(day),
    )
    actions.sign_closing(by=head, referral=referral, override=override, at=at(day), now=at(day))


def test_where_the_other_closes_there_is_nobody_left_to_agree_with(world: World) -> None:
    referral = shared(world)
    closed(world, referral, "kent", 17)
    assert holders(referral, at(18)) == {"Havering"}
    assert agreeing(world, referral) == {}


def test_opened_again_they_share_it_again(world: World) -> None:
    referral = shared(world)
    closed(world, referral, "kent", 17)
    actions.reopen(by=world.person("kent"), referral=referral, reason="Havering asks", at=at(19), now=at(19))
    assert holders(referral, at(19)) == BOTH
    assert agreeing(world, referral) == dict.fromkeys(BOTH, at(19))


def test_where_the_other_gives_it_back_there_is_nobody_left_to_agree_with(world: World) -> None:
    alone = world.said(world.child(lives_in="kent"), world.mother(), happened_in=world.place("kent"))
    referral = world.logged("kent", said=alone)
    world.sent(referral, "kent", "medway", at(16, 11))
    actions.return_referral(
        by=world.person("medway"),
        referral=referral,
        reason="No link to Medway",
        checked="our records and the postcode",
        at=at(17),
        now=at(17),
    )
    assert agreeing(world, referral) == {}
