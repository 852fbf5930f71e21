"""A council that does not answer: the disagreement opens by itself, once, and its answer ends it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from referrals import actions
from referrals.models import Disagreement, JournalEntry, Referral, StrategyDiscussion
from tests.referrals.at_once import at_once, in_one
from tests.referrals.pages import Desk, text_of
from tests.world import World, at, make_world
from timers.models import Alert, FollowUp, Timer
from timers.sweep import follow_up, sweep

# Sent on Monday at 11:00; chased on Tuesday at 11:00; the managers' on Thursday at 11:00.
CHASED, MANAGERS = at(18), at(19, 11) + timedelta(microseconds=1)
ANSWERED = at(20)


def sent(world: World, **more: Any) -> Referral:
    """Kent sends Havering a referral; nobody suspects significant harm, so there is no discussion to agree on."""
    referral = world.logged("kent", said=world.said(**{"harm": [], "significant_harm": None, **more}))
    world.sent(referral, "kent", "havering", at(16, 11))
    return referral


def look(referral: Referral, now: Any = MANAGERS) -> None:
    sweep(now=now, about=[("referrals.referral", referral.pk)])


def silences(referral: Referral) -> list[Disagreement]:
    return list(Disagreement.objects.filter(referral=referral).exclude(silent=None).order_by("id"))


def lines(referral: Referral, verb: str = "raise_disagreement") -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(referral=referral, verb=verb, by=None))


def running(referral: Referral) -> set[int]:
    found = Timer.objects.running().filter(about_id=referral.pk, kind="disagreement")
    return set(found.values_list("council_id", flat=True))


def test_a_council_that_stays_silent_opens_a_disagreement_by_itself(world: World) -> None:
    referral = sent(world)
    look(referral, CHASED)
    assert not silences(referral)  # a day late is chased first
    look(referral)
    (opened,) = silences(referral)
    kent, havering = world.council("kent"), world.council("havering")
    assert (opened.council, opened.silent, opened.opened_by) == (kent, havering, None)
    assert (opened.about, opened.stage) == ("Havering has not answered", "workers")
    (line,) = lines(referral)
    assert (line.council, line.at, line.facts["silent"]) == (kent, MANAGERS, havering.pk)
    assert running(referral) == {kent.pk, havering.pk}


def test_its_clock_raises_its_alert_for_both(world: World) -> None:
    referral = sent(world)
    look(referral)
    look(referral, at(27))  # opened on Thursday, to be settled by the end of Thursday week
    found = Alert.objects.filter(about_id=referral.pk, kind="disagreement", level="missed")
    assert {one.council_id for one in found} == {world.council("kent").pk, world.council("havering").pk}


def test_it_opens_once_however_often_anybody_looks_and_however_much_waits(world: World) -> None:
    referral = sent(world)
    world.sent(referral, "kent", "havering", at(16, 12))
    for now in (MANAGERS, at(19, 13), at(20), at(27)):
        look(referral, now)
    assert len(silences(referral)) == 1
    assert len(lines(referral)) == 1


def test_a_message_that_nobody_answers_opens_it_too(world: World) -> None:
    referral = sent(world)
    by = world.person("havering")
    actions.acknowledge(by=by, referral=referral, at=at(16, 12), now=at(16, 12))
    asked = {"kind": "request", "words": "Is he known to you?", "why": "We plan a visit.", "personal_link": False}
    when = at(16, 15)
    actions.write_message(
        by=world.person("kent"), referral=referral, to=world.council("havering"), at=when, now=when, **asked
    )
    look(referral, at(19, 14))
    assert not silences(referral)
    look(referral, at(19, 16))
    (opened,) = silences(referral)
    assert opened.silent == world.council("havering")


def _works_on_it(world: World, referral: Referral) -> None:
    """Visits and writes it down, and never says that it has it."""
    actions.see_child(by=world.person("havering"), referral=referral, at=at(17), now=at(17), alone=True, words="…")


def _rang_without_a_name(world: World, referral: Referral) -> None:
    actions.contact_council(
        by=world.person("kent"), referral=referral, to=world.council("havering"), two_way=True, at=at(17), now=at(17)
    )


@pytest.mark.parametrize("sign", [_works_on_it, _rang_without_a_name], ids=["works on it", "was spoken to"])
def test_a_council_that_is_only_late_is_not_silent(world: World, sign: Callable[[World, Referral], None]) -> None:
    referral = sent(world)
    sign(world, referral)
    look(referral)
    assert not silences(referral)
    assert Timer.objects.running().filter(about_id=referral.pk, kind="outbound_acknowledgement").exists()


def test_whoever_has_closed_its_part_waits_for_nobody(world: World) -> None:
    referral = sent(world)
    look(referral, CHASED)
    referral.parts.filter(council=world.council("kent")).update(closed_at=at(18, 12))
    look(referral)
    assert not silences(referral)


def test_one_raised_by_hand_in_the_same_words_is_the_one_that_the_answer_ends(world: World) -> None:
    referral = sent(world)
    by = world.person("kent")
    by_hand = actions.raise_disagreement(
        by=by, referral=referral, about="Havering has not answered", at=at(18), now=at(18)
    )
    look(referral)
    assert silences(referral) == [by_hand] and Disagreement.objects.count() == 1
    assert not FollowUp.objects.filter(error__gt="").exists()
    assert running(referral) == {world.council("kent").pk, world.council("havering").pk}
    _act(actions.acknowledge)(world, referral)
    by_hand.refresh_from_db()
    assert by_hand.resolved_at == ANSWERED and not running(referral)


def test_a_named_worker_who_was_rung_by_adult_services_has_answered(world: World) -> None:
    referral = sent(world)
    look(referral)
    actions.contact_council(
        by=world.person("kent"),
        referral=referral,
        to=world.council("havering"),
        own_service="adults",
        their_service="childrens",
        worker_there="Priya Shah",
        two_way=True,
        at=ANSWERED,
        now=ANSWERED,
    )
    (found,) = silences(referral)
    assert found.resolution == "Havering has answered"


# ------------------------------------------------------------------------------------------------ its answer ends it


def _act(act: Callable[..., Any], role: str = "social_worker", **fields: Any) -> Callable[[World, Referral], Any]:
    def do(world: World, referral: Referral) -> Any:
        return act(by=world.person("havering", role), referral=referral, at=ANSWERED, now=ANSWERED, **fields)

    return do


def _call(world: World, referral: Referral) -> Any:
    return actions.contact_council(
        by=world.person("kent"),
        referral=referral,
        to=world.council("havering"),
        two_way=True,
        at=ANSWERED,
        now=ANSWERED,
    )


def _invitation(world: World, referral: Referral) -> Any:
    discussion = StrategyDiscussion.objects.get(referral=referral)
    return actions.answer_invitation(
        by=world.person("havering"), discussion=discussion, accept=True, at=ANSWERED, now=ANSWERED
    )


ANSWERS: dict[str, Callable[[World, Referral], Any]] = {
    "acknowledges": _act(actions.acknowledge),
    "decides": _act(actions.decide, "team_manager", outcome="child_in_need_assessment"),
    "accepts": _act(actions.accept_duty, duty="support_child"),
    "declines": _act(actions.decline_duty, duty="support_child", reason="He is with his father; we visit meanwhile."),
    "says what it intends": _act(actions.state_intention, action="We visit on Friday."),
    "writes": lambda world, referral: actions.write_message(
        by=world.person("havering"),
        referral=referral,
        to=world.council("kent"),
        kind="call",
        words="Please ring us.",
        at=ANSWERED,
        now=ANSWERED,
    ),
    "calls a discussion": _act(actions.convene_strategy_discussion),
    "takes part": _invitation,
    "is spoken to": _call,
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_its_answer_ends_it(world: World, answer: Callable[[World, Referral], Any]) -> None:
    referral = sent(world)
    actions.convene_strategy_discussion(
        by=world.person("kent"), referral=referral, invited=["other_council"], at=at(16, 12), now=at(16, 12)
    )
    look(referral)
    answer(world, referral)
    (opened,) = silences(referral)
    assert (opened.resolved_at, opened.resolved_by, opened.resolution) == (ANSWERED, None, "Havering has answered")
    (line,) = lines(referral, "resolve_disagreement")
    assert (line.council, line.at) == (world.council("kent"), ANSWERED)
    still = Disagreement.objects.filter(referral=referral, resolved_at=None).exists()  # a decline opens one of its own
    assert bool(running(referral)) is still


def test_what_it_does_that_is_no_answer_ends_nothing(world: World) -> None:
    referral = sent(world)
    look(referral)
    actions.see_child(by=world.person("havering"), referral=referral, at=at(20), now=at(20), alone=True, words="…")
    assert silences(referral)[0].resolved_at is None


def test_while_another_disagreement_is_open_the_clock_runs_on(world: World) -> None:
    referral = sent(world)
    look(referral)
    actions.decline_duty(
        by=world.person("kent"),
        referral=referral,
        duty="support_child",
        reason="They do.",
        at=at(19, 12),
        now=at(19, 12),
    )
    ANSWERS["acknowledges"](world, referral)
    assert silences(referral)[0].resolved_at == ANSWERED
    assert len(running(referral)) == 2


def test_a_person_can_settle_it_and_a_later_silence_opens_another(world: World) -> None:
    referral = sent(world)
    look(referral)
    manager = world.person("kent", "service_manager")
    actions.resolve_disagreement(
        by=manager, referral=referral, resolution="Their head of service rang", at=at(19, 12), now=at(19, 12)
    )
    assert not running(referral)
    world.sent(referral, "kent", "havering", at(20))
    look(referral, at(27))
    assert [one.resolved_at is None for one in silences(referral)] == [False, True]


def test_written_down_late_an_answer_ends_it_when_it_was_opened_and_not_before(world: World) -> None:
    referral = sent(world)
    look(referral)
    actions.acknowledge(by=world.person("havering"), referral=referral, at=at(17), now=ANSWERED)
    assert silences(referral)[0].resolved_at == MANAGERS


def test_it_reads_as_silence_on_page_and_paper(world: World) -> None:
    referral = sent(world)
    look(referral)
    desk = Desk(world, world.person("kent", "service_manager"))
    for rest in ("", "print/"):
        page = text_of(desk.get(f"/referrals/{referral.reference}/{rest}"))
        assert "Escalation, opened because Havering has not answered" in page
    ANSWERS["acknowledges"](world, referral)
    assert "Escalation ended: Havering has answered" in text_of(desk.get(f"/referrals/{referral.reference}/"))


# ------------------------------------------------------------------------------------------------ what is older

BEFORE, ASKED = at(16, 10, 30), at(16, 11)


def _old_call(world: World, referral: Referral) -> None:
    actions.contact_council(
        by=world.person("kent"),
        referral=referral,
        to=world.council("havering"),
        two_way=True,
        worker_there="Priya Shah",
        at=BEFORE,
        now=ANSWERED,
    )


def _old(act: Callable[..., Any], **fields: Any) -> Callable[[World, Referral], None]:
    def do(world: World, referral: Referral) -> None:
        act(by=world.person("havering"), referral=referral, at=BEFORE, now=ANSWERED, **fields)

    return do


OLDER: dict[str, Callable[[World, Referral], None]] = {
    "a call": _old_call,
    "its word that it has it": _old(actions.acknowledge),
    "what it said it would do": _old(actions.state_intention, action="We visit on Friday."),
}


@pytest.mark.parametrize("older", OLDER.values(), ids=OLDER.keys())
def test_what_is_older_than_the_question_is_kept_and_ends_no_silence(
    world: World, older: Callable[[World, Referral], None]
) -> None:
    referral = sent(world)
    look(referral)
    older(world, referral)
    (opened,) = silences(referral)
    assert (opened.silent_since, opened.resolved_at) == (ASKED, None)
    assert JournalEntry.objects.filter(referral=referral, at=BEFORE, recorded_at=ANSWERED).exists()
    assert running(referral) == {world.council("kent").pk, world.council("havering").pk}
    assert Timer.objects.running().filter(about_id=referral.pk, kind="outbound_acknowledgement").exists()


def test_a_call_after_the_first_question_does_not_answer_the_second(world: World) -> None:
    """Sent on Monday at 11:00 and asked on Tuesday at 10:00: one silence, which only what comes after both ends."""
    referral = sent(world)
    actions.write_message(
        by=world.person("kent"),
        referral=referral,
        to=world.council("havering"),
        kind="call",
        words="Please ring us.",
        at=at(17),
        now=at(17),
    )
    look(referral)
    look(referral, at(20, 11))
    (opened,) = silences(referral)
    assert opened.silent_since == at(17)
    actions.acknowledge(by=world.person("havering"), referral=referral, at=at(16, 15), now=at(23))
    assert silences(referral)[0].resolved_at is None
    actions.acknowledge(by=world.person("havering"), referral=referral, at=at(17), now=at(23))
    assert silences(referral)[0].resolved_at == opened.opened_at


def test_one_raised_by_hand_is_answered_from_the_question_on(world: World) -> None:
    referral = sent(world)
    actions.raise_disagreement(
        by=world.person("kent"), referral=referral, about="Havering has not answered", at=at(18), now=at(18)
    )
    look(referral)
    assert silences(referral)[0].silent_since == ASKED
    _old_call(world, referral)
    assert silences(referral)[0].resolved_at is None


# ------------------------------------------------------------------------------------------------ at once


def test_the_database_holds_one_open_silence_of_a_council(world: World) -> None:
    referral = sent(world)
    look(referral)
    (opened,) = silences(referral)
    opened.pk, opened.about = None, "something else"
    with pytest.raises(IntegrityError, match="one_open_silence"), transaction.atomic():
        opened.save(force_insert=True)


def _long_silent(world: World) -> Referral:
    """Sent twice, and neither was acknowledged: two clocks pass at the same instant."""
    with transaction.atomic():
        referral = sent(world)
        world.sent(referral, "kent", "havering", at(16, 11))
    return referral


def _world() -> World:
    with transaction.atomic():
        world = make_world()
        world.person("havering")
    return world


@pytest.mark.clone
def test_two_looks_at_once_open_one(clone: str) -> None:
    world = _world()
    for _ in range(10):
        referral = _long_silent(world)
        at_once(*[partial(sweep, now=MANAGERS)] * 2)
        assert len(silences(referral)) == 1
        assert len(lines(referral)) == 1


@pytest.mark.clone
def test_two_that_do_what_follows_at_once_open_one(clone: str) -> None:
    """The alerts stand and what follows waits, as after a kill between the two."""
    referral = _long_silent(_world())
    sweep(now=MANAGERS)
    Disagreement.objects.filter(referral=referral).update(resolved_at=MANAGERS)
    waiting = FollowUp.objects.filter(timer__kind="outbound_acknowledgement", timer__about_id=referral.pk)
    assert waiting.update(done_at=None, next_try_at=MANAGERS) == 2
    at_once(*[partial(follow_up, now=MANAGERS)] * 3)
    assert len(silences(referral)) == 2  # the one that was settled, and one more
    assert len(lines(referral)) == 2


@pytest.mark.clone
def test_an_answer_at_the_moment_of_the_look_leaves_nothing_open(clone: str) -> None:
    world = _world()
    for _ in range(10):
        referral = _long_silent(world)
        acknowledge = partial(actions.acknowledge, by=world.person("havering"), referral=referral)
        at_once(in_one(partial(acknowledge, at=MANAGERS, now=MANAGERS)), partial(sweep, now=MANAGERS))
        assert all(one.resolved_at is not None for one in silences(referral))
