"""The delivery log of packs: what became of each message, and not only that one was written."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits import actions
from audits.models import Delivery
from councils.models import Message
from tests.referrals.pages import signed_in, text_of
from tests.world import MONDAY, World
from timers.words import moment

pytestmark = pytest.mark.django_db


def test_the_log_says_what_became_of_each_message_with_the_same_number_of_questions(world: World) -> None:
    head = world.person("kent", "head_of_service")
    people = [world.person("kent", "councillor", name=f"Member {number}") for number in range(3)]
    pack = actions.make_pack(council=world.council("kent"), month=date(2026, 10, 31), by=head, now=MONDAY)
    assert pack is not None
    error = "The mailbox does not exist."
    Message.objects.filter(person=people[0]).update(state="failed", error=error)
    Message.objects.filter(person=people[1]).update(state="sent", sent_at=MONDAY + timedelta(minutes=3))
    client, address = signed_in(head), f"/leaders/packs/{pack.reference}/"
    for page in ("/leaders/", address):
        words = text_of(client.get(page))
        assert "Failed The mailbox does not exist. Tell them in another way." in words, page
        assert f"Sent {moment(MONDAY + timedelta(minutes=3))}" in words and "Waiting to be sent" in words
    # A member reads of their own alone, and not what a mail server said of an address.
    own = text_of(signed_in(people[0]).get("/leaders/"))
    assert "Failed" in own and "mailbox" not in own and "Member 1" not in own

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    before = asked()
    more = [world.person("kent", "councillor", name=f"Another {number}") for number in range(6)]
    Message.objects.bulk_create(
        Message(key=f"other:{one.pk}", subject="s", body="b", written_at=MONDAY, next_try_at=MONDAY) for one in more
    )
    Delivery.objects.bulk_create(
        Delivery(pack=pack, person=one, message_key=f"other:{one.pk}", sent_at=MONDAY) for one in more[:3]
    )
    Delivery.objects.bulk_create(
        Delivery(pack=pack, person=one, message_key=f"none:{one.pk}", sent_at=MONDAY) for one in more[3:]
    )
    assert asked() == before
    assert "No message was written." in text_of(client.get(address))
