"""How other councils answer: what waits first, how long an answer takes, and the cases behind each number."""

from datetime import timedelta

import pytest
from django.utils import timezone

from councils.models import Council
from referrals import actions
from tests.referrals.pages import signed_in
from tests.world import World, at, make_world
from work import answers


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_what_waits_and_how_long_an_answer_usually_takes(world: World) -> None:
    for hours in (2, 4, 30):
        referral = world.logged("kent", when=at(16))
        world.sent(referral, "kent", "havering", at(16))
        actions.acknowledge(
            by=world.person("havering"),
            referral=referral,
            at=at(16) + timedelta(hours=hours),
            now=at(16) + timedelta(hours=hours),
        )
    waiting = world.logged("kent", when=at(17))
    world.sent(waiting, "kent", "havering", at(17))
    (row,) = answers.report(world.council("kent").pk)
    assert (row["short_name"], row["asked"], row["waiting"], row["oldest"]) == ("Havering", 4, 1, at(17))
    assert row["median"] == 4 * 3600
    found, more = answers.cases(world.council("kent").pk, world.council("havering").pk, at(18))
    assert [one["id"] for one in found] == [waiting.pk] and not more


def test_a_message_waits_too_and_what_was_given_back_was_answered(world: World) -> None:
    referral = world.logged("kent", when=at(16))
    world.sent(referral, "kent", "croydon", at(16, 11))
    actions.write_message(
        by=world.person("kent"),
        referral=referral,
        to=world.council("havering"),
        kind="call",
        words="Please ring.",
        at=at(16, 12),
        now=at(16, 12),
    )
    waits = {row["short_name"]: row["waiting"] for row in answers.report(world.council("kent").pk)}
    assert waits == {"Croydon": 1, "Havering": 2}
    actions.return_referral(
        by=world.person("croydon", "team_manager"),
        referral=referral,
        reason="He lives in Havering.",
        checked="Our records.",
        at=at(17),
        now=at(17),
    )
    waits = {row["short_name"]: row["waiting"] for row in answers.report(world.council("kent").pk)}
    assert waits == {"Croydon": 0, "Havering": 2}


def test_a_closed_case_keeps_nobody_waiting(world: World) -> None:
    referral = world.logged("kent", when=at(16))
    world.sent(referral, "kent", "havering", at(16))
    referral.parts.filter(council=world.council("kent")).update(closed_at=at(17))
    (row,) = answers.report(world.council("kent").pk)
    assert (row["asked"], row["waiting"]) == (1, 0)


def test_a_head_of_service_opens_the_cases_and_disagrees_from_there(world: World) -> None:
    referral = world.logged("kent", when=timezone.now())
    world.sent(referral, "kent", "havering", timezone.now())
    head = signed_in(world.person("kent", "head_of_service"))
    page = head.get("/service/answers/").content.decode()
    assert "/service/answers/E09000016/" in page and "Yusuf" not in page
    cases = head.get("/service/answers/E09000016/").content.decode()
    assert f"/referrals/{referral.reference}/disagree/" in cases and "Yusuf" in cases
    actions.raise_disagreement(
        by=world.person("kent"), referral=referral, about="They are silent", at=timezone.now(), now=timezone.now()
    )
    assert "An escalation is open" in head.get("/service/answers/E09000016/").content.decode()
    assert head.get("/service/answers/none/").status_code == 404
    assert signed_in(world.person("kent")).get("/service/answers/").status_code == 403


def test_a_council_of_a_story_that_has_no_page_of_its_own_is_reported_too(world: World) -> None:
    [council] = Council.objects.create_many(
        [Council(name="Council X", short_name="Council X", nation="England", is_invented=True)], now=timezone.now()
    )
    referral = world.logged("kent", when=timezone.now())
    actions.send_referral(by=world.person("kent"), referral=referral, to=council, at=timezone.now(), now=timezone.now())
    head = signed_in(world.person("kent", "head_of_service"))
    assert "Council X" in head.get("/service/answers/").content.decode()
    assert referral.reference in head.get("/service/answers/council-x/").content.decode()


def test_adult_social_cares_referral_lies_in_its_own_childrens_front_door(world: World) -> None:
    """Fault 54: children's services of the same council held the right address, and nobody asked them."""
    adult = world.person("kent", "adult_social_care")
    referral = actions.log_referral(by=adult, said=world.said(), at=at(16), now=at(16))
    part = referral.parts.get(council=world.council("kent"))
    assert part.team == world.team("kent") and part.team.is_front_door
    assert world.person("kent", "screener").has_perm("referrals.read", referral)
    actions.send_referral(by=adult, referral=referral, to=world.council("havering"), at=at(16, 11), now=at(16, 11))
    asked = referral.prompts.get(council=world.council("kent"), code="tell_childrens_services")
    actions.check_own_records(
        by=world.person("kent", "screener"),
        referral=referral,
        found=True,
        number="LL-4711",
        at=at(16, 12),
        now=at(16, 12),
    )
    asked.refresh_from_db()
    assert asked.settled_at is not None and "LL-4711" in asked.settled_because
