"""Which council owes which clock from when, and what stops it (cases/README, Clocks)."""

from datetime import date, datetime

import pytest

from referrals import actions
from referrals.models import Involvement, Referral
from tests.world import MONDAY, World, at
from timers.calendar import local
from timers.models import Timer


def clocks(referral: Referral, council: str, world: World) -> dict[str, Timer]:
    found = Timer.objects.filter(about_id=referral.pk, council_id=world.council(council).pk)
    return {timer.kind: timer for timer in found.order_by("id")}


def open_kinds(referral: Referral, council: str, world: World) -> set[str]:
    return {kind for kind, timer in clocks(referral, council, world).items() if timer.stopped_at is None}


def harmed_in_kent(world: World) -> Referral:
    return world.logged("kent")


def test_the_logging_council_owes_the_decision_in_one_working_day(world: World) -> None:
    referral = harmed_in_kent(world)
    assert clocks(referral, "kent", world)["decision"].due_at == at(17)


def test_the_council_where_the_child_lives_assesses_and_the_other_does_not(world: World) -> None:
    referral = harmed_in_kent(world)
    world.sent(referral, "kent", "havering", at(16, 11))
    assert "assessment" not in open_kinds(referral, "kent", world)
    assert "assessment" in open_kinds(referral, "havering", world)


def test_a_child_who_lives_nobody_knows_where_is_assessed_by_whoever_has_the_referral(world: World) -> None:
    referral = world.logged("kent", said=world.said(world.child(lives_in=None)))
    assert "assessment" in open_kinds(referral, "kent", world)


def test_each_council_owes_contact_from_naming_or_receipt_whichever_is_later(world: World) -> None:
    referral = harmed_in_kent(world)
    world.sent(referral, "kent", "havering", at(16, 12, 30))
    assert clocks(referral, "kent", world)["council_contact"].due_at == at(17)
    assert clocks(referral, "havering", world)["council_contact"].due_at == at(17, 12, 30)


def test_two_way_contact_between_childrens_services_stops_both_sides(world: World) -> None:
    referral = harmed_in_kent(world)
    world.sent(referral, "kent", "havering", at(16, 11))
    actions.contact_council(
        by=world.person("havering"),
        referral=referral,
        to=world.council("kent"),
        worker_there="Jo Marsh",
        two_way=True,
        at=at(16, 15),
        now=at(16, 15),
    )
    for council in ("kent", "havering"):
        assert clocks(referral, council, world)["council_contact"].stopped_at == at(16, 15)
    assert clocks(referral, "kent", world)["outbound_acknowledgement"].stopped_at == at(16, 15)


@pytest.mark.parametrize(
    ("role", "their_service", "two_way"),
    [
        ("adult_social_care", "childrens", True),
        ("social_worker", "adults", True),
        ("social_worker", "childrens", False),
    ],
    ids=["an adult worker rings", "their adult services", "only a message left"],
)
def test_nothing_else_stops_the_contact_clock(world: World, role: str, their_service: str, two_way: bool) -> None:
    referral = harmed_in_kent(world)
    world.sent(referral, "kent", "havering", at(16, 11))
    actions.contact_council(
        by=world.person("kent", role),
        referral=referral,
        to=world.council("havering"),
        their_service=their_service,
        worker_there="duty worker",
        two_way=two_way,
        at=at(16, 15),
        now=at(16, 15),
    )
    assert "council_contact" in open_kinds(referral, "kent", world)
    assert "council_contact" in open_kinds(referral, "havering", world)


def test_councils_that_have_spoken_owe_no_contact_when_the_referral_is_sent_after(world: World) -> None:
    referral = harmed_in_kent(world)
    actions.contact_council(
        by=world.person("kent"),
        referral=referral,
        to=world.council("havering"),
        two_way=True,
        at=at(16, 10, 30),
        now=at(16, 10, 30),
    )
    world.sent(referral, "kent", "havering", at(16, 11))
    assert "council_contact" not in open_kinds(referral, "havering", world)


def test_a_corrected_address_names_the_council_and_starts_its_contact_clock(world: World) -> None:
    referral = world.logged("kent", said=world.said(world.child("croydon")))
    child = referral.involvements.get(role=Involvement.As.CHILD).person
    actions.record_address(
        by=world.person("kent"),
        person=child,
        lives_in=world.place("havering", source="the school"),
        at=at(18),
        now=at(18),
    )
    towards = Timer.objects.get(kind="council_contact", towards_id=world.council("havering").pk)
    assert (towards.started_at, towards.due_at) == (at(18), at(19))


