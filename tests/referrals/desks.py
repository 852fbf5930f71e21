"""A worker at a desk without accounts, in a browser, with the messages that reach the desk."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from councils.models import Desk, Message
from tests.world import World


def mailbox(world: World, alias: str, hours: str = "office") -> Desk:
    """The council's duty desk, with a telephone and an e-mail address."""
    desk = world.council(alias).desks.get_or_create(service="childrens", hours=hours, defaults={"name": "MASH"})[0]
    desk.email, desk.phone = f"{hours}@{alias}.example", "01708 000 000"
    desk.save(update_fields=["email", "phone"])
    return desk


def letters(kind: str = "desk-link") -> list[Message]:
    """The letters that wait for the desk, oldest first."""
    return list(Message.objects.filter(key__startswith=kind).order_by("pk"))


def address_in(letter: Message) -> str:
    """The address in it, without the site."""
    found = re.search(r"https?://[^/\s]+(/desk/\S+)", letter.body)
    assert found, letter.body
    return found[1]


def latest_code() -> str:
    found = re.search(r"code is (\d{6})", letters("desk-code")[-1].body)
    assert found
    return found[1]


@dataclass
class Worker:
    """Somebody with the link open. `page` is its address without the token."""

    letter: Message
    name: str = "Priya Shah, duty social worker"
    client: Client = field(default_factory=Client)
    page: str = ""

    def arrive(self) -> Any:
        answer = self.client.get(address_in(self.letter))
        if answer.status_code == 302:
            self.page = answer["Location"]
            return self.client.get(self.page)
        return answer

    def read(self) -> Any:
        """Have a code sent to the office desk and give it."""
        desk = Desk.objects.get(email=self.letter.address)
        assert self.client.post(f"{self.page}code/", {"desk": desk.pk}).status_code == 302
        answer = self.client.post(
            f"{self.page}read/", {"code": latest_code(), "worker": self.name, "line": "01708 111 222"}
        )
        assert answer.status_code == 302, answer.content.decode()
        return self.client.get(self.page)

    def act(self, slug: str, **typed: Any) -> Any:
        return self.client.post(f"{self.page}{slug}/", typed)
