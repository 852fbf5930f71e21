"""A council that is no place of a referral gives it back: it always leaves an owner, and keeps only that it did."""

from typing import Any

import pytest
from django.db import connection, transaction

from referrals import actions, duties
from referrals.models import Duty, GivenBack, Holding, NamedCouncil, Part, Prompt, Referral
from referrals.refusals import NotPossible, Refused
from tests.referrals.pages import signed_in
from tests.world import World, at
from timers.models import Timer


@pytest.fixture
def astray(world: World) -> Referral:
    """Kent sent it to Croydon, which is no place of it; Havering, where the child lives, gets it by itself."""
    referral = world.logged("kent")
    world.sent(referral, "kent", "croydon", at(16, 11))
    return referral


def give_back(world: World, referral: Referral, by: str = "croydon", **more: Any) -> GivenBack:
    given = {"reason": "He lives in Havering.", "checked": "Our records and the postcode."}
    with transaction.atomic():
        done = actions.return_referral(
            by=world.person(by, "team_manager"), referral=referral, at=at(17), now=at(17), **(given | more)
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return done


def test_the_sender_holds_everything_again_and_its_clocks_run_on(world: World, astray: Referral) -> None:
    kent, croydon = world.council("kent"), world.council("croydon")
    before = set(Timer.objects.running().of_council(kent.pk).values_list("kind", "towards_id"))
    given = give_back(world, astray)
    assert given.to == kent
    for duty in Duty.objects.filter(referral=astray, ended_at=None):
        holders = duties.holders_at(astray, duty.code, at(18))
        assert kent in holders and croydon not in holders
    after = set(Timer.objects.running().of_council(kent.pk).values_list("kind", "towards_id"))
    # Only what was about Croydon itself is over: its acknowledgement, and the call to it.
    assert before - after == {("outbound_acknowledgement", croydon.pk), ("council_contact", croydon.pk)}
    assert after - before == {("rerouting", None)}
    assert not Timer.objects.running().of_council(croydon.pk).filter(about_id=astray.pk).exists()


def test_the_sender_hears_of_it_and_says_where_it_goes(world: World, astray: Referral) -> None:
    give_back(world, astray)
    assert Prompt.objects.filter(council=world.council("kent"), code="returned_to_us", settled_at=None).exists()
    world.sent(astray, "kent", "medway", at(17, 12))
    assert not Timer.objects.running().filter(kind="rerouting").exists()
    assert not Prompt.objects.filter(code="returned_to_us", settled_at=None).exists()


def test_or_that_it_stays(world: World, astray: Referral) -> None:
    give_back(world, astray)
    manager = world.person("kent", "team_manager")
    with pytest.raises(NotPossible):
        actions.keep_returned(by=manager, referral=astray, reason=" ", at=at(17, 12), now=at(17, 12))
    actions.keep_returned(by=manager, referral=astray, reason="Havering has it.", at=at(17, 12), now=at(17, 12))
    assert not Timer.objects.running().filter(kind="rerouting").exists()
    with pytest.raises(NotPossible, match="waits here"):
        actions.keep_returned(by=manager, referral=astray, reason="Again.", at=at(17, 13), now=at(17, 13))


@pytest.mark.parametrize("council", ["havering"])
def test_a_place_of_the_referral_disagrees_instead(world: World, astray: Referral, council: str) -> None:
    with pytest.raises(Refused) as refusal:
        give_back(world, astray, by=council)
    assert "return.place_of_referral" in refusal.value.codes


def test_nothing_checked_nothing_given_back(world: World, astray: Referral) -> None:
    with pytest.raises(Refused) as refusal:
        give_back(world, astray, checked=" ")
    assert refusal.value.codes == ["return.not_checked"]


def test_what_was_accepted_in_writing_stays(world: World, astray: Referral) -> None:
    code = Holding.objects.filter(council=world.council("croydon"), until=None).values_list("duty__code", flat=True)[0]
    actions.accept_duty(
        by=world.person("croydon", "team_manager"), referral=astray, duty=code, at=at(16, 15), now=at(16, 15)
    )
    with pytest.raises(Refused) as refusal:
        give_back(world, astray)
    assert "return.accepted_in_writing" in refusal.value.codes


def test_protective_work_under_way_is_not_given_back(world: World, astray: Referral) -> None:
    actions.convene_strategy_discussion(by=world.person("croydon"), referral=astray, at=at(16, 15), now=at(16, 15))
    with pytest.raises(Refused) as refusal:
        give_back(world, astray)
    assert "return.work_under_way" in refusal.value.codes


def test_what_a_council_logged_itself_has_nobody_to_go_back_to(world: World, astray: Referral) -> None:
    with pytest.raises(NotPossible, match="logged this referral itself"):
        give_back(world, astray, by="kent")


def test_a_closed_sender_is_opened_again(world: World, astray: Referral) -> None:
    Part.objects.filter(referral=astray, council=world.council("kent")).update(closed_at=at(16, 16))
    give_back(world, astray)
    assert Part.objects.get(referral=astray, council=world.council("kent")).closed_at is None


def test_from_that_moment_it_keeps_only_that_it_gave_it_back(world: World, astray: Referral) -> None:
    manager = world.person("croydon", "team_manager", team=world.team("croydon"))
    give_back(world, astray)
    page = signed_in(manager).get(f"/referrals/{astray.reference}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Kent" in text and "for your council" in text
    for canary in ("Yusuf", "Adeyemi", "Havering", "He lives in", "postcode"):
        assert canary not in text
    for slug in ("between", "print", "message", "acknowledge"):
        assert signed_in(manager).get(f"/referrals/{astray.reference}/{slug}/").status_code in {403, 404}
    with pytest.raises(NotPossible, match="given this referral back"):
        actions.state_intention(by=manager, referral=astray, action="Visit", at=at(17, 12), now=at(17, 12))


def test_sent_to_it_again_it_has_it_again_with_new_clocks(world: World, astray: Referral) -> None:
    give_back(world, astray)
    world.sent(astray, "kent", "croydon", at(18))
    part = Part.objects.get(referral=astray, council=world.council("croydon"))
    assert (part.returned_at, part.received_at) == (None, at(18))
    assert Timer.objects.running().of_council(part.council_id).filter(kind="decision", started_at=at(18)).exists()


def test_a_place_corrected_afterwards_names_it_again(world: World, astray: Referral) -> None:
    from referrals.said import PlaceSaid

    give_back(world, astray)
    actions.record_place(
        by=world.person("kent"),
        referral=astray,
        what="is_in",
        person=astray.involvements.get(role="child").person,
        place=PlaceSaid(council=world.council("croydon"), confidence="confirmed", source="his aunt"),
        at=at(18),
        now=at(18),
    )
    assert NamedCouncil.objects.filter(referral=astray, council=world.council("croydon")).exists()
    page = signed_in(world.person("kent", "service_manager")).get(f"/referrals/{astray.reference}/")
    assert "Send it to Croydon" in page.content.decode()


def test_the_closing_gate_no_longer_waits_for_it(world: World, astray: Referral) -> None:
    from referrals import gate

    part = Part.objects.get(referral=astray, council=world.council("kent"))
    assert world.council("croydon").pk in gate.read(part, at=at(16, 15)).others
    give_back(world, astray)
    assert world.council("croydon").pk not in gate.read(part, at=at(18)).others