@pytest.mark.parametrize(
    ("channel", "live", "told", "stops"),
    [
        ("call", True, True, True),
        ("visit", True, True, True),
        ("call", True, None, False),
        ("voicemail", True, True, False),
        ("letter", True, True, False),
        ("call", False, True, False),
    ],
)
def test_only_telling_the_parent_in_a_live_conversation_stops_parent_told(
    world: World, channel: str, live: bool, told: bool | None, stops: bool
) -> None:
    referral = harmed_in_kent(world)
    mother = referral.involvements.get(role=Involvement.As.PARENT).person
    actions.contact_family(
        by=world.person("kent"),
        referral=referral,
        person=mother,
        channel=channel,
        live=live,
        told_of_risk=told,
        at=at(16, 15),
        now=at(16, 15),
    )
    assert ("parent_told" not in open_kinds(referral, "kent", world)) is stops


def test_telling_a_parent_the_child_does_not_live_with_is_not_enough(world: World) -> None:
    father = world.mother(given_name="Tunde", lives_with_child=False)
    referral = world.logged("kent", said=world.said(world.child(), father, world.harmer()))
    person = referral.involvements.get(role=Involvement.As.PARENT).person
    actions.contact_family(
        by=world.person("kent"),
        referral=referral,
        person=person,
        channel="call",
        live=True,
        told_of_risk=True,
        at=at(16, 12),
        now=at(16, 12),
    )
    assert "parent_told" in open_kinds(referral, "kent", world)


def test_each_council_tells_the_parent_for_itself(world: World) -> None:
    referral = harmed_in_kent(world)
    world.sent(referral, "kent", "havering", at(16, 11))
    mother = referral.involvements.get(role=Involvement.As.PARENT).person
    actions.contact_family(
        by=world.person("havering"),
        referral=referral,
        person=mother,
        channel="call",
        live=True,
        told_of_risk=True,
        at=at(16, 15),
        now=at(16, 15),
    )
    assert "parent_told" not in open_kinds(referral, "havering", world)
    assert "parent_told" in open_kinds(referral, "kent", world)


def test_a_managers_decision_to_wait_runs_towards_the_day_to_look_again(world: World) -> None:
    referral = harmed_in_kent(world)
    actions.decide_not_to_tell(
        by=world.person("kent", "team_manager"),
        referral=referral,
        reason="the police ask us to wait until the arrest",
        look_again=date(2026, 11, 20),
        at=at(16, 12),
        now=at(16, 12),
    )
    running = Timer.objects.get(kind="parent_told", council_id=world.council("kent").pk, stopped_at=None)
    assert running.due_at == datetime(2026, 11, 20, 23, 59, 59, 999999, tzinfo=MONDAY.tzinfo)


def test_a_social_workers_decision_to_wait_stops_nothing(world: World) -> None:
    referral = harmed_in_kent(world)
    actions.decide_not_to_tell(
        by=world.person("kent"), referral=referral, reason="the mother may warn him", at=at(16, 12), now=at(16, 12)
    )
    running = Timer.objects.get(kind="parent_told", council_id=world.council("kent").pk, stopped_at=None)
    assert running.due_at == at(17)


def test_a_known_contact_is_due_before_it_and_a_plan_stops_it(world: World) -> None:
    referral = world.logged("kent", said=world.said(next_contact_on=date(2026, 11, 27)))
    due = clocks(referral, "kent", world)["known_contact"].due_at
    assert due == datetime(2026, 11, 26, 23, 59, 59, 999999, tzinfo=MONDAY.tzinfo)
    actions.record_safety_plan(
        by=world.person("kent"), referral=referral, plan="No overnight stays; the father agrees.", at=at(17), now=at(17)
    )
    assert "known_contact" not in open_kinds(referral, "kent", world)


def test_a_family_told_to_expect_a_call_is_owed_one_within_a_working_day(world: World) -> None:
    referral = world.logged("havering", said=world.said(told_to_expect_contact=True))
    assert clocks(referral, "havering", world)["family_contact"].due_at == at(17)


