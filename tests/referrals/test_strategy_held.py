"""A strategy discussion that was held: its record, the enquiries and the conference after it, seeing the child."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from referrals import actions
from referrals.actions.enquiring import leads_to_conference
from referrals.models import Circulation, Duty, Prompt, Section47
from referrals.refusals import NotPossible, Refused
from stories import telling
from stories.casefile import load, parse
from stories.replay import StepTold
from stories.running import run_and_forget
from tests.referrals.discussing import ALL_THREE, END, both, clock, convened, held, running
from tests.world import World, at

CASES = Path(__file__).parents[2] / "stories" / "cases"

# Holding it


def test_one_that_was_held_stops_every_councils_clock_and_ends_the_responsibility(world: World) -> None:
    referral = both(world)
    discussion = held(world, convened(world, referral))
    assert discussion.below_standard == []
    assert {clock(referral, one, world).stopped_at for one in ("kent", "havering")} == {at(16, 15)}
    assert Duty.objects.get(referral=referral, code="strategy_discussion").ended_because == "held"
    assert not Prompt.objects.filter(code="below_standard").exists()


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({"attended": ["childrens_social_care", "police", "other_council"]}, ["health_missing"]),
        ({"attended": [*ALL_THREE]}, ["other_council_missing"]),
        ({"section_47": None}, ["section_47_unknown"]),
        ({"other_children_considered": None}, ["other_children_not_considered"]),
        ({"other_children_considered": False}, ["other_children_not_considered"]),
        ({"risk_apart_from_police_considered": None}, ["risk_apart_from_police_not_considered"]),
        ({"rationale": ""}, ["rationale_missing"]),
    ],
    ids=lambda one: "" if isinstance(one, list) else "-".join(one),
)
def test_one_held_below_standard_is_recorded_as_it_was_and_raised(
    world: World, told: dict[str, Any], codes: list[str]
) -> None:
    referral = both(world)
    discussion = held(world, convened(world, referral), **told)
    assert discussion.held_at == at(16, 15) and discussion.below_standard == codes
    assert not running(referral)
    assert Prompt.objects.get(referral=referral, code="below_standard").council == world.council("kent")


def test_it_is_held_once(world: World) -> None:
    discussion = held(world, convened(world, both(world)))
    with pytest.raises(NotPossible):
        held(world, discussion, by="havering")


def test_written_down_late_it_also_serves_the_council_that_received_it_meanwhile(world: World) -> None:
    referral = world.logged("kent")
    discussion = convened(world, referral)
    world.sent(referral, "kent", "havering", at(17))
    actions.hold_strategy_discussion(
        by=world.person("kent"), discussion=discussion, attended=ALL_THREE, at=at(16, 15), now=at(18)
    )
    assert not running(referral)
    assert not [one for one in Duty.objects.get(code="strategy_discussion").holdings.all() if one.until is None]


# Its record


def test_the_record_is_sent_within_a_working_day_by_the_council_that_called_it(world: World) -> None:
    referral = both(world)
    discussion = held(world, convened(world, referral))
    assert clock(referral, "kent", world, "strategy_record").due_at == at(17).replace(**END)
    actions.circulate_record(
        by=world.person("kent"), discussion=discussion, to=["police", "health", "other_council"], at=at(17), now=at(17)
    )
    assert clock(referral, "kent", world, "strategy_record").stopped_at == at(17)


def test_an_incomplete_record_is_not_sent_but_completed_and_then_sent(world: World) -> None:
    referral = both(world)
    discussion = held(world, convened(world, referral), section_47=None, rationale="")
    send: dict[str, Any] = {"by": world.person("kent"), "discussion": discussion, "at": at(17), "now": at(17)}
    with pytest.raises(Refused) as caught:
        actions.circulate_record(**send)
    assert caught.value.codes == ["strategy.record_incomplete"]
    assert "section 47" in caught.value.grounds[0].sentence and "reasons" in caught.value.grounds[0].sentence
    assert running(referral, "strategy_record") == 1
    actions.complete_strategy_record(
        by=world.person("kent"),
        discussion=discussion,
        section_47=True,
        rationale="as agreed",
        at=at(17),
        now=at(17),
    )
    assert actions.circulate_record(**send).to
    discussion.refresh_from_db()
    assert discussion.below_standard == ["section_47_unknown", "rationale_missing"]
    assert clock(referral, "kent", world, "initial_conference").started_at == discussion.held_at


def test_a_discussion_not_held_has_no_record_to_send(world: World) -> None:
    discussion = convened(world, both(world))
    with pytest.raises(Refused):
        actions.circulate_record(by=world.person("kent"), discussion=discussion, at=at(17), now=at(17))
    assert not Circulation.objects.exists()


# Section 47 enquiries and the conference


def test_enquiries_and_the_conference_count_from_the_discussion_that_began_them(world: World) -> None:
    referral = both(world)
    held(world, convened(world, referral))
    enquiry = Section47.objects.get(part__referral=referral)
    assert (enquiry.part.council, enquiry.at) == (world.council("kent"), at(16, 15))
    later = convened(world, referral, by="kent", when=at(18))
    held(world, later, when=at(19))
    conference = clock(referral, "kent", world, "initial_conference")
    assert (conference.started_at, conference.due_at) == (
        at(16, 15),
        datetime(2026, 12, 7, tzinfo=at(17).tzinfo).replace(**END),
    )
    assert running(referral, "initial_conference") == 1


def test_enquiries_begun_before_any_discussion_count_from_the_first_one(world: World) -> None:
    referral = world.logged("kent")
    kent = world.person("kent")
    actions.start_section_47(by=kent, referral=referral, at=at(16, 11), now=at(16, 11))
    assert clock(referral, "kent", world, "initial_conference").started_at == at(16, 11)
    held(world, convened(world, referral), when=at(17))
    assert clock(referral, "kent", world, "initial_conference").started_at == at(17)
    assert running(referral, "initial_conference") == 1


def test_beginning_enquiries_that_are_under_way_is_not_refused(world: World) -> None:
    referral = both(world)
    held(world, convened(world, referral))
    kent = world.person("kent")
    again = actions.start_section_47(by=kent, referral=referral, joint_with_police=True, at=at(17), now=at(17))
    assert again == Section47.objects.get() and Section47.objects.get().joint_with_police is True
    assert clock(referral, "kent", world, "initial_conference").started_at == at(16, 15)


def test_they_begin_with_the_council_agreed_to_hold_them(world: World) -> None:
    referral = both(world)
    for by in ("kent", "havering"):
        actions.propose_lead(
            by=world.person(by),
            referral=referral,
            duty="section_47",
            lead=world.council("havering"),
            at=at(16, 12),
            now=at(16, 12),
        )
    held(world, convened(world, referral))
    assert Section47.objects.get().part.council == world.council("havering")
    assert clock(referral, "havering", world, "initial_conference").stopped_at is None


@pytest.mark.parametrize(
    ("outcome", "goes_on"),
    [
        ("not substantiated", False),
        ("no_conference", False),
        ("substantiated, a conference is not needed", False),
        ("substantiated; not at continuing risk", False),
        ("initial_conference", True),
        ("substantiated, continuing risk", True),
        ("", True),
    ],
)
def test_enquiries_that_end_without_a_conference_stop_its_clock(world: World, outcome: str, goes_on: bool) -> None:
    assert leads_to_conference(outcome) is goes_on
    referral = world.logged("kent")
    held(world, convened(world, referral))
    actions.end_section_47(by=world.person("kent"), referral=referral, outcome=outcome, at=at(20), now=at(20))
    assert running(referral, "initial_conference") == goes_on
    assert Duty.objects.get(referral=referral, code="section_47").ended_at == at(20)


def test_the_conference_stops_its_clock_whichever_council_held_it(world: World) -> None:
    referral = both(world)
    held(world, convened(world, referral))
    actions.hold_conference(by=world.person("havering"), referral=referral, at=at(20), now=at(20))
    assert clock(referral, "kent", world, "initial_conference").stopped_at == at(20)


# Seeing the child (T05)


@pytest.mark.parametrize(
    ("told", "owed"),
    [
        ({"safe_now": False}, True),
        ({"next_contact_on": date(2026, 11, 17)}, True),
        ({"next_contact_on": date(2026, 11, 18)}, False),
        ({}, False),
    ],
    ids=["not safe now", "contact tomorrow", "contact in two days", "nothing known"],
)
def test_where_the_child_may_be_with_them_the_child_is_seen_in_24_hours(
    world: World, told: dict[str, Any], owed: bool
) -> None:
    referral = world.logged("havering", said=world.said(**told))
    assert running(referral, "child_seen") == owed
    if owed:
        assert clock(referral, "havering", world, "child_seen").due_at == at(17)


def test_seeing_the_child_serves_every_council(world: World) -> None:
    referral = both(world, safe_now=False)
    assert running(referral, "child_seen") == 2
    actions.see_child(by=world.person("havering"), referral=referral, alone=True, at=at(16, 16), now=at(16, 16))
    assert not running(referral, "child_seen")


def test_the_day_that_the_discussion_sets_takes_the_place_of_the_24_hours(world: World) -> None:
    referral = world.logged("havering", said=world.said(safe_now=False))
    held(world, convened(world, referral, by="havering"), by="havering", see_child_by=at(19, 17))
    assert running(referral, "child_seen") == 1
    assert clock(referral, "havering", world, "child_seen").due_at == at(19, 17)


# In a case file

STORY = """
title = "a joint strategy discussion"
source = "invented"
closing = 2026-12-09T17:00:00
[councils.kent]
gss = "E10000016"
[councils.havering]
gss = "E09000016"
[people.y]
kind = "child"
born = 2012-06-01
lives_in = "havering"
[people.police]
kind = "referrer"
"""
STEPS: list[tuple[str, str, str]] = [
    ("16T10:00", "kent", 'do = "log_referral"\nname = "r1"\nwith = { child = "y", from = "police", '
     'significant_harm = true, harm = ["sexual"], happened_in = "kent", parent_knows = true }'),
    ("16T11:00", "kent", 'do = "send_referral"\nwith = { referral = "r1", to = "havering", '
     'address_source = "school" }'),
    ("16T12:00", "kent", 'do = "convene_strategy_discussion"\nname = "sd1"\nwith = { referral = "r1", invited = '
     '["childrens_social_care", "police", "health", "havering"], planned_for = 2026-11-16 }'),
    ("16T13:00", "havering", 'do = "answer_invitation"\nrefused = "invitation.case_closed"\n'
     'with = { discussion = "sd1", answer = "decline", reason = "closed case" }'),
    ("16T13:10", "kent", 'do = "answer_invitation"\nwith = { discussion = "sd1", council = "havering", '
     'answer = "decline", reason = "they say it is closed case" }'),
    ("16T13:30", "havering", 'role = "team_manager"\ndo = "refuse_strategy_discussion"\nrefused = '
     '"strategy.refusal_reason"\nwith = { referral = "r1", reason = "police_investigating", '
     'rationale = "police have it" }'),
    ("16T15:00", "kent", 'do = "hold_strategy_discussion"\nwith = { discussion = "sd1", attended = '
     '["childrens_social_care", "police", "havering"], section_47 = true }'),
    ("16T15:30", "kent", 'do = "circulate_record"\nrefused = "strategy.record_incomplete"\n'
     'with = { discussion = "sd1", to = ["police", "havering"] }'),
    ("16T16:00", "kent", 'do = "start_section_47"\nwith = { referral = "r1", joint_with_police = true }'),
    ("20T10:00", "kent", 'do = "end_section_47"\nwith = { referral = "r1", outcome = "conference" }'),
    ("27T10:00", "kent", 'do = "hold_conference"\nwith = { referral = "r1" }'),
]  # fmt: skip
EXPECTED = """
[[expect]]
no_alert = "strategy_discussion"
[[expect]]
no_alert = "initial_conference"
[[expect]]
alert = "strategy_record"
council = "kent"
on = "sd1"
due = 2026-11-17T23:59:59.999999
stopped = false
[[expect]]
prompt = "below_standard"
on = "sd1"
"""


def test_a_case_file_goes_through_the_whole_of_it(world: World) -> None:
    steps = "".join(f'[[steps]]\nat = 2026-11-{when}:00\nby = "{by}"\n{does}\n' for when, by, does in STEPS)
    replay, checked = run_and_forget(parse(STORY + steps + EXPECTED))
    assert telling.exit_code(replay, checked) == 0, telling.in_words(replay, checked)


@pytest.mark.parametrize("name", ["croydon-19-020-914", "havering-19-011-816"])
def test_the_published_stories_have_their_strategy_discussions(world: World, name: str) -> None:
    replay, checked = run_and_forget(load(CASES / f"{name}.toml"))
    told = telling.in_words(replay, checked)
    asked = [one for one in checked if "strategy" in one.words]
    assert asked and all(one.met for one in asked), told
    steps = [one for one in replay.told if isinstance(one, StepTold) and "strategy" in one.step.do]
    assert all(one.met for one in steps), told
