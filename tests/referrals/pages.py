"""Somebody at a browser, for the tests of the referral's pages."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.models import User
from referrals.models import Draft, Referral
from tests.world import World

BACKEND = "accounts.backend.AccessBackend"


def signed_in(user: User) -> Client:
    """A browser in which the person is signed in, both clocks of the session started."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    sessions.begin(session, device="test")
    session.save()
    return client


@dataclass
class Desk:
    """One person's browser, with the steps of the log."""

    world: World
    user: User
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = signed_in(self.user)

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(address, query)

    def post(self, address: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.client.post(address, data or {}, **more)

    def begin(self) -> str:
        """The address of a new log, as /referrals/log/<token>/."""
        answer = self.post("/referrals/log/", {"do": "start"})
        assert answer.status_code == 302
        return re.sub(r"search/$", "", answer["Location"])

    def step(self, log: str, slug: str, expect: int = 302, **typed: Any) -> Any:
        data = {name.replace("__", "-"): value for name, value in typed.items()}
        answer = self.post(f"{log}{slug}/", {"do": "continue", **data})
        assert answer.status_code == expect, answer.content.decode()[:3000]
        return answer

    def act(self, referral: Referral, slug: str, **typed: Any) -> Any:
        """Open an act's page and send its form with the page's own token."""
        address = f"/referrals/{referral.reference}/{slug}/"
        page = self.get(address)
        assert page.status_code == 200, page.status_code
        return self.post(address, {"token": token_in(page), **typed})


def token_in(page: Any) -> str:
    found = re.search(r'name="token" value="([0-9a-f-]{36})"', page.content.decode())
    assert found, "the page has no token"
    return found[1]


def text_of(page: Any) -> str:
    """The words of a page without its marks."""
    bare = re.sub(r"<(script|style).*?</\1>", " ", page.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).replace("&#x27;", "'").replace("&amp;", "&").split())


def last_referral() -> Referral:
    return Referral.objects.latest("pk")


def draft_of(log: str) -> Draft | None:
    return Draft.objects.filter(token=log.rstrip("/").rsplit("/", 1)[-1]).first()


def now() -> Any:
    return timezone.now()
