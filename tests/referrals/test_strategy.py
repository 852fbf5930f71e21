"""The strategy discussion: when it is owed, what it needs, what may not stop it, and what follows from it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from referrals import actions
from referrals.actions.enquiring import leads_to_conference
from referrals.models import Circulation, Duty, Invitation, NoStrategyDiscussion, Part, Prompt, Referral, Section47
from referrals.models import StrategyDiscussion as Discussion
from referrals.refusals import NotPossible, Refused
from tests.world import MONDAY, World, at
from timers.models import Timer

ALL_THREE = ["childrens_social_care", "police", "health"]
NOON, AFTERNOON = at(16, 12), at(16, 15)
END = {"hour": 23, "minute": 59, "second": 59, "microsecond": 999999}


def clock(referral: Referral, council: str, world: World, kind: str = "strategy_discussion") -> Timer:
    return Timer.objects.filter(about_id=referral.pk, council_id=world.council(council).pk, kind=kind).latest("id")


def running(referral: Referral, kind: str = "strategy_discussion") -> int:
    return Timer.objects.running().filter(about_id=referral.pk, kind=kind).count()


def both(world: World, **more: Any) -> Referral:
    """Logged by Kent, sent to Havering an hour later."""
    referral = world.logged("kent", said=world.said(**more))
    world.sent(referral, "kent", "havering", at(16, 11))
    return referral


def convened(world: World, referral: Referral, by: str = "kent", when: datetime = NOON, **more: Any) -> Discussion:
    more.setdefault("invited", [*ALL_THREE, "other_council"])
    return actions.convene_strategy_discussion(by=world.person(by), referral=referral, at=when, now=when, **more)


def held(world: World, discussion: Discussion, by: str = "kent", when: datetime = AFTERNOON, **more: Any) -> Discussion:
    told: dict[str, Any] = {
        "attended": [*ALL_THREE, "other_council"],
        "section_47": True,
        "other_children_considered": True,
        "risk_apart_from_police_considered": True,
        "rationale": "Contact goes on every other weekend; nobody has spoken to Yusuf.",
    }
    return actions.hold_strategy_discussion(
        by=world.person(by), discussion=discussion, at=when, now=when, **{**told, **more}
    )


def refuse(world: World, referral: Referral, reason: str, by: str = "havering", **more: Any) -> NoStrategyDiscussion:
    when = more.pop("when", at(17))
    return actions.refuse_strategy_discussion(
        by=world.person(by, more.pop("role", "team_manager")),
        referral=referral,
        reason=reason,
        rationale=more.pop("rationale", "His school, GP and mother were asked; nothing points to significant harm."),
        at=when,
        now=when,
    )


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
