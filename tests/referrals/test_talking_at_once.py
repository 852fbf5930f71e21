"""Two who answer at the same moment: one is first, the other is told, and nothing is lost or doubled."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import Role, User
from referrals import actions, duties
from referrals.actions import linking
from referrals.models import CouncilMessage, DeskLink, Duty, DutyAnswer, Holding, Part
from referrals.refusals import NotPossible
from tests.referrals.desks import mailbox
from tests.world import World, make_world
from timers.models import Timer

pytestmark = pytest.mark.clone


def both(*acts: Callable[[], Any]) -> list[Any]:
    """Do them at once, each in a transaction of its own; what each gave, or the NotPossible that it raised."""
    ready = threading.Barrier(len(acts))
    given: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            ready.wait()
            with transaction.atomic():
                given[place] = act()
        except NotPossible as refusal:
            given[place] = refusal
        except Exception as error:
            given[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def sent_to(alias: str) -> tuple[World, Any]:
    with transaction.atomic():
        world = make_world(timezone.now())
        mailbox(world, alias)
        referral = world.logged("kent", when=timezone.now())
        world.sent(referral, "kent", alias, timezone.now())
    return world, referral


def test_two_workers_answer_one_message_by_link(clone: str) -> None:
    world, referral = sent_to("havering")
    with transaction.atomic():
        actions.write_message(
            by=world.person("kent"),
            referral=referral,
            to=world.council("havering"),
            kind="call",
            words="Please ring.",
            at=timezone.now(),
            now=timezone.now(),
        )
    link = DeskLink.objects.select_related("message").get(purpose="message")

    def answer(name: str) -> Callable[[], Any]:
        def run(by: User) -> CouncilMessage:
            return actions.answer_message(
                by=by, message=link.message, words=f"{name} here", at=timezone.now(), now=timezone.now()
            )

        return lambda: linking.use(
            link,
            run,
            verb="answer_message",
            permission="referrals.write",
            named=name,
            line="",
            now=timezone.now(),
        )

    given = both(answer("Ann"), answer("Ben"))
    won = [one for one in given if isinstance(one, CouncilMessage)]
    told = [one for one in given if isinstance(one, NotPossible)]
    assert len(won) == len(told) == 1, given
    assert won[0].named in told[0].sentence
    assert CouncilMessage.objects.filter(kind="answer").count() == 1
    assert link.events.filter(what="acted").count() == 1
    assert not Timer.objects.running().filter(kind__startswith="message").exists()


def test_the_desk_accepts_while_the_sender_proposes_somebody_else(clone: str) -> None:
    world, referral = sent_to("havering")
    link = DeskLink.objects.get()

    def accept(by: User) -> Any:
        return actions.accept_duty(by=by, referral=referral, duty="section_47", at=timezone.now(), now=timezone.now())

    def propose() -> Any:
        return actions.propose_lead(
            by=world.person("kent"),
            referral=referral,
            duty="section_47",
            lead=world.council("kent"),
            at=timezone.now(),
            now=timezone.now(),
        )

    given = both(
        lambda: linking.use(
            link,
            accept,
            verb="accept_duty",
            permission="referrals.answer_duty",
            named="Ann",
            line="",
            now=timezone.now(),
        ),
        propose,
    )
    assert not [one for one in given if isinstance(one, Exception)], given
    assert DutyAnswer.objects.filter(referral=referral).count() == 1
    assert duties.holders_at(referral, "section_47", timezone.now())


def test_two_councils_give_it_back_at_once_and_somebody_has_it(clone: str) -> None:
    """Kent sent it to Croydon and to Medway, neither of which is a place of it; both give it back at the same moment,
    while Kent's part is closed."""
    world, referral = sent_to("croydon")
    with transaction.atomic():
        world.sent(referral, "kent", "medway", timezone.now())
        managers = {alias: world.person(alias, "team_manager") for alias in ("croydon", "medway")}

    def give_back(alias: str) -> Callable[[], Any]:
        return lambda: actions.return_referral(
            by=managers[alias],
            referral=referral,
            reason="No place.",
            checked="Our records.",
            at=timezone.now(),
            now=timezone.now(),
        )

    given = both(give_back("croydon"), give_back("medway"))
    assert not [one for one in given if isinstance(one, Exception)], given
    returned = {world.council(alias).pk for alias in managers}
    for duty in Duty.objects.filter(referral=referral, ended_at=None):
        holders = set(Holding.objects.filter(duty=duty, until=None).values_list("council_id", flat=True))
        assert world.council("kent").pk in holders and not holders & returned
    assert Timer.objects.running().filter(kind="rerouting").count() == 1
    assert Part.objects.filter(referral=referral, returned_at=None, council=world.council("kent")).exists()


def test_two_senders_make_one_account_for_a_desk(clone: str) -> None:
    with transaction.atomic():
        world = make_world(timezone.now())
        mailbox(world, "havering")
        cases = [world.logged(alias, when=timezone.now()) for alias in ("kent", "medway")]
        people = [world.person(alias) for alias in ("kent", "medway")]

    def send(place: int) -> Callable[[], Any]:
        return lambda: actions.send_referral(
            by=people[place],
            referral=cases[place],
            to=world.council("havering"),
            at=timezone.now(),
            now=timezone.now(),
            address_source="the school",
        )

    given = both(send(0), send(1))
    assert not [one for one in given if isinstance(one, Exception)], given
    assert User.objects.filter(memberships__role=Role.DESK, council=world.council("havering")).count() == 1
    assert DeskLink.objects.filter(to=world.council("havering")).count() == 2
