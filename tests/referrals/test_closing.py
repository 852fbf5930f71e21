"""No closing in the dark: what stands in the way, who may sign, what a closing ends and what reopening begins."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from referrals import actions, duties, gate
from referrals.models import Closing, Duty, Holding, Part, Referral
from referrals.refusals import NotPossible, Refused
from referrals.said import Override
from tests.world import World, at
from timers.models import Timer

Step = Callable[[World, Referral], object]
HEAD = "head_of_service"
TUESDAY, SIGNED = at(17), at(18, 12)


def states(world: World, referral: Referral, by: str = "havering") -> object:
    return actions.state_intention(
        by=world.person(by), referral=referral, action="We assess Yusuf", at=at(17), now=at(17)
    )


def speaks(world: World, referral: Referral, *, two_way: bool = True, service: str = "childrens") -> object:
    return actions.contact_council(
        by=world.person("kent"),
        referral=referral,
        to=world.council("havering"),
        two_way=two_way,
        their_service=service,
        at=at(17),
        now=at(17),
    )


def considers(world: World, referral: Referral, found: str = "no", task: str = "", by: str = "kent") -> object:
    return actions.consider_other_children(
        by=world.person(by), referral=referral, found=found, task=task, at=at(17), now=at(17)
    )


def sees(world: World, referral: Referral, by: str = "kent", when: datetime = TUESDAY) -> object:
    return actions.see_child(by=world.person(by), referral=referral, alone=True, words="I am fine", at=when, now=when)


def tells(world: World, referral: Referral, *, channel: str = "call", told: bool = True, by: str = "kent") -> object:
    mother = referral.involvements.get(role="parent").person
    return actions.contact_family(
        by=world.person(by),
        referral=referral,
        person=mother,
        channel=channel,
        live=channel in {"call", "visit"},
        told_of_risk=told,
        at=at(17),
        now=at(17),
    )


ALL: dict[str, Step] = {
    "closure.other_council_intention_unknown": states,
    "closure.no_council_contact": speaks,
    "closure.other_children_not_considered": considers,
    "closure.child_not_spoken_to": sees,
    "closure.parent_not_told": tells,
}


def shared(world: World) -> Referral:
    """Logged in Kent, sent to Havering where the child lives."""
    referral = world.logged("kent")
    world.sent(referral, "kent", "havering", at(16, 11))
    return referral


def ready(world: World) -> Referral:
    referral = shared(world)
    for step in ALL.values():
        step(world, referral)
    return referral


def close(world: World, referral: Referral, *, by: str = "social_worker", override: Override | None = None) -> Closing:
    return actions.close(
        by=world.person("kent", by),
        referral=referral,
        reason="needs met",
        rationale="Havering assesses; Yusuf is safe",
        override=override,
        at=at(18),
        now=at(18),
    )


def sign(
    world: World, referral: Referral, *, by: str = "team_manager", name: str = "", when: datetime = SIGNED
) -> Closing:
    return actions.sign_closing(by=world.person("kent", by, name), referral=referral, at=when, now=when)


def codes(attempt: Callable[[], object]) -> set[str]:
    try:
        attempt()
    except Refused as refused:
        return set(refused.codes)
    return set()


def override(role: str, world: World) -> Override:
    return Override("agreed with the other council's head", role, world.person("kent", role).pk)


@pytest.mark.parametrize(
    ("more", "codes_of"),
    [
        ({"rationale": None}, set()),  # a door that does not ask (docs/decisions/0014)
        ({"rationale": "  "}, {"closure.risk_left_missing"}),
        ({"rationale": "None: Gran has him", "service": "The young people's clinic"}, {"closure.service_not_accepted"}),
        ({"rationale": "x", "service": "The clinic", "service_accepted": " "}, {"closure.service_not_accepted"}),
        ({"rationale": "x", "service": "The clinic", "service_accepted": "Dr Ames, letter of 17 November"}, set()),
        ({"rationale": "", "service": "y"}, {"closure.risk_left_missing", "closure.service_not_accepted"}),
    ],
)
def test_what_risk_is_left_and_a_service_that_goes_on_with_it_has_accepted(
    world: World, more: dict[str, Any], codes_of: set[str]
) -> None:
    referral = ready(world)
    given = {"by": world.person("kent"), "referral": referral, "at": at(18), "now": at(18), "reason": "other"}
    assert codes(lambda: actions.close(**given, **more)) == codes_of
    assert Closing.objects.exists() is (not codes_of)
    if codes_of == {"closure.service_not_accepted"}:
        actions.close(**given, **more, override=override("team_manager", world))
        assert Closing.objects.get().overrode == ["closure.service_not_accepted"]


def test_a_bare_case_is_refused_with_every_ground(world: World) -> None:
    referral = shared(world)
    assert codes(lambda: close(world, referral)) == set(ALL)
    assert not Closing.objects.exists()


@pytest.mark.parametrize("left_out", ALL)
def test_each_thing_left_out_is_named_alone(world: World, left_out: str) -> None:
    referral = shared(world)
    for code, step in ALL.items():
        if code != left_out:
            step(world, referral)
    assert codes(lambda: close(world, referral)) == {left_out}


NOT_ENOUGH: dict[str, tuple[str, Step]] = {
    "our own intention": ("closure.other_council_intention_unknown", lambda w, r: states(w, r, by="kent")),
    "a message left": ("closure.no_council_contact", lambda w, r: speaks(w, r, two_way=False)),
    "their adult services": ("closure.no_council_contact", lambda w, r: speaks(w, r, service="adults")),
    "not known, no task": ("closure.other_children_not_considered", lambda w, r: considers(w, r, "unknown")),
    "seen before it was logged": ("closure.child_not_spoken_to", lambda w, r: sees(w, r, when=at(13))),
    "a letter": ("closure.parent_not_told", lambda w, r: tells(w, r, channel="letter")),
    "spoken to, not told": ("closure.parent_not_told", lambda w, r: tells(w, r, told=False)),
    "told by the other council": ("closure.parent_not_told", lambda w, r: tells(w, r, by="havering")),
}


@pytest.mark.parametrize("what", NOT_ENOUGH)
def test_what_is_not_enough(world: World, what: str) -> None:
    referral = shared(world)
    code, instead = NOT_ENOUGH[what]
    for known, step in ALL.items():
        (instead if known == code else step)(world, referral)
    assert codes(lambda: close(world, referral)) == {code}


ENOUGH: dict[str, tuple[str, Step]] = {
    "a task to find out": ("closure.other_children_not_considered", lambda w, r: considers(w, r, "unknown", "ask")),
    "some were found": ("closure.other_children_not_considered", lambda w, r: considers(w, r, "yes")),
    "considered by the other": ("closure.other_children_not_considered", lambda w, r: considers(w, r, by="havering")),
    "seen by the other": ("closure.child_not_spoken_to", lambda w, r: sees(w, r, by="havering")),
    "a manager waits": (
        "closure.parent_not_told",
        lambda w, r: actions.decide_not_to_tell(
            by=w.person("kent", "team_manager"), referral=r, reason="the police ask us to wait", at=at(17), now=at(17)
        ),
    ),
}


@pytest.mark.parametrize("what", ENOUGH)
def test_what_is_enough(world: World, what: str) -> None:
    referral = shared(world)
    code, instead = ENOUGH[what]
    for known, step in ALL.items():
        (instead if known == code else step)(world, referral)
    assert codes(lambda: close(world, referral)) == set()


def test_a_social_workers_wish_to_wait_is_not_enough(world: World) -> None:
    referral = shared(world)
    for code, step in ALL.items():
        if code != "closure.parent_not_told":
            step(world, referral)
    actions.decide_not_to_tell(by=world.person("kent"), referral=referral, reason="later", at=at(17), now=at(17))
    assert codes(lambda: close(world, referral)) == {"closure.parent_not_told"}


def test_alone_in_its_referral_with_no_other_council_named_needs_no_other_council(world: World) -> None:
    referral = world.logged(
        "kent",
        said=world.said(world.child("kent"), world.mother(), world.harmer("kent"), happened_in=world.place("kent")),
    )
    assert codes(lambda: close(world, referral)) == set(ALL) - {
        "closure.other_council_intention_unknown",
        "closure.no_council_contact",
    }


def test_an_unborn_child_need_not_be_spoken_to(world: World) -> None:
    unborn = world.child("kent", born_on=None, expected_on=at(16).date().replace(year=2027))
    referral = world.logged("kent", said=world.said(unborn, world.mother(), happened_in=world.place("kent")))
    assert "closure.child_not_spoken_to" not in codes(lambda: close(world, referral))


def test_the_gate_names_whom_to_ring(world: World) -> None:
    referral = shared(world)
    part = Part.objects.get(referral=referral, council=world.council("kent"))
    named = {one.ground.code: one.councils for one in gate.missing(part, at=at(18))}
    assert named["closure.no_council_contact"] == (world.council("havering").pk,)


@pytest.mark.parametrize(
    ("role", "left"),
    [
        ("social_worker", set(ALL)),
        (
            "team_manager",
            {
                "closure.other_council_intention_unknown",
                "closure.no_council_contact",
                "closure.other_children_not_considered",
            },
        ),
        (HEAD, set()),
    ],
)
def test_who_may_override(world: World, role: str, left: set[str]) -> None:
    referral = shared(world)
    assert codes(lambda: close(world, referral, override=override(role, world))) == left
    if not left:
        closing = Closing.objects.get()
        assert set(closing.overrode) == set(ALL)
        assert closing.override_by == world.person("kent", HEAD)


def test_an_invitation_that_waits_keeps_it_open(world: World) -> None:
    referral = ready(world)
    actions.convene_strategy_discussion(
        by=world.person("havering"), referral=referral, invited=["other_council"], at=at(17, 15), now=at(17, 15)
    )
    assert codes(lambda: close(world, referral)) == {"closure.open_invitation"}
    assert codes(lambda: close(world, referral, override=override("team_manager", world))) == set()


def test_asking_leaves_the_part_open_and_its_clocks_running(world: World) -> None:
    referral = ready(world)
    close(world, referral)
    part = Part.objects.get(referral=referral, council=world.council("kent"))
    assert part.closed_at is None
    assert Timer.objects.running().of_council(part.council_id).exists()


def test_signed_it_is_closed_its_clocks_stop_and_the_other_council_holds_on(world: World) -> None:
    referral = ready(world)
    close(world, referral)
    sign(world, referral)
    kent, havering = (Part.objects.get(referral=referral, council=world.council(one)) for one in ("kent", "havering"))
    assert kent.closed_at == at(18, 12)
    assert not Timer.objects.running().of_council(kent.council_id).exists()
    assert Timer.objects.running().of_council(havering.council_id).exists()
    assert duties.holders_at(referral, "support_child", at(18, 11)) == [havering.council, kent.council]
    assert duties.holders_at(referral, "support_child", at(18, 13)) == [havering.council]


def test_what_nobody_else_holds_ends_with_the_closing(world: World) -> None:
    referral = world.logged("kent")
    close(world, referral, override=override(HEAD, world))
    actions.sign_closing(by=world.person("kent", "team_manager"), referral=referral, at=at(18, 12), now=at(18, 12))
    assert not Duty.objects.filter(referral=referral, ended_at=None).exists()
    assert {one.ended_because.startswith("closed by Kent") for one in Duty.objects.filter(referral=referral)} == {True}
    assert not Holding.objects.filter(duty__referral=referral, until=None).exists()


@pytest.mark.parametrize(
    ("asks", "signs", "wanted"),
    [
        ("social_worker", "team_manager", set()),
        ("team_manager", HEAD, set()),
        ("social_worker", "social_worker", {"closure.own_approval", "closure.needs_second_person"}),
        ("team_manager", "team_manager", {"closure.own_approval", "closure.needs_second_person"}),
        ("team_manager", "social_worker", {"closure.needs_second_person"}),
    ],
)
def test_who_may_sign(world: World, asks: str, signs: str, wanted: set[str]) -> None:
    referral = ready(world)
    close(world, referral, by=asks)
    assert codes(lambda: sign(world, referral, by=signs)) == wanted
    assert (Closing.objects.get().signed_at is None) is bool(wanted)


def test_a_manager_does_not_sign_for_a_case_that_they_hold(world: World) -> None:
    referral = ready(world)
    manager = world.person("kent", "team_manager")
    actions.allocate(by=manager, referral=referral, worker=manager, at=at(17), now=at(17))
    close(world, referral)
    assert "closure.own_approval" in codes(lambda: sign(world, referral))
    assert codes(lambda: sign(world, referral, name="Another manager")) == set()


def test_what_comes_between_asking_and_signing_counts(world: World) -> None:
    referral = ready(world)
    close(world, referral)
    world.sent(referral, "havering", "croydon", at(18, 11))
    assert codes(lambda: sign(world, referral)) == {
        "closure.other_council_intention_unknown",
        "closure.no_council_contact",
    }


def test_nothing_to_sign_and_nothing_to_close_twice(world: World) -> None:
    referral = ready(world)
    with pytest.raises(NotPossible):
        sign(world, referral)
    close(world, referral)
    close(world, referral)  # asked again: the later request stands
    assert Closing.objects.filter(withdrawn_at=None).count() == 1
    sign(world, referral)
    with pytest.raises(NotPossible):
        close(world, referral)


def closed(world: World) -> Referral:
    referral = ready(world)
    close(world, referral)
    sign(world, referral)
    return referral


def test_opened_again_it_holds_what_it_held_and_needs_a_decision_anew(world: World) -> None:
    referral = closed(world)
    with pytest.raises(NotPossible):
        actions.reopen(by=world.person("kent"), referral=referral, reason=" ", at=at(20), now=at(20))
    part = actions.reopen(by=world.person("kent"), referral=referral, reason="new worry", at=at(20), now=at(20))
    part.refresh_from_db()
    assert part.closed_at is None
    running = Timer.objects.running().of_council(part.council_id)
    assert running.get(kind="decision").started_at == at(20)
    assert not running.filter(kind__in=["council_contact", "parent_told"]).exists()
    assert part.council in duties.holders_at(referral, "support_child", at(20, 11))
    assert part.council not in duties.holders_at(referral, "support_child", at(19, 11))


def test_what_ended_with_the_closing_begins_again(world: World) -> None:
    referral = world.logged("kent")
    close(world, referral, override=override(HEAD, world))
    sign_by = world.person("kent", "team_manager")
    actions.sign_closing(by=sign_by, referral=referral, at=at(18, 12), now=at(18, 12))
    actions.reopen(by=world.person("kent"), referral=referral, reason="new worry", at=at(20), now=at(20))
    assert not Duty.objects.filter(referral=referral).exclude(ended_at=None).exists()
    assert duties.holders_at(referral, "answer_referral", at(20, 11)) == [world.council("kent")]
    assert duties.holders_at(referral, "answer_referral", at(19)) == []
    assert Timer.objects.running().filter(kind__in=["parent_told", "council_contact"]).exists()


def test_a_request_can_be_taken_back(world: World) -> None:
    referral = ready(world)
    close(world, referral)
    actions.reopen(by=world.person("kent"), referral=referral, reason="too early", at=at(18, 11), now=at(18, 11))
    with pytest.raises(NotPossible):
        sign(world, referral)


def test_a_closed_case_still_answers(world: World) -> None:
    referral = closed(world)
    actions.contact_council(
        by=world.person("kent"), referral=referral, to=world.council("havering"), two_way=True, at=at(20), now=at(20)
    )
    discussion = actions.convene_strategy_discussion(
        by=world.person("havering"), referral=referral, invited=["other_council"], at=at(20), now=at(20)
    )
    answer = actions.answer_invitation(
        by=world.person("kent"), discussion=discussion, accept=True, at=at(20, 11), now=at(20, 11)
    )
    assert answer.answer == "accept"


def test_something_new_opens_a_closed_case(world: World) -> None:
    referral = closed(world)
    actions.record_concern(by=world.person("kent"), referral=referral, kind="other", at=at(20), now=at(20))
    part = Part.objects.get(referral=referral, council=world.council("kent"))
    assert part.closed_at is None
    assert Timer.objects.running().of_council(part.council_id).filter(kind="decision").exists()
