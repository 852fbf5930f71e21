"""Invented councils and people, each with the role asked for."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts import codes
from accounts.models import Factor, Membership, User
from accounts.standing import Standing
from councils.models import Council, Team

PASSWORD = "correct horse battery staple"
LONG_AGO = date(2020, 1, 1)


def council(name: str = "Kent") -> Council:
    return Council.objects.get_or_create(
        short_name=name, defaults={"name": f"{name} County Council", "nation": "England", "takes_part": True}
    )[0]


def team(name: str = "Front Door East", of: str = "Kent") -> Team:
    return Team.objects.get_or_create(council=council(of), name=name)[0]


def person(
    role: str | None = "social_worker",
    *,
    of: str = "Kent",
    name: str = "",
    in_team: Team | None = None,
    since: date = LONG_AGO,
    until: date | None = None,
    enrolled: bool = True,
) -> User:
    name = name or f"{of} {role} {User.objects.count()}"
    user = User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", name, council(of), PASSWORD)
    if role:
        Membership.objects.create(user=user, council=council(of), team=in_team, role=role, since=since, until=until)
    if enrolled:
        codes.enrol(user, now=timezone.now(), confirmed=True)
    return User.objects.get(pk=user.pk)


def code_of(user: User, at: datetime | None = None) -> str:
    return codes.code_at(Factor.objects.get(user=user), at or timezone.now())


def sign_in(client: Client, user: User, **headers: Any) -> Any:
    """Both steps, as a browser takes them; returns the answer to the second."""
    client.post("/sign-in/", {"username": user.email, "password": PASSWORD}, **headers)
    Factor.objects.filter(user=user).update(last_step=0)  # several sign-ins within one test's half minute
    return client.post("/sign-in/code/", {"code": code_of(user)}, **headers)


@dataclass
class Thing:
    """Any object of a higher room: all that accounts knows of it is how people stand to it."""

    standing: Standing = field(default_factory=Standing)

    def access(self) -> Standing:
        return self.standing


def some_day(hour: int = 12) -> datetime:
    return datetime(2026, 11, 20, hour, tzinfo=UTC)
