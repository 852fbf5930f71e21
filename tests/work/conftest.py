"""A council at work, for pages and messages: Kent with two teams and everybody who is told of something."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import codes
from accounts.models import User
from councils.models import Team
from referrals import actions
from referrals.models import Referral
from tests.accounts.people import PASSWORD, sign_in
from tests.world import MONDAY, World, make_world
from timers.sweep import sweep


@dataclass
class Office:
    """Kent's front door and a second team, with a worker each, managers above them, and Havering across the border."""

    world: World
    front: Team
    west: Team
    worker: User
    other_worker: User
    manager: User
    west_manager: User
    service_manager: User
    head: User
    signed_in: dict[int, Client] = field(default_factory=dict)

    def referral(self, when: datetime = MONDAY, *, worker: User | None = None, team: Team | None = None) -> Referral:
        """One that Kent logged and sent to Havering; allocated when a worker is named."""
        referral = self.world.logged("kent", when)
        self.world.sent(referral, "kent", "havering", when)
        if worker is not None or team is not None:
            actions.allocate(by=self.manager, referral=referral, worker=worker, team=team, at=when, now=when)
        return referral

    def raise_until(self, now: datetime) -> None:
        sweep(now=now)

    def client(self, person: User) -> Client:
        """A browser in which the person is signed in, by password and code."""
        if person.pk not in self.signed_in:
            person.set_password(PASSWORD)
            person.save()
            codes.enrol(person, now=MONDAY - timedelta(days=1), confirmed=True)
            client = Client(SERVER_NAME="localhost")
            sign_in(client, person)
            self.signed_in[person.pk] = client
        return self.signed_in[person.pk]


@pytest.fixture
def make_office() -> Callable[[], Office]:
    """For tests whose rows are really committed: call it once the database is there."""
    return open_office


def open_office() -> Office:
    world = make_world()
    for alias in ("kent", "havering"):
        council = world.council(alias)
        council.takes_part = True
        council.save()
    front, west = world.team("kent"), world.team("kent", "Assessment West")

    def person(role: str, name: str, team: Any = None) -> User:
        return world.person("kent", role, name, team)

    return Office(
        world=world,
        front=front,
        west=west,
        worker=person("social_worker", "Jo Marsh", front),
        other_worker=person("social_worker", "Femi Okafor", west),
        manager=person("team_manager", "Ruth Bell", front),
        west_manager=person("team_manager", "Dev Anand", west),
        service_manager=person("service_manager", "Sam Lowe"),
        head=person("head_of_service", "Nia Price"),
    )


@pytest.fixture
def office(db: None) -> Office:
    return open_office()
