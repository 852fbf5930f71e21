"""The same page sent twice at the same instant, by two real connections: one act, one referral."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from referrals.models import Referral, SafetyPlan
from tests.referrals.pages import Desk, signed_in, token_in
from tests.world import MONDAY, make_world

pytestmark = pytest.mark.clone


def at_once(*presses: Callable[[], Any]) -> list[Any]:
    """Every press in a thread of its own, let go together; their answers."""
    ready, answers = Barrier(len(presses)), []

    def press(one: Callable[[], Any]) -> None:
        ready.wait()
        try:
            answers.append(one())
        finally:
            connection.close()

    threads = [Thread(target=press, args=[one]) for one in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def desk() -> Desk:
    world = make_world()
    return Desk(world, world.person("kent", "team_manager", team=world.team("kent")))


def browsers(desk: Desk) -> list[Client]:
    return [signed_in(desk.user) for _ in range(4)]


def test_one_referral(desk: Desk) -> None:
    log = desk.begin()
    desk.step(log, "children", **{"child-count": "1", "child-0-given_name": "Amy"})
    presses = [lambda client=client: client.post(f"{log}check/") for client in browsers(desk)]
    answers = at_once(*presses)
    assert [answer.status_code for answer in answers] == [302] * 4
    assert {answer["Location"] for answer in answers} == {f"{log}done/"}
    assert Referral.objects.count() == 1


def test_one_act(desk: Desk) -> None:
    referral = desk.world.logged("kent", MONDAY)
    address = f"/referrals/{referral.reference}/safety-plan/"
    data = {"token": token_in(desk.get(address)), "plan": "Gran collects her."}
    answers = at_once(*[lambda client=client: client.post(address, data) for client in browsers(desk)])
    assert [answer.status_code for answer in answers] == [302] * 4
    assert SafetyPlan.objects.count() == 1


def test_a_save_that_crosses_the_sending_brings_nothing_back(desk: Desk) -> None:
    log = desk.begin()
    desk.step(log, "children", **{"child-count": "1", "child-0-given_name": "Amy"})
    one, two = browsers(desk)[:2]
    save = f"{log.replace('/log/', '/drafts/')}"
    answers = at_once(
        lambda: one.post(f"{log}check/"), lambda: two.post(save, {"step": "happened", "said": "late words"})
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 302], [302, 409])
    assert Referral.objects.count() == 1
    assert desk.get("/referrals/log/").content.decode().count("Discard") == 0