def test_where_no_harm_is_alleged_the_family_is_owed_a_call_within_five(world: World) -> None:
    said = world.said(told_to_expect_contact=True, harm=[], significant_harm=None)
    referral = world.logged("havering", said=said)
    due = clocks(referral, "havering", world)["family_contact"].due_at
    assert due == datetime(2026, 11, 23, 23, 59, 59, 999999, tzinfo=MONDAY.tzinfo)


def test_a_parent_who_refers_knows_already(world: World) -> None:
    from dataclasses import replace

    from referrals.said import ReferrerSaid

    said = replace(world.said(), parent_knows=None, referrer=ReferrerSaid(kind="parent", is_person=1))
    referral = world.logged("kent", said=said)
    assert "parent_told" not in clocks(referral, "kent", world)


def test_a_contact_for_information_starts_no_clock_until_it_is_a_referral(world: World) -> None:
    referral = world.logged("kent", said=world.said(kind="contact"))
    assert clocks(referral, "kent", world) == {}
    actions.accept_as_referral(
        by=world.person("kent", "team_manager"),
        referral=referral,
        reason="he lives with her now",
        at=at(18),
        now=at(18),
    )
    assert clocks(referral, "kent", world)["decision"].due_at == at(19)


def test_an_anonymous_referrer_is_owed_no_feedback_but_a_sending_council_is(world: World) -> None:
    from referrals.said import ReferrerSaid

    referral = world.logged("kent", said=world.said(referrer=ReferrerSaid(kind="public", anonymous=True)))
    world.sent(referral, "kent", "havering", at(16, 11))
    assert "referrer_feedback" not in clocks(referral, "kent", world)
    assert "referrer_feedback" in clocks(referral, "havering", world)


def test_what_was_written_down_days_later_leaves_its_missed_clock(world: World) -> None:
    referral = harmed_in_kent(world)
    actions.contact_family(by=world.person("kent"), referral=referral, channel="call", at=at(16, 15), now=at(20, 9))
    lapsed = Timer.objects.get(kind="record_written")
    assert lapsed.stopped_at == at(20, 9) and list(lapsed.alerts.values_list("level", flat=True)) != []
    assert referral.prompts.filter(code="late_entry").exists()


def plan_by(referral: Referral, council: str, world: World) -> date | None:
    """The last day for the safety plan that the council owes now."""
    running = Timer.objects.running().filter(kind="known_contact", about_id=referral.pk)
    due_at = running.get(council_id=world.council(council).pk).due_at
    return local(due_at).date() if due_at else None


def test_a_contact_learnt_later_and_the_one_after_it_each_need_a_plan(world: World) -> None:
    """Fortnightly contact went on (19 011 816, complaint 7): what was planned for the first is no plan for the next."""
    referral = world.logged("kent")
    world.sent(referral, "kent", "havering", at(16, 11))
    councils = ("kent", "havering")
    assert all("known_contact" not in open_kinds(referral, one, world) for one in councils)

    def learn(on: date | None, day: int) -> None:
        referral.refresh_from_db()
        actions.correct_referral(
            by=world.person("kent"),
            referral=referral,
            version=referral.version,
            changes={"next_contact_on": on},
            reason="His mother rang",
            at=at(day),
            now=at(day),
        )

    learn(date(2026, 11, 20), 17)
    for one in councils:
        assert plan_by(referral, one, world) == date(2026, 11, 19)
        actions.record_safety_plan(
            by=world.person(one), referral=referral, plan="He stays at home.", at=at(18), now=at(18)
        )
        assert "known_contact" not in open_kinds(referral, one, world)
    learn(date(2026, 12, 4), 23)
    for one in councils:
        assert plan_by(referral, one, world) == date(2026, 12, 3)
    learn(date(2026, 12, 11), 24)
    assert plan_by(referral, "kent", world) == date(2026, 12, 10)
    learn(None, 25)
    assert all("known_contact" not in open_kinds(referral, one, world) for one in councils)


def test_a_contact_tomorrow_learnt_today_is_due_now_and_the_child_is_seen(world: World) -> None:
    referral = world.logged("havering")
    actions.correct_referral(
        by=world.person("havering"),
        referral=referral,
        version=referral.version,
        changes={"next_contact_on": date(2026, 11, 18)},
        reason="His mother rang",
        at=at(17),
        now=at(17),
    )
    assert {"known_contact", "child_seen"} <= open_kinds(referral, "havering", world)
