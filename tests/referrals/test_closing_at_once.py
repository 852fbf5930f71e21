"""Two councils sign at the same moment: each responsibility is let go of by one and ended by the other."""

import threading

import pytest
from django.db import connections, transaction

from referrals import actions
from referrals.models import Duty, Holding, Part
from referrals.said import Override
from tests.world import at, make_world
from timers.models import Timer


@pytest.mark.clone
def test_two_councils_that_close_at_once_leave_nothing_held_and_nothing_unheld(clone: str) -> None:
    with transaction.atomic():
        world = make_world()
        referral = world.logged("kent")
        world.sent(referral, "kent", "havering", at(16, 11))
        for council in ("kent", "havering"):
            actions.close(
                by=world.person(council),
                referral=referral,
                override=Override("both heads agreed", "head_of_service", world.person(council, "head_of_service").pk),
                at=at(18),
                now=at(18),
            )
    managers = [world.person(council, "team_manager") for council in ("kent", "havering")]
    ready, went_wrong = threading.Barrier(2), []

    def sign(manager: object) -> None:
        try:
            ready.wait()
            with transaction.atomic():
                actions.sign_closing(by=manager, referral=referral, at=at(18, 12), now=at(18, 12))  # type: ignore[arg-type]
        except Exception as error:
            went_wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=(manager,)) for manager in managers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert went_wrong == []
    assert not Part.objects.filter(referral=referral, closed_at=None).exists()
    assert not Duty.objects.filter(referral=referral, ended_at=None).exists()
    assert not Holding.objects.filter(duty__referral=referral, until=None).exists()
    assert not Timer.objects.running().filter(about_id=referral.pk).exists()
